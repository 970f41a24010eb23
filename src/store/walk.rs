//! B-trees read page by page, past SQLite, to compare what is stored with what is told.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use super::record::{Field, Fields, get_varint};
use super::tree::{page_size, read_u16, read_u32};

/// A walk through the records of an index or of a table without row numbers, in their order. Nobody else may
/// change the file meanwhile: the connection that the walk belongs to holds the lock that sees to it. What that connection
/// itself writes may be met or not.
#[derive(Debug)]
pub struct Walk<'a> {
    file: &'a File,
    page_size: usize,
    root: u32,
    /// The pages from the root down, each with the next place on it: children and the cells between them in turn.
    path: Vec<(Vec<u8>, usize)>,
    /// The cell, on the last page of the path, that has been walked to.
    cell: Option<usize>,
    /// Pages that have been left, to be read into again.
    spare: Vec<Vec<u8>>,
}

/// A stored record, or as much of it as its page holds.
#[derive(Debug)]
pub struct Stored<'a> {
    pub bytes: &'a [u8],
    pub is_whole: bool,
}

/// No tree that SQLite writes is higher.
const MAXIMUM_HEIGHT: usize = 40;

impl<'a> Walk<'a> {
    /// Starts before the first record of the tree with this root; `None` where pages keep bytes for an extension.
    pub fn new(mut file: &'a File, root: u32) -> io::Result<Option<Self>> {
        let mut header = [0; 100];
        file.seek(SeekFrom::Start(0))?;
        file.read_exact(&mut header)?;
        let walk = Self { file, page_size: page_size(&header), root, path: Vec::new(), cell: None, spare: Vec::new() };
        // In WAL mode what is stored may stand in another file.
        Ok((header[18] == 1 && header[19] == 1 && header[20] == 0).then_some(walk))
    }

    /// The record that has been walked to.
    pub fn current(&self) -> Option<io::Result<Stored<'_>>> {
        let (page, _) = self.path.last()?;
        Some(record_of(page, self.cell?, self.page_size))
    }

    /// Reads a page and goes onto it.
    fn enter(&mut self, number: u32) -> io::Result<()> {
        if self.path.len() >= MAXIMUM_HEIGHT {
            return Err(damaged());
        }
        let mut page = self.spare.pop().unwrap_or_else(|| vec![0; self.page_size]);
        let start = u64::from(number).checked_sub(1).ok_or_else(damaged)? * self.page_size as u64;
        self.file.seek(SeekFrom::Start(start))?;
        self.file.read_exact(&mut page)?;
        if !matches!(page[0], INNER | LEAF) {
            return Err(damaged());
        }
        self.path.push((page, 0));
        Ok(())
    }

    /// Goes to the first record whose first value is at least `wanted`.
    pub fn seek(&mut self, wanted: i64) -> io::Result<()> {
        self.cell = None;
        self.spare.extend(self.path.drain(..).map(|(page, _)| page));
        self.enter(self.root)?;
        loop {
            let height = self.path.len() - 1;
            let (page, place) = &mut self.path[height];
            let (mut low, mut high) = (0, cells_of(page));
            while low < high {
                let middle = low + (high - low) / 2;
                let stored = record_of(page, middle, self.page_size)?;
                match Fields::of(stored.bytes).and_then(|mut fields| fields.next()) {
                    Some(Field::Integer(found)) if found < wanted => low = middle + 1,
                    Some(Field::Integer(_)) => high = middle,
                    _ => return Err(damaged()),
                }
            }
            *place = 2 * low + 1;
            if page[0] == LEAF {
                return self.advance();
            }
            let child = child_of(page, low)?;
            self.enter(child)?;
        }
    }

    /// Goes to the next record; behind the last there is none.
    pub fn advance(&mut self) -> io::Result<()> {
        self.cell = None;
        while let Some((page, place)) = self.path.last_mut() {
            let at = *place;
            *place += 1;
            if at > 2 * cells_of(page) {
                self.spare.extend(self.path.pop().map(|(page, _)| page));
            } else if at % 2 == 1 {
                self.cell = Some(at / 2);
                return Ok(());
            } else if page[0] == INNER {
                let child = child_of(page, at / 2)?;
                self.enter(child)?;
            }
        }
        Ok(())
    }
}

/// What kind of page an index has between its root and its leaves, and as its leaves.
const INNER: u8 = 2;
const LEAF: u8 = 10;

fn cells_of(page: &[u8]) -> usize {
    usize::from(read_u16(page, 3))
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a page of the database is damaged")
}

fn cell_start(page: &[u8], cell: usize) -> io::Result<usize> {
    let head = if page[0] == LEAF { 8 } else { 12 };
    let pointer = head + 2 * cell;
    if pointer + 2 > page.len() {
        return Err(damaged());
    }
    Ok(usize::from(read_u16(page, pointer)))
}

/// The page before a cell, or behind the last.
fn child_of(page: &[u8], cell: usize) -> io::Result<u32> {
    if cell >= cells_of(page) {
        return Ok(read_u32(page, 8));
    }
    let start = cell_start(page, cell)?;
    if start + 4 > page.len() { Err(damaged()) } else { Ok(read_u32(page, start)) }
}

/// The record of a cell, up to where it goes on on another page.
fn record_of(page: &[u8], cell: usize, page_size: usize) -> io::Result<Stored<'_>> {
    let start = cell_start(page, cell)? + if page[0] == LEAF { 0 } else { 4 };
    let cell = page.get(start..).ok_or_else(damaged)?;
    let (length, read) = get_varint(cell).ok_or_else(damaged)?;
    let length = usize::try_from(length).map_err(|_| damaged())?;
    let most = (page_size - 12) * 64 / 255 - 23;
    let local = if length <= most {
        length
    } else {
        let least = (page_size - 12) * 32 / 255 - 23;
        let kept = least + (length - least) % (page_size - 4);
        if kept <= most { kept } else { least }
    };
    let bytes = cell.get(read..read + local).ok_or_else(damaged)?;
    Ok(Stored { bytes, is_whole: local == length })
}
