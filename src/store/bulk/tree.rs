//! B-trees written whole: sorted records become the pages that SQLite would have made of them, each filled to its end.
//!
//! The format is <https://www.sqlite.org/fileformat2.html#b_tree_pages>, which SQLite promises to keep. No page is ever
//! split or merged.

use std::io;

use super::pages::Pages;
use super::record::{get_varint, put_varint};

/// What a tree holds: rows by number, or whole records in their own order, as an index or a table WITHOUT ROWID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Table,
    Index,
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

    /// Adds a cell; on an inner page, it starts with the number of the child page for everything before it.
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

    /// Removes the last cell and returns it.
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

    /// Sets the child page of an inner page for everything after its last cell.
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
        // 65536, the only page size that does not fit in 16 bits, is written as zero.
        self.bytes[5..7].copy_from_slice(&(self.content as u16).to_be_bytes());
        &self.bytes
    }
}

/// One level of a tree that is being written.
#[derive(Debug)]
struct Level {
    current: Page,
    /// The full page before `current`, and the cell that divides the two pages on the level above. They are written
    /// later, because the rows may end here, and no page except the root may be empty.
    held: Option<(Page, Vec<u8>)>,
}

/// A tree that is being written, from the first row to the last.
#[derive(Debug)]
pub(super) struct Tree {
    kind: Kind,
    page_size: usize,
    /// How many bytes of every page are left free.
    room: usize,
    levels: Vec<Level>,
    cell: Vec<u8>,
}

impl Tree {
    /// An empty tree. `room` bytes of every page stay free, because SQLite splits a full page when a record on it
    /// grows, and then also writes the neighbouring pages. `room` must be much smaller than a record may be.
    pub(super) fn new(pages: &Pages, kind: Kind, room: usize) -> Self {
        Self { kind, page_size: pages.page_size(), room, levels: Vec::new(), cell: Vec::new() }
    }

    /// Adds the next record; only a table's rows have numbers.
    pub(super) fn add(&mut self, pages: &mut Pages, row_number: i64, record: &[u8]) -> io::Result<()> {
        let mut cell = std::mem::take(&mut self.cell);
        cell.clear();
        put_varint(record.len() as u64, &mut cell);
        if self.kind == Kind::Table {
            put_varint(row_number as u64, &mut cell);
        }
        let (local, overflow) = record.split_at(self.local_length(record.len()));
        cell.extend_from_slice(local);
        if !overflow.is_empty() {
            cell.extend_from_slice(&pages.append_overflow(overflow)?.to_be_bytes());
        }
        let added = self.push(pages, 0, 0, &cell);
        self.cell = cell;
        added
    }

    /// How many bytes of a record of this length stay on its page; the others go to overflow pages
    /// (<https://www.sqlite.org/fileformat2.html#cell_payload_overflow_pages>).
    fn local_length(&self, length: usize) -> usize {
        let most = match self.kind {
            Kind::Table => self.page_size - 35,
            Kind::Index => (self.page_size - 12) * 64 / 255 - 23,
        };
        if length <= most {
            return length;
        }
        let least = (self.page_size - 12) * 32 / 255 - 23;
        let kept = least + (length - least) % (self.page_size - 4);
        if kept <= most { kept } else { least }
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
            // All rows of a table stand on leaves; the pages above hold the last number of each.
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
    pub(super) fn finish(mut self, pages: &mut Pages, root: u32) -> io::Result<()> {
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

fn read_u16(bytes: &[u8], at: usize) -> u16 {
    u16::from_be_bytes([bytes[at], bytes[at + 1]])
}

fn read_u32(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
