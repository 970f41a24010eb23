//! Ranges of cells, as spreadsheets name them.

use crate::dataset::claims::{COLUMNS, ROWS};

/// The row and the column of a cell, from zero.
pub(super) type Corner = (u32, u32);

/// The corners of `B7:F29`, as row and column from zero; a single cell is a range too.
pub(super) fn bounds(cells: &str) -> Option<(Corner, Corner)> {
    let corner = |text: &str| {
        let letters = text.find(|c: char| !c.is_ascii_alphabetic())?;
        let (letters, digits) = text.split_at(letters);
        let column = letters.bytes().try_fold(0_u32, |column, letter| {
            column.checked_mul(26)?.checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)
        })?;
        let row: u32 = digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
        Some((row.checked_sub(1)?, column.checked_sub(1)?))
    };
    let (start, end) = cells.split_once(':').unwrap_or((cells, cells));
    let (start, end) = (corner(start)?, corner(end)?);
    let is_sheet = u64::from(end.0) < ROWS && u64::from(end.1) < COLUMNS;
    (start.0 <= end.0 && start.1 <= end.1 && is_sheet).then_some((start, end))
}

/// The letters of a column, which is counted from zero.
pub(crate) fn letters(mut column: usize) -> String {
    let mut letters = String::new();
    loop {
        letters.insert(0, char::from(b'A' + (column % 26) as u8));
        if column < 26 {
            return letters;
        }
        column = column / 26 - 1;
    }
}
