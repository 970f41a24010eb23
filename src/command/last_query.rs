//! The last query of a person, so that a row of it can be named by its number.

use std::path::{Path, PathBuf};

use rusqlite::types::Value;
use serde::{Deserialize, Serialize};

use super::key::{KEY, Key};
use crate::error::{Error, Result, UsageError};
use crate::table::Cell;

/// How many rows can be named afterwards.
const NAMED: usize = 100_000;

/// The figures that a query showed.
#[derive(Debug, Deserialize, Serialize)]
pub struct LastQuery {
    db: PathBuf,
    sql: String,
    /// Whether the rows are figures that were replaced or withdrawn.
    is_former: bool,
    /// The key of the figure in each row that was shown; `None` where the columns do not tell it.
    rows: Option<Vec<(i64, String, i64)>>,
    /// Where the columns of the key stand.
    #[serde(skip)]
    places: Vec<usize>,
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
    /// A query that has shown no row yet.
    pub fn begin(db: &Path, sql: &str, columns: &[String]) -> Self {
        let place_of = |name: &&str| columns.iter().position(|column| column == name);
        let places: Vec<usize> = KEY.iter().filter_map(place_of).collect();
        let rows = (places.len() == KEY.len()).then(Vec::new);
        Self { db: full(db), sql: sql.to_owned(), is_former: place_of(&"removed_by").is_some(), rows, places }
    }

    /// Notes a row that is shown.
    pub fn add(&mut self, row: &[Cell]) {
        let Some(rows) = self.rows.as_mut().filter(|rows| rows.len() < NAMED) else { return };
        let [series_id, period, source_id] = [0, 1, 2].map(|part: usize| &row[self.places[part]]);
        rows.push(match (series_id, period, source_id) {
            (Cell::Integer(series_id), Cell::Text(period), Cell::Integer(source_id)) => {
                (*series_id, period.clone(), *source_id)
            }
            // A row that names no figure is a row all the same.
            _ => (0, String::new(), 0),
        });
    }

    /// Keeps the query. Where that cannot be done, only `--row` will miss it.
    pub fn remember(&self) {
        let write = |place: PathBuf| {
            std::fs::create_dir_all(place.parent()?).ok()?;
            std::fs::write(place, serde_json::to_vec(self).ok()?).ok()
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

    /// The key of the figure in a row, counted from one. Only with `former` may it be one that was replaced or withdrawn.
    pub fn key_of_row(&self, row: i64, former: bool) -> Result<Key> {
        let sql = || self.sql.clone();
        let rows = self.rows.as_ref().ok_or_else(|| Error::usage(UsageError::RowWithoutKey { sql: sql() }))?;
        if self.is_former && !former {
            return Err(Error::usage(UsageError::FormerRow { row }));
        }
        let found = usize::try_from(row).ok().and_then(|row| rows.get(row.checked_sub(1)?));
        let (series_id, period, source_id) =
            found.ok_or_else(|| Error::usage(UsageError::NoRow { row, rows: rows.len() as i64, sql: sql() }))?.clone();
        let values = [Value::Integer(series_id), Value::Text(period), Value::Integer(source_id)];
        Ok(KEY.into_iter().map(str::to_owned).zip(values).collect())
    }
}

fn full(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}
