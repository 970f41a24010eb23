//! The key of a figure.

use rusqlite::types::Value;

use crate::table::Cell;

/// The key of a figure, by the names of its columns.
pub(super) type Key = Vec<(String, Value)>;

/// The columns that make the key.
pub(super) const KEY: [&str; 3] = ["series_id", "period", "source_id"];

/// The key in the cells of the columns [`KEY`].
pub(super) fn key_of(cells: &[Cell]) -> Option<Key> {
    let [Cell::Integer(series_id), Cell::Text(period), Cell::Integer(source_id)] = cells else { return None };
    let values = [Value::Integer(*series_id), Value::Text(period.clone()), Value::Integer(*source_id)];
    Some(KEY.into_iter().map(str::to_owned).zip(values).collect())
}
