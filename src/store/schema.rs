//! Whether the tables and views of a database are ours: anybody may have changed them.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::fault::fault;
use crate::dataset::sha256;
use crate::error::StoreFault;

/// The tables, views and indexes of the newest schema, each with the SHA-256 of its SQL, one on a line.
const NEWEST: &str = include_str!("schema.txt");

/// The table in which `refinery` records the migrations; its SQL depends on the version of `refinery`.
const MIGRATIONS: &str = "refinery_schema_history";

/// Compares the schema of a database with the newest one. Other tables, views and indexes are allowed, and on other tables also
/// triggers and unique indexes.
///
/// # Errors
/// [`StoreFault::OtherSchema`] where one of ours was changed or is missing, and where a trigger or a unique index is on
/// one of ours.
pub(super) fn verify(connection: &Connection) -> Result<(), StoreFault> {
    let mut missing: BTreeMap<&str, (&str, &str)> = NEWEST
        .lines()
        .filter_map(|line| {
            let (kind, rest) = line.split_once(' ')?;
            let (name, digest) = rest.split_once(' ')?;
            Some((name, (kind, digest)))
        })
        .collect();
    let is_ours = missing.clone();
    let mut differences = Vec::new();
    for Object { kind, name, table, sql } in objects(connection).map_err(|source| fault(&source))? {
        // A trigger has the name of its table as it was typed.
        let is_on_ours = is_ours.contains_key(table.to_ascii_lowercase().as_str());
        match missing.remove(name.as_str()) {
            Some((_, digest)) if digest == sha256(sql.as_bytes()) => {}
            Some((kind, _)) => differences.push(format!("the {kind} `{name}` was changed")),
            None if kind == "trigger" && is_on_ours => {
                differences.push(format!("the trigger `{name}` is on `{table}`"));
            }
            // SQLite writes the start of the SQL itself.
            None if kind == "index" && is_on_ours && sql.starts_with("CREATE UNIQUE ") => {
                differences.push(format!("the unique index `{name}` is on `{table}`"));
            }
            None => {}
        }
    }
    differences.extend(missing.iter().map(|(name, (kind, _))| format!("the {kind} `{name}` is missing")));
    if differences.is_empty() { Ok(()) } else { Err(StoreFault::OtherSchema { differences }) }
}

/// A row of `sqlite_schema`.
struct Object {
    kind: String,
    name: String,
    table: String,
    sql: String,
}

/// All objects but those that SQLite and `refinery` make.
fn objects(connection: &Connection) -> rusqlite::Result<Vec<Object>> {
    let sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND NOT (type = 'table' AND name = ?)";
    let mut all = connection.prepare(sql)?;
    let objects = all.query_map([MIGRATIONS], |row| {
        Ok(Object { kind: row.get(0)?, name: row.get(1)?, table: row.get(2)?, sql: row.get(3)? })
    })?;
    objects.collect()
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn the_list_is_that_of_the_migrations() {
        let newest = Store::empty().expect("a database");
        let mut lines: Vec<String> = objects(newest.connection())
            .expect("its objects")
            .iter()
            .map(|Object { kind, name, sql, .. }| format!("{kind} {name} {}\n", sha256(sql.as_bytes())))
            .collect();
        lines.sort_unstable();
        let lines = lines.concat();
        assert!(lines == NEWEST, "src/store/schema.txt should be:\n{lines}");
        assert!(verify(newest.connection()).is_ok());
    }
}
