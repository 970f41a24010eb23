//! Rejected rows that are kept in the database.

use rusqlite::{Connection, params};

use crate::problem::RejectedRow;

/// Writes the rejected rows of a file, each once: what else is wrong with a row that has been written is added to its message.
///
/// # Errors
/// Fails where SQLite does.
pub(crate) fn write(connection: &Connection, file_id: i64, rows: &[RejectedRow]) -> rusqlite::Result<()> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO reject (file_id, line, column_name, cell, rule, message, row) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (file_id, line) DO UPDATE SET message = message || '; ' || excluded.message",
    )?;
    for RejectedRow { line, column, cell, rule, message, row } in rows {
        insert.execute(params![file_id, line, column, cell, rule.code(), message, row])?;
    }
    Ok(())
}

/// Whether the rejected rows of a file are those that it had when it was loaded the last time.
///
/// # Errors
/// Fails where SQLite does.
pub(crate) fn is_repeated(connection: &Connection, file_id: i64, package: &str, path: &str) -> rusqlite::Result<bool> {
    connection.query_row(
        "WITH last AS (SELECT max(file_id) AS file_id FROM load_file WHERE dataset = ?2 AND path = ?3 AND file_id < ?1)
         SELECT (SELECT count(*) FROM reject WHERE file_id = ?1) =
                (SELECT count(*) FROM reject WHERE file_id = (SELECT file_id FROM last))
            AND NOT EXISTS (SELECT line, rule, row FROM reject WHERE file_id = ?1
                            EXCEPT
                            SELECT line, rule, row FROM reject WHERE file_id = (SELECT file_id FROM last))",
        params![file_id, package, path],
        |row| row.get(0),
    )
}
