//! The number formats of cells in an older workbook (MS-XLS) and the texts above the line, which the reader of workbooks leaves
//! out.

use std::collections::HashMap;

use encoding_rs::UTF_16LE;

use super::format::{Format, built_in};
use super::range::Corner;
use crate::dataset::claims::{Records, number, shared_strings};
use crate::dataset::compound::Compound;
use crate::dataset::fault::Fault;

/// The kinds of records (2.3).
const END: u16 = 0x000A;
const START: u16 = 0x0809;
const SHEET: u16 = 0x0085;
const FORMAT: u16 = 0x041E;
const STYLE: u16 = 0x00E0;
const SEVERAL: u16 = 0x00BD;
const SHARED: u16 = 0x00FD;
const FONT: u16 = 0x0031;

/// Whether the formats are written as this module reads them: those of the oldest workbooks are not.
pub(super) fn has_formats(bytes: &[u8]) -> bool {
    Compound::open(bytes).is_some_and(|compound| matches!(compound.stream("Workbook"), Ok(Some(_))))
}

/// The formats of the cells of the sheet at this place in the workbook that have one which makes another text of a number.
pub(super) fn formats(bytes: &[u8], place: usize) -> Result<HashMap<Corner, Format>, Fault> {
    let mut formats = HashMap::new();
    let Some(compound) = Compound::open(bytes) else { return Ok(formats) };
    let Some(stream) = compound.stream("Workbook")? else { return Ok(formats) };
    let (mut codes, mut styles) = (HashMap::new(), Vec::new());
    for (kind, data) in Records(&stream).take_while(|(kind, _)| *kind != END) {
        match kind {
            FORMAT => drop(
                number(data, 0, 2).map(|id| codes.insert(id, Format::parse(&text(data.get(2..).unwrap_or_default())))),
            ),
            STYLE => styles.push(number(data, 2, 2).unwrap_or_default()),
            _ => {}
        }
    }
    let styles: Vec<Format> =
        styles.into_iter().map(|id| codes.get(&id).cloned().unwrap_or_else(|| built_in(id))).collect();
    for (kind, data) in cells(&stream, place) {
        // Formula, Number, RK and MulRk: each begins with its row and column, and a style follows.
        let (0x0006 | 0x0203 | 0x027E | SEVERAL, Some(row), Some(first)) =
            (kind, number(data, 0, 2), number(data, 2, 2))
        else {
            continue;
        };
        let last = if kind == SEVERAL { number(data, data.len().saturating_sub(2), 2) } else { None };
        for (column, at) in (first..=last.unwrap_or(first)).zip((4..).step_by(6)) {
            let format = number(data, at, 2).and_then(|style| styles.get(style as usize));
            if let Some(format) = format.filter(|format| **format != Format::Plain) {
                formats.insert((row, column), format.clone());
            }
        }
    }
    Ok(formats)
}

/// The places in UTF-16 from which the texts of the cells of a sheet are above the line, or on it again.
pub(super) fn raised(bytes: &[u8], place: usize) -> Result<HashMap<Corner, Vec<(usize, bool)>>, Fault> {
    let mut raised = HashMap::new();
    let Some(compound) = Compound::open(bytes) else { return Ok(raised) };
    let Some(stream) = compound.stream("Workbook")? else { return Ok(raised) };
    let fonts = Records(&stream).take_while(|(kind, _)| *kind != END).filter(|(kind, _)| *kind == FONT);
    let fonts: Vec<bool> = fonts.map(|(_, data)| number(data, 8, 2) == Some(1)).collect();
    if !fonts.contains(&true) {
        return Ok(raised);
    }
    // No font has the number four.
    let is_raised = |font: u16| fonts.get(usize::from(font) - usize::from(font > 4)) == Some(&true);
    let strings = shared_strings(&stream);
    for (_, data) in cells(&stream, place).filter(|(kind, _)| *kind == SHARED) {
        let string = number(data, 6, 4).and_then(|string| strings.get(string as usize));
        let (Some(row), Some(column), Some(string)) = (number(data, 0, 2), number(data, 2, 2), string) else {
            continue;
        };
        let runs: Vec<_> = string.fonts.iter().map(|(at, font)| (usize::from(*at), is_raised(*font))).collect();
        if runs.iter().any(|(_, is_raised)| *is_raised) {
            raised.insert((row, column), runs);
        }
    }
    Ok(raised)
}

/// The records of the sheet at this place in the workbook, without those of its charts.
fn cells(stream: &[u8], place: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let sheets = Records(stream).take_while(|(kind, _)| *kind != END).filter(|(kind, _)| *kind == SHEET);
    let start =
        sheets.filter_map(|(_, data)| number(data, 0, 4)).nth(place).map_or(stream.len(), |start| start as usize);
    let records = Records(stream.get(start..).unwrap_or_default()).scan(0, |open, (kind, data)| {
        match kind {
            START => *open += 1,
            END => *open -= 1,
            _ => {}
        }
        (*open > 0).then_some((*open, kind, data))
    });
    records.filter(|(open, ..)| *open == 1).map(|(_, kind, data)| (kind, data))
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
