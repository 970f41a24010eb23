//! Compound files (MS-CFB), the format of older workbooks: a check that no chain of their sectors is a cycle, and the
//! streams in them.
//!
//! The reader of workbooks follows chains of sectors without a limit, and would fill the memory on one that is a cycle.

use encoding_rs::UTF_16LE;

use super::fault::{Fault, damaged};

/// The largest number of a sector; larger numbers are marks, such as that of the end of a chain.
const LARGEST_REGULAR: u32 = 0xFFFF_FFFA;

const LARGE_SECTOR: usize = 4096;

/// Streams shorter than this lie in small sectors, which lie in a stream of their own.
const SMALL_STREAM: usize = 4096;
const SMALL_SECTOR: usize = 64;

/// A compound file none of whose chains is a cycle.
#[derive(Debug)]
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    /// The size of a sector.
    size: usize,
    /// For each sector, and for each small sector, the one that follows it.
    table: Vec<u32>,
    small: Vec<u32>,
}

impl<'a> Compound<'a> {
    /// `None` where a chain of sectors is a cycle, in the table of sectors or in that of small sectors.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let size = match bytes.get(30..32) {
            Some([0x0C, 0]) => LARGE_SECTOR,
            _ => 512,
        };
        let mut file = Self { bytes, size, table: Vec::new(), small: Vec::new() };
        // The sectors that hold the table: the first are listed in the header, the others in a chain of their own.
        let mut listed = numbers(bytes.get(76..512).unwrap_or_default());
        let (mut next, mut steps) = (number(bytes, 68), 0);
        while let Some(found) = file.sector(next) {
            steps += 1;
            if steps > bytes.len() / size + 1 {
                return None;
            }
            listed.extend(numbers(found));
            next = listed.pop().unwrap_or(u32::MAX);
        }
        listed.retain(|id| *id <= LARGEST_REGULAR);
        // A sector that is listed more than once would be a part of the table as often.
        let is_too_long = listed.len() > bytes.len() / size + 1;
        file.table = listed.into_iter().filter_map(|id| file.sector(id)).flat_map(numbers).collect();
        if is_too_long || is_circular(&file.table) {
            return None;
        }
        file.small = numbers(&file.chain(number(bytes, 60)));
        (!is_circular(&file.small)).then_some(file)
    }

    /// The stream of this name, where there is one.
    ///
    /// # Errors
    /// [`Fault::Damaged`] where a part of it is not in the file.
    pub(super) fn stream(&self, name: &str) -> Result<Option<Vec<u8>>, Fault> {
        const ENTRY: usize = 128;
        let directory = self.chain(number(self.bytes, 48));
        let is_named = |entry: &&[u8]| {
            let text = UTF_16LE.decode(&entry[..64]).0;
            text.split('\0').next().is_some_and(|text| text.eq_ignore_ascii_case(name))
        };
        let Some(entry) = directory.chunks_exact(ENTRY).find(is_named) else { return Ok(None) };
        let (start, length) = self.extent(entry);
        let mut stream = match length {
            SMALL_STREAM.. => self.chain(start),
            _ => self.small_chain(&directory[..ENTRY], start, length).ok_or_else(damaged)?,
        };
        stream.truncate(length);
        Ok(Some(stream))
    }

    /// The first sector and the length of a stream with this entry of the directory.
    fn extent(&self, entry: &[u8]) -> (u32, usize) {
        let high = if self.size == LARGE_SECTOR { number(entry, 124) as usize } else { 0 };
        (number(entry, 116), high << 32 | number(entry, 120) as usize)
    }

    /// The bytes of a sector; `None` where there is none of that number.
    fn sector(&self, id: u32) -> Option<&'a [u8]> {
        let start = (id as usize).checked_add(1)?.checked_mul(self.size)?;
        let end = self.bytes.len();
        let sector = self.bytes.get(start.min(end)..(start + self.size).min(end))?;
        (id <= LARGEST_REGULAR && !sector.is_empty()).then_some(sector)
    }

    /// The bytes of a chain of sectors.
    fn chain(&self, mut next: u32) -> Vec<u8> {
        let mut chain = Vec::new();
        while let Some(sector) = self.sector(next) {
            chain.extend_from_slice(sector);
            next = self.table.get(next as usize).copied().unwrap_or(u32::MAX);
        }
        chain
    }

    /// The bytes of a chain of small sectors, as many as are wanted; `root` is the entry of the stream that they lie in.
    fn small_chain(&self, root: &[u8], mut next: u32, wanted: usize) -> Option<Vec<u8>> {
        let (start, length) = self.extent(root);
        let mut sectors = self.chain(start);
        sectors.truncate(if number(self.bytes, 64) == 0 { 0 } else { length });
        let mut chain = Vec::new();
        while chain.len() < wanted && next <= LARGEST_REGULAR {
            let start = (next as usize).checked_mul(SMALL_SECTOR)?;
            let end = (start + SMALL_SECTOR).min(sectors.len());
            chain.extend_from_slice(sectors.get(start..end).filter(|sector| !sector.is_empty())?);
            next = self.small.get(next as usize).copied().unwrap_or(u32::MAX);
        }
        Some(chain)
    }
}

/// The number at a byte; the mark of an end where the bytes end before it.
fn number(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).map_or(u32::MAX, |four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(|four| number(four, 0)).collect()
}

/// Whether a table of successors has a cycle.
fn is_circular(table: &[u32]) -> bool {
    // For each place, the walk that visited it; a walk that visits a place twice is in a cycle.
    let mut walks = vec![0_u32; table.len()];
    for (start, walk) in (0..table.len()).zip(1_u32..) {
        let mut at = start;
        while walks[at] == 0 {
            walks[at] = walk;
            at = match table[at] {
                next if (next as usize) < table.len() => next as usize,
                _ => break,
            };
            if walks[at] == walk {
                return true;
            }
        }
    }
    false
}
