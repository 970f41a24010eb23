//! A statement that runs: the time that it has, and why it stopped.

use std::path::PathBuf;
use std::sync::Arc;

use rusqlite::ErrorCode;

use super::clock::Clock;
use crate::error::{Error, Result, SqlError};

/// The most memory that SQLite may take, in bytes.
pub(super) const MAXIMUM_HEAP: i64 = 1 << 30;

/// What a statement runs in.
#[derive(Debug)]
pub(super) struct Running {
    pub file: PathBuf,
    /// The time that the running statement has.
    pub clock: Arc<Clock>,
}

impl Running {
    /// The next row of a statement.
    pub(super) fn next<'a>(&self, rows: &'a mut rusqlite::Rows<'_>) -> Result<Option<&'a rusqlite::Row<'a>>> {
        let call = self.clock.call();
        let row = rows.next();
        drop(call);
        // A statement that returns rows quickly may never ask whether to go on.
        if self.clock.is_late() {
            return Err(self.clock.timed_out());
        }
        row.map_err(|source| self.error(&source))
    }

    /// Why a statement stopped.
    pub(super) fn error(&self, source: &rusqlite::Error) -> Error {
        match (source.sqlite_error_code(), source) {
            (Some(ErrorCode::OperationInterrupted), _) => self.clock.reason(),
            // What only reads writes nothing but temporary files.
            (Some(ErrorCode::DiskFull), _) => Error::sql(SqlError::DiskFull),
            // SQLite says the same where it may not take more and where the system has no more.
            (Some(ErrorCode::OutOfMemory), _) if !has_memory() => {
                Error::io("running", "the statement", std::io::ErrorKind::OutOfMemory.into())
            }
            (Some(ErrorCode::OutOfMemory), _) => {
                Error::sql(SqlError::TooLarge { limit: format!("{} MiB of memory", MAXIMUM_HEAP >> 20) })
            }
            (
                Some(
                    ErrorCode::DatabaseBusy
                    | ErrorCode::DatabaseLocked
                    | ErrorCode::DatabaseCorrupt
                    | ErrorCode::CannotOpen
                    | ErrorCode::SystemIoFailure,
                ),
                _,
            ) => super::fault::sqlite(&self.file, source),
            (_, rusqlite::Error::SqliteFailure(_, Some(message))) => {
                Error::sql(SqlError::Failed { message: message.clone() })
            }
            (_, other) => Error::sql(SqlError::Failed { message: other.to_string() }),
        }
    }
}

/// Whether the system gives as much memory as a statement may take.
fn has_memory() -> bool {
    Vec::<u8>::new().try_reserve_exact(MAXIMUM_HEAP as usize).is_ok()
}
