//! The definitions of other datasets: a row that one of them states is not changed unless the user says so.

use std::collections::HashMap;
use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::catalog::text;
use super::statements::{is_of, key_of};
use crate::dataset::Package;
use crate::load::schema::{Column, Table};
use crate::problem::{Violation, listed};

/// A row of the table, as a row of a file states it.
pub(super) struct StatedRow {
    pub values: Vec<Value>,
    /// Which of its cells are empty.
    pub is_empty: Vec<bool>,
    pub is_valid: bool,
    /// Whether it states a code that was renamed.
    pub is_renamed: bool,
}

impl StatedRow {
    /// Gives empty cells the values of the row before.
    pub(super) fn keep_empty(&mut self, before: &[Value]) {
        let empty = self.values.iter_mut().zip(before).zip(&self.is_empty).filter(|(_, is_empty)| **is_empty);
        empty.for_each(|((value, before), _)| value.clone_from(before));
    }
}

/// What is wrong with a row, and in which column.
type WrongCell = (Violation, &'static str);

/// The definitions that datasets state which are not in the load.
pub(crate) struct Definitions<'c> {
    pub connection: &'c Connection,
    /// The path of the database.
    pub db: &'c Path,
    /// The datasets of the load.
    pub packages: &'c [Package],
    /// The `source_id` of each stored source.
    pub sources: HashMap<String, i64>,
    /// Whether the load may change them.
    pub overrides: bool,
}

impl Definitions<'_> {
    /// The datasets that state a row, but for this one.
    fn stating(&self, table: &Table, values: &[Value], but: &str) -> rusqlite::Result<Vec<String>> {
        let sql = format!("SELECT dataset FROM row_statement WHERE {} ORDER BY dataset", is_of(table));
        let mut stating = self.connection.prepare_cached(&sql)?;
        let datasets = stating.query_map(params_from_iter(key_of(table, values, &self.sources)), |row| row.get(0))?;
        let datasets = datasets.collect::<rusqlite::Result<Vec<String>>>()?;
        Ok(datasets.into_iter().filter(|name| name != but).collect())
    }

    /// Compares a row of a dataset with the stored one, `before`. Returns what is wrong where it changes what other datasets state
    /// that are not in the load, with the column; where it may, the datasets whose definitions it replaces. Where other datasets
    /// state the row, an empty cell states nothing, and keeps the stored value.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(super) fn compare(
        &self,
        table: &'static Table,
        before: &[Value],
        stated: &mut StatedRow,
        dataset: &str,
    ) -> rusqlite::Result<(Option<WrongCell>, Vec<String>)> {
        let mut datasets = self.stating(table, &stated.values, dataset)?;
        if !datasets.is_empty() {
            stated.keep_empty(before);
        }
        datasets.retain(|name| self.packages.iter().all(|package| package.name != *name));
        if datasets.is_empty() {
            return Ok((None, Vec::new()));
        }
        Ok(match difference(table, before, &stated.values) {
            None => (None, Vec::new()),
            Some(_) if self.overrides => (None, datasets),
            Some(column) => {
                let datasets = match datasets.as_slice() {
                    [dataset] => format!("the dataset {dataset}"),
                    datasets => format!("the datasets {}", listed(datasets)),
                };
                let violation = redefinition(table, before, &stated.values, column, datasets, Some(self.db));
                (Some((violation, column.name)), Vec::new())
            }
        })
    }
}

/// The first column in which a row differs from what another dataset states. Each dataset has its own copy of a document, so
/// that the day on which it was retrieved is no difference; nor is what only the later row states. A default states nothing.
pub(super) fn difference(table: &'static Table, before: &[Value], values: &[Value]) -> Option<&'static Column> {
    let differs = |(column, (before, value)): &(&Column, (&Value, &Value))| {
        column.name != "retrieved_on" && !column.is_unstated(before) && before != value
    };
    table.columns.iter().zip(before.iter().zip(values)).find(differs).map(|(column, _)| column)
}

/// That a row differs from what other datasets state in a column.
pub(super) fn redefinition(
    table: &Table,
    before: &[Value],
    values: &[Value],
    column: &Column,
    datasets: String,
    db: Option<&Path>,
) -> Violation {
    let spelled = |row: &[Value], name: &str| table.column(name).map_or_else(String::new, |index| spelled(&row[index]));
    let key: Vec<String> = table.key.iter().map(|name| spelled(values, name)).collect();
    Violation::OtherDefinition {
        row: format!("the {} `{}`", table.name, key.join(" | ")).into(),
        column: column.name,
        stated: spelled(values, column.name),
        stored: spelled(before, column.name),
        datasets: datasets.into(),
        db: db.map(|db| db.display().to_string().into()),
    }
}

/// A value as people write it.
fn spelled(value: &Value) -> String {
    match value {
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        other => text(other).to_owned(),
    }
}
