//! The schema and its versions.

use std::error::Error as _;

use refinery::Migration;
use refinery::error::Kind;
use refinery_core::traits::sync::{Migrate, Query, Transaction};
use rusqlite::Connection;
use time::OffsetDateTime;

use super::fault::fault;
use crate::error::StoreFault;

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// The `application_id` in the header of our databases, the letters `YB0K`.
pub const APPLICATION_ID: i32 = 0x5942_304b;

/// The newest version of the schema: the number of the last migration, which sets it as `user_version`.
pub const SCHEMA_VERSION: i32 = 6;

/// The schema version of a database; zero for an empty file, and for one in which nothing was ever created: within a
/// transaction, an empty file is one of these.
///
/// # Errors
/// Fails where the file is not a yearbook database, has lost its `application_id`, or has a newer schema than this
/// program knows.
pub(super) fn version(connection: &Connection) -> Result<i32, StoreFault> {
    let execute = |sql: &str| connection.execute_batch(sql).map_err(|source| fault(&source));
    // Another program may migrate the file between two statements, but not within a transaction.
    execute("SAVEPOINT version")?;
    let version = read_version(connection);
    let released = execute("RELEASE version");
    version.and_then(|version| released.map(|()| version))
}

/// [`version`], where no other program changes the file.
fn read_version(connection: &Connection) -> Result<i32, StoreFault> {
    let number = |pragma: &str| connection.pragma_query_value(None, pragma, |row| row.get::<_, i32>(0));
    let read = || Ok((number("application_id")?, number("user_version")?, number("schema_version")?));
    let (application_id, version, changes_of_schema) = read().map_err(|source| fault(&source))?;
    if (application_id, version, changes_of_schema) == (0, 0, 0) {
        return Ok(0);
    }
    if application_id != APPLICATION_ID {
        return Err(unmarked(connection).map_or(StoreFault::NotOurs, |version| StoreFault::Unmarked { version }));
    }
    if version > SCHEMA_VERSION {
        return Err(StoreFault::Newer { file: version, known: SCHEMA_VERSION });
    }
    if version < SCHEMA_VERSION && newest_migration(connection) != Some(version) {
        return Err(StoreFault::WrongVersion { version });
    }
    Ok(version)
}

/// The schema version of a database with our tables and migrations but without our `application_id`, such as one that
/// was restored from a dump; `None` for any other.
fn unmarked(connection: &Connection) -> Option<i32> {
    let tables = "SELECT count(*) FROM sqlite_master WHERE type = 'table'
                   AND name IN ('observation', 'series', 'source', 'metric', 'load_file', 'refinery_schema_history')";
    let found: i64 = connection.query_row(tables, [], |row| row.get(0)).ok()?;
    (found == 6).then(|| newest_migration(connection)).flatten()
}

/// The number of the last migration that was recorded.
fn newest_migration(connection: &Connection) -> Option<i32> {
    connection.query_row("SELECT max(version) FROM refinery_schema_history", [], |row| row.get(0)).ok().flatten()
}

/// Gives a new database the newest schema. `epoch` is recorded as the time in place of now.
///
/// # Errors
/// Fails where SQLite does.
pub(super) fn create(connection: &Connection, epoch: Option<&str>) -> Result<(), StoreFault> {
    let execute = |sql: &str| connection.execute_batch(sql).map_err(|source| fault(&source));
    execute("BEGIN")?;
    run(connection, epoch)?;
    execute("COMMIT")
}

/// Brings a database to the newest schema within the transaction that is open. `epoch` is recorded as the time in place of
/// now.
///
/// # Errors
/// When a migration fails, or the file has migrations that this program does not know.
pub(super) fn run(connection: &Connection, epoch: Option<&str>) -> Result<(), StoreFault> {
    // The time of a migration is overwritten below: without this, its old bytes stay in the page.
    connection.pragma_update(None, "secure_delete", true).map_err(|source| fault(&source))?;
    let mut within = Within(connection);
    embedded::migrations::runner().set_grouped(true).run(&mut within).map_err(|source| failed(&source))?;
    if let Some(epoch) = epoch {
        connection
            .execute("UPDATE refinery_schema_history SET applied_on = ?", [epoch])
            .map_err(|source| fault(&source))?;
    }
    Ok(())
}

/// A connection on which a transaction is open. That of `refinery` would begin one of its own.
struct Within<'c>(&'c Connection);

impl Transaction for Within<'_> {
    type Error = rusqlite::Error;

    fn execute<'a, T: Iterator<Item = &'a str>>(&mut self, mut queries: T) -> rusqlite::Result<usize> {
        queries.try_fold(0, |count, query| self.0.execute_batch(query).map(|()| count + 1))
    }
}

impl Query<Vec<Migration>> for Within<'_> {
    fn query(&mut self, query: &str) -> rusqlite::Result<Vec<Migration>> {
        let mut applied = self.0.prepare(query)?;
        let migrations = applied.query_map([], |row| {
            // A checksum that is not a number is not that of any migration, nor is zero. The time is not compared.
            let checksum = row.get::<_, String>(3)?.parse().unwrap_or_default();
            Ok(Migration::applied(row.get(0)?, row.get(1)?, OffsetDateTime::UNIX_EPOCH, checksum))
        })?;
        migrations.collect()
    }
}

impl Migrate for Within<'_> {}

/// Why the migrations could not run: what SQLite said, or that the file has other ones.
fn failed(source: &refinery::Error) -> StoreFault {
    if matches!(source.kind(), Kind::DivergentVersion(..) | Kind::MissingVersion(_)) {
        return StoreFault::OtherMigrations;
    }
    let mut cause = source.source();
    while let Some(found) = cause {
        if let Some(of_sqlite) = found.downcast_ref::<rusqlite::Error>() {
            return fault(of_sqlite);
        }
        cause = found.source();
    }
    StoreFault::Other { message: source.to_string() }
}
