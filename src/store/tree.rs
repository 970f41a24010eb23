//! B-trees written whole: the rows of an empty table, in the order of its key, become the pages that SQLite would have
//! made of them, each filled to its end.
//!
//! The format is <https://www.sqlite.org/fileformat2.html#b_tree_pages>, which SQLite promises to keep. Only what a load
//! needs is here: no page is ever split or merged, and a record that does not fit on its page is left to SQLite.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::thread::JoinHandle;

use super::record::{get_varint, put_varint};

/// The byte that SQLite locks: the page that holds it is never used.
const LOCK_BYTE: u64 = 1 << 30;

/// Pages are written in pieces of this many bytes.
const PIECE: usize = 1 << 20;

/// After this many bytes the disk is asked to take them, while further ones are made: the end need not wait for all.
const SYNC: usize = 64 << 20;

/// What a tree holds: rows by number, or whole records in their own order, as an index or a table without row numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Table,
    Index,
}

/// A database file that pages are appended to while nobody else reads or writes it. Others may have it open: by the change
/// counter SQLite sees that it must read anew.
#[derive(Debug)]
pub struct Pages {
    file: File,
    page_size: usize,
    /// How long the file was before.
    length: u64,
    /// The number of the next page, from one.
    next: u32,
    /// Pages that are not yet in the file.
    piece: Vec<u8>,
    /// How many bytes have been written since the disk was last asked to take them, and the thread that asked.
    unsynced: usize,
    syncing: Option<JoinHandle<io::Result<()>>>,
}

impl Pages {
    /// Takes over a file that nobody is in the middle of reading or changing.
    pub fn append_to(mut file: File) -> io::Result<Self> {
        let mut header = [0; 100];
        file.seek(SeekFrom::Start(0))?;
        file.read_exact(&mut header)?;
        let page_size = page_size(&header);
        let length = file.seek(SeekFrom::End(0))?;
        let next = u32::try_from(length / page_size as u64 + 1).map_err(io::Error::other)?;
        let piece = Vec::with_capacity(PIECE + page_size);
        Ok(Self { file, page_size, length, next, piece, unsynced: 0, syncing: None })
    }

    /// The longest record that a page of a tree holds whole.
    pub fn longest_record(&self) -> usize {
        // Of an index page, so that four records fit on one.
        (self.page_size - 12) * 64 / 255 - 23
    }

    /// Appends a page and returns its number.
    fn append(&mut self, page: &[u8]) -> io::Result<u32> {
        if u64::from(self.next - 1) == LOCK_BYTE / self.page_size as u64 {
            self.piece.resize(self.piece.len() + self.page_size, 0);
            self.next += 1;
        }
        let number = self.next;
        self.next = number.checked_add(1).ok_or_else(|| io::Error::from(io::ErrorKind::FileTooLarge))?;
        self.piece.extend_from_slice(page);
        if self.piece.len() >= PIECE {
            self.flush()?;
        }
        Ok(number)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.write_all(&self.piece)?;
        self.unsynced += self.piece.len();
        self.piece.clear();
        if self.unsynced >= SYNC && self.syncing.as_ref().is_none_or(JoinHandle::is_finished) {
            self.end_sync()?;
            let file = self.file.try_clone()?;
            // Where no thread can be had, the end waits for all.
            self.syncing = std::thread::Builder::new().spawn(move || file.sync_data()).ok();
            self.unsynced = 0;
        }
        Ok(())
    }

    fn end_sync(&mut self) -> io::Result<()> {
        match self.syncing.take() {
            Some(syncing) => syncing.join().map_err(|_| io::Error::other("a thread failed"))?,
            None => Ok(()),
        }
    }

    fn overwrite(&mut self, number: u32, page: &[u8]) -> io::Result<()> {
        self.flush()?;
        self.file.seek(SeekFrom::Start(u64::from(number - 1) * self.page_size as u64))?;
        self.file.write_all(page)?;
        self.file.seek(SeekFrom::End(0)).map(drop)
    }

    /// Takes all pages off again. No tree may have been finished.
    pub fn abandon(mut self) -> io::Result<()> {
        self.end_sync()?;
        self.file.set_len(self.length)
    }

    /// Writes what is left and tells the file how long it is now.
    pub fn finish(mut self) -> io::Result<()> {
        self.flush()?;
        self.end_sync()?;
        let mut header = [0; 100];
        self.file.seek(SeekFrom::Start(0))?;
        self.file.read_exact(&mut header)?;
        header[28..32].copy_from_slice(&(self.next - 1).to_be_bytes());
        let changes = read_u32(&header, 24).wrapping_add(1).max(FIRST_CHANGE);
        count_change(&mut header, changes);
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(&header)
    }
}

/// The least change counter of a new file. Other programs start at one, as when they copy a file with VACUUM INTO: theirs
/// never come near ours.
const FIRST_CHANGE: u32 = 0x5942_0000;

/// Raises the change counter of a new database, which nobody has open, to where it starts.
pub(super) fn raise_change_counter(database: &Path) -> io::Result<()> {
    let mut file = File::options().read(true).write(true).open(database)?;
    let mut header = [0; 100];
    file.read_exact(&mut header)?;
    if read_u32(&header, 24) >= FIRST_CHANGE {
        return Ok(());
    }
    count_change(&mut header, FIRST_CHANGE);
    file.seek(SeekFrom::Start(0))?;
    file.write_all(&header)
}

/// Writes the change counter into a header, and that the size in the header is right as of this change.
fn count_change(header: &mut [u8; 100], count: u32) {
    header[24..28].copy_from_slice(&count.to_be_bytes());
    header[92..96].copy_from_slice(&count.to_be_bytes());
}

pub(super) fn page_size(header: &[u8; 100]) -> usize {
    match u16::from_be_bytes([header[16], header[17]]) {
        1 => 65536,
        size => usize::from(size),
    }
}

/// A page that cells are added to, from its end towards its head.
#[derive(Debug)]
struct Page {
    bytes: Vec<u8>,
    is_leaf: bool,
    cells: usize,
    /// Where the last cell starts.
    content: usize,
}

impl Page {
    fn new(size: usize, kind: Kind, is_leaf: bool) -> Self {
        let mut page = Self { bytes: vec![0; size], is_leaf, cells: 0, content: size };
        page.bytes[0] = match (kind, is_leaf) {
            (Kind::Index, false) => 2,
            (Kind::Table, false) => 5,
            (Kind::Index, true) => 10,
            (Kind::Table, true) => 13,
        };
        page
    }

    fn head(&self) -> usize {
        if self.is_leaf { 8 } else { 12 }
    }

    fn fits(&self, length: usize) -> bool {
        self.head() + 2 * (self.cells + 1) + length <= self.content
    }

    /// Adds a cell; on an inner page it starts with the page of everything before it.
    fn add(&mut self, child: u32, cell: &[u8]) {
        self.content -= cell.len();
        self.bytes[self.content..self.content + cell.len()].copy_from_slice(cell);
        if !self.is_leaf {
            self.content -= 4;
            self.bytes[self.content..self.content + 4].copy_from_slice(&child.to_be_bytes());
        }
        let pointer = self.head() + 2 * self.cells;
        self.bytes[pointer..pointer + 2].copy_from_slice(&(self.content as u16).to_be_bytes());
        self.cells += 1;
    }

    /// Takes the last cell off again.
    fn take_last(&mut self) -> (u32, Vec<u8>) {
        self.cells -= 1;
        let end = match self.cells {
            0 => self.bytes.len(),
            cells => usize::from(read_u16(&self.bytes, self.head() + 2 * (cells - 1))),
        };
        let start = self.content + if self.is_leaf { 0 } else { 4 };
        let child = if self.is_leaf { 0 } else { read_u32(&self.bytes, self.content) };
        let cell = self.bytes[start..end].to_vec();
        self.bytes[self.content..end].fill(0);
        self.content = end;
        let pointer = self.head() + 2 * self.cells;
        self.bytes[pointer..pointer + 2].fill(0);
        (child, cell)
    }

    /// The page of everything behind the last cell of an inner page.
    fn set_last_child(&mut self, child: u32) {
        if !self.is_leaf {
            self.bytes[8..12].copy_from_slice(&child.to_be_bytes());
        }
    }

    fn last_child(&self) -> u32 {
        if self.is_leaf { 0 } else { read_u32(&self.bytes, 8) }
    }

    fn finished(&mut self) -> &[u8] {
        self.bytes[3..5].copy_from_slice(&(self.cells as u16).to_be_bytes());
        // The only page size whose end does not fit is written as zero.
        self.bytes[5..7].copy_from_slice(&(self.content as u16).to_be_bytes());
        &self.bytes
    }
}

/// One level of a tree that is being written.
#[derive(Debug)]
struct Level {
    current: Page,
    /// The page before, full, and the cell that stands between the two a level higher. It is held back because the
    /// rows may end here, and no page but the root may be empty.
    held: Option<(Page, Vec<u8>)>,
}

/// A tree that is being written, from the first row to the last.
#[derive(Debug)]
pub struct Tree {
    kind: Kind,
    page_size: usize,
    /// How many bytes of every page are left free.
    room: usize,
    levels: Vec<Level>,
    cell: Vec<u8>,
}

impl Tree {
    pub fn new(pages: &Pages, kind: Kind) -> Self {
        Self { kind, page_size: pages.page_size, room: 0, levels: Vec::new(), cell: Vec::new() }
    }

    /// Leaves so many bytes of every page free, far less than a record may take: SQLite splits a full page when a record on
    /// it grows, and writes its neighbours again with it.
    pub fn with_room(self, room: usize) -> Self {
        Self { room, ..self }
    }

    /// Adds the next record; only a table's rows have numbers.
    pub fn add(&mut self, pages: &mut Pages, row_number: i64, record: &[u8]) -> io::Result<()> {
        let mut cell = std::mem::take(&mut self.cell);
        cell.clear();
        put_varint(record.len() as u64, &mut cell);
        if self.kind == Kind::Table {
            put_varint(row_number as u64, &mut cell);
        }
        cell.extend_from_slice(record);
        let added = self.push(pages, 0, 0, &cell);
        self.cell = cell;
        added
    }

    fn push(&mut self, pages: &mut Pages, level: usize, child: u32, cell: &[u8]) -> io::Result<()> {
        if level == self.levels.len() {
            self.levels.push(Level { current: Page::new(self.page_size, self.kind, level == 0), held: None });
        }
        let is_leaf = level == 0;
        let current = &mut self.levels[level].current;
        if current.fits(cell.len() + self.room + if is_leaf { 0 } else { 4 }) {
            current.add(child, cell);
            return Ok(());
        }
        current.set_last_child(child);
        let next = Page::new(self.page_size, self.kind, is_leaf);
        let full = std::mem::replace(current, next);
        let divider = if self.kind == Kind::Table && is_leaf {
            // The rows of a table all stand on leaves; the pages above tell the last number of each.
            let divider = row_number_of_last(&full);
            current.add(child, cell);
            divider
        } else {
            cell.to_vec()
        };
        match self.levels[level].held.replace((full, divider)) {
            Some((mut page, divider)) => {
                let number = pages.append(page.finished())?;
                self.push(pages, level + 1, number, &divider)
            }
            None => Ok(()),
        }
    }

    /// Writes the rest; the root goes to the page that the schema names.
    pub fn finish(mut self, pages: &mut Pages, root: u32) -> io::Result<()> {
        if self.levels.is_empty() {
            return Ok(());
        }
        let mut last = 0;
        let mut level = 0;
        while level < self.levels.len() {
            let held = self.levels[level].held.take();
            if let Some((mut page, mut divider)) = held {
                let current = &mut self.levels[level].current;
                if current.cells == 0 {
                    current.add(page.last_child(), &divider);
                    let (child, cell) = page.take_last();
                    page.set_last_child(child);
                    divider = cell;
                }
                let number = pages.append(page.finished())?;
                self.push(pages, level + 1, number, &divider)?;
            }
            let is_root = level + 1 == self.levels.len();
            let current = &mut self.levels[level].current;
            current.set_last_child(last);
            if is_root {
                pages.overwrite(root, current.finished())?;
            } else {
                last = pages.append(current.finished())?;
            }
            level += 1;
        }
        Ok(())
    }
}

/// The number of the last row of a table's leaf, as a cell of the page above.
fn row_number_of_last(page: &Page) -> Vec<u8> {
    let cell = &page.bytes[page.content..];
    let length = get_varint(cell).map_or(0, |(_, read)| read);
    let read = get_varint(&cell[length..]).map_or(0, |(_, read)| read);
    cell[length..length + read].to_vec()
}

pub(super) fn read_u16(bytes: &[u8], at: usize) -> u16 {
    u16::from_be_bytes([bytes[at], bytes[at + 1]])
}

pub(super) fn read_u32(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
