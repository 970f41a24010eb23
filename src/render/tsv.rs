//! Tab-separated values, as PostgreSQL's `COPY` text format, MySQL's `LOAD DATA` and ClickHouse's `TabSeparated` read
//! them: a tab, a line feed, a carriage return and a backslash are `\t`, `\n`, `\r` and `\\`, and a missing value is `\N`.
//!
//! IANA's `text/tab-separated-values` simply forbids tabs inside a field, and knows no missing value; a convention that
//! loses nothing is worth its backslashes, and cells without such characters read alike under both. So every row is one
//! line and every field is between tabs, whatever the cells hold: `cut` and `awk` are safe. Texts that look like formulas
//! are left as they are.

use std::borrow::Cow;
use std::io::{self, Write};

use super::column::exact;
use super::sink::{Render, fitted};
use crate::table::{Cell, Heading};

/// Streams rows.
pub(super) struct Tsv<'a> {
    out: &'a mut dyn Write,
    columns: usize,
}

impl<'a> Tsv<'a> {
    pub(super) fn new(out: &'a mut dyn Write) -> Self {
        Self { out, columns: 0 }
    }

    fn line<'b>(&mut self, fields: impl Iterator<Item = Cow<'b, str>>) -> io::Result<()> {
        for (index, field) in fields.enumerate() {
            if index > 0 {
                self.out.write_all(b"\t")?;
            }
            self.out.write_all(field.as_bytes())?;
        }
        self.out.write_all(b"\n")
    }
}

impl Render for Tsv<'_> {
    fn begin(&mut self, heading: &Heading) -> io::Result<()> {
        self.columns = heading.columns.len();
        self.line(heading.columns.iter().map(|name| escaped(Cow::Borrowed(name))))
    }

    fn row(&mut self, row: &[Cell]) -> io::Result<()> {
        self.line(fitted(row, self.columns).map(|cell| match cell {
            Cell::Null => Cow::Borrowed("\\N"),
            cell => escaped(exact(cell)),
        }))
    }

    fn end(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn escaped(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains(['\t', '\n', '\r', '\\']) {
        return text;
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\t' => escaped.push_str("\\t"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\\' => escaped.push_str("\\\\"),
            c => escaped.push(c),
        }
    }
    Cow::Owned(escaped)
}
