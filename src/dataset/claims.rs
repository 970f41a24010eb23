//! What a workbook claims about itself: how large its members, its tables of strings and its sheets are. The reader of
//! workbooks allocates memory for all that a workbook claims, so that is checked before it is called.

use std::io::{BufRead, BufReader, Cursor};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::allowance::{Allowance, CELL};
use super::compound::Compound;
use super::compression::Packing;
use super::fault::{Fault, damaged};

mod parts;
mod records;
mod styles;

pub(super) use parts::{Parts, elements, records, wide_text};
pub(super) use records::{Records, number, shared_strings};

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
                records::check(&stream, allowance)?;
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
        let claims = match name.as_str() {
            "content.xml" => Claims::Tables,
            name if name.ends_with("sharedstrings.xml") => Claims::Strings,
            name if name.ends_with("styles.xml") => Claims::Styles,
            _ => continue,
        };
        claiming.push((number, claims));
    }
    allowance.check("its members unpack to", unpacked)?;
    parts::check(&mut archive, allowance)?;
    for (number, claims) in claiming {
        let member = archive.by_index(number).map_err(broken)?;
        let size = member.size();
        match claims {
            Claims::Tables => check_tables(BufReader::new(member), allowance)?,
            Claims::Strings => check_strings(BufReader::new(member), size)?,
            Claims::Styles => styles::check(BufReader::new(member))?,
        }
    }
    Ok(())
}

/// What a member of a workbook claims.
#[derive(Clone, Copy, Debug)]
enum Claims {
    Tables,
    Strings,
    Styles,
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

#[cfg(test)]
mod tests;
