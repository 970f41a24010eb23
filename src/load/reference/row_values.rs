//! The values of a row, from its cells.

use rusqlite::types::Value;

use super::catalog::Catalog;
use super::cell::value;
use super::integrity::odd_row;
use crate::load::input::record::Record;
use crate::load::schema::{Column, Table};
use crate::problem::{Problems, Violation};

/// Turns the cells of one row into values, and says what is wrong with them.
pub(super) struct RowReader<'a, 'r> {
    pub table: &'static Table,
    pub record: &'a Record<'r>,
    pub catalog: &'a mut Catalog,
    pub problems: &'a mut Problems,
    pub is_valid: bool,
}

impl RowReader<'_, '_> {
    pub(super) fn values(&mut self) -> Vec<Value> {
        let columns = self.table.columns.iter().enumerate();
        let values: Vec<Value> = columns.map(|(index, column)| self.value(index, column)).collect();
        if self.is_valid
            && let Some((fact, column)) = odd_row(self.table, &values)
        {
            self.reject(fact, column);
        }
        values
    }

    fn reject(&mut self, fact: Violation, column: &str) {
        self.problems.reject(self.record.row.text(), fact, || self.record.place(column));
        self.is_valid = false;
    }

    fn value(&mut self, index: usize, column: &'static Column) -> Value {
        let cell = self.record.cells[index];
        let marks = self.record.marks(index);
        match value(self.table, column, cell, marks, self.catalog, self.problems) {
            Ok(value) => value,
            Err(fact) => {
                // What refers to the row finds it by its key all the same, and a code of a rejected row is a code.
                let is_code =
                    self.table.key.contains(&column.name) || matches!(fact, Violation::RejectedReference { .. });
                self.reject(fact, column.name);
                if is_code { Value::Text(cell.to_owned()) } else { Value::Null }
            }
        }
    }
}
