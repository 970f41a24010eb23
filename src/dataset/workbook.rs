//! Sheets of workbooks (xlsx, xls, xlsb, ods) as CSV. The line of a row is its number in the sheet, so that a place in
//! the text is also the place in the sheet.

use std::cell::Cell as Flag;
use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use calamine::{Cell, Data, DataRef, Dimensions, Reader, Sheets, open_workbook_auto_from_rs};

use super::allowance::{Allowance, CELL};
use super::claims::{self, COLUMNS, ROWS};
use super::fault::Fault;
use super::spool::{Spool, SpoolWriter};
use crate::problem::PartKind;

/// The text of a sheet, and which part of it is the table.
#[derive(Debug)]
pub(super) struct SheetText {
    pub csv: Spool,
    pub sheet: String,
    /// The first row of the range, from one; zero where no range was asked for.
    pub first_row: u64,
    /// The first column that the text holds, from zero.
    pub first_column: usize,
    /// What stands below the range, and the row that it starts on, from one.
    pub below: (String, u64),
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
pub(super) fn read(
    bytes: &Arc<[u8]>,
    wanted: Wanted<'_>,
    header_rows: (u64, u64),
    allowance: Allowance,
) -> Result<SheetText, Fault> {
    guarded(|| {
        let mut book = open(bytes, allowance)?;
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
                    names.retain(|name| cells_of(&mut book, name, allowance).is_ok_and(|cells| !cells.is_empty()));
                }
                match <[String; 1]>::try_from(names) {
                    Ok([only]) => only,
                    Err(available) => return Err(Fault::Part { part: PartKind::Sheet, wanted: None, available }),
                }
            }
        };
        let cells = cells_of(&mut book, &sheet, allowance)?;
        let merged = merged(&mut book, &sheet);
        let first = bounds.map_or(header_rows.0, |((row, _), _)| header_rows.0.max(u64::from(row) + 1));
        let csv = as_csv(&cells, merged, bounds, (first, header_rows.1.max(first)), allowance)?;
        let first_row = bounds.map_or(0, |(start, _)| u64::from(start.0) + 1);
        let start = bounds.map(|(start, _)| start).or_else(|| start_of(&cells)).unwrap_or_default();
        let below = bounds.map(|(_, end)| below(&cells, end.0)).unwrap_or_default();
        Ok(SheetText { csv, sheet, first_row, first_column: start.1 as usize, below })
    })
}

/// The name of the sheet that holds most cells.
pub(super) fn largest(bytes: &Arc<[u8]>) -> Result<Option<String>, Fault> {
    guarded(|| {
        let allowance = Allowance::of_workbook(bytes.len() as u64);
        let mut book = open(bytes, allowance)?;
        let names = book.sheet_names();
        let mut cells = |name: &str| cells_of(&mut book, name, allowance).map_or(0, |cells| cells.len());
        let counted: Vec<(usize, String)> = names.into_iter().map(|name| (cells(&name), name)).collect();
        // Of sheets that hold as much, the first.
        Ok(counted.into_iter().rev().max_by_key(|(cells, _)| *cells).map(|(_, name)| name))
    })
}

type Book = Sheets<Cursor<Arc<[u8]>>>;

fn open(bytes: &Arc<[u8]>, allowance: Allowance) -> Result<Book, Fault> {
    claims::check(bytes, allowance)?;
    open_workbook_auto_from_rs(Cursor::new(Arc::clone(bytes))).map_err(|error| Fault::Damaged(error.to_string()))
}

/// The cells of a sheet that are not empty, by row and column.
fn cells_of(book: &mut Book, sheet: &str, allowance: Allowance) -> Result<Vec<Cell<Data>>, Fault> {
    let damaged = |error: String| Fault::Damaged(error);
    let mut cells = match book {
        Sheets::Xlsx(book) => {
            let mut reader = book.worksheet_cells_reader(sheet).map_err(|error| damaged(error.to_string()))?;
            collected(|| reader.next_cell(), sheet, allowance)?
        }
        Sheets::Xlsb(book) => {
            let mut reader = book.worksheet_cells_reader(sheet).map_err(|error| damaged(error.to_string()))?;
            collected(|| reader.next_cell(), sheet, allowance)?
        }
        // These two formats are read when they are opened, as rectangles of cells.
        Sheets::Xls(_) | Sheets::Ods(_) => {
            let range = book.worksheet_range(sheet).map_err(|error| damaged(error.to_string()))?;
            let (top, left) = range.start().unwrap_or_default();
            let used = range.used_cells();
            used.map(|(row, column, data)| Cell::new((top + row as u32, left + column as u32), data.clone())).collect()
        }
    };
    cells.sort_unstable_by_key(Cell::get_position);
    Ok(cells)
}

/// The cells that a reader gives, without those that are empty.
fn collected<'a, E: std::fmt::Display>(
    mut next: impl FnMut() -> Result<Option<Cell<DataRef<'a>>>, E>,
    sheet: &str,
    allowance: Allowance,
) -> Result<Vec<Cell<Data>>, Fault> {
    let (mut cells, mut bytes) = (Vec::new(), 0);
    while let Some(cell) = next().map_err(|error| Fault::Damaged(error.to_string()))? {
        let (position, value) = (cell.get_position(), cell.get_value());
        let text = match value {
            DataRef::Empty => continue,
            DataRef::SharedString(text) => text.len(),
            DataRef::String(text) => text.len(),
            _ => 0,
        };
        if u64::from(position.0) >= ROWS || u64::from(position.1) >= COLUMNS {
            return Err(Fault::Damaged(format!(
                "the sheet `{sheet}` has a cell outside the {ROWS} rows and {COLUMNS} columns of a sheet"
            )));
        }
        bytes += CELL + text as u64;
        allowance.check(&format!("the cells of the sheet `{sheet}` take"), bytes)?;
        cells.push(Cell::new(position, Data::from(value.clone())));
    }
    Ok(cells)
}

/// The first row and the first column in which cells are.
fn start_of(cells: &[Cell<Data>]) -> Option<Corner> {
    let columns = cells.iter().map(|cell| cell.get_position().1);
    Some((cells.first()?.get_position().0, columns.min()?))
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
    let is_sheet = u64::from(end.0) < ROWS && u64::from(end.1) < COLUMNS;
    (start.0 <= end.0 && start.1 <= end.1 && is_sheet).then_some((start, end))
}

/// The rows of a sheet as CSV: rows above a range are complete, rows below it are omitted. Every cell of a merged range
/// has its text. A number is repeated so only in the header: below it, one figure that spans two cells is not two
/// figures.
fn as_csv(
    cells: &[Cell<Data>],
    merged: Vec<Dimensions>,
    bounds: Option<(Corner, Corner)>,
    (first, last_of_header): (u64, u64),
    allowance: Allowance,
) -> Result<Spool, Fault> {
    let mut spool = SpoolWriter::default();
    let (Some((_, left)), Some(last)) = (start_of(cells), cells.last()) else {
        return spool.finish().map_err(Fault::Io);
    };
    let last = (last.get_position().0, cells.iter().map(|cell| cell.get_position().1).max().unwrap_or_default());
    let (start, end) = bounds.unwrap_or(((0, left), last));
    let mut merges = Merges::new(merged);
    let (mut rest, mut taken, mut line) = (cells, 0, Vec::new());
    for row in 0..=end.0.min(last.0) {
        let columns = if row < start.0 { 0..=last.1 } else { start.1..=end.1.min(last.1.max(start.1)) };
        let of_row;
        (of_row, rest) = rest.split_at(rest.partition_point(|cell| cell.get_position().0 <= row));
        merges.go_to(row);
        line.clear();
        let number = u64::from(row) + 1;
        let text = |column| {
            let range = merges.at(column).filter(|_| number >= first);
            let origin = range.map_or((row, column), |range| range.start);
            let is_copy = origin != (row, column);
            let cell = cell_at(if is_copy { cells } else { of_row }, origin)?;
            let is_number = matches!(cell, Data::Int(_) | Data::Float(_) | Data::DateTime(_));
            (!is_copy || !is_number || number <= last_of_header).then(|| cell_text(cell))
        };
        let mut texts: Vec<String> = Vec::new();
        if !of_row.is_empty() || !merges.is_empty() {
            for column in columns {
                let text = text(column).unwrap_or_default();
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

/// The texts of the rows below the last row of a range, each on a line, and the number of the first of them.
fn below(cells: &[Cell<Data>], last: u32) -> (String, u64) {
    let below = &cells[cells.partition_point(|cell| cell.get_position().0 <= last)..];
    let mut lines = String::new();
    let mut row = last + 1;
    for cell in below {
        while row < cell.get_position().0 {
            lines.push('\n');
            row += 1;
        }
        if !lines.is_empty() && !lines.ends_with('\n') {
            lines.push(',');
        }
        lines.push_str(&cell_text(cell.get_value()));
    }
    (lines, u64::from(last) + 2)
}

/// The cell at a position, of cells that are sorted.
fn cell_at(cells: &[Cell<Data>], position: Corner) -> Option<&Data> {
    cells.binary_search_by_key(&position, Cell::get_position).ok().map(|place| cells[place].get_value())
}

/// The merged ranges of a sheet that cover a row; the rows are visited in order.
#[derive(Debug)]
struct Merges {
    /// The ranges that start below the row, the first one last.
    below: Vec<Dimensions>,
    /// The ranges that cover the row, by their first columns, and the first row that one of them does not cover.
    here: BTreeMap<u32, Dimensions>,
    until: u32,
}

impl Merges {
    fn new(mut ranges: Vec<Dimensions>) -> Self {
        ranges.sort_unstable_by_key(|range| std::cmp::Reverse(range.start));
        Self { below: ranges, here: BTreeMap::new(), until: u32::MAX }
    }

    fn go_to(&mut self, row: u32) {
        if row >= self.until {
            self.here.retain(|_, range| range.end.0 >= row);
        }
        let mut is_changed = row >= self.until;
        while let Some(range) = self.below.pop_if(|range| range.start.0 <= row) {
            if range.end.0 >= row {
                self.here.insert(range.start.1, range);
                is_changed = true;
            }
        }
        if is_changed {
            self.until = self.here.values().map(|range| range.end.0.saturating_add(1)).min().unwrap_or(u32::MAX);
        }
    }

    /// The range that covers a column in this row.
    fn at(&self, column: u32) -> Option<&Dimensions> {
        self.here.range(..=column).next_back().map(|(_, range)| range).filter(|range| range.end.1 >= column)
    }

    fn is_empty(&self) -> bool {
        self.here.is_empty()
    }
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
mod tests;
