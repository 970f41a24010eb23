//! A table in GitHub's Markdown. The text of a cell is escaped, so that it is never read as Markdown or HTML.

use std::borrow::Cow;
use std::io::{self, Write};

use super::column::{Column, columns};
use super::markup::{NO_ROWS, address, is_address, spans};
use super::sink::{Render, fitted};
use crate::table::{Cell, Heading, Note};
use crate::visible::{on_one_line, visible};

/// Keeps the rows until the end, because the line below the header says which columns are right-aligned.
pub(super) struct Markdown<'a> {
    out: &'a mut dyn Write,
    heading: Heading,
    rows: Vec<Vec<Cell>>,
    notes: Vec<Note>,
    /// What a title begins with.
    marks: &'static str,
}

impl<'a> Markdown<'a> {
    pub(super) fn new(out: &'a mut dyn Write) -> Self {
        Self { out, heading: Heading::default(), rows: Vec::new(), notes: Vec::new(), marks: "##" }
    }

    fn line<'b>(&mut self, cells: impl Iterator<Item = Cow<'b, str>>) -> io::Result<()> {
        for cell in cells {
            if cell.is_empty() {
                self.out.write_all(b"| ")?;
            } else {
                write!(self.out, "| {cell} ")?;
            }
        }
        self.out.write_all(b"|\n")
    }

    /// Everything from the title to the last row.
    fn table(&mut self) -> io::Result<()> {
        let (heading, rows) = (std::mem::take(&mut self.heading), std::mem::take(&mut self.rows));
        if let Some(title) = &heading.title {
            writeln!(self.out, "{} {}\n", self.marks, escaped(Cow::Owned(on_one_line(title))))?;
        }
        for text in [heading.subtitle(), heading.description.clone()].into_iter().flatten() {
            writeln!(self.out, "{}\n", paragraph(&text))?;
        }
        let count = heading.columns.len();
        if count == 0 {
            return Ok(());
        }
        if rows.is_empty() {
            return writeln!(self.out, "{NO_ROWS}");
        }
        let columns = columns(&heading, &rows);
        self.line(heading.columns.iter().map(|name| escaped(Cow::Borrowed(name))))?;
        let rule = |column: &Column| Cow::Borrowed(if column.is_figures() { "---:" } else { "---" });
        self.line(columns.iter().map(rule))?;
        for row in &rows {
            self.line(columns.iter().zip(fitted(row, count)).map(|(column, cell)| match cell {
                Cell::Notes(numbers) => {
                    Cow::Owned(numbers.iter().map(|number| format!("[^{number}]")).collect::<String>())
                }
                cell => escaped(column.spell(cell)),
            }))?;
        }
        Ok(())
    }
}

impl Render for Markdown<'_> {
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
        let is_first = self.heading.columns.is_empty();
        self.table()?;
        if !is_first {
            self.out.write_all(b"\n")?;
        }
        self.marks = "###";
        self.begin(heading)
    }

    fn end(&mut self) -> io::Result<()> {
        self.table()?;
        for Note { number, text } in &self.notes {
            let note = on_one_line(text);
            if let Some(number) = number {
                writeln!(self.out, "\n[^{number}]: {}", paragraph(&note))?;
            } else if note.ends_with('}') {
                // Code is shown as it is, between more backticks than it contains.
                let longest = note.split(|c| c != '`').map(str::len).max().unwrap_or(0);
                let ticks = "`".repeat(longest + 1);
                let space = if longest > 0 { " " } else { "" };
                writeln!(self.out, "\n{ticks}{space}{note}{space}{ticks}")?;
            } else {
                writeln!(self.out, "\n{}", paragraph(&note))?;
            }
        }
        self.out.flush()
    }
}

/// A text of which every character is shown. A web address is written as such, for escapes in it would lead elsewhere.
fn escaped(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains("://") {
        return every_character(text);
    }
    let words = text.split_inclusive(char::is_whitespace).map(|word| match address(word) {
        link if is_address(link) && !link.contains(['<', '>', '|', '\\']) && visible(link) == link => {
            format!("<{link}>{}", every_character(Cow::Borrowed(&word[link.len()..])))
        }
        _ => every_character(Cow::Borrowed(word)).into_owned(),
    });
    Cow::Owned(words.collect())
}

fn every_character(text: Cow<'_, str>) -> Cow<'_, str> {
    let text = visible(text);
    if !text.contains(['\\', '|', '*', '_', '`', '[', ']', '~', '$', '<', '>', '&', '\n']) {
        return text;
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\\' | '|' | '*' | '_' | '`' | '[' | ']' | '~' | '$' => escaped.extend(['\\', c]),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\n' => escaped.push_str("<br>"),
            c => escaped.push(c),
        }
    }
    Cow::Owned(escaped)
}

/// A text as one paragraph, in which code stands between backticks: outside a table its first characters could also make it a heading or a list.
fn paragraph(text: &str) -> String {
    let text = on_one_line(text.trim());
    let text = spans(&text, |code| format!("`{code}`"), |text| escaped(Cow::Borrowed(text)).into_owned());
    let after_digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if text.starts_with(['#', '-', '+', '=']) {
        format!("\\{text}")
    } else if after_digits.len() < text.len() && after_digits.starts_with(['.', ')']) {
        let (digits, rest) = text.split_at(text.len() - after_digits.len());
        format!("{digits}\\{rest}")
    } else {
        text
    }
}
