//! The bulk page writer: sorted records in, trees out. It writes the tables of a new file five times as fast as SQLite
//! could, because each page is made once, is full, and needs no journal.
//!
//! The result is correct for these reasons: only a file that no other program has opened is written in this way; the
//! caller gives the records in the order of the tree; tests compare the content with that of a load by SQL
//! (`load --plain`); a debug build runs `PRAGMA integrity_check` on every file that it writes.

mod pages;
pub(crate) mod record;
#[cfg(test)]
mod tests;
mod tree;

use std::collections::HashMap;
use std::io;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

pub(crate) use pages::{Pages, raise_change_counter};
pub(crate) use tree::Kind;
use tree::Tree;

/// How many bytes of records are handed to the thread that makes pages at once.
const BATCH: usize = 256 << 10;

/// Writes tables and indexes of a new database, one after the other, each from its first record to its last. Pages are
/// made by a thread of its own.
pub(crate) struct BulkWriter {
    /// The root page of each table and index that has not been begun, by its name.
    roots: HashMap<String, u32>,
    tree: Target,
    batch: Batch,
    thread: Option<PageThread>,
}

/// The tree that records belong to.
#[derive(Clone, Copy, Debug)]
struct Target {
    root: u32,
    kind: Kind,
    room: usize,
}

/// Some records of one tree.
struct Batch {
    tree: Target,
    /// The records, one after the other.
    records: Vec<u8>,
    /// Where each ends.
    ends: Vec<usize>,
    /// Whether they are the last of the tree.
    is_end: bool,
}

struct PageThread {
    queue: SyncSender<Batch>,
    handle: JoinHandle<io::Result<Pages>>,
}

impl BulkWriter {
    /// Creates a writer for a file, with the root page of each table and index that will be written, which are all
    /// empty. [`Self::begin`] must be called before the first record.
    ///
    /// # Errors
    /// Fails where no thread can be started.
    pub(crate) fn new(pages: Pages, roots: HashMap<String, u32>) -> io::Result<Self> {
        let (queue, batches) = sync_channel::<Batch>(4);
        let make_pages = move || {
            let mut pages = pages;
            let mut tree: Option<Tree> = None;
            let mut number = 0;
            for Batch { tree: Target { root, kind, room }, records, ends, is_end } in batches {
                let current = tree.get_or_insert_with(|| Tree::new(&pages, kind, room));
                let mut start = 0;
                for end in ends {
                    number += 1;
                    current.add(&mut pages, number, &records[start..end])?;
                    start = end;
                }
                if let Some(whole) = tree.take_if(|_| is_end) {
                    whole.finish(&mut pages, root)?;
                    number = 0;
                }
            }
            Ok(pages)
        };
        let handle = crate::thread::start(make_pages)?;
        let tree = Target { root: 0, kind: Kind::Index, room: 0 };
        let batch = Batch::new(tree);
        Ok(Self { roots, tree, batch, thread: Some(PageThread { queue, handle }) })
    }

    /// Ends the current tree, and begins the table or index of this name; `room` bytes of each of its pages stay free.
    ///
    /// # Errors
    /// Fails where the database has nothing of this name, and where pages cannot be written.
    pub(crate) fn begin(&mut self, name: &str, kind: Kind, room: usize) -> io::Result<()> {
        self.end()?;
        let root = self.roots.remove(name).ok_or_else(|| io::Error::other(format!("there is no `{name}`")))?;
        self.tree = Target { root, kind, room };
        self.batch = Batch::new(self.tree);
        Ok(())
    }

    /// Adds the next record of the tree, which `write` appends to the bytes that it is given. Rows of a table are numbered
    /// from one.
    ///
    /// # Errors
    /// Fails where pages cannot be written.
    pub(crate) fn add(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> io::Result<()> {
        write(&mut self.batch.records);
        self.batch.ends.push(self.batch.records.len());
        if self.batch.records.len() < BATCH {
            return Ok(());
        }
        self.hand_over()
    }

    /// Writes everything that has been added.
    ///
    /// # Errors
    /// Fails where pages cannot be written, and where a table or index has not been begun: it would be empty.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.end()?;
        if let Some(name) = self.roots.keys().next() {
            return Err(io::Error::other(format!("`{name}` was not written")));
        }
        self.join()?.finish()
    }

    fn end(&mut self) -> io::Result<()> {
        if self.tree.root == 0 {
            return Ok(());
        }
        self.batch.is_end = true;
        self.hand_over()
    }

    fn hand_over(&mut self) -> io::Result<()> {
        let batch = std::mem::replace(&mut self.batch, Batch::new(self.tree));
        match &self.thread {
            Some(thread) if thread.queue.send(batch).is_ok() => Ok(()),
            // The thread has ended early: it says why.
            _ => self.join().map(drop),
        }
    }

    /// Waits until the pages of all records have been made, and returns them.
    fn join(&mut self) -> io::Result<Pages> {
        let ended = || io::Error::other("a thread failed");
        let PageThread { queue, handle } = self.thread.take().ok_or_else(ended)?;
        drop(queue);
        handle.join().map_err(|_| ended())?
    }
}

impl Batch {
    fn new(tree: Target) -> Self {
        Self { tree, records: Vec::with_capacity(BATCH + BATCH / 8), ends: Vec::new(), is_end: false }
    }
}
