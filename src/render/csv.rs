//! Comma-separated values, as RFC 4180 has them but with a line feed alone at the end of a line.
//!
//! A missing value is an empty field and an empty text is `""`, so that a reader that looks (PostgreSQL's `COPY ... CSV`
//! does) can tell them apart. The one exception is a table of a single column, where a missing value is `""` too: most
//! readers skip an empty line, and a lost row is worse.
//!
//! A text that begins with `=`, `+`, `-` or `@`, which a spreadsheet may take for a formula, is left as it is: a file of
//! data must say what the data says. Import it with the columns set to text where the source is not trusted.

use std::io::{self, Write};

use super::column::exact;
use super::sink::{Render, fitted};
use crate::table::{Cell, Heading};

/// What a spreadsheet needs before the text, to read it as UTF-8.
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Streams rows.
pub(super) struct Csv<'a> {
    out: &'a mut dyn Write,
    columns: usize,
    /// The row that is written next: one write a row is faster than one a field.
    line: Vec<u8>,
}

impl<'a> Csv<'a> {
    pub(super) fn new(out: &'a mut dyn Write) -> Self {
        Self { out, columns: 0, line: Vec::new() }
    }

    fn field(&mut self, text: &str) {
        let is_plain = |byte| !matches!(byte, b',' | b'"' | b'\n' | b'\r');
        if !text.is_empty() && text.bytes().all(is_plain) {
            return self.line.extend_from_slice(text.as_bytes());
        }
        self.line.push(b'"');
        for (index, part) in text.split('"').enumerate() {
            self.line.extend_from_slice(if index > 0 { b"\"\"" } else { b"" });
            self.line.extend_from_slice(part.as_bytes());
        }
        self.line.push(b'"');
    }

    /// Writes a line, whose fields are appended one by one.
    fn line(&mut self, fields: impl Iterator<Item = impl FnOnce(&mut Self)>) -> io::Result<()> {
        self.line.clear();
        for (index, field) in fields.enumerate() {
            if index > 0 {
                self.line.push(b',');
            }
            field(self);
        }
        self.line.push(b'\n');
        self.out.write_all(&self.line)
    }
}

impl Render for Csv<'_> {
    fn begin(&mut self, heading: &Heading) -> io::Result<()> {
        self.columns = heading.columns.len();
        self.line(heading.columns.iter().map(|name| |csv: &mut Self| csv.field(name)))
    }

    fn row(&mut self, row: &[Cell]) -> io::Result<()> {
        self.line(fitted(row, self.columns).map(|cell| {
            |csv: &mut Self| {
                if !matches!(cell, Cell::Null) || csv.columns == 1 {
                    csv.field(&exact(cell));
                }
            }
        }))
    }

    fn end(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
