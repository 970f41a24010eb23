//! A compiled statement, and its rows.

use std::borrow::Cow;

use rusqlite::types::{Value, ValueRef};

use super::bulk::record::{Field, encode};
use super::running::Running;
use crate::error::{Error, Result, SqlError};
use crate::table::Cell;

/// A compiled statement.
pub(crate) struct Statement<'a> {
    running: &'a Running,
    statement: rusqlite::Statement<'a>,
}

impl<'a> Statement<'a> {
    pub(super) fn new(running: &'a Running, statement: rusqlite::Statement<'a>) -> Self {
        Self { running, statement }
    }
}

impl Statement<'_> {
    /// The names of the columns.
    pub(crate) fn columns(&self) -> Vec<String> {
        self.statement.column_names().map(str::to_owned).collect()
    }

    /// The names of the parameters, without the mark before them; an unnamed one is `?`.
    pub(crate) fn parameters(&self) -> Vec<String> {
        (1..=self.statement.parameter_count())
            .map(|index| self.statement.parameter_name(index).map_or("?", |name| &name[1..]).to_owned())
            .collect()
    }

    /// Gives parameters their values: exactly those that the statement has.
    pub(crate) fn bind(&mut self, values: &[(String, Value)]) -> Result<()> {
        let known = self.parameters();
        let given = |name: &String| values.iter().any(|(given, _)| given == name);
        let missing: Vec<String> = known.iter().filter(|name| !given(name)).cloned().collect();
        let unknown: Vec<String> =
            values.iter().map(|(name, _)| name).filter(|name| !known.contains(name)).cloned().collect();
        if !missing.is_empty() || !unknown.is_empty() {
            return Err(Error::sql(SqlError::Parameter { missing, unknown, known }));
        }
        for (index, name) in (1..).zip(&known) {
            let value = values.iter().find(|(given, _)| given == name).map(|(_, value)| value);
            self.statement.raw_bind_parameter(index, value).map_err(|source| self.running.error(&source))?;
        }
        Ok(())
    }

    /// All rows, each with a value for every column.
    pub(crate) fn values(&mut self) -> Result<Vec<Vec<Value>>> {
        let running = self.running;
        running.clock.restart();
        let _call = running.clock.call();
        let width = self.statement.column_count();
        let read = |row: &rusqlite::Row<'_>| (0..width).map(|index| row.get_ref(index).map(value)).collect();
        self.statement
            .raw_query()
            .mapped(read)
            .collect::<rusqlite::Result<_>>()
            .map_err(|source| running.error(&source))
    }

    /// Runs the statement from its start, and returns a cursor over its rows.
    pub(crate) fn cursor(&mut self) -> Cursor<'_> {
        self.running.clock.restart();
        Cursor { running: self.running, rows: self.statement.raw_query() }
    }

    /// The number of its only row, such as a count; 0 where there is none.
    ///
    /// # Errors
    /// The database cannot be read.
    pub(crate) fn count(&mut self) -> Result<u64> {
        let count = self.cursor().advance()?.map_or(Ok(None), |row| row.integer(0))?;
        Ok(count.unwrap_or_default().unsigned_abs())
    }

    /// Passes the rows to `row` one by one, until there are no more or `row` returns false.
    pub(crate) fn for_each(&mut self, mut row: impl FnMut(&[Cell]) -> Result<bool>) -> Result<()> {
        let running = self.running;
        running.clock.restart();
        let width = self.statement.column_count();
        let mut rows = self.statement.raw_query();
        let mut cells = Vec::with_capacity(width);
        while let Some(found) = running.next(&mut rows)? {
            cells.clear();
            for index in 0..width {
                let value = found.get_ref(index).map_err(|source| running.error(&source))?;
                cells.push(cell(value));
            }
            if !row(&cells)? {
                break;
            }
        }
        Ok(())
    }
}

/// The rows of a statement, one after the other.
pub(crate) struct Cursor<'a> {
    running: &'a Running,
    rows: rusqlite::Rows<'a>,
}

/// A row of a cursor.
pub(crate) struct Row<'a> {
    running: &'a Running,
    row: &'a rusqlite::Row<'a>,
}

impl Cursor<'_> {
    /// The next row.
    pub(crate) fn advance(&mut self) -> Result<Option<Row<'_>>> {
        let row = self.running.next(&mut self.rows)?;
        Ok(row.map(|row| Row { running: self.running, row }))
    }
}

impl Row<'_> {
    /// The text of a column; empty where it is not a text.
    pub(crate) fn text(&self, index: usize) -> Result<Cow<'_, str>> {
        match self.row.get_ref(index) {
            Ok(ValueRef::Text(text)) => Ok(String::from_utf8_lossy(text)),
            Ok(_) => Ok(Cow::Borrowed("")),
            Err(source) => Err(self.running.error(&source)),
        }
    }

    /// The whole number in a column; `None` where it is none.
    pub(crate) fn integer(&self, index: usize) -> Result<Option<i64>> {
        Ok(if let ValueRef::Integer(number) = self.value(index)? { Some(number) } else { None })
    }

    /// The number in a column; `None` where it is none.
    pub(crate) fn real(&self, index: usize) -> Result<Option<f64>> {
        Ok(if let ValueRef::Real(number) = self.value(index)? { Some(number) } else { None })
    }

    /// The value of a column, as SQLite has it.
    pub(crate) fn value(&self, index: usize) -> Result<ValueRef<'_>> {
        self.row.get_ref(index).map_err(|source| self.running.error(&source))
    }

    /// The values of the first columns, each of its own.
    pub(crate) fn values(&self, width: usize) -> Result<Vec<Value>> {
        (0..width).map(|index| self.value(index).map(value)).collect()
    }

    /// The value of a column.
    pub(crate) fn cell(&self, index: usize) -> Result<Cell> {
        self.row.get_ref(index).map(cell).map_err(|source| self.running.error(&source))
    }

    /// Appends the values of the first `N` columns as a record.
    pub(crate) fn record<const N: usize>(&self, bytes: &mut Vec<u8>) -> Result<()> {
        let mut fields = [Field::Null; N];
        for (index, field) in fields.iter_mut().enumerate() {
            *field = self.row.get_ref(index).map_err(|source| self.running.error(&source))?.into();
        }
        encode::<N>(&fields, bytes);
        Ok(())
    }

    /// The values of consecutive columns.
    pub(crate) fn cells<const N: usize>(&self, first: usize) -> Result<[Cell; N]> {
        let mut cells = [const { Cell::Null }; N];
        for (index, cell) in (first..).zip(&mut cells) {
            *cell = self.cell(index)?;
        }
        Ok(cells)
    }
}

/// A value of its own.
fn value(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(bytes) => Value::Text(text(bytes)),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    }
}

fn cell(value: ValueRef<'_>) -> Cell {
    match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Integer(number),
        ValueRef::Real(number) => Cell::Real(number),
        ValueRef::Text(bytes) => Cell::Text(text(bytes)),
        ValueRef::Blob(bytes) => Cell::Blob(bytes.to_vec()),
    }
}

/// A text that is not UTF-8 has the replacement character in place of what is not.
fn text(bytes: &[u8]) -> String {
    // Where nothing is replaced, this is the faster way.
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes).into_owned(), str::to_owned)
}
