//! Reading the rows of the statements that come with the program.

use rusqlite::types::Value;

use crate::error::Result;
use crate::render::number::real;
use crate::report::Internal;
use crate::store::Sandbox;
use crate::table::Cell;

/// Passes the rows of a statement to `read`.
///
/// # Errors
/// The database cannot be read.
pub(super) fn each(
    statement: Internal,
    values: &[(String, Value)],
    sandbox: &Sandbox,
    mut read: impl FnMut(&[Cell]),
) -> Result<()> {
    let mut statement = sandbox.prepare(&statement.report()?.sql)?;
    statement.bind(values)?;
    statement.for_each(|row| {
        read(row);
        Ok(true)
    })
}

/// The text of a cell, also of a number; `None` where it is missing or empty.
pub(super) fn optional(row: &[Cell], index: usize) -> Option<String> {
    let text = match row.get(index)? {
        Cell::Text(text) => text.clone(),
        Cell::Integer(number) => number.to_string(),
        Cell::Real(number) => real(*number),
        Cell::Null | Cell::Blob(_) | Cell::Figure(_) | Cell::InferredPeriod(_) | Cell::Cited(_) | Cell::Notes(_) => {
            return None;
        }
    };
    Some(text).filter(|text| !text.is_empty())
}

/// The text of a cell; empty where it is missing.
pub(super) fn text(row: &[Cell], index: usize) -> String {
    optional(row, index).unwrap_or_default()
}

/// The whole number in a cell; zero where there is none.
pub(super) fn whole(row: &[Cell], index: usize) -> i64 {
    match row.get(index) {
        Some(Cell::Integer(number)) => *number,
        _ => 0,
    }
}
