//! Runs the statements of queries and reports, which can only read.
//!
//! The file is opened read-only, and an authorizer denies every action except reading when a statement is compiled, so
//! neither a report that came with a dataset nor an ad hoc query can write, attach, export or load code.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rusqlite::config::DbConfig;
use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::functions::FunctionFlags;
use rusqlite::hooks::{AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::types::{FromSql, Value, ValueRef};
use rusqlite::{Batch, Connection, ErrorCode};

use super::authorizer::forbidden;
use super::clock::{Clock, Limits};
use super::functions;
use super::header::Header;
use super::mistake::mistake;
use super::row_history::{self, IS_OF_ROWS, RowHistory};
use super::running::{MAXIMUM_HEAP, Running};
use super::statement::Statement;
use crate::error::{Error, Result, SqlError, TableColumns};

/// The largest text a statement may build, in bytes.
const MAXIMUM_LENGTH: i32 = 16 << 20;

/// A database that can only be read.
#[derive(Debug)]
pub(crate) struct Sandbox {
    connection: Connection,
    running: Running,
    /// The last action that the authorizer denied.
    refused: Arc<Mutex<Option<String>>>,
}

impl Sandbox {
    pub(super) fn new(file: PathBuf, mut connection: Connection, limits: Limits) -> Result<Self> {
        let clock = Clock::new(limits, &file);
        let refused = Arc::new(Mutex::new(None));
        let close = |connection: &mut Connection| {
            functions::register(connection)?;
            // A name between double quotes that is no column is an error, not a text.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
            connection.pragma_update(None, "query_only", true)?;
            connection.pragma_update(None, "hard_heap_limit", MAXIMUM_HEAP)?;
            // Temporary files that cannot be measured are held in memory, which has a limit.
            if !clock.limits_files() {
                connection.pragma_update(None, "temp_store", "memory")?;
            }
            for (limit, most) in [
                (Limit::SQLITE_LIMIT_LENGTH, MAXIMUM_LENGTH),
                (Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000),
                (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 100),
                (Limit::SQLITE_LIMIT_ATTACHED, 0),
                (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000),
                (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 250),
                (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
            ] {
                connection.set_limit(limit, most)?;
            }
            let running = Arc::clone(&clock);
            connection.progress_handler(1000, Some(move || running.has_to_stop()))?;
            let last = Arc::clone(&refused);
            connection.authorizer(Some(move |context: AuthContext<'_>| match forbidden(context.action) {
                None => Authorization::Allow,
                Some(action) => {
                    if let Ok(mut last) = last.lock() {
                        *last = Some(action);
                    }
                    Authorization::Deny
                }
            }))
        };
        close(&mut connection).map_err(|source| super::fault::sqlite(&file, &source))?;
        Ok(Self { connection, running: Running { file, clock }, refused })
    }

    /// Compiles one statement.
    pub(crate) fn prepare(&self, sql: &str) -> Result<Statement<'_>> {
        if let Ok(mut refused) = self.refused.lock() {
            *refused = None;
        }
        // Planning a statement takes its time too.
        self.running.clock.restart();
        let _call = self.running.clock.call();
        let mut batch = Batch::new(&self.connection, sql);
        let statement = batch.next().map_err(|source| self.compile_error(sql, &source))?;
        let Some(statement) = statement else {
            return Err(Error::sql(SqlError::NotOneStatement { found_any: false }));
        };
        if !matches!(batch.next(), Ok(None)) {
            return Err(Error::sql(SqlError::NotOneStatement { found_any: true }));
        }
        if !statement.readonly() || statement.column_count() == 0 {
            return Err(Error::sql(SqlError::Forbidden { action: "change the database or its connection".to_owned() }));
        }
        Ok(Statement::new(&self.running, statement))
    }

    /// Copies the database over a file, byte for byte. Within a transaction the copy is what the transaction reads; nothing may be read
    /// after it, because a program that closes a file loses its locks on it.
    pub(crate) fn copy_to(&self, file: &Path) -> Result<()> {
        let failed = |source| Error::io("copying", &self.running.file, source);
        let original = File::open(&self.running.file).map_err(failed)?;
        if Header::read(&original).map_err(failed)?.is_wal {
            // What is in the WAL is no part of the file yet.
            let copied = self.connection.backup("main", file, None::<fn(rusqlite::backup::Progress)>);
            return copied.map_err(|source| super::fault::sqlite(file, &source));
        }
        let copy = || std::io::copy(&mut File::open(&self.running.file)?, &mut File::options().write(true).open(file)?);
        copy().map(drop).map_err(failed)
    }

    /// The size of the file, in bytes.
    pub(crate) fn bytes(&self) -> u64 {
        std::fs::metadata(&self.running.file).map_or(0, |file| file.len())
    }

    /// Defines a function for the statements of this sandbox. The same arguments always have the same result.
    ///
    /// # Errors
    /// SQLite refuses it.
    pub(crate) fn define<const N: usize>(
        &self,
        name: &str,
        function: impl Fn(&[ValueRef<'_>; N]) -> Value + Send + 'static,
    ) -> Result<()> {
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
        let defined = self.connection.create_scalar_function(name, N as i32, flags, move |context| {
            Ok(function(&std::array::from_fn(|index| context.get_raw(index))))
        });
        defined.map_err(|source| self.running.error(&source))
    }

    /// How many figures there are.
    pub(crate) fn figures(&self) -> Result<u64> {
        self.count("SELECT coalesce(sum(observations), 0) FROM series")
    }

    /// The tables and views of the database, in alphabetical order.
    pub(crate) fn tables(&self) -> Vec<String> {
        self.texts(
            "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%' ORDER BY name",
            [],
        )
    }

    /// The datasets that state something, without those that were removed.
    pub(crate) fn datasets(&self) -> Result<Vec<String>> {
        self.values(
            "SELECT dataset FROM row_statement
              UNION SELECT dataset FROM load_file WHERE file_id IN (SELECT file_id FROM observation)
              ORDER BY dataset",
        )
    }

    /// The numbers of the loads.
    pub(crate) fn loads(&self) -> Result<Vec<i64>> {
        loads(&self.connection).map_err(|source| self.running.error(&source))
    }

    /// The codes of the sources, by their numbers.
    pub(crate) fn sources(&self) -> Result<BTreeMap<i64, String>> {
        self.rows("SELECT source_id, code FROM source", |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// How many rows of tables other than `observation` the loads after one and up to another one changed.
    pub(crate) fn changed_rows(&self, after: i64, until: i64) -> Result<usize> {
        let sql = format!(
            "SELECT DISTINCT table_name || row_key FROM row_change
              WHERE {IS_OF_ROWS} AND load_id > {after} AND load_id <= {until}"
        );
        self.values::<String>(&sql).map(|rows| rows.len())
    }

    /// How many figures of earlier editions the loads after one and up to another one added: figures that never were the last
    /// that their source stated.
    pub(crate) fn added_to_earlier_editions(&self, after: i64, until: i64) -> Result<u64> {
        let sql = format!(
            "SELECT count(*) FROM revision WHERE loaded_by = removed_by AND loaded_by > {after} AND loaded_by <= {until}"
        );
        self.count(&sql)
    }

    /// The corrections after one load and up to another one, each in words.
    pub(crate) fn corrections(&self, after: i64, until: i64) -> Result<Vec<String>> {
        self.values(&format!(
            "SELECT action || ' ' || load_id || ': ' || about FROM load
              WHERE about IS NOT NULL AND load_id > {after} AND load_id <= {until} ORDER BY load_id"
        ))
    }

    /// For each table without figures, the statements that return the rows that loads have changed, and their changes.
    pub(crate) fn row_histories(&self) -> Result<Vec<RowHistory>> {
        row_history::histories(&self.connection).map_err(|source| self.running.error(&source))
    }

    /// The number that a statement returns.
    fn count(&self, sql: &str) -> Result<u64> {
        self.values::<i64>(sql).map(|counts| counts.into_iter().map(i64::unsigned_abs).sum())
    }

    /// The values of a statement's only column.
    fn values<T: FromSql>(&self, sql: &str) -> Result<Vec<T>> {
        self.rows(sql, |row| row.get(0))
    }

    fn rows<T, C: FromIterator<T>>(
        &self,
        sql: &str,
        read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<C> {
        let rows = || self.connection.prepare(sql)?.query_map([], read)?.collect::<rusqlite::Result<C>>();
        rows().map_err(|source| self.running.error(&source))
    }

    /// The tables and views with their columns.
    pub(crate) fn tables_with_columns(&self) -> Vec<TableColumns> {
        let with_columns = |table: String| TableColumns { columns: self.columns(&table), table };
        self.tables().into_iter().map(with_columns).collect()
    }

    /// The columns of a table or view.
    fn columns(&self, table: &str) -> Vec<String> {
        self.texts("SELECT name FROM pragma_table_info(?)", [table])
    }

    fn texts(&self, sql: &str, parameters: impl rusqlite::Params) -> Vec<String> {
        let read = || {
            let mut statement = self.connection.prepare(sql)?;
            statement.query_map(parameters, |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()
        };
        // These texts only help with an error that is reported anyway.
        read().unwrap_or_default()
    }

    /// Why a statement does not compile.
    fn compile_error(&self, sql: &str, source: &rusqlite::Error) -> Error {
        let refused = self.refused.lock().ok().and_then(|mut refused| refused.take());
        if let Some(action) = refused {
            return Error::sql(SqlError::Forbidden { action });
        }
        match source {
            rusqlite::Error::SqlInputError { msg, offset, .. } => {
                Error::sql(mistake(sql, msg, usize::try_from(*offset).ok(), self.tables_with_columns()))
            }
            // rusqlite reports a mistake without a position as a plain failure.
            rusqlite::Error::SqliteFailure(failure, Some(message)) if failure.code == ErrorCode::Unknown => {
                Error::sql(mistake(sql, message, None, self.tables_with_columns()))
            }
            other => self.running.error(other),
        }
    }
}

/// The numbers of the loads.
pub(super) fn loads(connection: &Connection) -> rusqlite::Result<Vec<i64>> {
    let mut loads = connection.prepare("SELECT load_id FROM load ORDER BY load_id")?;
    loads.query_map([], |row| row.get(0))?.collect()
}
