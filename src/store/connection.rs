//! Opening connections to a database file.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::fault::{error, sqlite};
use super::{journal, migrate};
use crate::error::{Result, StoreFault};

/// How long to wait for another program that is writing.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// Rolls back a transaction whose program was killed, or had no room on the disk to do so itself. Only a connection that may
/// write can.
pub(super) fn recover(file: &Path, patience: Duration) -> Result<()> {
    let writer = connect(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    writer.busy_timeout(patience).map_err(|source| sqlite(file, &source))?;
    migrate::version(&writer).map_err(|fault| error(file, fault))?;
    journal::remove_spent(file, &writer).map_err(|source| sqlite(file, &source))
}

/// Opens a draft. Nobody sees it before it is whole, so its journal need not be on disk and its steps need no sync.
pub(super) fn connect_draft(draft: &Path, target: &Path) -> Result<Connection> {
    let connection = connect(draft, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection
        .pragma_update(None, "journal_mode", "memory")
        .and_then(|()| connection.pragma_update(None, "synchronous", "off"))
        .map_err(|source| sqlite(target, &source))?;
    Ok(connection)
}

/// Whether a journal lies beside the file that must be rolled back before anything can be read.
pub(super) fn is_left_by_a_crash(connection: &Connection) -> bool {
    let read = connection.pragma_query_value(None, "user_version", |row| row.get::<_, i32>(0));
    read.is_err_and(|source| source.sqlite_error_code() == Some(ErrorCode::ReadOnly))
}

/// Whether the file is in WAL mode.
pub(super) fn is_wal(file: &Path) -> bool {
    let mut header = [0; 20];
    let read = File::open(file).and_then(|mut file| file.read_exact(&mut header));
    // Byte 19 is the read version of the format: 2 is WAL (https://www.sqlite.org/fileformat2.html).
    read.is_ok() && header[19] == 2
}

/// Whether the file is in WAL mode without a log: reading it in the normal way would create two files beside it.
fn is_closed_wal(file: &Path) -> bool {
    is_wal(file) && !journal::beside(file, "-wal").exists()
}

/// The URI with which SQLite opens a file as immutable.
fn immutable(file: &Path) -> PathBuf {
    let name = file.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    PathBuf::from(format!("file:{name}?immutable=1"))
}

pub(super) fn connect(file: &Path, flags: OpenFlags) -> Result<Connection> {
    if !file.exists() {
        return Err(error(file, StoreFault::NotFound));
    }
    if file.is_dir() {
        return Err(error(file, StoreFault::IsFolder));
    }
    if !file.is_file() {
        return Err(error(file, StoreFault::NotADatabase));
    }
    let open = || {
        // A bare name could be one that SQLite keeps for itself, such as `:memory:`.
        let file = if file.is_relative() { Path::new(".").join(file) } else { file.to_owned() };
        let (file, flags) = if flags.contains(OpenFlags::SQLITE_OPEN_READ_ONLY) && is_closed_wal(&file) {
            (immutable(&file), flags | OpenFlags::SQLITE_OPEN_URI)
        } else {
            (file, flags)
        };
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(file, flags)?;
        connection.busy_timeout(PATIENCE)?;
        connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        Ok(connection)
    };
    open().map_err(|source| sqlite(file, &source))
}
