//! Writes the rows of every table but `observation` to the database.

use std::collections::HashMap;

use rusqlite::types::Value;
use rusqlite::{Connection, Statement};

use super::catalog::{Catalog, Entry};
use crate::load::ledger::counts::Change;
use crate::load::schema::{Kind, Table, TableName, reference_tables};

/// Writes the rows of every table but `observation`.
///
/// # Errors
/// Fails where SQLite does.
pub(crate) fn write_rows(connection: &Connection, catalog: &Catalog) -> rusqlite::Result<()> {
    let mut sources: HashMap<String, i64> = HashMap::new();
    for table in reference_tables() {
        let mut entries: Vec<(&String, &Entry)> = catalog.entries(table.id).rows.iter().collect();
        entries.sort_unstable_by_key(|(key, _)| *key);
        free_unique_columns(connection, table, &entries)?;
        let (mut insert, mut update) = (prepare_insert(connection, table)?, prepare_update(connection, table)?);
        for (_, entry) in entries {
            let statement = match entry.change {
                Some(Change::Inserted) => &mut insert,
                Some(Change::Revised) => &mut update,
                Some(Change::Unchanged) | None => continue,
            };
            for (index, (column, value)) in table.columns.iter().zip(&entry.values).enumerate() {
                match (column.kind, value) {
                    (Kind::Reference(TableName::Source), Value::Text(code)) => {
                        statement.raw_bind_parameter(index + 1, sources.get(code))?;
                    }
                    _ => statement.raw_bind_parameter(index + 1, value)?,
                }
            }
            statement.raw_execute()?;
        }
        if table.id == TableName::Source {
            connection.execute(CITED_AS, [])?;
            sources = source_ids(connection)?;
        }
    }
    Ok(())
}

/// The `source_id` of each source, by its code.
///
/// # Errors
/// Fails where SQLite does.
pub(crate) fn source_ids(connection: &Connection) -> rusqlite::Result<HashMap<String, i64>> {
    let mut query = connection.prepare("SELECT code, source_id FROM source")?;
    query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// Sets `source.cited_as`: the publisher, with the title where another source of the same publisher and day exists.
const CITED_AS: &str = "
    UPDATE source AS s
       SET cited_as = a.name
      FROM (SELECT source_id,
                   coalesce(publisher, title) ||
                   CASE WHEN publisher IS NOT NULL AND count(*) OVER (PARTITION BY publisher, published_on) > 1
                        THEN ', \"' || title || '\"' ELSE '' END AS name
              FROM source) AS a
     WHERE a.source_id = s.source_id AND a.name <> s.cited_as";

/// Empties the unique columns of all rows that get a new value, so that two rows can exchange their values.
fn free_unique_columns(connection: &Connection, table: &Table, entries: &[(&String, &Entry)]) -> rusqlite::Result<()> {
    let sql = match table.id {
        TableName::Enterprise => "UPDATE enterprise SET credit_code = NULL WHERE code = ?",
        TableName::Designation => "UPDATE designation SET ladder = NULL, rung = NULL WHERE code = ?",
        _ => return Ok(()),
    };
    let mut free = connection.prepare(sql)?;
    for (key, _) in entries.iter().filter(|(_, entry)| entry.change == Some(Change::Revised)) {
        free.execute([key])?;
    }
    Ok(())
}

fn prepare_insert<'a>(connection: &'a Connection, table: &Table) -> rusqlite::Result<Statement<'a>> {
    let columns: Vec<&str> = table.columns.iter().map(|column| column.stored_name()).collect();
    let places = vec!["?"; columns.len()].join(", ");
    connection.prepare(&format!("INSERT INTO {} ({}) VALUES ({places})", table.name, columns.join(", ")))
}

/// Sets every column of the row with the same key; the parameters are those of [`prepare_insert`].
fn prepare_update<'a>(connection: &'a Connection, table: &Table) -> rusqlite::Result<Statement<'a>> {
    let numbered = |is_key: bool| {
        let columns =
            table.columns.iter().zip(1..).filter(move |(column, _)| table.key.contains(&column.name) == is_key);
        columns.map(|(column, number)| format!("{} = ?{number}", column.stored_name())).collect::<Vec<_>>()
    };
    let (set, key) = (numbered(false), numbered(true));
    // A table that is all key has nothing to set: its rows are inserted or unchanged.
    let set = if set.is_empty() { key.clone() } else { set };
    connection.prepare(&format!("UPDATE {} SET {} WHERE {}", table.name, set.join(", "), key.join(" AND ")))
}
