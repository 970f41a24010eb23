//! The number formats of cells in a binary workbook (MS-XLSB), which the reader of workbooks leaves out.

use std::collections::HashMap;
use std::io::Cursor;

use super::format::{Format, built_in};
use super::range::Corner;
use crate::dataset::claims::{Parts, number, records, wide_text};
use crate::dataset::fault::{Fault, damaged};

/// The kinds of records (2.3.2): the head of a row, a number in short, a number, and a formula of a number; a code of a format,
/// the format of a cell or of a style of cells, and where those of cells start and end.
const ROW: u16 = 0x0000;
const SHORT: u16 = 0x0002;
const NUMBER: u16 = 0x0005;
const FORMULA: u16 = 0x0009;
const CODE: u16 = 0x002C;
const STYLE: u16 = 0x002F;
const STYLES: u16 = 0x0269;
const END_OF_STYLES: u16 = 0x026A;

/// The formats of the cells of a sheet that have one which makes another text of a number.
pub(super) fn formats(bytes: &[u8], sheet: &str) -> Result<HashMap<Corner, Format>, Fault> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let mut parts = Parts::of(&mut archive);
    let styles = styles(&mut parts)?;
    let mut formats = HashMap::new();
    let path = parts.binary_sheet(sheet)?.unwrap_or_default();
    let Some(part) = parts.open(&path) else { return Ok(formats) };
    let mut row = 0;
    records(part, |kind, data| {
        match kind {
            ROW => row = number(data, 0, 4).unwrap_or_default(),
            // Each begins with its column and its style.
            SHORT | NUMBER | FORMULA => {
                let format = number(data, 4, 3).and_then(|style| styles.get(style as usize));
                if let (Some(column), Some(format)) =
                    (number(data, 0, 4), format.filter(|format| **format != Format::Plain))
                {
                    formats.insert((row, column), format.clone());
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(formats)
}

/// The number formats of the styles of cells.
fn styles(parts: &mut Parts<'_, '_>) -> Result<Vec<Format>, Fault> {
    let (mut codes, mut styles, mut is_of_cells) = (HashMap::new(), Vec::new(), false);
    let Some(part) = parts.open("xl/styles.bin") else { return Ok(styles) };
    records(part, |kind, data| {
        match (kind, number(data, 0, 2), number(data, 2, 2)) {
            (CODE, Some(id), _) => {
                let code = wide_text(data, 2).map_or(String::new(), |(code, _)| code);
                codes.insert(id, Format::parse(&code));
            }
            (STYLES, ..) => is_of_cells = true,
            (END_OF_STYLES, ..) => is_of_cells = false,
            (STYLE, _, Some(id)) if is_of_cells => {
                styles.push(codes.get(&id).cloned().unwrap_or_else(|| built_in(id)));
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(styles)
}
