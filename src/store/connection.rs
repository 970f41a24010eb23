//! Opening connections to a database file.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::fault::{error, sqlite};
use super::{journal, migrate};
use crate::draft;
use crate::error::{Result, StoreFault};
use crate::interrupt;

/// How long to wait for another program that is writing, and how long between two tries.
const PATIENCE: Duration = Duration::from_secs(5);
const STEP: Duration = Duration::from_millis(10);

/// Rolls back a transaction whose program was killed, or had no room on the disk to do so itself. Only a connection that may
/// write can. `waits` is whether it waits for other programs.
pub(super) fn recover(file: &Path, waits: bool) -> Result<()> {
    let writer = connect(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    if !waits {
        writer.busy_timeout(Duration::ZERO).map_err(|source| sqlite(file, &source))?;
    }
    migrate::version(&writer).map_err(|fault| error(file, fault))?;
    journal::remove_spent(file, &writer).map_err(|source| sqlite(file, &source))
}

/// Opens a draft. Nobody sees it before it is whole, so its journal need not be on disk and its steps need no sync.
pub(super) fn connect_draft(draft: &Path, target: &Path) -> Result<Connection> {
    let open = || {
        let connection = open(draft, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        connection.pragma_update(None, "journal_mode", "memory")?;
        connection.pragma_update(None, "synchronous", "off")?;
        Ok(connection)
    };
    open().map_err(|source| sqlite(target, &source))
}

/// Whether a journal lies beside the file that must be rolled back before anything can be read.
///
/// # Errors
/// Fails where another program keeps the file locked.
pub(super) fn is_left_by_a_crash(connection: &Connection) -> rusqlite::Result<bool> {
    let read = connection.pragma_query_value(None, "user_version", |row| row.get::<_, i32>(0));
    match read.as_ref().err().and_then(rusqlite::Error::sqlite_error_code) {
        Some(ErrorCode::DatabaseBusy) => read.map(|_| false),
        code => Ok(code == Some(ErrorCode::ReadOnly)),
    }
}

/// Opens a file to read it, which may be in WAL mode.
pub(super) fn connect_to_read(file: &Path, is_wal: bool) -> Result<Connection> {
    if !is_wal {
        return connect(file, OpenFlags::SQLITE_OPEN_READ_ONLY);
    }
    // SQLite makes two files beside it, which only a connection that may write removes again. Where there is a log
    // already, such a connection would write it into the file.
    let is_closed = !journal::beside(file, "-wal").exists();
    let may_write = File::options().write(true).open(file);
    if is_closed && may_write.is_err_and(|source| source.kind() == io::ErrorKind::PermissionDenied) {
        return Err(error(file, StoreFault::Wal));
    }
    let flags = if is_closed { OpenFlags::SQLITE_OPEN_READ_WRITE } else { OpenFlags::SQLITE_OPEN_READ_ONLY };
    let connection = connect(file, flags)?;
    let read = connection.pragma_query_value(None, "user_version", |row| row.get::<_, i32>(0));
    match read.err().and_then(|source| source.sqlite_error_code()) {
        // No program can change the file there.
        Some(ErrorCode::CannotOpen) if is_closed && is_on_read_only_disk(file) => {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
            open(&immutable(file), flags).map_err(|source| sqlite(file, &source))
        }
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly) => Err(error(file, StoreFault::Wal)),
        _ => Ok(connection),
    }
}

fn is_on_read_only_disk(file: &Path) -> bool {
    draft::beside(file, ".", "").is_err_and(|source| source.kind() == io::ErrorKind::ReadOnlyFilesystem)
}

/// The URI with which SQLite opens a file that nobody changes.
fn immutable(file: &Path) -> PathBuf {
    let name = file.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    PathBuf::from(format!("file:{name}?immutable=1"))
}

/// Fails where there is no file of this name: opening a pipe would wait for its other end.
pub(super) fn must_be_file(file: &Path) -> Result<()> {
    if !file.exists() {
        return Err(error(file, StoreFault::NotFound));
    }
    if file.is_dir() {
        return Err(error(file, StoreFault::IsFolder));
    }
    if !file.is_file() {
        return Err(error(file, StoreFault::NotADatabase));
    }
    Ok(())
}

pub(super) fn connect(file: &Path, flags: OpenFlags) -> Result<Connection> {
    must_be_file(file)?;
    // A bare name could be one that SQLite keeps for itself, such as `:memory:`.
    let path = if file.is_relative() { Path::new(".").join(file) } else { file.to_owned() };
    open(&path, flags).map_err(|source| sqlite(file, &source))
}

fn open(file: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let mut connection = Connection::open_with_flags(file, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_handler(Some(wait))?;
    connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(connection)
}

/// Waits for another program, which has been tried `before` times; returns whether to try again.
pub(super) fn wait(before: i32) -> bool {
    let waits = interrupt::check().is_ok() && STEP * before.unsigned_abs() < PATIENCE;
    if waits {
        std::thread::sleep(STEP);
    }
    waits
}
