//! The journal that SQLite keeps beside a database while a transaction changes it:
//! <https://www.sqlite.org/fileformat2.html#the_rollback_journal>.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::error::{Error, Result};

/// The endings of the files that SQLite keeps beside a database: the journal, the log, and the index of the log.
const ENDINGS: [&str; 3] = ["-journal", "-wal", "-shm"];

/// The path of the file with this ending that SQLite keeps beside a database.
pub(super) fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(ending);
    PathBuf::from(path)
}

/// The paths of all files that SQLite may keep beside a database.
pub(crate) fn all_beside(file: &Path) -> [PathBuf; 3] {
    ENDINGS.map(|ending| beside(file, ending))
}

/// Removes what is left of a database that is gone: its journal and its log would be played into the file that takes its
/// name. SQLite does the same where it creates a file. Returns whether anything was left.
///
/// # Errors
/// Fails where one of them cannot be removed.
pub(super) fn remove_remnants(file: &Path) -> Result<bool> {
    let mut was_left = false;
    for path in all_beside(file) {
        match std::fs::remove_file(&path) {
            Ok(()) => was_left = true,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(Error::io("removing", path, error)),
        }
    }
    Ok(was_left)
}

/// Checks that [`remove_remnants`] can remove what it finds, which it only does at the end of all work.
///
/// # Errors
/// One of them is a folder.
pub(super) fn check_remnants(file: &Path) -> Result<()> {
    match all_beside(file).into_iter().find(|path| path.is_dir()) {
        Some(folder) => Err(Error::io("removing", folder, io::ErrorKind::IsADirectory.into())),
        None => Ok(()),
    }
}

/// Whether there is a journal, of whatever transaction.
pub(super) fn is_beside(file: &Path) -> bool {
    beside(file, "-journal").exists()
}

/// Removes the journal of a program that was killed before it changed anything. While this program holds the lock, an
/// existing journal has nothing to roll back, and no other program uses it.
pub(super) fn remove_spent(file: &Path, connection: &Connection) -> rusqlite::Result<()> {
    let journal = beside(file, "-journal");
    if is_beside(file) && connection.execute_batch("BEGIN IMMEDIATE").is_ok() {
        // A journal that cannot be removed does no harm.
        drop(std::fs::remove_file(&journal));
        connection.execute_batch("ROLLBACK")?;
    }
    Ok(())
}
