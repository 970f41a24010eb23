//! The journal that SQLite keeps beside a database while a transaction changes it:
//! <https://www.sqlite.org/fileformat2.html#the_rollback_journal>.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

/// The path of the rollback journal of a database.
fn path_of(file: &Path) -> PathBuf {
    let mut journal = file.as_os_str().to_owned();
    journal.push("-journal");
    PathBuf::from(journal)
}

/// Whether there is a journal, of whatever transaction.
pub(super) fn is_beside(file: &Path) -> bool {
    path_of(file).exists()
}

/// Removes the journal of a program that was killed before it changed anything. While this program holds the lock, an
/// existing journal has nothing to roll back, and no other program uses it.
pub(super) fn remove_spent(file: &Path, connection: &Connection) -> rusqlite::Result<()> {
    let journal = path_of(file);
    if is_beside(file) && connection.execute_batch("BEGIN IMMEDIATE").is_ok() {
        // A journal that cannot be removed does no harm.
        drop(std::fs::remove_file(&journal));
        connection.execute_batch("ROLLBACK")?;
    }
    Ok(())
}
