//! The journal that SQLite keeps beside a database while a transaction changes it:
//! <https://www.sqlite.org/fileformat2.html#the_rollback_journal>.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

/// The path of a file that SQLite keeps beside a database.
fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(suffix);
    PathBuf::from(path)
}

/// Removes what is left of a database that is gone: its journal and its log would be played into the file that takes its
/// name. SQLite does the same where it creates a file.
pub(super) fn remove_remnants(file: &Path) -> io::Result<()> {
    for suffix in ["-journal", "-wal", "-shm"] {
        match std::fs::remove_file(beside(file, suffix)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
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
