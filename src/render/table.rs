//! Columns for reading in a terminal.
//!
//! Columns are separated by spaces, without vertical rules. The layout is not that of `comfy-table`, which makes all wide
//! columns equally wide: here the longest texts are wrapped first, a number or a code is never broken, citations for which there is
//! no room stand below the table, and rows that do not fit the screen are written as lists ([`super::records`]).

use std::collections::HashMap;
use std::io::{self, Write};

use anstyle::Style;

use super::column::{Column, columns};
use super::records;
use super::screen::{Pen, Screen};
use super::sink::{Render, fitted};
use super::wrap::{longest_word, widest, width, wrap};
use crate::table::{Cell, Heading, Note};
use crate::visible::{on_one_line, visible};

/// Between two columns.
const GAP: &str = "  ";
/// The longest word that a column is made wide enough for; a longer one (an address, a checksum) may be broken.
const LONG_WORD: usize = 16;
/// A column that is at most this wide holds names or codes, and is not wrapped; the limits are tried in this order.
const SHORT: [usize; 3] = [24, 16, 10];
/// A table in columns may have this many times as many lines as lists would have.
const TALLEST: usize = 2;
/// No line of prose is wider than this, however wide the screen.
const PROSE: usize = 100;

/// Keeps the rows until the end, because the last one may be the widest.
pub(super) struct Table<'a> {
    screen: Screen,
    out: &'a mut dyn Write,
    heading: Heading,
    rows: Vec<Vec<Cell>>,
    /// The citations that stand below the tables, because there was no room for them in the rows.
    cited: Vec<String>,
    notes: Vec<Note>,
}

impl<'a> Table<'a> {
    pub(super) fn new(screen: Screen, out: &'a mut dyn Write) -> Self {
        let (heading, rows, cited, notes) = (Heading::default(), Vec::new(), Vec::new(), Vec::new());
        Self { screen, out, heading, rows, cited, notes }
    }

    /// Everything from the title to the last row.
    fn table(&mut self) -> io::Result<()> {
        prose(self.out, self.screen, &self.heading)?;
        let names: Vec<String> = self.heading.columns.iter().map(on_one_line).collect();
        if names.is_empty() {
            return Ok(());
        }
        let rows = std::mem::take(&mut self.rows);
        let columns = columns(&self.heading, &rows);
        let pen = Pen::new(self.screen);
        let whole = spelled(&columns, &rows);
        if let Some(widths) = widths(&names, &columns, &whole, self.screen.width) {
            return Grid { columns: &columns, widths: &widths, pen }.write(self.out, &names, &whole);
        }
        let mut cited = self.cited.clone();
        if let Some(rows) = numbered(rows, &mut cited).map(|rows| spelled(&columns, &rows))
            && let Some(widths) = widths(&names, &columns, &rows, self.screen.width)
        {
            self.cited = cited;
            return Grid { columns: &columns, widths: &widths, pen }.write(self.out, &names, &rows);
        }
        records::write(self.out, pen, self.screen.width.unwrap_or(PROSE), &names, &whole)
    }
}

/// The rows with numbers in the place of citations, which are added to those that have numbers; `None` where there are none, or
/// where the rows have numbers of footnotes already.
fn numbered(mut rows: Vec<Vec<Cell>>, known: &mut Vec<String>) -> Option<Vec<Vec<Cell>>> {
    let cells = || rows.iter().flatten();
    if cells().any(|cell| matches!(cell, Cell::Notes(_))) || !cells().any(|cell| matches!(cell, Cell::Cited(_))) {
        return None;
    }
    let mut numbers: HashMap<String, usize> = known.iter().cloned().zip(1..).collect();
    let mut number = |text: &String| {
        let next = numbers.len() + 1;
        *numbers.entry(text.clone()).or_insert_with(|| {
            known.push(text.clone());
            next
        })
    };
    for cell in rows.iter_mut().flatten() {
        if let Cell::Cited(cited) = cell {
            *cell = Cell::Notes(cited.iter().map(|it| number(&it.text)).collect());
        }
    }
    Some(rows)
}

/// The texts of the cells.
fn spelled(columns: &[Column], rows: &[Vec<Cell>]) -> Vec<Vec<String>> {
    let spell = |(column, cell): (&Column, &Cell)| visible(column.spell(cell)).into_owned();
    rows.iter().map(|row| columns.iter().zip(fitted(row, columns.len())).map(spell).collect()).collect()
}

impl Render for Table<'_> {
    fn begin(&mut self, heading: &Heading) -> io::Result<()> {
        self.heading = heading.clone();
        Ok(())
    }

    fn row(&mut self, row: &[Cell]) -> io::Result<()> {
        self.rows.push(row.to_vec());
        Ok(())
    }

    fn notes(&mut self, notes: &[Note]) -> io::Result<()> {
        self.notes = notes.to_vec();
        Ok(())
    }

    fn section(&mut self, heading: &Heading) -> io::Result<()> {
        self.table()?;
        if !self.heading.columns.is_empty() {
            writeln!(self.out)?;
        }
        self.begin(heading)
    }

    fn end(&mut self) -> io::Result<()> {
        self.table()?;
        let cited = std::mem::take(&mut self.cited).into_iter().zip(1..);
        let cited = cited.map(|(text, number)| Note { number: Some(number), text });
        let notes: Vec<Note> = cited.chain(std::mem::take(&mut self.notes)).collect();
        notes_below(self.out, self.screen, &notes)?;
        self.out.flush()
    }
}

/// Writes the title, what holds for all rows, and the description, then an empty line.
pub(super) fn prose(out: &mut dyn Write, screen: Screen, heading: &Heading) -> io::Result<()> {
    let limit = screen.width.map_or(usize::MAX, |width| width.clamp(1, PROSE));
    let pen = Pen::new(screen);
    let texts = [
        (heading.title.clone(), pen.strong),
        (heading.subtitle(), Style::new()),
        (heading.description.clone(), Style::new()),
    ];
    for (text, style) in &texts {
        for line in
            text.iter().map(|text| visible(text.as_str())).collect::<Vec<_>>().iter().flat_map(|text| wrap(text, limit))
        {
            pen.line(out, line, *style)?;
        }
    }
    if texts.iter().any(|(text, _)| text.is_some()) { writeln!(out) } else { Ok(()) }
}

/// Writes the notes below the rows, after an empty line. They are not wrapped: an address or a checksum is one word.
pub(super) fn notes_below(out: &mut dyn Write, screen: Screen, notes: &[Note]) -> io::Result<()> {
    for (index, note) in notes.iter().enumerate() {
        if index == 0 {
            writeln!(out)?;
        }
        Pen::new(screen).line(out, &on_one_line(note.to_string()), Style::new())?;
    }
    Ok(())
}

/// The widths of the columns; `None` if the rows are better written as lists.
fn widths(names: &[String], columns: &[Column], rows: &[Vec<String>], screen: Option<usize>) -> Option<Vec<usize>> {
    let demands: Vec<Demand> = (0..names.len())
        .map(|index| Demand::of(&names[index], columns[index], rows.iter().map(|row| row[index].as_str())))
        .collect();
    let natural = || demands.iter().map(|demand| demand.natural).collect::<Vec<_>>();
    let Some(screen) = screen else { return Some(natural()) };
    let room = screen.saturating_sub(GAP.len() * (names.len() - 1));
    if natural().iter().sum::<usize>() <= room {
        return Some(natural());
    }
    // One long text among others is no reason for lists: the row that has it is not counted.
    let longest = rows.iter().enumerate().max_by_key(|(_, row)| row.iter().map(|cell| widest(cell)).max());
    let left_out = longest.map(|(index, _)| index).filter(|_| rows.len() > 2);
    let usual = || rows.iter().enumerate().filter(|(index, _)| Some(*index) != left_out).map(|(_, row)| row);
    let tall = |widths: &[usize]| usual().map(|row| 1 + height(&wrapped(row, widths))).sum::<usize>();
    let tried: Vec<(usize, Vec<usize>)> =
        SHORT.iter().filter_map(|&short| share(&demands, short, room)).map(|widths| (tall(&widths), widths)).collect();
    let least = tried.iter().map(|(tall, _)| *tall).min()?;
    // Names that are not wrapped are worth a few more lines.
    let (tall, widths) = tried.into_iter().find(|(tall, _)| *tall <= least + least / 4)?;
    (tall <= TALLEST * records::height(screen, names, usual())).then_some(widths)
}

/// The width that a column needs.
struct Demand {
    /// The width at which nothing is wrapped.
    natural: usize,
    /// The width at which no number, code or word is broken.
    floor: usize,
    /// The sum of the widths of its cells.
    text: usize,
}

impl Demand {
    fn of<'a>(name: &str, column: Column, cells: impl Iterator<Item = &'a str> + Clone) -> Self {
        let longest_cell = cells.clone().map(widest).max().unwrap_or(0);
        let natural = longest_cell.max(width(name));
        let part_of_name = name.split_inclusive(['_', ' ']).map(|part| width(part.trim_end())).max().unwrap_or(0);
        let part_of_cell = if column.is_figures() {
            longest_cell
        } else {
            cells.clone().map(longest_word).max().unwrap_or(0).min(LONG_WORD)
        };
        Self { natural, floor: part_of_cell.max(part_of_name), text: cells.map(widest).sum() }
    }
}

/// Distributes the width: every column gets its minimum, a short one its natural width, and the rest goes, one by one, to the
/// column whose text is the tallest. `None` if the minimums do not fit.
fn share(demands: &[Demand], short: usize, room: usize) -> Option<Vec<usize>> {
    let least = |demand: &Demand| if demand.natural <= short { demand.natural } else { demand.floor.max(SHORT[2]) };
    let mut widths: Vec<usize> = demands.iter().map(least).collect();
    for _ in 0..room.checked_sub(widths.iter().sum())? {
        let wants = (0..widths.len()).filter(|&index| widths[index] < demands[index].natural);
        let tallness = |index: &usize| demands[*index].text.div_ceil(widths[*index].max(1));
        if let Some(index) = wants.max_by_key(tallness) {
            widths[index] += 1;
        }
    }
    Some(widths)
}

/// The lines of each cell of a row.
fn wrapped<'a>(cells: &'a [String], widths: &[usize]) -> Vec<Vec<&'a str>> {
    cells.iter().zip(widths).map(|(cell, &width)| wrap(cell, width)).collect()
}

/// The lines of a row.
fn height(cells: &[Vec<&str>]) -> usize {
    cells.iter().map(Vec::len).max().unwrap_or(1)
}

/// Columns side by side.
struct Grid<'a> {
    columns: &'a [Column],
    widths: &'a [usize],
    pen: Pen,
}

impl Grid<'_> {
    fn write(&self, out: &mut dyn Write, names: &[String], rows: &[Vec<String>]) -> io::Result<()> {
        self.row(out, &wrapped(names, self.widths), self.pen.strong, true)?;
        let rule: Vec<String> = self.widths.iter().map(|&width| "─".repeat(width)).collect();
        self.pen.line(out, &rule.join(GAP), self.pen.faint)?;
        let mut above = 1;
        for (index, row) in rows.iter().enumerate() {
            let cells = wrapped(row, self.widths);
            // An empty line separates rows of several lines.
            if index > 0 && height(&cells).max(above) > 1 {
                writeln!(out)?;
            }
            above = height(&cells);
            self.row(out, &cells, Style::new(), false)?;
        }
        if rows.is_empty() { writeln!(out, "(no rows)") } else { Ok(()) }
    }

    fn row(&self, out: &mut dyn Write, cells: &[Vec<&str>], style: Style, at_bottom: bool) -> io::Result<()> {
        let height = height(cells);
        for number in 0..height {
            let mut text = String::new();
            for (index, lines) in cells.iter().enumerate() {
                // A name with fewer lines than its neighbours is aligned at the bottom.
                let skipped = if at_bottom { height - lines.len() } else { 0 };
                let line = number.checked_sub(skipped).and_then(|number| lines.get(number)).copied().unwrap_or("");
                let padding = " ".repeat(self.widths[index].saturating_sub(width(line)));
                if index > 0 {
                    text.push_str(GAP);
                }
                let parts = if self.columns[index].is_figures() { [&padding, line] } else { [line, &padding] };
                text.extend(parts);
            }
            self.pen.line(out, &text, style)?;
        }
        Ok(())
    }
}
