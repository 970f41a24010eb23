//! Compound files, in which older workbooks lie (MS-CFB): whether their sectors can be followed to an end.
//!
//! The reader of workbooks follows chains of sectors without counting them, and one that bites its tail would fill the memory.

/// A sector's place in a table of sectors; no chain goes on behind these.
const LARGEST_REGULAR: u32 = 0xFFFF_FFFA;

/// Whether a chain of sectors goes round in a circle, in the table of sectors or that of small ones.
pub(super) fn has_loop(bytes: &[u8]) -> bool {
    let number = |at: usize| bytes.get(at..at + 4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]));
    let size = match bytes.get(30..32) {
        Some([0x0C, 0]) => 4096,
        _ => 512,
    };
    let sector = |id: u32| {
        let start = (id as usize).checked_add(1)?.checked_mul(size)?;
        bytes.get(start.min(bytes.len())..(start + size).min(bytes.len())).filter(|sector| !sector.is_empty())
    };
    let numbers = |sector: &[u8]| -> Vec<u32> {
        sector.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect()
    };
    // The sectors that hold the table: the first are listed in the header, the others in a chain of their own.
    let mut listed: Vec<u32> = (76..512).step_by(4).filter_map(number).collect();
    let (mut next, mut steps) = (number(68).unwrap_or(u32::MAX), 0);
    while let Some(found) = sector(next).filter(|_| next <= LARGEST_REGULAR) {
        steps += 1;
        if steps > bytes.len() / size + 1 {
            return true;
        }
        listed.extend(numbers(found));
        next = listed.pop().unwrap_or(u32::MAX);
    }
    let listed = listed.into_iter().filter(|id| *id <= LARGEST_REGULAR);
    let table: Vec<u32> = listed.filter_map(sector).flat_map(numbers).collect();
    if is_circular(&table) {
        return true;
    }
    let (mut small, mut next) = (Vec::new(), number(60).unwrap_or(u32::MAX));
    while let Some(found) = sector(next).filter(|_| next <= LARGEST_REGULAR) {
        small.extend(numbers(found));
        next = table.get(next as usize).copied().unwrap_or(u32::MAX);
    }
    is_circular(&small)
}

/// Whether following a table of successors from any place does not end.
fn is_circular(table: &[u32]) -> bool {
    // The walk that came by a place; one that comes by twice goes round.
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
