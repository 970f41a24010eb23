//! The key of a figure.

use rusqlite::types::Value;

/// The key of a figure, by the names of its columns.
pub(super) type Key = Vec<(String, Value)>;

/// The columns that make the key.
pub(super) const KEY: [&str; 3] = ["series_id", "period", "source_id"];

/// The key of these parts.
pub(super) fn key(series_id: i64, period: String, source_id: i64) -> Key {
    let values = [Value::Integer(series_id), Value::Text(period), Value::Integer(source_id)];
    KEY.into_iter().map(str::to_owned).zip(values).collect()
}
