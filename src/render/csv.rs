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

/// Streams rows.
pub(super) struct Csv<'a> {
    out: &'a mut dyn Write,
    columns: usize,
}

impl<'a> Csv<'a> {
    pub(super) fn new(out: &'a mut dyn Write) -> Self {
        Self { out, columns: 0 }
    }

    fn field(&mut self, text: &str) -> io::Result<()> {
        if !text.is_empty() && !text.contains([',', '"', '\n', '\r']) {
            return self.out.write_all(text.as_bytes());
        }
        write!(self.out, "\"{}\"", text.replace('"', "\"\""))
    }
}

impl Render for Csv<'_> {
    fn begin(&mut self, heading: &Heading) -> io::Result<()> {
        self.columns = heading.columns.len();
        for (index, name) in heading.columns.iter().enumerate() {
            if index > 0 {
                self.out.write_all(b",")?;
            }
            self.field(name)?;
        }
        self.out.write_all(b"\n")
    }

    fn row(&mut self, row: &[Cell]) -> io::Result<()> {
        for (index, cell) in fitted(row, self.columns).enumerate() {
            if index > 0 {
                self.out.write_all(b",")?;
            }
            if *cell != Cell::Null || self.columns == 1 {
                self.field(&exact(cell))?;
            }
        }
        self.out.write_all(b"\n")
    }

    fn end(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
