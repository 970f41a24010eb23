//! A transaction that changes a database.

use std::cell::Cell;

use rusqlite::Connection;

use super::database::Store;
use super::fault::{error, sqlite};
use super::migrate::{self, SCHEMA_VERSION};
use super::schema;
use crate::error::Result;

/// How many KiB of changed pages a transaction holds in memory before it writes some of them, and from then on keeps readers
/// out.
const CACHE: i64 = 256 << 10;

/// A transaction that keeps other writers out, and is rolled back where it is dropped without a commit. Foreign keys are not
/// checked meanwhile: a load has looked up every code that it writes, and SQLite would look each up again.
#[derive(Debug)]
pub(crate) struct Transaction<'a> {
    store: &'a Store,
    is_open: Cell<bool>,
    migrated_from: Option<i32>,
}

impl<'a> Transaction<'a> {
    /// Begins, and migrates a database with an older schema to the newest one. `now` is recorded as the time of the migration.
    ///
    /// # Errors
    /// Fails where another program keeps writing, and where the file cannot be written or migrated.
    pub(crate) fn begin(store: &'a Store, now: &str) -> Result<Self> {
        let mut transaction = Self { store, is_open: Cell::new(false), migrated_from: None };
        let begin = |connection: &Connection| {
            connection.pragma_update(None, "foreign_keys", false)?;
            connection.pragma_update(None, "cache_size", -CACHE)?;
            connection.execute_batch("BEGIN IMMEDIATE")
        };
        begin(store.connection()).map_err(|source| sqlite(store.file(), &source))?;
        transaction.is_open.set(true);
        let fault = |fault| error(store.file(), fault);
        // Another program may have migrated the file since it was opened.
        let version = migrate::version(store.connection()).map_err(fault)?;
        if version < SCHEMA_VERSION {
            migrate::run(store.connection(), Some(now)).map_err(fault)?;
            transaction.migrated_from = Some(version);
        }
        schema::verify(store.connection()).map_err(fault)?;
        Ok(transaction)
    }

    /// The version of the schema before this transaction migrated the file, where it did; 0 for an empty file.
    pub(crate) fn migrated_from(&self) -> Option<i32> {
        self.migrated_from
    }

    /// The connection that the transaction is open on.
    pub(crate) fn connection(&self) -> &'a Connection {
        self.store.connection()
    }

    /// From here on SQLite does not evaluate CHECK constraints: the figures have been checked, and checking millions of
    /// them again would take long.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(crate) fn trust_figures(&self) -> Result<()> {
        let trusted = self.connection().pragma_update(None, "ignore_check_constraints", true);
        trusted.map_err(|source| sqlite(self.store.file(), &source))
    }

    /// Commits what has been written so far and, with `between` done without a transaction, begins again. Use it only
    /// in a file that no other program has opened.
    ///
    /// # Errors
    /// Fails where the commit does, or `between`, or the file cannot be locked again.
    pub(crate) fn pause<T>(&self, between: impl FnOnce() -> Result<T>) -> Result<T> {
        let execute =
            |sql: &str| self.connection().execute_batch(sql).map_err(|source| sqlite(self.store.file(), &source));
        execute("COMMIT")?;
        self.is_open.set(false);
        let done = between()?;
        execute("BEGIN IMMEDIATE")?;
        self.is_open.set(true);
        Ok(done)
    }

    /// Ends the transaction and keeps what has been written.
    ///
    /// # Errors
    /// Fails where the disk is full or the file cannot be written: then it is as it was before.
    pub(crate) fn commit(self) -> Result<()> {
        let committed = self.connection().execute_batch("COMMIT");
        committed.map_err(|source| sqlite(self.store.file(), &source))?;
        self.is_open.set(false);
        Ok(())
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        let connection = self.connection();
        if self.is_open.get() {
            // SQLite has rolled back already where the disk failed.
            drop(connection.execute_batch("ROLLBACK"));
        }
        drop(connection.pragma_update(None, "ignore_check_constraints", false));
        drop(connection.pragma_update(None, "foreign_keys", true));
    }
}
