//! A database of the newest schema, in whichever place its pages are.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::bulk::{self, BulkWriter, Pages};
use super::clock::Limits;
use super::connection::{connect, connect_draft, connect_to_read, is_left_by_a_crash, must_be_file, recover, wait};
use super::fault::{error, sqlite};
use super::header::Header;
use super::migrate::{self, SCHEMA_VERSION};
use super::sandbox::{Sandbox, loads};
use super::{journal, schema};
use crate::draft::{self, Draft};
use crate::error::{Error, Result, StoreFault};

/// An open database of the newest schema.
#[derive(Debug)]
pub(crate) struct Store {
    file: PathBuf,
    connection: Connection,
    is_older: bool,
    place: Place,
}

/// Where the pages of a store are.
#[derive(Debug)]
enum Place {
    /// In memory; whether the figures are those of the newest load.
    Memory { is_as_loaded: bool },
    /// In a file that is only read; its change counter when it was opened.
    Reading { change_counter: Option<u32> },
    /// In the file itself.
    Target(Target),
    /// In a file beside its target, until it is whole.
    Draft(Draft),
}

/// A file that is changed, and a handle to read its header. The system releases every lock that a program holds on a file
/// when the program closes any handle to it, so this one is closed after the connection.
#[derive(Debug)]
struct Target {
    file: PathBuf,
    pages: File,
}

impl Drop for Target {
    fn drop(&mut self) {
        // On a full disk SQLite cannot roll back its own journal; a new connection can.
        if journal::is_beside(&self.file) {
            drop(recover(&self.file, false));
        }
    }
}

/// The newest load of a store.
#[derive(Debug)]
pub(crate) struct LastLoad {
    /// What was read.
    pub fingerprint: String,
    /// How many rows that was, and how many of them were rejected.
    pub read: u64,
    pub rejected: u64,
    /// The sizes of the files, reports not among them, in bytes.
    pub sizes: Vec<u64>,
}

impl Store {
    /// Opens an existing database to read it.
    pub(crate) fn open(file: &Path) -> Result<Self> {
        let file = &draft::followed(file).map_err(|source| Error::io("opening", file, source))?;
        must_be_file(file)?;
        let connect = || {
            // Closed again before SQLite locks the file: see `Target`.
            let pages = File::open(file).map_err(|source| Error::io("opening", file, source))?;
            let header = Header::read(&pages).unwrap_or_default();
            drop(pages);
            Ok((header.change_counter(), connect_to_read(file, header.is_wal)?))
        };
        let (mut change_counter, mut connection) = connect()?;
        if is_left_by_a_crash(&connection).map_err(|source| sqlite(file, &source))? {
            recover(file, true)?;
            (change_counter, connection) = connect()?;
        }
        match migrate::version(&connection).map_err(|fault| error(file, fault))? {
            version if version < SCHEMA_VERSION => {
                Err(error(file, StoreFault::Older { file: version, known: SCHEMA_VERSION }))
            }
            _ => {
                schema::verify(&connection).map_err(|fault| error(file, fault))?;
                let place = Place::Reading { change_counter };
                Ok(Self { file: file.to_owned(), connection, is_older: false, place })
            }
        }
    }

    /// Opens a database to change it; one that does not exist is built beside its target and put in place by
    /// [`Self::finish`]. An empty file is a database with the schema 0: it stays the file that it is, with its permissions,
    /// its other names and whoever has it open. `epoch` is the time to record instead of now, in RFC 3339.
    pub(crate) fn open_or_create(file: &Path, epoch: Option<&str>) -> Result<Self> {
        let file = &draft::followed(file).map_err(|source| Error::io("opening", file, source))?;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let prefix = format!(".{name}.");
        wait_for_builder(file, &prefix)?;
        if file.exists() {
            return Self::open_to_change(file);
        }
        journal::check_remnants(file)?;
        let draft = Draft::beside(file, &prefix).map_err(|source| match source.kind() {
            io::ErrorKind::StorageFull => error(file, StoreFault::Full),
            _ => error(file, StoreFault::Folder { message: source.to_string() }),
        })?;
        let connection = connect_draft(draft.file.path(), file)?;
        migrate::create(&connection, epoch).map_err(|fault| error(file, fault))?;
        bulk::raise_change_counter(draft.file.path()).map_err(|source| Error::database(file, source))?;
        Ok(Self { file: file.to_owned(), connection, is_older: false, place: Place::Draft(draft) })
    }

    /// Opens an existing database to change it.
    pub(crate) fn open_to_change(file: &Path) -> Result<Self> {
        let file = &draft::followed(file).map_err(|source| Error::io("opening", file, source))?;
        must_be_file(file)?;
        let pages = File::open(file).map_err(|source| Error::io("opening", file, source))?;
        let connection = connect(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let is_older = migrate::version(&connection).map_err(|fault| error(file, fault))? < SCHEMA_VERSION;
        if !is_older {
            schema::verify(&connection).map_err(|fault| error(file, fault))?;
        }
        journal::remove_spent(file, &connection).map_err(|source| sqlite(file, &source))?;
        let place = Place::Target(Target { file: file.to_owned(), pages });
        Ok(Self { file: file.to_owned(), connection, is_older, place })
    }

    /// The file that the store is, or will be.
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    /// The number that the next row of a table gets.
    pub(crate) fn next_id(&self, table: &str, column: &str) -> Result<i64> {
        let sql = format!("SELECT coalesce(max({column}), 0) + 1 FROM {table}");
        self.connection.query_row(&sql, [], |row| row.get(0)).map_err(|source| sqlite(&self.file, &source))
    }

    /// Begins a transaction that only reads. It lasts as long as the connection.
    pub(crate) fn begin_reading(&self) -> Result<()> {
        self.connection.execute_batch("BEGIN").map_err(|source| sqlite(&self.file, &source))
    }

    /// Whether the newest load was the last change of the file. Call it within a transaction: otherwise another program
    /// may change the file at the same time.
    pub(crate) fn is_as_loaded(&self) -> Result<bool> {
        let Some(counter) = self.change_counter()? else {
            return Ok(matches!(self.place, Place::Draft(_) | Place::Memory { is_as_loaded: true }));
        };
        let sql = "SELECT coalesce((SELECT change_counter FROM load ORDER BY load_id DESC LIMIT 1) = ?, 0)";
        self.connection.query_row(sql, [counter], |row| row.get(0)).map_err(|source| sqlite(&self.file, &source))
    }

    /// The change counter of the file; `None` where the store is not a file that others may change, and where it does not
    /// count changes.
    fn change_counter(&self) -> Result<Option<u32>> {
        match &self.place {
            Place::Memory { .. } | Place::Draft(_) => Ok(None),
            Place::Reading { change_counter } => Ok(*change_counter),
            Place::Target(target) => {
                let header = Header::read(&target.pages);
                header.map(Header::change_counter).map_err(|source| Error::io("reading", &self.file, source))
            }
        }
    }

    /// The numbers of the loads.
    pub(crate) fn loads(&self) -> Result<Vec<i64>> {
        loads(&self.connection).map_err(|source| sqlite(&self.file, &source))
    }

    /// The newest load; `None` where the file was or may have been changed after it.
    pub(crate) fn last_load(&self) -> Result<Option<LastLoad>> {
        let Some(counter) = self.change_counter()?.filter(|_| !self.is_older) else { return Ok(None) };
        let read = || {
            let last = self.connection.query_row(
                "SELECT fingerprint, read, load_id, rejected FROM load
                  WHERE load_id = (SELECT max(load_id) FROM load) AND fingerprint IS NOT NULL AND change_counter = ?",
                [counter],
                |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, i64>(2)?, row.get(3)?)),
            );
            let Some((fingerprint, read, load_id, rejected)) = last.optional()? else { return Ok(None) };
            let mut sizes = self
                .connection
                .prepare("SELECT bytes FROM load_file WHERE load_id = ? AND table_name <> 'report' ORDER BY file_id")?;
            let sizes = sizes.query_map([load_id], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            Ok(Some(LastLoad { fingerprint, read, rejected, sizes }))
        };
        read().map_err(|source| sqlite(&self.file, &source))
    }

    /// The change counter that the file will have when the transaction is committed; `None` where it is not known.
    pub(crate) fn next_change_counter(&self) -> Result<Option<u32>> {
        let header = match &self.place {
            Place::Memory { .. } | Place::Reading { .. } => return Ok(None),
            Place::Target(target) => Header::read(&target.pages),
            Place::Draft(draft) => Header::read(draft.file.as_file()),
        };
        let header = header.map_err(|source| Error::io("reading", &self.file, source))?;
        Ok(header.change_counter().map(|counter| counter.wrapping_add(1)))
    }

    /// Sets a file in WAL mode back to a rollback journal, so that people can pass on a single file. Where another program has
    /// it open, or it cannot be written, it stays in WAL mode.
    pub(crate) fn leave_wal(&self) {
        let mode = self.connection.pragma_query_value(None, "journal_mode", |row| row.get::<_, String>(0));
        if mode.is_ok_and(|mode| mode == "wal") {
            drop(self.connection.pragma_update(None, "journal_mode", "delete"));
        }
    }

    /// A writer of the tables `observation` and `series` of a new database, which does not use SQLite. No transaction
    /// may be open until it has finished, because SQLite would not notice the changes.
    ///
    /// # Errors
    /// Fails where the database is not a new one, and where its file cannot be written.
    pub(crate) fn bulk_writer(&self) -> Result<BulkWriter> {
        let failed = |source| Error::database(&self.file, source);
        let Place::Draft(draft) = &self.place else { return Err(failed(io::ErrorKind::InvalidInput.into())) };
        let read = || {
            let mut statement = self
                .connection
                .prepare("SELECT name, rootpage FROM sqlite_master WHERE tbl_name IN ('observation', 'series')")?;
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()
        };
        let roots = read().map_err(|source| sqlite(&self.file, &source))?;
        let file = File::options().read(true).write(true).open(draft.file.path());
        file.and_then(Pages::append_to).and_then(|pages| BulkWriter::new(pages, roots)).map_err(failed)
    }

    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// A database of the newest schema in memory, to compile statements against.
    pub(crate) fn empty() -> Result<Self> {
        let file = PathBuf::from("a database in memory");
        let connection = Connection::open_in_memory().map_err(|source| sqlite(&file, &source))?;
        migrate::create(&connection, None).map_err(|fault| error(&file, fault))?;
        Ok(Self { file, connection, is_older: false, place: Place::Memory { is_as_loaded: true } })
    }

    /// The same database on a second connection that can only read; an empty one where its schema is older than the newest.
    pub(crate) fn reader(&self) -> Result<Sandbox> {
        if self.is_older {
            return Self::empty()?.into_sandbox(Limits::default());
        }
        let file = match &self.place {
            Place::Draft(draft) => draft.file.path(),
            Place::Target(_) | Place::Reading { .. } | Place::Memory { .. } => &self.file,
        };
        // Only SQLite opens the file again: closing a handle of our own would release the locks that it holds.
        Sandbox::new(self.file.clone(), connect(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?, Limits::default())
    }

    /// A copy of a database in memory, which can be changed freely; an empty database where there is none to copy.
    pub(crate) fn scratch(of: Option<&Self>) -> Result<Self> {
        let mut scratch = Self::empty()?;
        if let Some(of) = of {
            let Self { file, connection, .. } = of;
            let copy = |scratch: &mut Connection| Backup::new(connection, scratch)?.step(-1);
            match copy(&mut scratch.connection).map_err(|source| sqlite(file, &source))? {
                StepResult::Done => {}
                _ => return Err(error(file, StoreFault::Locked)),
            }
            scratch.place = Place::Memory { is_as_loaded: of.is_as_loaded()? };
        }
        Ok(scratch)
    }

    /// How many figures there are.
    pub(crate) fn figures(&self) -> Result<u64> {
        let sql = "SELECT coalesce(sum(observations), 0) FROM source";
        self.connection.query_row(sql, [], |row| row.get(0)).map_err(|source| sqlite(&self.file, &source))
    }

    /// Whether the schema is older than the newest one, to which a transaction migrates it.
    pub(crate) fn is_older(&self) -> bool {
        self.is_older
    }

    /// The reports that datasets brought, and which dataset brought each.
    pub(crate) fn reports(&self) -> Result<Vec<(String, String)>> {
        let read = || {
            if !self.connection.table_exists(None, "report")? {
                return Ok(Vec::new());
            }
            let mut statement = self.connection.prepare("SELECT name, dataset FROM report")?;
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()
        };
        read().map_err(|source| sqlite(&self.file, &source))
    }

    /// Whether the file did not exist before.
    pub(crate) fn is_new(&self) -> bool {
        matches!(self.place, Place::Draft(_))
    }

    /// Closes the database; a new one is synced and put in its place.
    pub(crate) fn finish(self) -> Result<()> {
        let Self { file, connection, place, .. } = self;
        if cfg!(debug_assertions) && matches!(place, Place::Draft(_)) {
            let check = connection.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0));
            let found = check.map_err(|source| sqlite(&file, &source))?;
            if found != "ok" {
                return Err(error(&file, StoreFault::Damaged { message: found }));
            }
        }
        connection.close().map_err(|(_, source)| sqlite(&file, &source))?;
        let Place::Draft(draft) = place else { return Ok(()) };
        if !file.exists() && journal::remove_remnants(&file)? {
            draft::sync_folder(&file);
        }
        draft.place(&file, false).map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => error(&file, StoreFault::Appeared),
            _ => Error::database(&file, source),
        })
    }

    /// Converts the store into a sandbox, which can only read.
    pub(crate) fn into_sandbox(self, limits: Limits) -> Result<Sandbox> {
        Sandbox::new(self.file, self.connection, limits)
    }
}

/// Waits for a program that is building the same new file, so that this one does not find out at the end of its work. What is left
/// of programs that were killed is removed.
fn wait_for_builder(file: &Path, prefix: &str) -> Result<()> {
    let mut tries = 0;
    while draft::remove_abandoned(file, prefix) && !file.exists() {
        if !wait(tries) {
            return Err(error(file, StoreFault::BeingBuilt));
        }
        tries += 1;
    }
    Ok(())
}
