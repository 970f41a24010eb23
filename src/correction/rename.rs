//! Gives something another code, wherever it is referred to.

use rusqlite::{Connection, OptionalExtension, params};

use super::series::{move_series, pair};
use super::target::{Kind, Reference, references};
use super::transaction::{Corrected, Done, Transaction, When};
use crate::error::{Error, Result, UsageError};
use crate::load::{Action, TableName, is_stated_alias};
use crate::model::code;
use crate::store::{Store, row_history};

/// Gives the row of a table with the code `from` the code `to`. The old code stays as another name, and datasets that state it
/// mean the new one.
///
/// # Errors
/// Fails where there is no such row, where the new code is none or belongs to another row, and where the file cannot be
/// written.
pub(crate) fn rename(store: &Store, when: When<'_>, table: TableName, from: &str, to: &str) -> Result<Done> {
    let transaction = Transaction::begin(store, when)?;
    let (connection, kind) = (transaction.connection(), Kind::Of(table));
    transaction.run(|| kind.find(connection, from))??;
    if let Err(error) = code::check(to) {
        return Err(Error::usage(UsageError::NewCode { code: to.to_owned(), error }));
    }
    if transaction.run(|| kind.find(connection, to))?.is_ok() {
        let (table, from, to) = (table.text(), from.to_owned(), to.to_owned());
        return Err(Error::usage(UsageError::CodeExists { table, from, to }));
    }
    let former = "SELECT code FROM former_code WHERE table_name = ? AND former = ? AND code <> ?";
    let of = transaction.run(|| connection.query_row(former, [table.text(), to, from], |row| row.get(0)).optional())?;
    if let Some(of) = of {
        return Err(Error::usage(UsageError::FormerCode { table: table.text(), code: to.to_owned(), of }));
    }
    let mut figures = Corrected::default();
    // Figures, claims and lists refer to a source by its number.
    let is_by_code = table != TableName::Source;
    if is_by_code {
        // There may be former series with the new code, of something that was removed.
        transaction.run(|| pair(connection, table, from, to))?;
        figures = move_series(&transaction, table, from, to)?;
    }
    transaction.run(|| {
        let references = if is_by_code { references(connection, kind)? } else { Vec::new() };
        for Reference { table, column, .. } in references.into_iter().filter(|of| !of.is_of_figures()) {
            connection.execute(&format!("UPDATE {table} SET {column} = ?2 WHERE {column} = ?1"), [from, to])?;
        }
        connection.execute(&format!("UPDATE {} SET code = ?2 WHERE code = ?1", table.text()), [from, to])?;
        restate(connection, table, from, to)?;
        leave_behind(connection, table, (from, to), false)
    })?;
    let about = format!("{} {from} to {to}", table.text());
    transaction.commit(Action::Rename, about, figures)
}

/// Has datasets state the rows with the new code that they stated with the old one.
///
/// # Errors
/// Fails where SQLite does.
pub(super) fn restate(connection: &Connection, table: TableName, from: &str, to: &str) -> rusqlite::Result<()> {
    for name in row_history::TABLES.into_iter().filter(|name| *name != "row_statement") {
        let columns = row_history::key_columns(connection, name)?;
        for (place, column) in columns.iter().enumerate() {
            let refers = if name == table.text() {
                column == "code"
            } else {
                column.trim_start_matches("successor_") == table.text()
            };
            if !refers {
                continue;
            }
            // Without `|| ''`, the trigger that records the change would take the text for JSON.
            connection.execute(
                &format!(
                    "UPDATE OR IGNORE row_statement SET row_key = json_set(row_key, '$[{place}]', ?2) || ''
                      WHERE table_name = '{name}' AND json_extract(row_key, '$[{place}]') = ?1"
                ),
                [from, to],
            )?;
            // The dataset states the other row, too.
            connection.execute(
                &format!(
                    "DELETE FROM row_statement WHERE table_name = '{name}' AND json_extract(row_key, '$[{place}]') = ?"
                ),
                [from],
            )?;
        }
    }
    Ok(())
}

/// Leaves the old code behind: for datasets that state it, and as another name.
///
/// # Errors
/// Fails where SQLite does.
pub(super) fn leave_behind(
    connection: &Connection,
    table: TableName,
    (from, to): (&str, &str),
    is_merged: bool,
) -> rusqlite::Result<()> {
    let name = table.text();
    connection.execute(
        "UPDATE former_code SET code = ?3, merged = max(merged, ?4) WHERE table_name = ?1 AND code = ?2",
        params![name, from, to, is_merged],
    )?;
    // The code is in use. But a dataset that states both what has it now and what had it before means that of before.
    connection.execute(
        "DELETE FROM former_code WHERE table_name = ?1 AND former = ?2 AND (code <> ?2 OR merged = 0)",
        [name, to],
    )?;
    connection.execute(
        "INSERT INTO former_code (table_name, former, code, merged) VALUES (?, ?, ?, ?)
         ON CONFLICT (table_name, former) DO UPDATE SET code = excluded.code, merged = max(merged, excluded.merged)",
        params![name, from, to, is_merged],
    )?;
    if let TableName::Region | TableName::Sector | TableName::Enterprise = table {
        let alias = format!("INSERT OR IGNORE INTO alias (name, {name}) VALUES (?, ?)");
        connection.execute(&alias, [from, to])?;
        // That of the code before is none any longer, unless a dataset states it.
        let stated = is_stated_alias(connection)?;
        connection.execute(&format!("DELETE FROM alias WHERE name = ?1 AND {name} = ?1 AND NOT ({stated})"), [to])?;
    }
    Ok(())
}
