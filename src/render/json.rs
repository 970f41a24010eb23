//! JSON: an array of objects, or one object a line. Both write one row a line, so that two outputs can be compared.
//!
//! Integers are written with all their digits: those beyond 2^53 are exact here, and it is for the reader to keep them so.
//! JSON has no infinity: one is the text `"Infinity"` or `"-Infinity"`, for `null` would say that the value is missing.
//! Bytes are hexadecimal text. A column name that occurs twice gets `_2`, `_3` and so on, for an object keeps one of them.

use std::collections::HashSet;
use std::io::{self, Write};

use super::column::exact;
use super::number::real;
use super::sink::{Render, fitted};
use crate::table::{Cell, Heading};
use crate::visible::in_json;

/// Streams rows.
pub(super) struct Json<'a> {
    out: &'a mut dyn Write,
    /// The names, each as the JSON text with its colon.
    keys: Vec<String>,
    is_array: bool,
    is_first: bool,
}

impl<'a> Json<'a> {
    /// All rows as one array.
    pub(super) fn array(out: &'a mut dyn Write) -> Self {
        Self { out, keys: Vec::new(), is_array: true, is_first: true }
    }

    /// Every row as a line of its own.
    pub(super) fn lines(out: &'a mut dyn Write) -> Self {
        Self { out, keys: Vec::new(), is_array: false, is_first: true }
    }
}

impl Render for Json<'_> {
    fn begin(&mut self, heading: &Heading) -> io::Result<()> {
        self.keys = unique(&heading.columns).iter().map(|name| format!("{}:", quoted(name))).collect();
        if self.is_array { self.out.write_all(b"[") } else { Ok(()) }
    }

    fn row(&mut self, row: &[Cell]) -> io::Result<()> {
        let before: &[u8] = match (self.is_array, self.is_first) {
            (true, true) => b"\n  {",
            (true, false) => b",\n  {",
            (false, _) => b"{",
        };
        self.is_first = false;
        self.out.write_all(before)?;
        for (index, (key, cell)) in self.keys.iter().zip(fitted(row, self.keys.len())).enumerate() {
            if index > 0 {
                self.out.write_all(b",")?;
            }
            self.out.write_all(key.as_bytes())?;
            match cell {
                Cell::Null => self.out.write_all(b"null")?,
                Cell::Integer(value) => write!(self.out, "{value}")?,
                Cell::Real(value) if value.is_finite() => self.out.write_all(real(*value).as_bytes())?,
                cell => self.out.write_all(quoted(&exact(cell)).as_bytes())?,
            }
        }
        self.out.write_all(if self.is_array { b"}" } else { b"}\n" })
    }

    fn end(&mut self) -> io::Result<()> {
        match (self.is_array, self.is_first) {
            (true, true) => self.out.write_all(b"]\n")?,
            (true, false) => self.out.write_all(b"\n]\n")?,
            (false, _) => {}
        }
        self.out.flush()
    }
}

/// A text between quotes, with JSON's escapes, also for characters that would control a terminal.
fn quoted(text: &str) -> String {
    in_json(serde_json::Value::from(text).to_string())
}

/// The names, made unique. A suffix must not produce the name of another column.
pub(crate) fn unique(names: &[String]) -> Vec<String> {
    let given: HashSet<&str> = names.iter().map(String::as_str).collect();
    let mut taken = HashSet::new();
    names
        .iter()
        .map(|name| {
            let mut key = name.clone();
            let mut number = 2;
            while taken.contains(&key) || (key != *name && given.contains(key.as_str())) {
                key = format!("{name}_{number}");
                number += 1;
            }
            taken.insert(key.clone());
            key
        })
        .collect()
}
