//! The journal that SQLite keeps beside a database while a transaction changes it:
//! <https://www.sqlite.org/fileformat2.html#the_rollback_journal>.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::thread::Builder;

use rusqlite::Connection;

/// Where SQLite keeps what a transaction has changed as it was.
fn path_of(file: &Path) -> PathBuf {
    let mut journal = file.as_os_str().to_owned();
    journal.push("-journal");
    PathBuf::from(journal)
}

/// Removes the journal of a program that was killed before it changed anything. With the lock in hand, a journal that
/// is there has nothing to roll back, and is nobody's.
pub fn remove_spent(file: &Path, connection: &Connection) -> rusqlite::Result<()> {
    let journal = path_of(file);
    if journal.exists() && connection.execute_batch("BEGIN IMMEDIATE").is_ok() {
        // What cannot be removed is in nobody's way.
        drop(std::fs::remove_file(&journal));
        connection.execute_batch("ROLLBACK")?;
    }
    Ok(())
}

/// Asks the disk to take the journal so far, and does not wait.
pub fn sync_aside(file: &Path) {
    let journal = path_of(file);
    // Whatever fails here, the commit does again and tells.
    drop(Builder::new().spawn(move || File::open(journal).and_then(|journal| journal.sync_data())));
}
