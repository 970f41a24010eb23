//! The schema and its versions.

use std::error::Error as _;

use rusqlite::Connection;

use crate::error::StoreFault;

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// The mark of our files in SQLite's header, the letters `YB0K`.
pub const APPLICATION_ID: i32 = 0x5942_304b;

/// The newest version of the schema: the number of the last migration, which sets it as `user_version`.
pub const SCHEMA_VERSION: i32 = 9;

/// The version of a database's schema, zero for an empty file; refuses what is not ours or is newer than this program.
pub fn version(connection: &Connection) -> Result<i32, StoreFault> {
    let number = |pragma: &str| connection.pragma_query_value(None, pragma, |row| row.get::<_, i32>(0));
    let read = || Ok((number("application_id")?, number("user_version")?, number("page_count")?));
    let (application_id, version, pages) = read().map_err(|source| fault(&source))?;
    if pages == 0 {
        return Ok(0);
    }
    if application_id != APPLICATION_ID {
        return Err(StoreFault::NotOurs);
    }
    if version > SCHEMA_VERSION {
        return Err(StoreFault::Newer { file: version, known: SCHEMA_VERSION });
    }
    Ok(version)
}

/// Brings a database to the newest schema in one transaction. `epoch` is recorded as the time in place of now.
pub fn run(connection: &mut Connection, epoch: Option<jiff::Timestamp>) -> Result<(), StoreFault> {
    // The time of a migration is overwritten below: without this, its old bytes stay in the page.
    connection.pragma_update(None, "secure_delete", true).map_err(|source| fault(&source))?;
    embedded::migrations::runner().set_grouped(true).run(connection).map_err(|source| failed(&source))?;
    if let Some(epoch) = epoch {
        connection
            .execute("UPDATE refinery_schema_history SET applied_on = ?", [epoch.to_string()])
            .map_err(|source| fault(&source))?;
    }
    Ok(())
}

/// What SQLite said of a migration that failed.
fn failed(source: &refinery::Error) -> StoreFault {
    let mut cause = source.source();
    while let Some(found) = cause {
        if let Some(of_sqlite) = found.downcast_ref::<rusqlite::Error>() {
            return fault(of_sqlite);
        }
        cause = found.source();
    }
    StoreFault::Other { message: source.to_string() }
}

fn fault(source: &rusqlite::Error) -> StoreFault {
    match super::sqlite(std::path::Path::new(""), source) {
        crate::error::Error::Store { fault, .. } => fault,
        other => StoreFault::Other { message: other.to_string() },
    }
}
