//! A page that needs nothing else: no script, no font and no style from outside.

use std::borrow::Cow;
use std::io::{self, Write};

use super::column::{Column, columns};
use super::markup::{NO_ROWS, link, linked, one_line, prose};
use super::number::real;
use super::sink::{Render, fitted};
use super::wrap::widest;
use super::{chart, style};
use crate::table::{Cell, Heading, Note};
use crate::visible::on_one_line;

/// How many rows are examined before the first is written: enough to know the columns, few enough to keep in memory.
const LOOKED_AT: usize = 500;
/// A wider cell is a text that may be wrapped; a narrower one is a name or a code, which is not.
const WIDE: usize = 30;

/// Streams rows after the first ones have been examined. A chart, which is above the table, needs all rows first.
pub(super) struct Html<'a> {
    out: &'a mut dyn Write,
    heading: Heading,
    columns: Vec<Column>,
    held: Vec<Vec<Cell>>,
    notes: Vec<Note>,
    /// Whether everything above the tables is written.
    has_page: bool,
    /// Whether the head of the table is written.
    is_begun: bool,
    /// Whether the page around the tables is written by someone else.
    is_part: bool,
}

impl<'a> Html<'a> {
    pub(super) fn new(out: &'a mut dyn Write) -> Self {
        let (heading, columns, held) = (Heading::default(), Vec::new(), Vec::new());
        let (notes, has_page, is_begun, is_part) = (Vec::new(), false, false, false);
        Self { out, heading, columns, held, notes, has_page, is_begun, is_part }
    }

    /// Only the tables and their chart.
    pub(super) fn part(out: &'a mut dyn Write) -> Self {
        Self { has_page: true, is_part: true, ..Self::new(out) }
    }

    /// Writes everything above the tables, once.
    fn page(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.has_page, true) {
            return Ok(());
        }
        let title = self.heading.title.as_deref().map(one_line);
        let description = self.heading.description.as_deref().map(one_line);
        let subtitle = self.heading.subtitle();
        let out = &mut *self.out;
        write!(
            out,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n",
            title.as_deref().unwrap_or("yearbook")
        )?;
        if let Some(description) = &description {
            writeln!(out, "<meta name=\"description\" content=\"{description}\">")?;
        }
        write!(out, "<style>{}</style>\n</head>\n<body>\n<main>\n", style::SHEET)?;
        if title.is_some() || subtitle.is_some() || description.is_some() {
            out.write_all(b"<header>\n")?;
            if let Some(title) = &title {
                writeln!(out, "<h1>{title}</h1>")?;
            }
            subtitle_of(out, subtitle)?;
            if let Some(description) = self.heading.description.as_deref() {
                writeln!(out, "<p>{}</p>", prose(description))?;
            }
            out.write_all(b"</header>\n")?;
        }
        Ok(())
    }

    /// Writes everything above the first row of the table, and the rows that were held back.
    fn begin_table(&mut self) -> io::Result<()> {
        if self.has_page {
            subtitle_of(self.out, self.heading.subtitle())?;
        }
        self.page()?;
        self.is_begun = true;
        let rows = std::mem::take(&mut self.held);
        self.columns = columns(&self.heading, &rows);
        let title = self.heading.title.as_deref().map(one_line);
        let out = &mut *self.out;
        if let Some(picture) =
            self.heading.chart.and_then(|chart| chart::draw(chart, &self.heading, &self.columns, &rows))
        {
            out.write_all(picture.as_bytes())?;
        }
        // What scrolls must be reachable by keyboard, and what is reachable needs a name.
        write!(
            out,
            "<div class=\"scroll\" role=\"region\" aria-label=\"{}\" tabindex=\"0\">\n<table>\n<thead>\n<tr>",
            title.as_deref().unwrap_or("Rows")
        )?;
        for (name, column) in self.heading.columns.iter().zip(&self.columns) {
            let class = if column.is_figures() { " class=\"n\"" } else { "" };
            // A long name of a narrow column may be broken where its words meet.
            write!(out, "<th scope=\"col\"{class}>{}</th>", one_line(name).replace('_', "_<wbr>"))?;
        }
        out.write_all(b"</tr>\n</thead>\n<tbody>\n")?;
        rows.iter().try_for_each(|row| self.write_row(row))
    }

    fn write_row(&mut self, row: &[Cell]) -> io::Result<()> {
        let out = &mut *self.out;
        out.write_all(b"<tr>")?;
        let names = &self.heading.columns;
        for ((column, name), cell) in self.columns.iter().zip(names).zip(fitted(row, names.len())) {
            out.write_all(b"<td")?;
            let text = column.spell(cell);
            if column.is_figures() {
                out.write_all(b" class=\"n\"")?;
            } else if widest(&text) > WIDE {
                out.write_all(b" class=\"w\"")?;
            }
            if let Some(number) = number_of(cell) {
                write!(out, " data-value=\"{number}\"")?;
            } else if name.ends_with("_zh") && !text.is_empty() {
                // One code point has several shapes: the language chooses the Chinese one.
                out.write_all(b" lang=\"zh\"")?;
            }
            match cell {
                Cell::Cited(cited) => {
                    let cited = cited.iter().map(|it| match &it.url {
                        Some(url) => Cow::Owned(link(&it.text, url)),
                        None => linked(Cow::Borrowed(it.text.as_str())),
                    });
                    write!(out, ">{}</td>", cited.collect::<Vec<_>>().join(" / "))?;
                }
                Cell::Notes(numbers) => {
                    let numbers = numbers.iter().map(|number| format!("<a href=\"#note-{number}\">[{number}]</a>"));
                    write!(out, ">{}</td>", numbers.collect::<Vec<_>>().join(" "))?;
                }
                _ => write!(out, ">{}</td>", linked(text))?,
            }
        }
        out.write_all(b"</tr>\n")
    }

    /// Writes what is left of the table.
    fn end_table(&mut self) -> io::Result<()> {
        if !self.is_begun && self.held.is_empty() {
            if self.has_page {
                subtitle_of(self.out, self.heading.subtitle())?;
            }
            self.page()?;
            return writeln!(self.out, "<p class=\"none\">{NO_ROWS}</p>");
        }
        if !self.is_begun {
            self.begin_table()?;
        }
        self.out.write_all(b"</tbody>\n</table>\n</div>\n")
    }
}

impl Render for Html<'_> {
    fn begin(&mut self, heading: &Heading) -> io::Result<()> {
        self.heading = heading.clone();
        Ok(())
    }

    fn row(&mut self, row: &[Cell]) -> io::Result<()> {
        if self.is_begun {
            return self.write_row(row);
        }
        self.held.push(row.to_vec());
        if self.held.len() == LOOKED_AT && self.heading.chart.is_none() { self.begin_table() } else { Ok(()) }
    }

    fn notes(&mut self, notes: &[Note]) -> io::Result<()> {
        self.notes = notes.to_vec();
        Ok(())
    }

    fn section(&mut self, heading: &Heading) -> io::Result<()> {
        if self.heading.columns.is_empty() { self.page() } else { self.end_table() }?;
        self.is_begun = false;
        if let Some(title) = &heading.title {
            writeln!(self.out, "<h2>{}</h2>", one_line(title))?;
        }
        self.begin(heading)
    }

    fn end(&mut self) -> io::Result<()> {
        self.end_table()?;
        if !self.notes.is_empty() {
            self.out.write_all(b"<footer>\n")?;
            for note in &self.notes {
                let id = note.number.map(|number| format!(" id=\"note-{number}\"")).unwrap_or_default();
                writeln!(self.out, "<p{id}>{}</p>", prose(&on_one_line(note.to_string())))?;
            }
            self.out.write_all(b"</footer>\n")?;
        }
        if !self.is_part {
            self.out.write_all(b"</main>\n</body>\n</html>\n")?;
        }
        self.out.flush()
    }
}

/// Writes what holds for all rows of a table.
fn subtitle_of(out: &mut dyn Write, subtitle: Option<String>) -> io::Result<()> {
    subtitle.map_or(Ok(()), |text| writeln!(out, "<p class=\"sub\">{}</p>", one_line(&text)))
}

/// The number that a cell holds, as programs read it.
fn number_of(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Integer(value) => Some(value.to_string()),
        Cell::Real(value) => Some(real(*value)),
        Cell::Figure(figure) => figure.value.map(real),
        Cell::Null | Cell::Text(_) | Cell::Blob(_) | Cell::InferredPeriod(_) | Cell::Cited(_) | Cell::Notes(_) => None,
    }
}
