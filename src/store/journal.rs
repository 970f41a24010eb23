//! The journal that SQLite keeps beside a database while a transaction changes it:
//! <https://www.sqlite.org/fileformat2.html#the_rollback_journal>.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread::Builder;
use std::time::Duration;

use rusqlite::Connection;

/// How often the disk is asked to take what a commit has written so far.
const SYNC: Duration = Duration::from_millis(5);

/// Where SQLite keeps what a transaction has changed as it was.
fn path_of(file: &Path) -> PathBuf {
    let mut journal = file.as_os_str().to_owned();
    journal.push("-journal");
    PathBuf::from(journal)
}

/// Whether there is a journal, of whatever transaction.
pub fn is_beside(file: &Path) -> bool {
    path_of(file).exists()
}

/// Removes the journal of a program that was killed before it changed anything. With the lock in hand, a journal that
/// is there has nothing to roll back, and is nobody's.
pub fn remove_spent(file: &Path, connection: &Connection) -> rusqlite::Result<()> {
    let journal = path_of(file);
    if is_beside(file) && connection.execute_batch("BEGIN IMMEDIATE").is_ok() {
        // What cannot be removed is in nobody's way.
        drop(std::fs::remove_file(&journal));
        connection.execute_batch("ROLLBACK")?;
    }
    Ok(())
}

/// Whether what the disk could not take is told to everybody who has the file open, as by Linux since 4.13 (fsync(2)):
/// elsewhere a sync beside SQLite's own might be told what SQLite must know.
const TELLS_ALL: bool = cfg!(target_os = "linux");

/// Asks the disk to take the journal so far, and does not wait.
pub fn sync_aside(file: &Path) {
    if !TELLS_ALL {
        return;
    }
    let journal = path_of(file);
    // Whatever fails here, the commit does again and tells.
    drop(Builder::new().spawn(move || File::open(journal).and_then(|journal| journal.sync_data())));
}

/// Commits, with the disk asked now and then to take the pages that have been written so far: SQLite, which waits for all of
/// them in the end, waits less. It writes none before the journal is on disk.
pub fn commit_beside_syncs<T>(file: &Path, pages: &File, commit: impl FnOnce() -> T) -> T {
    if !TELLS_ALL {
        return commit();
    }
    // As long as somebody has it open, to remove it takes no time; what it held is given back while other work goes on.
    let journal = File::open(path_of(file));
    let committed = std::thread::scope(|scope| {
        let (end, ended) = channel::<()>();
        let sync = move || {
            while ended.recv_timeout(SYNC) == Err(RecvTimeoutError::Timeout) {
                // Whatever fails here, SQLite does again and tells.
                drop(pages.sync_data());
            }
        };
        drop(Builder::new().spawn_scoped(scope, sync));
        let committed = commit();
        drop(end);
        committed
    });
    drop(Builder::new().spawn(move || drop(journal)));
    committed
}
