//! The number formats of cells in an older workbook (MS-XLS), which the reader of workbooks leaves out.

use std::collections::HashMap;

use encoding_rs::UTF_16LE;

use super::format::{Format, built_in};
use super::range::Corner;
use crate::dataset::claims::{Records, number};
use crate::dataset::compound::Compound;
use crate::dataset::fault::Fault;

/// The kinds of records (2.3).
const END: u16 = 0x000A;
const START: u16 = 0x0809;
const SHEET: u16 = 0x0085;
const FORMAT: u16 = 0x041E;
const STYLE: u16 = 0x00E0;
const SEVERAL: u16 = 0x00BD;

/// Whether the formats are written as this module reads them: those of the oldest workbooks are not.
pub(super) fn has_formats(bytes: &[u8]) -> bool {
    Compound::open(bytes).is_some_and(|compound| matches!(compound.stream("Workbook"), Ok(Some(_))))
}

/// The formats of the cells of the sheet at this place in the workbook that have one which makes another text of a number.
pub(super) fn formats(bytes: &[u8], place: usize) -> Result<HashMap<Corner, Format>, Fault> {
    let mut formats = HashMap::new();
    let Some(compound) = Compound::open(bytes) else { return Ok(formats) };
    let Some(stream) = compound.stream("Workbook")? else { return Ok(formats) };
    let (mut codes, mut styles, mut sheets) = (HashMap::new(), Vec::new(), Vec::new());
    for (kind, data) in Records(&stream).take_while(|(kind, _)| *kind != END) {
        match kind {
            FORMAT => drop(
                number(data, 0, 2).map(|id| codes.insert(id, Format::parse(&text(data.get(2..).unwrap_or_default())))),
            ),
            STYLE => styles.push(number(data, 2, 2).unwrap_or_default()),
            SHEET => sheets.extend(number(data, 0, 4)),
            _ => {}
        }
    }
    let styles: Vec<Format> =
        styles.into_iter().map(|id| codes.get(&id).cloned().unwrap_or_else(|| built_in(id))).collect();
    let start = sheets.get(place).map_or(stream.len(), |start| *start as usize);
    let mut open = 0;
    for (kind, data) in Records(stream.get(start..).unwrap_or_default()) {
        match kind {
            START => open += 1,
            END if open <= 1 => break,
            END => open -= 1,
            // Formula, Number, RK and MulRk: each begins with its row and column, and a style follows.
            0x0006 | 0x0203 | 0x027E | SEVERAL if open == 1 => {
                let (Some(row), Some(first)) = (number(data, 0, 2), number(data, 2, 2)) else { continue };
                let last = if kind == SEVERAL { number(data, data.len().saturating_sub(2), 2) } else { None };
                for (column, at) in (first..=last.unwrap_or(first)).zip((4..).step_by(6)) {
                    let format = number(data, at, 2).and_then(|style| styles.get(style as usize));
                    if let Some(format) = format.filter(|format| **format != Format::Plain) {
                        formats.insert((row, column), format.clone());
                    }
                }
            }
            _ => {}
        }
    }
    Ok(formats)
}

/// A text: the number of its characters, whether each has two bytes, and its characters (2.5.294).
fn text(data: &[u8]) -> String {
    let length = number(data, 0, 2).unwrap_or_default() as usize;
    let is_wide = data.get(2).is_some_and(|flags| flags & 1 != 0);
    let characters = data.get(3..).unwrap_or_default();
    match is_wide {
        true => UTF_16LE.decode(&characters[..(2 * length).min(characters.len())]).0.into_owned(),
        false => characters.iter().take(length).map(|byte| char::from(*byte)).collect(),
    }
}
