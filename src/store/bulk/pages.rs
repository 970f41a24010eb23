//! Appends whole pages to a new database file that no other program has opened.
//!
//! The format is <https://www.sqlite.org/fileformat2.html>, which SQLite promises to keep.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::thread::JoinHandle;

/// The byte that SQLite locks: the page that holds it is never used.
const LOCK_BYTE: u64 = 1 << 30;

/// How many bytes are written at once.
const WRITE: usize = 1 << 20;

/// After this many bytes, a thread syncs the file, so that the sync at the end takes less time.
const SYNC: usize = 64 << 20;

/// A database file that pages are appended to. SQLite may have it open without a transaction: the change counter shows
/// SQLite that it must read the file again.
#[derive(Debug)]
pub(crate) struct Pages {
    file: File,
    page_size: usize,
    /// The number that the next page would have if no page were left out; page numbers start at one.
    next: u32,
    /// Pages that are not yet in the file.
    buffer: Vec<u8>,
    /// How many bytes have been written since the disk was last asked to store them, and the thread that asked.
    unsynced: usize,
    sync: Option<JoinHandle<io::Result<()>>>,
}

impl Pages {
    /// Opens a database file that nobody is reading or changing.
    ///
    /// # Errors
    /// Fails where the file cannot be read, or has more pages than SQLite can number.
    pub(crate) fn append_to(mut file: File) -> io::Result<Self> {
        let mut header = [0; 100];
        file.seek(SeekFrom::Start(0))?;
        file.read_exact(&mut header)?;
        let page_size = page_size(&header);
        let length = file.seek(SeekFrom::End(0))?;
        let next = u32::try_from(length / page_size as u64 + 1).map_err(io::Error::other)?;
        let buffer = Vec::with_capacity(WRITE + page_size);
        Ok(Self { file, page_size, next, buffer, unsynced: 0, sync: None })
    }

    /// The size of a page in bytes.
    pub(crate) fn page_size(&self) -> usize {
        self.page_size
    }

    /// The number after this one, without the page that SQLite locks.
    fn usable(&self, number: u32) -> u32 {
        let is_locked = u64::from(number - 1) == LOCK_BYTE / self.page_size as u64;
        number + u32::from(is_locked)
    }

    /// Appends a page and returns its number.
    pub(crate) fn append(&mut self, page: &[u8]) -> io::Result<u32> {
        let number = self.usable(self.next);
        if number > self.next {
            self.buffer.resize(self.buffer.len() + self.page_size, 0);
        }
        self.next = number.checked_add(1).ok_or_else(|| io::Error::from(io::ErrorKind::FileTooLarge))?;
        self.buffer.extend_from_slice(page);
        if self.buffer.len() >= WRITE {
            self.flush()?;
        }
        Ok(number)
    }

    /// Appends what does not fit on a page of a tree as a chain of overflow pages, and returns the number of the first.
    pub(crate) fn append_overflow(&mut self, payload: &[u8]) -> io::Result<u32> {
        let first = self.usable(self.next);
        let mut page = vec![0; self.page_size];
        let mut pieces = payload.chunks(self.page_size - 4).peekable();
        while let Some(piece) = pieces.next() {
            let following = match pieces.peek() {
                Some(_) => self.usable(self.usable(self.next) + 1),
                None => 0,
            };
            page[..4].copy_from_slice(&following.to_be_bytes());
            page[4..4 + piece.len()].copy_from_slice(piece);
            page[4 + piece.len()..].fill(0);
            self.append(&page)?;
        }
        Ok(first)
    }

    /// Overwrites a page that the file already has, such as the root of a tree.
    pub(crate) fn overwrite(&mut self, number: u32, page: &[u8]) -> io::Result<()> {
        self.flush()?;
        self.file.seek(SeekFrom::Start(u64::from(number - 1) * self.page_size as u64))?;
        self.file.write_all(page)?;
        self.file.seek(SeekFrom::End(0)).map(drop)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.write_all(&self.buffer)?;
        self.unsynced += self.buffer.len();
        self.buffer.clear();
        if self.unsynced >= SYNC && self.sync.as_ref().is_none_or(JoinHandle::is_finished) {
            self.end_sync()?;
            let file = self.file.try_clone()?;
            // If no thread can be started, the sync at the end writes everything.
            self.sync = crate::thread::start(move || file.sync_data()).ok();
            self.unsynced = 0;
        }
        Ok(())
    }

    fn end_sync(&mut self) -> io::Result<()> {
        match self.sync.take() {
            Some(sync) => sync.join().map_err(|_| io::Error::other("a thread failed"))?,
            None => Ok(()),
        }
    }

    /// Writes what is left, and the new size of the file into its header.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.flush()?;
        self.end_sync()?;
        let mut header = [0; 100];
        self.file.seek(SeekFrom::Start(0))?;
        self.file.read_exact(&mut header)?;
        header[28..32].copy_from_slice(&(self.next - 1).to_be_bytes());
        let changes = change_counter(&header).wrapping_add(1);
        set_change_counter(&mut header, changes);
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(&header)
    }
}

/// The lowest change counter of a new file. Other programs start at one, as when they copy a file with VACUUM INTO: their
/// counters never come near ours, so a copy is not taken for the file that was loaded.
const FIRST_CHANGE: u32 = 0x5942_0000;

/// Raises the change counter of a new database, in which no transaction is open, to the lowest one of our files.
pub(crate) fn raise_change_counter(database: &Path) -> io::Result<()> {
    let mut file = File::options().read(true).write(true).open(database)?;
    let mut header = [0; 100];
    file.read_exact(&mut header)?;
    set_change_counter(&mut header, FIRST_CHANGE);
    file.seek(SeekFrom::Start(0))?;
    file.write_all(&header)
}

fn change_counter(header: &[u8; 100]) -> u32 {
    u32::from_be_bytes([header[24], header[25], header[26], header[27]])
}

/// Writes the change counter into a header, also as the number of the change for which the size in the header is valid.
fn set_change_counter(header: &mut [u8; 100], count: u32) {
    header[24..28].copy_from_slice(&count.to_be_bytes());
    header[92..96].copy_from_slice(&count.to_be_bytes());
}

fn page_size(header: &[u8; 100]) -> usize {
    match u16::from_be_bytes([header[16], header[17]]) {
        1 => 65536,
        size => usize::from(size),
    }
}
