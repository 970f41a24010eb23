//! The last query of a person, so that a row of it can be named by its number.

use std::path::{Path, PathBuf};

use rusqlite::types::Value;
use serde::{Deserialize, Serialize};

use super::key::{KEY, Key, key_of};
use crate::error::{Error, Result, UsageError};
use crate::store::{Limits, Store};
use crate::table::Cell;

/// A query that ran.
#[derive(Debug, Deserialize, Serialize)]
pub struct LastQuery {
    db: PathBuf,
    sql: String,
    /// The parameters as they were given.
    parameters: Vec<(String, Parameter)>,
    as_of: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(untagged)]
enum Parameter {
    Integer(i64),
    Real(f64),
    Text(String),
}

/// Where it is kept, as <https://specifications.freedesktop.org/basedir-spec/latest/> has it; nowhere for a program
/// that runs without a home.
fn place() -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = variable("XDG_STATE_HOME")
        .or_else(|| variable("HOME").map(|home| home.join(".local/state")))
        .or_else(|| variable("LOCALAPPDATA"))?;
    Some(state.join("yearbook/last-query.json"))
}

impl LastQuery {
    /// Keeps a query that ran. Where that cannot be done, only `--row` will miss it.
    pub fn remember(db: &Path, sql: &str, parameters: &[(String, Value)], as_of: Option<&str>) {
        let parameters = parameters.iter().filter_map(|(name, value)| {
            let parameter = match value {
                Value::Integer(number) => Parameter::Integer(*number),
                Value::Real(number) => Parameter::Real(*number),
                Value::Text(text) => Parameter::Text(text.clone()),
                Value::Null | Value::Blob(_) => return None,
            };
            Some((name.clone(), parameter))
        });
        let query = Self {
            db: full(db),
            sql: sql.to_owned(),
            parameters: parameters.collect(),
            as_of: as_of.map(str::to_owned),
        };
        let write = |place: PathBuf| {
            std::fs::create_dir_all(place.parent()?).ok()?;
            std::fs::write(place, serde_json::to_vec(&query).ok()?).ok()
        };
        place().and_then(write);
    }

    /// The query that ran last, which must have been one of this database.
    pub fn recall(db: &Path) -> Result<Self> {
        let read = || serde_json::from_slice(&std::fs::read(place()?).ok()?).ok();
        let query: Self = read().ok_or_else(|| Error::usage(UsageError::NoLastQuery { of: None }))?;
        if query.db != full(db) {
            return Err(Error::usage(UsageError::NoLastQuery { of: Some(query.db) }));
        }
        Ok(query)
    }

    /// The key of the figure in a row, counted from one. The query runs again.
    pub fn key_of_row(&self, row: i64) -> Result<Key> {
        let mut store = Store::open(&self.db)?;
        if let Some(day) = &self.as_of {
            store = store.as_of(super::day(day)?)?.0;
        }
        let sandbox = store.into_sandbox(Limits::default())?;
        let mut statement = sandbox.prepare(&self.sql)?;
        let parameters = self.parameters.iter().map(|(name, parameter)| {
            let value = match parameter {
                Parameter::Integer(number) => Value::Integer(*number),
                Parameter::Real(number) => Value::Real(*number),
                Parameter::Text(text) => Value::Text(text.clone()),
            };
            (name.clone(), value)
        });
        statement.bind(&parameters.collect::<Vec<_>>())?;
        let columns = statement.columns();
        let places: Vec<usize> =
            KEY.iter().filter_map(|name| columns.iter().position(|column| column == name)).collect();
        if places.len() < KEY.len() {
            return Err(Error::usage(UsageError::RowWithoutKey { sql: self.sql.clone() }));
        }
        let (mut rows, mut key) = (0, None);
        statement.for_each(|cells| {
            rows += 1;
            if rows == row {
                let cells: Vec<Cell> = places.iter().map(|&place| cells[place].clone()).collect();
                key = key_of(&cells);
            }
            Ok(rows < row)
        })?;
        key.ok_or_else(|| Error::usage(UsageError::NoRow { row, rows, sql: self.sql.clone() }))
    }
}

fn full(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}
