//! Sheets of workbooks (xlsx, xls, xlsb, ods) as CSV: the line of a row is its number in the sheet, so that a place in the
//! text is a place in the sheet.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use calamine::{Data, Dimensions, Range, Reader, Sheets, open_workbook_auto_from_rs};

use super::blocks::Fault;

/// The text of a sheet, and which part of it is the table.
#[derive(Debug)]
pub struct SheetText {
    pub csv: Vec<u8>,
    pub sheet: String,
    /// The first row of the range, from one; zero where no range was asked for.
    pub first_row: u64,
    /// The first column that the text holds, from zero.
    pub first_column: usize,
}

/// What is asked of a workbook.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    pub sheet: Option<&'a str>,
    /// Cells such as `B7:F29`, or a name that the workbook gives to some.
    pub range: Option<&'a str>,
}

/// Reads a sheet. A workbook with several sheets that hold something needs the name of one.
pub fn read(bytes: &Arc<[u8]>, wanted: Wanted<'_>) -> Result<SheetText, Fault> {
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
            Some(cells) => Some(bounds(cells).ok_or_else(|| Fault::Inside {
                what: "range",
                wanted: Some(cells.to_owned()),
                there: book.defined_names().iter().map(|(name, _)| name.clone()).collect(),
            })?),
        };
        let sheet = match sheet {
            Some(sheet) if names.contains(&sheet) => sheet,
            Some(sheet) => return Err(Fault::Inside { what: "sheet", wanted: Some(sheet), there: names }),
            None => {
                if names.len() > 1 {
                    names.retain(|name| book.worksheet_range(name).is_ok_and(|range| !range.is_empty()));
                }
                match <[String; 1]>::try_from(names) {
                    Ok([only]) => only,
                    Err(there) => return Err(Fault::Inside { what: "sheet", wanted: None, there }),
                }
            }
        };
        let cells = book.worksheet_range(&sheet).map_err(|error| Fault::Damaged(error.to_string()))?;
        let merged = merged(&mut book, &sheet);
        let csv = as_csv(&cells, &merged, bounds)?;
        let first_row = bounds.map_or(0, |(start, _)| u64::from(start.0) + 1);
        let start = bounds.map(|(start, _)| start).or(cells.start()).unwrap_or_default();
        Ok(SheetText { csv, sheet, first_row, first_column: start.1 as usize })
    })
}

/// The name of the sheet that holds most cells.
pub fn largest(bytes: &Arc<[u8]>) -> Result<Option<String>, Fault> {
    guarded(|| {
        let mut book = open(bytes)?;
        let names = book.sheet_names();
        let mut cells = |name: &str| book.worksheet_range(name).map_or(0, |range| range.used_cells().count());
        let counted: Vec<(usize, String)> = names.into_iter().map(|name| (cells(&name), name)).collect();
        // Of sheets that hold as much, the first.
        Ok(counted.into_iter().rev().max_by_key(|(cells, _)| *cells).map(|(_, name)| name))
    })
}

type Book = Sheets<Cursor<Arc<[u8]>>>;

fn open(bytes: &Arc<[u8]>) -> Result<Book, Fault> {
    open_workbook_auto_from_rs(Cursor::new(Arc::clone(bytes))).map_err(|error| Fault::Damaged(error.to_string()))
}

/// A damaged workbook may bring its reader to panic: that is a fault of the file, and no more.
fn guarded<T>(work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let done = catch_unwind(AssertUnwindSafe(work));
    std::panic::set_hook(hook);
    done.unwrap_or_else(|_| Err(Fault::Damaged("the workbook is damaged".to_owned())))
}

/// The ranges that are shown as one cell, where the format tells.
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

/// The rows of a sheet: those above a range whole, those below it not at all. Every cell of a merged range holds its text.
fn as_csv(cells: &Range<Data>, merged: &[Dimensions], bounds: Option<(Corner, Corner)>) -> Result<Vec<u8>, Fault> {
    let Some(last) = cells.end() else { return Ok(Vec::new()) };
    let (start, end) = bounds.unwrap_or(((0, cells.start().unwrap_or_default().1), last));
    let mut csv = Vec::new();
    for row in 0..=end.0.min(last.0) {
        let columns = if row < start.0 { 0..=last.1 } else { start.1..=end.1 };
        let merged: Vec<&Dimensions> = merged.iter().filter(|range| range.contains(row, range.start.1)).collect();
        let owner =
            |column| merged.iter().find(|range| range.contains(row, column)).map_or((row, column), |range| range.start);
        let text = |column| cells.get_value(owner(column)).map_or_else(String::new, cell_text);
        let mut texts: Vec<String> = columns.map(text).collect();
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
