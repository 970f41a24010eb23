//! Compound files (MS-CFB), the format of older workbooks: a check that no chain of their sectors is a cycle.
//!
//! The reader of workbooks follows chains of sectors without a limit, and would fill the memory on one that is a cycle.

/// The largest number of a sector; larger numbers are marks, such as that of the end of a chain.
const LARGEST_REGULAR: u32 = 0xFFFF_FFFA;

/// Whether a chain of sectors is a cycle, in the table of sectors or in that of small sectors.
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
