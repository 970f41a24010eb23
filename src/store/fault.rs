//! What errors of SQLite mean for a database file.

use std::path::Path;

use rusqlite::ErrorCode;

use crate::error::{Error, StoreFault};
use crate::interrupt;

/// A fault of a file as an error. After Ctrl-C nothing waits for another program any more.
pub(super) fn error(file: &Path, fault: StoreFault) -> Error {
    match interrupt::check() {
        Err(interrupted) if matches!(fault, StoreFault::Locked | StoreFault::BeingBuilt) => interrupted,
        _ => Error::Store { file: file.to_owned(), fault },
    }
}

/// What SQLite says of an error, without the SQL of the statement, which may be long.
pub(super) fn message(source: &rusqlite::Error) -> String {
    match source {
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        other => other.to_string(),
    }
}

/// What an error of SQLite means for a file, as an error.
pub(crate) fn sqlite(file: &Path, source: &rusqlite::Error) -> Error {
    error(file, fault(source))
}

/// What an error of SQLite means for a file.
pub(super) fn fault(source: &rusqlite::Error) -> StoreFault {
    use rusqlite::Error::{FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType};
    if let InvalidColumnType(..) | FromSqlConversionFailure(..) | IntegralValueOutOfRange(..) = source {
        let message = "a value in it is not one that yearbook writes".to_owned();
        return StoreFault::Damaged { message };
    }
    let message = message(source);
    match source.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => StoreFault::NotADatabase,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreFault::Locked,
        Some(ErrorCode::DiskFull) => StoreFault::Full,
        Some(ErrorCode::ReadOnly) => StoreFault::ReadOnly,
        Some(ErrorCode::DatabaseCorrupt) => StoreFault::Damaged { message },
        _ => StoreFault::Other { message },
    }
}
