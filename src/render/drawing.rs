//! The chart of a table in the place of its rows, for a terminal and a pipe.

use std::io::{self, Write};

use super::chart;
use super::column::columns;
use super::screen::Screen;
use super::sink::Render;
use super::table::{notes_below, prose};
use crate::table::{Cell, Heading, Note};

/// How wide a picture is where no terminal says it, and at most.
const WIDTH: usize = 80;
const WIDEST: usize = 120;

/// Keeps the rows until the end, because the scale of a picture is that of all rows.
pub(super) struct Drawing<'a> {
    screen: Screen,
    out: &'a mut dyn Write,
    heading: Heading,
    rows: Vec<Vec<Cell>>,
    notes: Vec<Note>,
    is_drawn: bool,
}

impl<'a> Drawing<'a> {
    pub(super) fn new(screen: Screen, out: &'a mut dyn Write) -> Self {
        Self { screen, out, heading: Heading::default(), rows: Vec::new(), notes: Vec::new(), is_drawn: false }
    }

    /// The title and the picture; nothing for a table without one.
    fn picture(&mut self) -> io::Result<()> {
        let rows = std::mem::take(&mut self.rows);
        self.is_drawn = true;
        self.heading.description = None;
        prose(self.out, self.screen, &self.heading)?;
        let room = self.screen.width.map_or(WIDTH, |width| width.min(WIDEST));
        let columns = columns(&self.heading, &rows);
        let chart = self.heading.chart;
        match chart.and_then(|chart| chart::in_text(chart, &self.heading, &columns, &rows, room, self.screen.color)) {
            Some(picture) => self.out.write_all(picture.as_bytes()),
            None => writeln!(self.out, "(no number to draw)"),
        }
    }
}

impl Render for Drawing<'_> {
    fn begin(&mut self, heading: &Heading) -> io::Result<()> {
        self.heading = heading.clone();
        Ok(())
    }

    fn section(&mut self, heading: &Heading) -> io::Result<()> {
        if self.heading.chart.is_some() {
            self.picture()?;
        }
        self.rows.clear();
        self.begin(heading)
    }

    fn row(&mut self, row: &[Cell]) -> io::Result<()> {
        self.rows.push(row.to_vec());
        Ok(())
    }

    fn notes(&mut self, notes: &[Note]) -> io::Result<()> {
        self.notes = notes.to_vec();
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        if self.heading.chart.is_some() || !self.is_drawn {
            self.picture()?;
        }
        notes_below(self.out, self.screen, &self.notes)?;
        self.out.flush()
    }
}
