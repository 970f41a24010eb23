//! Sheets of workbooks (xlsx, xls, xlsb, ods) as CSV. The line of a row is its number in the sheet, so that a place in
//! the text is also the place in the sheet.

use std::cell::Cell as Flag;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use calamine::{Cell, Data, DataRef, Dimensions, Range, Reader, Sheets, open_workbook_auto_from_rs};

use super::compound::has_loop;
use super::compression::Packing;
use super::fault::Fault;
use crate::problem::PartKind;

/// The text of a sheet, and which part of it is the table.
#[derive(Debug)]
pub(super) struct SheetText {
    pub csv: Vec<u8>,
    pub sheet: String,
    /// The first row of the range, from one; zero where no range was asked for.
    pub first_row: u64,
    /// The first column that the text holds, from zero.
    pub first_column: usize,
}

/// The sheet and the range of a workbook to read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wanted<'a> {
    pub sheet: Option<&'a str>,
    /// Cells such as `B7:F29`, or a name that the workbook gives to some.
    pub range: Option<&'a str>,
}

/// Reads a sheet. A workbook with several sheets that hold something needs the name of one.
/// `header_rows` are the first and the last row of the header, from one, or zero where they are not known: in these rows
/// merged cells repeat numbers too.
pub(super) fn read(bytes: &Arc<[u8]>, wanted: Wanted<'_>, header_rows: (u64, u64)) -> Result<SheetText, Fault> {
    guarded(|| {
        let mut book = open(bytes)?;
        let mut names = book.sheet_names();
        let (mut sheet, mut range) = (wanted.sheet.map(str::to_owned), wanted.range.map(str::to_owned));
        if let Some(name) = &range
            && let Some((_, cells)) = book.defined_names().iter().find(|(known, _)| known == name)
        {
            let (of, cells) = cells.rsplit_once('!').unwrap_or(("", cells));
            let of = of.trim_start_matches('=').trim_matches('\'').replace("''", "'");
            sheet = Some(of).filter(|of| !of.is_empty()).or(sheet);
            range = Some(cells.replace('$', ""));
        }
        let bounds = match range.as_deref() {
            None => None,
            Some(cells) => Some(bounds(cells).ok_or_else(|| Fault::Part {
                part: PartKind::Range,
                wanted: Some(cells.to_owned()),
                available: book.defined_names().iter().map(|(name, _)| name.clone()).collect(),
            })?),
        };
        let sheet = match sheet {
            Some(sheet) if names.contains(&sheet) => sheet,
            Some(sheet) => return Err(Fault::Part { part: PartKind::Sheet, wanted: Some(sheet), available: names }),
            None => {
                if names.len() > 1 {
                    names.retain(|name| cells_of(&mut book, name).is_ok_and(|cells| !cells.is_empty()));
                }
                match <[String; 1]>::try_from(names) {
                    Ok([only]) => only,
                    Err(available) => return Err(Fault::Part { part: PartKind::Sheet, wanted: None, available }),
                }
            }
        };
        let cells = cells_of(&mut book, &sheet)?;
        let merged = merged(&mut book, &sheet);
        let first = bounds.map_or(header_rows.0, |((row, _), _)| header_rows.0.max(u64::from(row) + 1));
        let csv = as_csv(&cells, merged, bounds, (first, header_rows.1.max(first)))?;
        let first_row = bounds.map_or(0, |(start, _)| u64::from(start.0) + 1);
        let start = bounds.map(|(start, _)| start).or(cells.start()).unwrap_or_default();
        Ok(SheetText { csv, sheet, first_row, first_column: start.1 as usize })
    })
}

/// The name of the sheet that holds most cells.
pub(super) fn largest(bytes: &Arc<[u8]>) -> Result<Option<String>, Fault> {
    guarded(|| {
        let mut book = open(bytes)?;
        let names = book.sheet_names();
        let mut cells = |name: &str| cells_of(&mut book, name).map_or(0, |cells| cells.used_cells().count());
        let counted: Vec<(usize, String)> = names.into_iter().map(|name| (cells(&name), name)).collect();
        // Of sheets that hold as much, the first.
        Ok(counted.into_iter().rev().max_by_key(|(cells, _)| *cells).map(|(_, name)| name))
    })
}

type Book = Sheets<Cursor<Arc<[u8]>>>;

fn open(bytes: &Arc<[u8]>) -> Result<Book, Fault> {
    if Packing::of(bytes) == Some(Packing::Compound) && has_loop(bytes) {
        return Err(Fault::Damaged("the workbook is damaged".to_owned()));
    }
    open_workbook_auto_from_rs(Cursor::new(Arc::clone(bytes))).map_err(|error| Fault::Damaged(error.to_string()))
}

/// The maximum number of cells of a sheet. A sheet with a single cell in its last corner spans 17 thousand million.
const LARGEST: u64 = 1 << 26;

/// The cells of a sheet, in a range of a plausible size.
fn cells_of(book: &mut Book, sheet: &str) -> Result<Range<Data>, Fault> {
    let mut sparse = match book {
        Sheets::Xlsx(book) => {
            let mut reader = book.worksheet_cells_reader(sheet).map_err(|error| Fault::Damaged(error.to_string()))?;
            collected(|| reader.next_cell())?
        }
        Sheets::Xlsb(book) => {
            let mut reader = book.worksheet_cells_reader(sheet).map_err(|error| Fault::Damaged(error.to_string()))?;
            collected(|| reader.next_cell())?
        }
        // A sheet of the older format is small, and OpenDocument is read row by row.
        Sheets::Xls(_) | Sheets::Ods(_) => {
            return book.worksheet_range(sheet).map_err(|error| Fault::Damaged(error.to_string()));
        }
    };
    sparse.retain(|cell| *cell.get_value() != Data::Empty);
    sparse.sort_unstable_by_key(Cell::get_position);
    let last = |of: fn((u32, u32)) -> u32| sparse.iter().map(|cell| u64::from(of(cell.get_position())) + 1).max();
    let area = last(|(row, _)| row).unwrap_or(0) * last(|(_, column)| column).unwrap_or(0);
    if area > LARGEST {
        return Err(Fault::Damaged(format!("the sheet `{sheet}` spans {area} cells; name the range of its table")));
    }
    Ok(Range::from_sparse(sparse))
}

/// All cells that a reader gives.
fn collected<'a, E: std::fmt::Display>(
    mut next: impl FnMut() -> Result<Option<Cell<DataRef<'a>>>, E>,
) -> Result<Vec<Cell<Data>>, Fault> {
    let mut cells = Vec::new();
    while let Some(cell) = next().map_err(|error| Fault::Damaged(error.to_string()))? {
        cells.push(Cell::new(cell.get_position(), Data::from(cell.get_value().clone())));
    }
    Ok(cells)
}

thread_local! {
    static IS_READING: Flag<bool> = const { Flag::new(false) };
}

/// Whether this thread is reading a workbook. A panic is then a fault of the file, and is caught: a program need not report
/// it. The library leaves the panic hook of its process alone.
pub(crate) fn is_reading_workbook() -> bool {
    IS_READING.get()
}

/// Runs the reader of workbooks. Its panic on a damaged workbook becomes a fault of the file.
fn guarded<T>(work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    let before = IS_READING.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    IS_READING.set(before);
    done.unwrap_or_else(|_| Err(Fault::Damaged("the workbook is damaged".to_owned())))
}

/// The merged ranges of a sheet, where the format states them.
fn merged(book: &mut Book, sheet: &str) -> Vec<Dimensions> {
    match book {
        Sheets::Xlsx(book) => book.merge_cells_by_sheet_name(sheet).unwrap_or_default(),
        Sheets::Xls(book) => book.merge_cells_by_sheet_name(sheet).unwrap_or_default(),
        Sheets::Xlsb(_) | Sheets::Ods(_) => Vec::new(),
    }
}

type Corner = (u32, u32);

/// The corners of `B7:F29`, as row and column from zero; a single cell is a range too.
fn bounds(cells: &str) -> Option<(Corner, Corner)> {
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
    // The bounds of the largest sheet that any program writes.
    let is_sheet = end.0 < 1 << 20 && end.1 < 1 << 14;
    (start.0 <= end.0 && start.1 <= end.1 && is_sheet).then_some((start, end))
}

/// The rows of a sheet as CSV: rows above a range are complete, rows below it are omitted. Every cell of a merged range
/// has its text. A number is repeated so only in the header: below it, one figure that spans two cells is not two
/// figures.
fn as_csv(
    cells: &Range<Data>,
    mut merged: Vec<Dimensions>,
    bounds: Option<(Corner, Corner)>,
    (first, last_of_header): (u64, u64),
) -> Result<Vec<u8>, Fault> {
    let Some(last) = cells.end() else { return Ok(Vec::new()) };
    let (start, end) = bounds.unwrap_or(((0, cells.start().unwrap_or_default().1), last));
    merged.sort_unstable_by_key(|range| range.start);
    let mut merged = merged.into_iter().peekable();
    let mut here: Vec<Dimensions> = Vec::new();
    let mut csv = Vec::new();
    for row in 0..=end.0.min(last.0) {
        let columns = if row < start.0 { 0..=last.1 } else { start.1..=end.1.min(last.1.max(start.1)) };
        here.retain(|range| range.end.0 >= row);
        while let Some(range) = merged.next_if(|range| range.start.0 <= row) {
            here.extend(Some(range).filter(|range| range.end.0 >= row));
        }
        let line = u64::from(row) + 1;
        let text = |column| {
            let range = here.iter().find(|range| range.contains(row, column)).filter(|_| line >= first);
            let (of_row, of_column) = range.map_or((row, column), |range| range.start);
            let cell = cells.get_value((of_row, of_column))?;
            let is_copy = (of_row, of_column) != (row, column);
            let is_number = matches!(cell, Data::Int(_) | Data::Float(_) | Data::DateTime(_));
            (!is_copy || !is_number || line <= last_of_header).then(|| cell_text(cell))
        };
        let mut texts: Vec<String> = columns.map(|column| text(column).unwrap_or_default()).collect();
        let filled = texts.iter().rposition(|text| !text.is_empty()).map_or(0, |last| last + 1);
        if row < start.0 || filled == 0 {
            texts.truncate(filled);
        }
        if texts.is_empty() {
            csv.push(b'\n');
            continue;
        }
        let mut writer = csv::WriterBuilder::new().from_writer(&mut csv);
        writer.write_record(&texts).map_err(|error| Fault::Damaged(error.to_string()))?;
    }
    Ok(csv)
}

/// The text of a cell as a person would type it. Line ends within a cell are spaces, so that a row is a line.
fn cell_text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            let text = text.replace("\r\n", " ").replace(['\n', '\r', '\0'], " ");
            text.trim().to_owned()
        }
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(is_true) => is_true.to_string(),
        Data::DateTime(time) if time.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
            match (hour, minute, second) {
                (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"),
            }
        }
        Data::DateTime(duration) => duration.as_f64().to_string(),
        Data::Error(error) => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Damaged workbooks of each format are faults, whatever their reader does. Of 400 damaged ones in the older format 14
    /// make calamine 0.38 panic (in `cfb.rs`, `utils.rs` and `xls.rs`), which is why reading is guarded.
    #[test]
    fn damaged_workbooks_are_faults() -> Result<(), Box<dyn std::error::Error>> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/shapes/workbooks");
        let mut files = 0;
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let whole = std::fs::read(&path)?;
            files += 1;
            for number in 0..400 {
                let mut bytes = whole.clone();
                // A few bytes at places that look random and are not.
                for step in 0..4 {
                    let place = (number * 7919 + step * 104_729) % bytes.len();
                    bytes[place] = bytes[place].wrapping_mul(31).wrapping_add(number as u8);
                }
                if number % 5 == 0 {
                    bytes.truncate((number + 1) * whole.len() / 401);
                }
                let bytes = bytes.into();
                drop((read(&bytes, Wanted::default(), (0, 0)), largest(&bytes)));
                assert!(!is_reading_workbook());
            }
        }
        assert!(files > 2);
        Ok(())
    }
}
