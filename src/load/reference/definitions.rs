//! The definitions of other datasets: a row that one of them states is not changed unless the user says so.

use std::collections::HashMap;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::catalog::text;
use super::statements::{is_of, statement};
use crate::dataset::Package;
use crate::load::schema::{Column, Table};
use crate::problem::{Violation, listed};

/// A row of the table, as a row of a file states it.
pub(super) struct StatedRow {
    pub values: Vec<Value>,
    /// Which of its cells are empty.
    pub is_empty: Vec<bool>,
    pub is_valid: bool,
}

impl StatedRow {
    /// Gives empty cells the values of the row before.
    pub(super) fn keep_empty(&mut self, before: &[Value]) {
        let empty = self.values.iter_mut().zip(before).zip(&self.is_empty).filter(|(_, is_empty)| **is_empty);
        empty.for_each(|((value, before), _)| value.clone_from(before));
    }
}

/// The definitions that datasets state which are not in the load.
pub(crate) struct Definitions<'c> {
    connection: &'c Connection,
    /// The names of these datasets.
    datasets: Vec<String>,
    /// The `source_id` of each stored source.
    sources: HashMap<String, i64>,
    /// Whether the load may change them.
    overrides: bool,
}

/// What a row does that differs from what other datasets state of it.
pub(super) enum Redefinition {
    /// It is wrong; the column.
    Refused(Violation, &'static str),
    /// It replaces what these datasets state.
    Replaces(Vec<String>),
}

impl Redefinition {
    /// What is wrong, if anything, and the datasets whose definitions are replaced.
    pub(super) fn outcome(self) -> (Option<(Violation, &'static str)>, Vec<String>) {
        match self {
            Self::Refused(violation, column) => (Some((violation, column)), Vec::new()),
            Self::Replaces(datasets) => (None, datasets),
        }
    }
}

impl<'c> Definitions<'c> {
    /// Those of the datasets that a database has rows of, but for `packages`.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(crate) fn of_others(
        connection: &'c Connection,
        packages: &[Package],
        sources: HashMap<String, i64>,
        overrides: bool,
    ) -> rusqlite::Result<Self> {
        let mut names = connection
            .prepare("SELECT DISTINCT dataset FROM load_file WHERE table_name <> 'observation' ORDER BY dataset")?;
        let names = names.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
        let datasets = names.into_iter().filter(|name| packages.iter().all(|package| package.name != *name)).collect();
        Ok(Self { connection, datasets, sources, overrides })
    }

    /// The datasets that state a row.
    fn stating(&self, table: &Table, values: &[Value]) -> rusqlite::Result<Vec<String>> {
        let mut stating = Vec::new();
        let mut states =
            self.connection.prepare_cached(&format!("SELECT 1 FROM row_statement WHERE {}", is_of(table)))?;
        for dataset in &self.datasets {
            if states.exists(params_from_iter(statement(dataset, table, values, &self.sources)))? {
                stating.push(dataset.clone());
            }
        }
        Ok(stating)
    }

    /// Compares a row with the stored one, `before`; `None` where it changes nothing that another dataset states. Where other
    /// datasets state the row, an empty cell states nothing, and keeps the stored value.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(super) fn compare(
        &self,
        table: &'static Table,
        before: &[Value],
        stated: &mut StatedRow,
    ) -> rusqlite::Result<Option<Redefinition>> {
        let datasets = self.stating(table, &stated.values)?;
        if datasets.is_empty() {
            return Ok(None);
        }
        stated.keep_empty(before);
        Ok(difference(table, before, &stated.values, false).map(|column| match self.overrides {
            true => Redefinition::Replaces(datasets),
            false => {
                let violation = redefinition(table, before, &stated.values, column, listed(&datasets), false);
                Redefinition::Refused(violation, column.name)
            }
        }))
    }
}

/// The first column in which a row differs from what another dataset states. Each dataset has its own copy of a document, so
/// that the day on which it was retrieved is no difference; nor is, but for rows of one load, what only the later row states.
pub(super) fn difference(
    table: &'static Table,
    before: &[Value],
    values: &[Value],
    is_of_load: bool,
) -> Option<&'static Column> {
    let differs = |(column, (before, value)): &(&Column, (&Value, &Value))| {
        column.name != "retrieved_on" && (is_of_load || **before != Value::Null) && before != value
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
    is_of_load: bool,
) -> Violation {
    let spelled = |row: &[Value], name: &str| table.column(name).map_or_else(String::new, |index| spelled(&row[index]));
    let key: Vec<String> = table.key.iter().map(|name| spelled(values, name)).collect();
    Violation::OtherDefinition {
        row: format!("the {} `{}`", table.name, key.join(" | ")),
        column: column.name,
        stated: spelled(values, column.name),
        stored: spelled(before, column.name),
        datasets,
        is_of_load,
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
