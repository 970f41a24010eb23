//! What an older workbook claims, in the records of its stream (MS-XLS).

use crate::dataset::allowance::{Allowance, CELL};
use crate::dataset::fault::{Fault, damaged};

/// Checks what the sheets of an older workbook claim, in the records of its stream (MS-XLS).
pub(super) fn check(stream: &[u8], allowance: Allowance) -> Result<(), Fault> {
    const SHEET: u16 = 0x0085;
    /// How many copies of a text are held at once: in the workbook, in the sheet, and in its cells.
    const COPIES: u64 = 3;
    let globals = Records(stream).take_while(|(kind, _)| *kind != END);
    let starts = globals.filter(|(kind, _)| *kind == SHEET).filter_map(|(_, data)| number(data, 0, 4));
    let strings = shared_strings(stream);
    // A sheet may lack its end, and be read with those behind it. If all did, the time would be quadratic.
    let mut budget = 16 * stream.len() as u64;
    let mut needed = 0_u64;
    for start in starts.map(|start| start as usize) {
        let mut sheet = Sheet::default();
        for (kind, data) in Records(stream.get(start..).unwrap_or_default()) {
            budget = budget.checked_sub(data.len() as u64 + 4).ok_or_else(damaged)?;
            if !sheet.add(kind, data, &strings)? {
                break;
            }
        }
        needed = needed.saturating_add(sheet.cells().saturating_mul(CELL)).saturating_add(sheet.texts * COPIES);
        allowance.check("the cells of its sheets take", needed)?;
    }
    Ok(())
}

/// The kinds of records that start and end a part of a workbook.
const START: u16 = 0x0809;
const END: u16 = 0x000A;

/// The records of a stream, each with its kind and its data.
pub(in crate::dataset) struct Records<'a>(pub(in crate::dataset) &'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, length) = (number(self.0, 0, 2)?, number(self.0, 2, 2)?);
        let data = self.0.get(4..4 + length as usize)?;
        self.0 = &self.0[4 + data.len()..];
        Some((kind as u16, data))
    }
}

/// A number of so many bytes, the lowest first.
pub(in crate::dataset) fn number(data: &[u8], start: usize, length: usize) -> Option<u32> {
    Some(data.get(start..start + length)?.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte)))
}

/// A string that cells share.
#[derive(Debug)]
pub(in crate::dataset) struct SharedString {
    /// The bytes that it takes at most in UTF-8.
    bytes: u32,
    /// The places in UTF-16 from which it has other fonts, each with the number of the font.
    pub fonts: Vec<(u16, u16)>,
}

/// The shared strings, as far as they can be read.
pub(in crate::dataset) fn shared_strings(stream: &[u8]) -> Vec<SharedString> {
    const STRINGS: u16 = 0x00FC;
    const CONTINUED: u16 = 0x003C;
    let mut records = Records(stream).take_while(|(kind, _)| *kind != END).peekable();
    let mut strings = Vec::new();
    while let Some((kind, data)) = records.next() {
        if kind == STRINGS {
            let mut rest = Vec::new();
            while let Some((_, data)) = records.next_if(|(kind, _)| *kind == CONTINUED) {
                rest.push(data);
            }
            let mut text = Continued { data: data.get(8..).unwrap_or_default(), rest: rest.into_iter() };
            strings.clear();
            // A record that lists strings a second time replaces them.
            strings.extend(std::iter::from_fn(|| text.string()));
        }
    }
    strings
}

/// The data of a record and of those that continue it.
struct Continued<'a> {
    data: &'a [u8],
    rest: std::vec::IntoIter<&'a [u8]>,
}

impl Continued<'_> {
    /// Goes to the record that continues this one.
    fn go_on(&mut self) -> Option<()> {
        self.data = self.rest.next()?;
        Some(())
    }

    fn skip(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > 0 {
            if self.data.is_empty() {
                self.go_on()?;
            }
            let here = bytes.min(self.data.len());
            (self.data, bytes) = (&self.data[here..], bytes - here);
        }
        Some(())
    }

    /// The next number of two bytes.
    fn short(&mut self) -> Option<u16> {
        let mut bytes = [0; 2];
        for byte in &mut bytes {
            if self.data.is_empty() {
                self.go_on()?;
            }
            (*byte, self.data) = self.data.split_first().map(|(first, rest)| (*first, rest))?;
        }
        Some(u16::from_le_bytes(bytes))
    }

    /// The next string (2.5.293).
    fn string(&mut self) -> Option<SharedString> {
        if self.data.is_empty() {
            self.go_on()?;
        }
        if self.data.is_empty() {
            return Some(SharedString { bytes: 0, fonts: Vec::new() });
        }
        let (mut characters, mut flags) = (number(self.data, 0, 2)?, u32::from(*self.data.get(2)?));
        let (is_rich, is_extended) = (flags & 8 != 0, flags & 4 != 0);
        let runs = if is_rich { number(self.data, 3, 2)? } else { 0 };
        let extension = if is_extended { number(self.data, if is_rich { 5 } else { 3 }, 4)? } else { 0 };
        self.data = self.data.get(3 + 2 * usize::from(is_rich) + 4 * usize::from(is_extended)..)?;
        let mut bytes = 0;
        loop {
            // Each character has one byte or two.
            let size = 1 + (flags & 1);
            let here = characters.min(self.data.len() as u32 / size);
            (bytes, characters) = (bytes + here * (size + 1), characters - here);
            self.data = &self.data[(here * size) as usize..];
            if characters == 0 {
                break;
            }
            self.go_on()?;
            flags = u32::from(*self.data.first()?);
            self.data = &self.data[1..];
        }
        let mut fonts = Vec::new();
        for _ in 0..runs {
            fonts.push((self.short()?, self.short()?));
        }
        self.skip(extension as usize)?;
        Some(SharedString { bytes, fonts })
    }
}

/// How many spaces a formula claims between its parts: each group is a token of four bytes (2.5.198.38).
fn spaces(formula: &[u8]) -> u64 {
    let groups = formula.windows(4).filter(|token| token[0] == 0x19 && [0x40, 0x41].contains(&token[1]));
    groups.map(|token| u64::from(token[3])).sum()
}

/// The area of a sheet that has cells: its first and its last row and column.
#[derive(Debug, Default)]
struct Sheet {
    area: Option<[u32; 4]>,
    /// The bytes of the shared strings of its cells.
    texts: u64,
    /// How many parts are open: the sheet, and the charts in it.
    open: u32,
}

impl Sheet {
    /// Adds a record; false where the sheet ends.
    fn add(&mut self, kind: u16, data: &[u8], strings: &[SharedString]) -> Result<bool, Fault> {
        const DIMENSIONS: u16 = 0x0200;
        const SEVERAL: u16 = 0x00BD;
        const SHARED: u16 = 0x00FD;
        const FORMULA: u16 = 0x0006;
        // No record has more bytes (2.1.4).
        const LONGEST: u64 = 8224;
        match kind {
            START => self.open += 1,
            END if self.open <= 1 => return Ok(false),
            END => self.open -= 1,
            _ if self.open > 1 => {}
            DIMENSIONS => {
                let (size, columns) = if data.len() == 10 { (2, 4) } else { (4, 8) };
                let claimed = |at, size| number(data, at, size).map_or(0, u64::from);
                let rows = claimed(size, size).saturating_sub(claimed(0, size));
                // A first column behind the last one is taken for zero, and so is one behind all that the format allows.
                let (first, last) = (claimed(columns, 2), claimed(columns + 2, 2));
                let first = if first > 0xFF || last < first { 0 } else { first };
                let is_empty = claimed(size, size) == 0 || last == 0;
                if !is_empty && (claimed(0, size) > claimed(size, size) || rows * (last - first) > 1 << 24) {
                    let message = format!("it claims a sheet of {rows} rows and {} columns", last - first);
                    return Err(Fault::Damaged(message));
                }
            }
            FORMULA if data.len() as u64 + spaces(data) > LONGEST => {
                return Err(Fault::Damaged(format!("it claims a formula of more than {LONGEST} bytes")));
            }
            // Formula, RString, LabelSst, Number, Label, BoolErr, RK and MulRk: each begins with its row and column.
            FORMULA | 0x00D6 | 0x00FD | 0x0203..=0x0205 | 0x027E | SEVERAL => {
                let (Some(row), Some(first)) = (number(data, 0, 2), number(data, 2, 2)) else { return Ok(true) };
                let string = number(data, 6, 4).filter(|_| kind == SHARED);
                self.texts +=
                    string.and_then(|at| strings.get(at as usize)).map_or(0, |string| u64::from(string.bytes));
                let last = if kind == SEVERAL { number(data, data.len() - 2, 2) } else { None };
                self.add_cells(row, first, last.unwrap_or(first).max(first));
            }
            // The text of a formula, which may stand before any.
            0x0207 if self.area.is_none() => self.add_cells(0, 0, 0),
            _ => {}
        }
        Ok(true)
    }

    fn add_cells(&mut self, row: u32, first: u32, last: u32) {
        let [top, left, bottom, right] = self.area.unwrap_or([row, first, row, last]);
        self.area = Some([top.min(row), left.min(first), bottom.max(row), right.max(last)]);
    }

    /// The number of cells in the area.
    fn cells(&self) -> u64 {
        self.area.map_or(0, |[top, left, bottom, right]| u64::from(bottom - top + 1) * u64::from(right - left + 1))
    }
}
