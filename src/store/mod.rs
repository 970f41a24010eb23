//! The database file: the only place that opens one.

mod migrate;
mod sandbox;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};
use tempfile::{NamedTempFile, TempPath};

use crate::draft;
use crate::error::{Error, Result, StoreFault};
pub use migrate::{APPLICATION_ID, SCHEMA_VERSION};
pub use sandbox::{Limits, Sandbox, Statement};

/// How long to wait for another program that is writing.
const PATIENCE: Duration = Duration::from_secs(5);

/// An open database of the newest schema.
#[derive(Debug)]
pub struct Store {
    file: PathBuf,
    connection: Connection,
    /// The version of the schema before it was migrated.
    migrated_from: Option<i32>,
    /// The file that a new database is built in, beside its target, until it is whole.
    draft: Option<TempPath>,
}

impl Store {
    /// Opens an existing database to read it.
    pub fn open(file: &Path) -> Result<Self> {
        let mut connection = connect(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        if is_left_by_a_crash(&connection) {
            // A load was killed. Only a connection that may write can take back what it had half done.
            let writer = connect(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
            migrate::version(&writer).map_err(|fault| error(file, fault))?;
            connection = connect(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        }
        match migrate::version(&connection).map_err(|fault| error(file, fault))? {
            version if version < SCHEMA_VERSION => {
                Err(error(file, StoreFault::Older { file: version, known: SCHEMA_VERSION }))
            }
            _ => Ok(Self { file: file.to_owned(), connection, migrated_from: None, draft: None }),
        }
    }

    /// Opens a database to change it, migrating it to the newest schema; a file that does not exist is built beside
    /// its target and put in place by [`Self::finish`]. `epoch` is the time to record instead of now.
    pub fn open_or_create(file: &Path, epoch: Option<jiff::Timestamp>) -> Result<Self> {
        if !is_empty(file) && file.exists() {
            let mut connection = connect(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
            let version = migrate::version(&connection).map_err(|fault| error(file, fault))?;
            // A file that somebody put into WAL mode goes back to one file, which is what people hand on.
            connection.pragma_update(None, "journal_mode", "delete").map_err(|source| sqlite(file, &source))?;
            if version < SCHEMA_VERSION {
                migrate::run(&mut connection, epoch).map_err(|fault| error(file, fault))?;
            }
            let migrated_from = Some(version).filter(|&version| version < SCHEMA_VERSION);
            return Ok(Self { file: file.to_owned(), connection, migrated_from, draft: None });
        }
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let draft = draft::beside(file, &format!(".{name}."), ".part")
            .map(NamedTempFile::into_temp_path)
            .map_err(|source| error(file, StoreFault::Folder { message: source.to_string() }))?;
        let mut connection = connect(&draft, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        // Nobody sees the draft before it is whole, so its journal need not be on disk and its steps need no sync.
        connection
            .pragma_update(None, "journal_mode", "memory")
            .and_then(|()| connection.pragma_update(None, "synchronous", "off"))
            .map_err(|source| sqlite(file, &source))?;
        migrate::run(&mut connection, epoch).map_err(|fault| error(file, fault))?;
        Ok(Self { file: file.to_owned(), connection, migrated_from: None, draft: Some(draft) })
    }

    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    pub fn connection_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }

    /// A database of the newest schema in memory, to compile statements against.
    pub fn empty() -> Result<Self> {
        let file = PathBuf::from("a database in memory");
        let mut connection = Connection::open_in_memory().map_err(|source| sqlite(&file, &source))?;
        migrate::run(&mut connection, None).map_err(|fault| error(&file, fault))?;
        Ok(Self { file, connection, migrated_from: None, draft: None })
    }

    /// The version of the schema before this program migrated the file, where it did.
    pub fn migrated_from(&self) -> Option<i32> {
        self.migrated_from
    }

    /// The reports that datasets brought, and which dataset brought each.
    pub fn reports(&self) -> Result<Vec<(String, String)>> {
        let read = || {
            let mut statement = self.connection.prepare("SELECT name, package FROM report")?;
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()
        };
        read().map_err(|source| sqlite(&self.file, &source))
    }

    /// Whether the file did not exist before.
    pub fn is_new(&self) -> bool {
        self.draft.is_some()
    }

    /// Closes the database; a new one is synced and put in its place.
    pub fn finish(self) -> Result<()> {
        let Self { file, connection, draft, .. } = self;
        connection.close().map_err(|(_, source)| sqlite(&file, &source))?;
        let Some(draft) = draft else { return Ok(()) };
        let synced = std::fs::File::open(&draft).and_then(|draft| draft.sync_all());
        synced.map_err(|source| Error::io("writing", &file, source))?;
        let put = if is_empty(&file) { draft.persist(&file) } else { draft.persist_noclobber(&file) };
        put.map_err(|failed| match failed.error.kind() {
            std::io::ErrorKind::AlreadyExists => error(&file, StoreFault::Appeared),
            _ => Error::io("writing", &file, failed.error),
        })?;
        #[cfg(unix)]
        std::fs::File::open(draft::folder_of(&file))
            .and_then(|folder| folder.sync_all())
            .map_err(|source| Error::io("writing", &file, source))?;
        Ok(())
    }

    /// Closes the database to writing and hands it to statements that people wrote.
    pub fn into_sandbox(self, limits: Limits) -> Result<Sandbox> {
        Sandbox::new(self.file, self.connection, limits)
    }
}

/// Whether a file is there and has nothing in it, as one that was only touched.
fn is_empty(file: &Path) -> bool {
    std::fs::metadata(file).is_ok_and(|facts| facts.is_file() && facts.len() == 0)
}

/// Whether a journal lies beside the file that must be rolled back before anything can be read.
fn is_left_by_a_crash(connection: &Connection) -> bool {
    let read = connection.pragma_query_value(None, "user_version", |row| row.get::<_, i32>(0));
    read.is_err_and(|source| source.sqlite_error_code() == Some(ErrorCode::ReadOnly))
}

/// Whether somebody left the file in WAL mode with nothing in its log: reading it would put two files beside it.
fn is_closed_wal(file: &Path) -> bool {
    let mut header = [0; 20];
    let read = std::fs::File::open(file).and_then(|mut file| file.read_exact(&mut header));
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    // Byte 19 is the read version of the format: 2 is WAL (https://www.sqlite.org/fileformat2.html).
    read.is_ok() && header[19] == 2 && !Path::new(&log).exists()
}

/// The name by which SQLite takes a file as one that nobody changes.
fn immutable(file: &Path) -> PathBuf {
    let name = file.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    PathBuf::from(format!("file:{name}?immutable=1"))
}

fn connect(file: &Path, flags: OpenFlags) -> Result<Connection> {
    if !file.exists() {
        return Err(error(file, StoreFault::NotFound));
    }
    if file.is_dir() {
        return Err(error(file, StoreFault::IsFolder));
    }
    let open = || {
        // A bare name could be one that SQLite keeps for itself, such as `:memory:`.
        let file = if file.is_relative() { Path::new(".").join(file) } else { file.to_owned() };
        let (file, flags) = if flags.contains(OpenFlags::SQLITE_OPEN_READ_ONLY) && is_closed_wal(&file) {
            (immutable(&file), flags | OpenFlags::SQLITE_OPEN_URI)
        } else {
            (file, flags)
        };
        let connection = Connection::open_with_flags(file, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(PATIENCE)?;
        connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        Ok(connection)
    };
    open().map_err(|source| sqlite(file, &source))
}

fn error(file: &Path, fault: StoreFault) -> Error {
    Error::Store { file: file.to_owned(), fault }
}

/// What an error of SQLite means for a file.
pub(crate) fn sqlite(file: &Path, source: &rusqlite::Error) -> Error {
    let message = source.to_string();
    let fault = match source.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => StoreFault::NotADatabase,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreFault::Locked,
        Some(ErrorCode::DiskFull) => StoreFault::Full,
        Some(ErrorCode::ReadOnly) => StoreFault::ReadOnly,
        Some(ErrorCode::DatabaseCorrupt) => StoreFault::Damaged { message },
        _ => StoreFault::Other { message },
    };
    error(file, fault)
}
