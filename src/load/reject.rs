//! Rows that were refused, on their way into the database.

use rusqlite::{Connection, params};

use crate::problem::Refused;

/// Writes the refused rows of a file.
pub fn write(connection: &Connection, file_id: i64, rows: &[Refused]) -> rusqlite::Result<()> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO reject (file_id, line, column_name, cell, rule, message, row) VALUES (?, ?, ?, ?, ?, ?, ?)",
    )?;
    for Refused { line, column, cell, rule, message, row } in rows {
        insert.execute(params![file_id, line, column, cell, rule, message, row])?;
    }
    Ok(())
}
