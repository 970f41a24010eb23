//! What a workbook claims about itself: how large its members, its tables of strings and its sheets are. The reader of
//! workbooks allocates memory for all that a workbook claims, so that is checked before it is called.

use std::io::{BufRead, BufReader, Cursor};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::allowance::Allowance;
use super::compound::Compound;
use super::compression::Packing;
use super::fault::Fault;

/// How many bytes the reader of workbooks needs for a cell and its formula, without their texts.
pub(super) const CELL: u64 = 64;

/// The most rows and columns that a sheet may have: those of the largest sheet that any program writes.
pub(super) const ROWS: u64 = 1 << 20;
pub(super) const COLUMNS: u64 = 1 << 14;

/// Checks the claims of a workbook in any format.
///
/// # Errors
/// [`Fault::Limit`] where it claims more than it is allowed, [`Fault::Damaged`] where its claims cannot be read.
pub(super) fn check(bytes: &[u8], allowance: Allowance) -> Result<(), Fault> {
    if Packing::of(bytes) == Some(Packing::Compound) {
        let compound = Compound::open(bytes).ok_or_else(damaged)?;
        for name in ["Workbook", "Book"] {
            if let Some(stream) = compound.stream(name)? {
                check_records(&stream, allowance)?;
            }
        }
        return Ok(());
    }
    let broken = |_| Fault::Damaged("the archive is damaged".to_owned());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let mut unpacked = 0_u64;
    let mut claiming = Vec::new();
    for number in 0..archive.len() {
        let member = archive.by_index_raw(number).map_err(broken)?;
        // A member is never unpacked to more than the size that it states.
        unpacked = unpacked.saturating_add(member.size());
        let name = member.name().map_err(broken)?.to_ascii_lowercase();
        if name.ends_with("sharedstrings.xml") || name == "content.xml" {
            claiming.push((number, name == "content.xml"));
        }
    }
    allowance.check("its members unpack to", unpacked)?;
    for (number, is_content) in claiming {
        let member = archive.by_index(number).map_err(broken)?;
        let size = member.size();
        match is_content {
            true => check_tables(BufReader::new(member), allowance)?,
            false => check_strings(BufReader::new(member), size)?,
        }
    }
    Ok(())
}

fn damaged() -> Fault {
    Fault::Damaged("the workbook is damaged".to_owned())
}

/// Checks the number of shared strings that a member of this size claims (`uniqueCount`).
fn check_strings(xml: impl BufRead, size: u64) -> Result<(), Fault> {
    const SHORTEST: u64 = "<si/>".len() as u64;
    const ALWAYS: u64 = 1 << 20;
    let mut reader = Reader::from_reader(xml);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag) | Event::Empty(tag)) if tag.local_name().as_ref() == "sst" => {
                // Every number that could be taken for it.
                let claims = tag.attributes_raw().split("uniqueCount").skip(1);
                let digits = claims.map(|text| text.trim_start_matches(|c: char| !c.is_ascii_digit()));
                let numbers = digits.map(|text| text.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default());
                let claimed =
                    numbers.filter(|text| !text.is_empty()).map(|text| text.parse().unwrap_or(u64::MAX)).max();
                return match claimed {
                    Some(claimed) if claimed > ALWAYS.max(size / SHORTEST) => Err(Fault::Damaged(format!(
                        "it claims {claimed} shared strings, which cannot fit into the {size} bytes of its table of strings"
                    ))),
                    _ => Ok(()),
                };
            }
            Ok(Event::Eof) | Err(_) => return Ok(()),
            Ok(_) => {}
        }
    }
}

/// Checks what the tables of an OpenDocument spreadsheet become when their repeated rows and cells are written out.
fn check_tables(xml: impl BufRead, allowance: Allowance) -> Result<(), Fault> {
    let mut reader = Reader::from_reader(xml);
    reader.config_mut().expand_empty_elements = true;
    let (mut buffer, mut open, mut tables) = (Vec::new(), 0_u64, Tables::default());
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => {
                open += 1;
                tables.start(&tag, open)?;
            }
            Ok(Event::End(tag)) => {
                tables.end(tag.name().as_ref(), open);
                open = open.checked_sub(1).ok_or_else(damaged)?;
                allowance.check("the cells of its sheets take", tables.bytes())?;
            }
            Ok(Event::Text(text)) => tables.add_text(text.len()),
            Ok(Event::GeneralRef(name)) => tables.add_text(name.len()),
            Ok(Event::Eof) if open == 0 => return Ok(()),
            // The reader of workbooks would wait for the end of an element that has none.
            Ok(Event::Eof) | Err(_) => return Err(damaged()),
            Ok(_) => {}
        }
    }
}

/// The sizes of the tables of an OpenDocument spreadsheet. Empty cells and rows count where a filled one follows.
#[derive(Debug, Default)]
struct Tables {
    /// The bytes of all tables that have ended.
    ended: u64,
    /// The bytes of the cells of this table as they stand in the file, and of the texts of all its rows.
    cells: u64,
    texts: u64,
    rows: u64,
    width: u64,
    empty_rows: u64,
    /// Of the row: how often it is repeated, its columns, and the bytes of its texts.
    row_repeats: u64,
    columns: u64,
    empty_columns: u64,
    row_texts: u64,
    /// Of the cell: how many elements are open in it, how often it is repeated, and the bytes of its text.
    cell: Option<u64>,
    cell_repeats: u64,
    is_filled: bool,
    text: u64,
}

impl Tables {
    fn add_text(&mut self, bytes: usize) {
        self.text = self.text.saturating_add(bytes as u64);
    }

    /// Notes the start of an element; `open` elements are open, this one included.
    fn start(&mut self, tag: &BytesStart<'_>, open: u64) -> Result<(), Fault> {
        let name = tag.name();
        match (name.as_ref(), self.cell) {
            ("text:s", Some(_)) => self.text = self.text.saturating_add(repeats(tag, "text:c", u64::MAX)?),
            (_, Some(_)) => {}
            ("table:table-row", None) => {
                self.row_repeats = repeats(tag, "table:number-rows-repeated", ROWS)?;
                (self.columns, self.empty_columns, self.row_texts) = (0, 0, 0);
            }
            ("table:table-cell" | "table:covered-table-cell", None) => {
                self.cell = Some(open);
                self.cell_repeats = repeats(tag, "table:number-columns-repeated", COLUMNS)?;
                let is_content =
                    |key: &str| ["office:", "calcext:", "table:formula"].iter().any(|start| key.starts_with(start));
                self.is_filled = tag.attributes().flatten().any(|attribute| is_content(attribute.key.as_ref()));
                self.text = tag.len() as u64;
            }
            _ => {}
        }
        Ok(())
    }

    /// Notes the end of an element; `open` elements are open, this one included.
    fn end(&mut self, name: &str, open: u64) {
        match name {
            _ if self.cell == Some(open) => {
                self.cell = None;
                if !self.is_filled {
                    self.empty_columns = (self.empty_columns + self.cell_repeats).min(COLUMNS);
                    return;
                }
                self.columns = (self.columns + self.empty_columns + self.cell_repeats).min(COLUMNS);
                self.empty_columns = 0;
                self.row_texts = self.row_texts.saturating_add(self.text.saturating_mul(self.cell_repeats));
            }
            "table:table-row" if self.cell.is_none() && self.columns == 0 => self.empty_rows += self.row_repeats,
            "table:table-row" if self.cell.is_none() => {
                // Empty rows above the first that is filled are left out.
                let above = if self.rows == 0 { 0 } else { self.empty_rows };
                self.rows = (self.rows + above + self.row_repeats).min(ROWS);
                self.empty_rows = 0;
                self.width = self.width.max(self.columns);
                self.cells += (self.columns * CELL).saturating_add(self.row_texts);
                self.texts = self.texts.saturating_add(self.row_texts.saturating_mul(self.row_repeats));
            }
            "table:table" if self.cell.is_none() => *self = Self { ended: self.bytes(), ..Self::default() },
            _ => {}
        }
    }

    /// The bytes of all tables so far.
    fn bytes(&self) -> u64 {
        let written_out = (self.rows * self.width * CELL).saturating_add(self.texts);
        self.ended.saturating_add(self.cells).saturating_add(written_out)
    }
}

/// How often an element is repeated, up to a maximum.
fn repeats(tag: &BytesStart<'_>, name: &str, maximum: u64) -> Result<u64, Fault> {
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|_| damaged())?;
        if attribute.key.as_ref() == name {
            let is_number = !attribute.value.is_empty() && attribute.value.bytes().all(|byte| byte.is_ascii_digit());
            return if is_number {
                Ok(attribute.value.parse().unwrap_or(maximum).min(maximum))
            } else {
                Err(damaged())
            };
        }
    }
    Ok(1)
}

/// Checks what the sheets of an older workbook claim, in the records of its stream (MS-XLS).
fn check_records(stream: &[u8], allowance: Allowance) -> Result<(), Fault> {
    const SHEET: u16 = 0x0085;
    let globals = Records(stream).take_while(|(kind, _)| *kind != END);
    let starts = globals.filter(|(kind, _)| *kind == SHEET).filter_map(|(_, data)| number(data, 0, 4));
    // A sheet may lack its end, and be read with those behind it. If all did, the time would be quadratic.
    let mut budget = 16 * stream.len() as u64;
    let mut needed = 0_u64;
    for start in starts.map(|start| start as usize) {
        let mut sheet = Sheet::default();
        for (kind, data) in Records(stream.get(start..).unwrap_or_default()) {
            budget = budget.checked_sub(data.len() as u64 + 4).ok_or_else(damaged)?;
            if !sheet.add(kind, data)? {
                break;
            }
        }
        needed = needed.saturating_add(sheet.cells().saturating_mul(CELL));
        allowance.check("the cells of its sheets take", needed)?;
    }
    Ok(())
}

/// The kinds of records that start and end a part of a workbook.
const START: u16 = 0x0809;
const END: u16 = 0x000A;

/// The records of a stream, each with its kind and its data.
struct Records<'a>(&'a [u8]);

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
fn number(data: &[u8], start: usize, length: usize) -> Option<u32> {
    Some(data.get(start..start + length)?.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte)))
}

/// The area of a sheet that has cells: its first and its last row and column.
#[derive(Debug, Default)]
struct Sheet {
    area: Option<[u32; 4]>,
    /// How many parts are open: the sheet, and the charts in it.
    open: u32,
}

impl Sheet {
    /// Adds a record; false where the sheet ends.
    fn add(&mut self, kind: u16, data: &[u8]) -> Result<bool, Fault> {
        const DIMENSIONS: u16 = 0x0200;
        const SEVERAL: u16 = 0x00BD;
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
            // Formula, RString, LabelSst, Number, Label, BoolErr, RK and MulRk: each begins with its row and column.
            0x0006 | 0x00D6 | 0x00FD | 0x0203..=0x0205 | 0x027E | SEVERAL => {
                let (Some(row), Some(first)) = (number(data, 0, 2), number(data, 2, 2)) else { return Ok(true) };
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

#[cfg(test)]
mod tests;
