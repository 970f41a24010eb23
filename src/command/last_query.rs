//! The last query of each database, remembered so that `trace --row` can refer to one of its rows.

use std::io::Write;
use std::path::{Path, PathBuf};

use rusqlite::types::Value;
use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_64;

use super::key::{KEY, Key};
use crate::error::{Error, Result, UsageError};
use crate::state_file::{create_private, state_file};
use crate::table::Cell;

/// The number of rows that are remembered.
const NAMED: usize = 100_000;

/// The figures in the rows of a query.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct LastQuery {
    db: PathBuf,
    sql: String,
    /// Whether the rows are figures that were revised or withdrawn.
    is_former: bool,
    /// The key of the figure in each row; `None` if the query lacks the columns of the key.
    rows: Option<Vec<(i64, String, i64)>>,
    /// The indexes of the columns of the key.
    #[serde(skip)]
    places: Vec<usize>,
}

/// The number of databases whose last queries are remembered.
const KEPT: usize = 32;

/// The file that the last query of a database is kept in; `None` without a home folder.
fn place(db: &Path) -> Option<PathBuf> {
    let name = XxHash3_64::oneshot(db.as_os_str().as_encoded_bytes());
    state_file(&format!("last-queries/{name:016x}.json"))
}

/// Removes all files of a folder but the newest.
fn prune(folder: &Path) -> std::io::Result<()> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        files.push((entry.metadata()?.modified()?, entry.path()));
    }
    files.sort_unstable_by(|one, other| other.cmp(one));
    files.iter().skip(KEPT).try_for_each(|(_, file)| std::fs::remove_file(file))
}

impl LastQuery {
    /// A query without rows.
    pub(super) fn begin(db: &Path, sql: &str, columns: &[String]) -> Self {
        let place_of = |name: &&str| columns.iter().position(|column| column == name);
        let places: Vec<usize> = KEY.iter().filter_map(place_of).collect();
        let rows = (places.len() == KEY.len()).then(Vec::new);
        Self { db: full(db), sql: sql.to_owned(), is_former: place_of(&"removed_by").is_some(), rows, places }
    }

    /// Adds a row.
    pub(super) fn add(&mut self, row: &[Cell]) {
        let Some(rows) = self.rows.as_mut().filter(|rows| rows.len() < NAMED) else { return };
        let [series_id, period, source_id] = [0, 1, 2].map(|part: usize| &row[self.places[part]]);
        rows.push(match (series_id, period, source_id) {
            (Cell::Integer(series_id), Cell::Text(period), Cell::Integer(source_id)) => {
                (*series_id, period.clone(), *source_id)
            }
            // A row without a figure is counted too.
            _ => (0, String::new(), 0),
        });
    }

    /// Saves the query, for nobody but its owner, because a statement may name what others should not know. If that fails, only
    /// `--row` does not work.
    pub(super) fn remember(&self) {
        let write = |place: PathBuf| {
            let folder = place.parent()?;
            create_private(folder).ok()?;
            // A temporary file is its owner's alone, and replaces a file of any mode.
            let mut file = tempfile::NamedTempFile::new_in(folder).ok()?;
            file.write_all(&serde_json::to_vec(self).ok()?).ok()?;
            file.persist(&place).ok()?;
            prune(folder).ok()
        };
        place(&self.db).and_then(write);
    }

    /// The last query of a database.
    pub(super) fn recall(db: &Path) -> Result<Self> {
        let of = full(db);
        let read = || serde_json::from_slice(&std::fs::read(place(&of)?).ok()?).ok();
        let query = read().filter(|query: &Self| query.db == of);
        query.ok_or_else(|| Error::usage(UsageError::NoLastQuery { of: db.to_owned() }))
    }

    /// The key of the figure in a row, counted from one. Only with `former` may it be one that was revised or withdrawn.
    pub(super) fn key_of_row(&self, row: i64, former: bool) -> Result<Key> {
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
