//! B-trees read page by page, past SQLite, to compare what is stored with what is told.

use std::fs::File;
use std::io;

use super::record::{Fields, get_varint};
use super::tree::{page_size, read_u16, read_u32};

/// A walk through the records of an index or of a table without row numbers, in their order. Nobody else may
/// change the file meanwhile: the connection that the walk belongs to holds the lock that sees to it. What that connection
/// itself writes may be met or not.
#[derive(Debug)]
pub struct Walk<'a> {
    file: &'a File,
    page_size: usize,
    root: u32,
    /// The pages from the root down to a leaf, each with the next place on it: children and the cells between them in turn.
    path: Vec<(Vec<u8>, usize)>,
    /// The leaf that has been walked to.
    leaf: Option<Leaf>,
    /// Where the record that has been walked to lies on the leaf, or else on the last page of the path.
    record: Option<Place>,
    /// Pages that have been left, to be read into again.
    spare: Vec<Vec<u8>>,
    /// Some pages that lie one behind the other, and the number of the first: trees that were written whole are read in
    /// that order.
    read: Vec<u8>,
    first_read: u32,
    /// The page that was entered last.
    last_read: Option<u32>,
}

/// A leaf among the pages that were read last.
#[derive(Debug)]
struct Leaf {
    start: usize,
    /// The next cell, and how many there are.
    next: usize,
    cells: usize,
}

/// Where a record lies on its page.
#[derive(Debug)]
struct Place {
    start: usize,
    end: usize,
    /// How long the whole record is.
    length: usize,
}

/// A stored record, or as much of it as its page holds.
#[derive(Debug)]
pub struct Stored<'a> {
    pub bytes: &'a [u8],
    pub is_whole: bool,
}

/// How many pages are read at once where one is the next of that before.
const AHEAD: usize = 16;

/// No tree that SQLite writes is higher.
const MAXIMUM_HEIGHT: usize = 40;

impl<'a> Walk<'a> {
    /// Starts before the first record of the tree with this root; `None` where pages keep bytes for an extension.
    pub fn new(file: &'a File, root: u32) -> io::Result<Option<Self>> {
        let mut header = [0; 100];
        if read_at(file, &mut header, 0)? < header.len() {
            return Ok(None);
        }
        let walk = Self {
            file,
            page_size: page_size(&header),
            root,
            path: Vec::new(),
            leaf: None,
            record: None,
            spare: Vec::new(),
            read: Vec::new(),
            first_read: 0,
            last_read: None,
        };
        // In WAL mode what is stored may stand in another file.
        Ok((header[18] == 1 && header[19] == 1 && header[20] == 0).then_some(walk))
    }

    /// The page that has been walked to.
    #[inline]
    fn page(&self) -> Option<&[u8]> {
        match &self.leaf {
            Some(leaf) => self.read.get(leaf.start..leaf.start + self.page_size),
            None => self.path.last().map(|(page, _)| page.as_slice()),
        }
    }

    /// The record that has been walked to.
    #[inline]
    pub fn current(&self) -> Option<Stored<'_>> {
        let (page, record) = (self.page()?, self.record.as_ref()?);
        let bytes = &page[record.start..record.end];
        Some(Stored { bytes, is_whole: bytes.len() == record.length })
    }

    /// Reads a page and goes onto it.
    fn enter(&mut self, number: u32) -> io::Result<()> {
        if self.path.len() >= MAXIMUM_HEIGHT {
            return Err(damaged());
        }
        let size = self.page_size;
        let at = |first: u32| number.checked_sub(first).map(|place| place as usize * size);
        let start = match at(self.first_read).filter(|start| start + size <= self.read.len()) {
            Some(start) => start,
            None => {
                let start = at(1).ok_or_else(damaged)?;
                let is_next = number.checked_sub(1) == self.last_read;
                self.read.resize(if is_next { AHEAD } else { 1 } * size, 0);
                let read = read_at(self.file, &mut self.read, start as u64);
                self.read.truncate(*read.as_ref().unwrap_or(&0));
                read?;
                self.first_read = number;
                0
            }
        };
        let page = self.read.get(start..start + size).ok_or_else(damaged)?;
        match page[0] {
            LEAF => self.leaf = Some(Leaf { start, next: 0, cells: cells_of(page) }),
            INNER => {
                let mut own = self.spare.pop().unwrap_or_else(|| vec![0; size]);
                own.copy_from_slice(page);
                self.path.push((own, 0));
            }
            _ => return Err(damaged()),
        }
        self.last_read = Some(number);
        Ok(())
    }

    /// Goes back to before the first record.
    pub fn leave(&mut self) {
        (self.record, self.leaf) = (None, None);
        self.spare.extend(self.path.drain(..).map(|(page, _)| page));
    }

    /// Goes to the first record that is not before what is looked for; `is_before` is told the fields of some, and says
    /// `None` where they are no record of the tree.
    pub fn seek(&mut self, is_before: impl Fn(Fields<'_>) -> Option<bool>) -> io::Result<()> {
        self.leave();
        self.enter(self.root)?;
        let cell = loop {
            let page = self.page().ok_or_else(damaged)?;
            let (mut low, mut high) = (0, cells_of(page));
            while low < high {
                let middle = low + (high - low) / 2;
                let Place { start, end, .. } = place_of(page, middle)?;
                match Fields::of(&page[start..end]).and_then(&is_before).ok_or_else(damaged)? {
                    true => low = middle + 1,
                    false => high = middle,
                }
            }
            if self.leaf.is_some() {
                break low;
            }
            let child = child_of(page, low)?;
            if let Some((_, place)) = self.path.last_mut() {
                *place = 2 * low + 1;
            }
            self.enter(child)?;
        };
        if let Some(leaf) = &mut self.leaf {
            leaf.next = cell;
        }
        self.advance()
    }

    /// Goes to the next record; behind the last there is none.
    #[inline]
    pub fn advance(&mut self) -> io::Result<()> {
        self.record = None;
        if self.advance_on_leaf()? { Ok(()) } else { self.advance_to_page() }
    }

    /// Goes to the next record on the leaf; false behind the last.
    #[inline]
    fn advance_on_leaf(&mut self) -> io::Result<bool> {
        if let Some(leaf) = &mut self.leaf
            && leaf.next < leaf.cells
        {
            self.record = Some(place_of(&self.read[leaf.start..leaf.start + self.page_size], leaf.next)?);
            leaf.next += 1;
        }
        Ok(self.record.is_some())
    }

    /// Goes on from a page to the next record on others.
    fn advance_to_page(&mut self) -> io::Result<()> {
        self.leaf = None;
        while let Some((page, place)) = self.path.last_mut() {
            let at = *place;
            *place += 1;
            if at > 2 * cells_of(page) {
                self.spare.extend(self.path.pop().map(|(page, _)| page));
            } else if at % 2 == 1 {
                self.record = Some(place_of(page, at / 2)?);
                return Ok(());
            } else {
                let child = child_of(page, at / 2)?;
                self.enter(child)?;
                if self.advance_on_leaf()? {
                    return Ok(());
                }
                self.leaf = None;
            }
        }
        Ok(())
    }
}

/// Reads from a place in a file, whose position others may move, until the bytes are full or the file ends.
fn read_at(file: &File, bytes: &mut [u8], start: u64) -> io::Result<usize> {
    #[cfg(unix)]
    use std::os::unix::fs::FileExt as _;
    #[cfg(windows)]
    use std::os::windows::fs::FileExt as _;
    let mut length = 0;
    while length < bytes.len() {
        #[cfg(unix)]
        let read = file.read_at(&mut bytes[length..], start + length as u64);
        #[cfg(windows)]
        let read = file.seek_read(&mut bytes[length..], start + length as u64);
        match read {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
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

/// Where the record of a cell lies, up to where it goes on on another page.
// Handed on in memory, a place would be waited for at every record.
#[inline(always)]
fn place_of(page: &[u8], cell: usize) -> io::Result<Place> {
    let page_size = page.len();
    let start = cell_start(page, cell)? + if page[0] == LEAF { 0 } else { 4 };
    let (length, read) = page.get(start..).and_then(get_varint).ok_or_else(damaged)?;
    let length = usize::try_from(length).map_err(|_| damaged())?;
    let most = (page_size - 12) * 64 / 255 - 23;
    let local = if length <= most {
        length
    } else {
        let least = (page_size - 12) * 32 / 255 - 23;
        let kept = least + (length - least) % (page_size - 4);
        if kept <= most { kept } else { least }
    };
    let (start, end) = (start + read, start + read + local);
    if end > page.len() { Err(damaged()) } else { Ok(Place { start, end, length }) }
}
