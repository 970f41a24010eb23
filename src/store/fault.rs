//! What errors of SQLite mean for a database file.

use std::path::Path;

use rusqlite::ErrorCode;

use crate::error::{Error, StoreFault};

/// A fault of a file as an error.
pub(super) fn error(file: &Path, fault: StoreFault) -> Error {
    Error::Store { file: file.to_owned(), fault }
}

/// What SQLite says of an error, without the SQL of the statement, which may be long.
pub(super) fn message(source: &rusqlite::Error) -> String {
    match source {
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        other => other.to_string(),
    }
}

/// What an error of SQLite means for a file.
pub(crate) fn sqlite(file: &Path, source: &rusqlite::Error) -> Error {
    let message = message(source);
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
