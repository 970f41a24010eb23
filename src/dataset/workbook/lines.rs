//! The rows of a sheet as lines of text.

use std::io::Write;

use calamine::Dimensions;

use super::cell::{Filled, Shown, start_of};
use super::merges::Merges;
use super::range::{Corner, letters};
use crate::dataset::allowance::Allowance;
use crate::dataset::fault::Fault;
use crate::dataset::spool::{Spool, SpoolWriter};

/// The rows of a sheet as CSV: rows above a range are complete from the row `above` on, rows below it are omitted. Every cell of a merged range
/// has its text, but for one across all that its rows hold, which stands once: a title, a heading, a remark. A number is repeated so
/// only in the header: below it, one figure that spans two cells is not two figures.
pub(super) fn as_csv(
    (sheet, cells): (&str, &[Filled]),
    merged: Vec<Dimensions>,
    (bounds, above): (Option<(Corner, Corner)>, u32),
    (first, last_of_header): (u64, u64),
    allowance: Allowance,
) -> Result<Spool, Fault> {
    let mut spool = SpoolWriter::default();
    let (Some((_, left)), Some(last)) = (start_of(cells), cells.last()) else {
        return spool.finish().map_err(Fault::Io);
    };
    let last = (last.at.0, cells.iter().map(|cell| cell.at.1).max().unwrap_or_default());
    let (start, end) = bounds.unwrap_or(((0, left), last));
    let mut merges = Merges::new(merged);
    let (mut rest, mut taken, mut line) = (cells, 0, Vec::new());
    for row in 0..=end.0.min(last.0) {
        let columns = if row < start.0 { 0..=last.1 } else { start.1..=end.1.min(last.1.max(start.1)) };
        let of_row;
        (of_row, rest) = rest.split_at(rest.partition_point(|cell| cell.at.0 <= row));
        merges.go_to(row);
        line.clear();
        let number = u64::from(row) + 1;
        let alone = merges.alone(of_row).filter(|_| number >= first);
        let text = |column| {
            let range = merges.at(column).filter(|range| number >= first && alone != Some(range.start));
            let origin = range.map_or((row, column), |range| range.start);
            let is_copy = origin != (row, column);
            match cell_at(if is_copy { cells } else { of_row }, origin) {
                None => Ok(""),
                Some(Shown::Text(text)) => Ok(text.as_str()),
                Some(Shown::Number(_)) if is_copy && number > last_of_header => Ok(""),
                Some(Shown::Number(text)) => Ok(text.as_str()),
                Some(Shown::NoValue | Shown::TooLong) if row < start.0 => Ok(""),
                Some(Shown::NoValue) => Err(unread(sheet, origin, "is a formula whose value is not stored", NO_VALUE)),
                Some(Shown::TooLong) => {
                    Err(unread(sheet, origin, "is a number of more digits than a workbook keeps", TOO_LONG))
                }
            }
        };
        let mut texts: Vec<&str> = Vec::new();
        if row >= above && (!of_row.is_empty() || !merges.is_empty()) {
            for column in columns {
                let text = text(column)?;
                taken += 1 + text.len() as u64;
                allowance.check("the rows of the sheet take", taken)?;
                texts.push(text);
            }
        }
        let filled = texts.iter().rposition(|text| !text.is_empty()).map_or(0, |last| last + 1);
        if row < start.0 || filled == 0 {
            texts.truncate(filled);
        }
        if texts.is_empty() {
            line.push(b'\n');
        } else {
            let mut writer = csv::WriterBuilder::new().from_writer(&mut line);
            writer.write_record(&texts).map_err(|error| Fault::Damaged(error.to_string()))?;
        }
        spool.write_all(&line).map_err(Fault::Io)?;
    }
    spool.finish().map_err(Fault::Io)
}

/// The texts of the rows below the last row of a range, up to the row `end`, each on a line, and the number of the first of
/// them.
pub(super) fn below(cells: &[Filled], last: u32, end: u32) -> (String, u64) {
    let to = cells.partition_point(|cell| cell.at.0 < end);
    let below = &cells[cells.partition_point(|cell| cell.at.0 <= last).min(to)..to];
    let mut lines = String::new();
    let mut row = last + 1;
    for Filled { at, shown, .. } in below {
        while row < at.0 {
            lines.push('\n');
            row += 1;
        }
        if !lines.is_empty() && !lines.ends_with('\n') {
            lines.push(',');
        }
        lines.push_str(shown.text());
    }
    (lines, u64::from(last) + 2)
}

/// The cell at a position, of cells that are sorted.
fn cell_at(cells: &[Filled], at: Corner) -> Option<&Shown> {
    cells.binary_search_by_key(&at, |cell| cell.at).ok().map(|place| &cells[place].shown)
}

const NO_VALUE: &str = "open the workbook in a spreadsheet program and save it: it then stores the values; or leave the cell out: range = \"...\"";
const TOO_LONG: &str = "write the number as a text in the sheet; or leave the cell out: range = \"...\"";

/// The fault of a cell that cannot be read.
fn unread(sheet: &str, (row, column): Corner, what: &str, fix: &'static str) -> Fault {
    let cell = format!("{}{}", letters(column as usize), row + 1);
    Fault::Cell { message: format!("the cell {cell} of the sheet `{sheet}` {what}"), fix }
}
