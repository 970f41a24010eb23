//! Sheets of workbooks (xlsx, xls, xlsb, ods) as CSV. The line of a row is its number in the sheet, so that a place in
//! the text is also the place in the sheet.

use std::cell::Cell as Flag;
use std::collections::HashMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use calamine::{
    Cell, Data, DataRef, Dimensions, Reader, SheetVisible, Sheets, XlsxCellReader, open_workbook_auto_from_rs,
};

use super::allowance::{Allowance, CELL};
use super::claims::{self, COLUMNS, Parts, ROWS};
use super::compression::Packing;
use super::fault::{Fault, damaged};
use super::spool::Spool;
use crate::problem::{PartKind, Skip};
use cell::{Filled, start_of};
use format::Format;
use lines::{as_csv, below};
pub(crate) use range::letters;
use range::{Corner, bounds};
pub(super) use unseen::Otherwise;
use unseen::Unseen;

mod cell;
mod format;
mod lines;
mod merges;
mod ods;
mod raised;
mod range;
mod sections;
mod unseen;
mod xls;
mod xlsb;
mod xlsx;

/// The text of a sheet, and which part of it is the table.
#[derive(Debug)]
pub(super) struct SheetText {
    pub csv: Spool,
    pub sheet: String,
    /// The first row of the range, from one; zero where no range was asked for.
    pub first_row: u64,
    /// The first column that the text holds, from zero.
    pub first_column: usize,
    /// The sheets that are not shown to a reader of the workbook, and those that are, but for the one that is read.
    pub hidden: Vec<String>,
    pub others: Vec<String>,
    /// The cells of which the sheet shows something else than what is read, for each reason.
    pub otherwise: Vec<(Skip, Otherwise)>,
    /// What stands below the range, and the row that it starts on, from one.
    pub below: (String, u64),
}

/// The sheet and the range of a workbook to read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wanted<'a> {
    pub sheet: Option<&'a str>,
    /// Cells such as `B7:F29`, or a name that the workbook gives to some.
    pub range: Option<&'a str>,
    /// Other ranges of the sheet: what belongs to them is not above or below this one.
    pub others: &'a [String],
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
        let (mut book, bytes) = open(bytes, allowance)?;
        let (mut names, mut hidden) = sheets(&book);
        let mut sheet = wanted.sheet.map(str::to_owned);
        let (mut bounds, mut rows) = (None, 0..u32::MAX);
        if let Some(range) = wanted.range {
            let (of, area) = area(&book, range)?;
            sheet = of.or(sheet);
            rows = rows_of(&book, area, wanted.others, sheet.as_deref())?;
            bounds = Some(area);
        }
        let mut others = names.clone();
        let sheet = match sheet {
            Some(sheet) if names.contains(&sheet) || hidden.contains(&sheet) => sheet,
            Some(sheet) => return Err(Fault::Part { part: PartKind::Sheet, wanted: Some(sheet), available: names }),
            None => {
                if names.len() > 1 {
                    names.retain(|name| {
                        cells_of((&mut book, None), name, allowance).is_ok_and(|(cells, _)| !cells.is_empty())
                    });
                }
                match <[String; 1]>::try_from(names) {
                    Ok([only]) => only,
                    Err(available) => return Err(Fault::Part { part: PartKind::Sheet, wanted: None, available }),
                }
            }
        };
        let (mut cells, has_inline) = cells_of((&mut book, Some(&bytes)), &sheet, allowance)?;
        if has_inline
            && matches!(book, Sheets::Xlsx(_))
            && let Some(bytes) = raised_in(&bytes, &sheet)?
        {
            book = opened(&bytes)?;
            cells = cells_of((&mut book, Some(&bytes)), &sheet, allowance)?.0;
        }
        let merged = merged(&mut book, &sheet);
        let first = bounds.map_or(header_rows.0, |((row, _), _)| header_rows.0.max(u64::from(row) + 1));
        let header = (first, header_rows.1.max(first));
        let otherwise = unseen_of(&book, &bytes, &sheet)?.otherwise(&cells, &merged, (bounds, header.1));
        let csv = as_csv((&sheet, &cells), merged, (bounds, rows.start), header, allowance)?;
        let first_row = bounds.map_or(0, |(start, _)| u64::from(start.0) + 1);
        let start = bounds.map(|(start, _)| start).or_else(|| start_of(&cells)).unwrap_or_default();
        let below = bounds.map(|(_, end)| below(&cells, end.0, rows.end)).unwrap_or_default();
        hidden.retain(|name| *name != sheet);
        others.retain(|name| *name != sheet);
        Ok(SheetText { csv, sheet, first_row, first_column: start.1 as usize, hidden, others, otherwise, below })
    })
}

/// The sheet and the corners of a range, which is one of cells or has a name.
fn area(book: &Book, range: &str) -> Result<(Option<String>, (Corner, Corner)), Fault> {
    let named = book.defined_names().iter().find(|(known, _)| known == range);
    let (of, cells) = named.map_or(("", range), |(_, cells)| cells.rsplit_once('!').unwrap_or(("", cells)));
    let of = of.trim_start_matches('=').trim_matches('\'').replace("''", "'");
    let cells = cells.replace('$', "");
    let bounds = bounds(&cells).ok_or_else(|| Fault::Part {
        part: PartKind::Range,
        wanted: Some(cells),
        available: book.defined_names().iter().map(|(name, _)| name.clone()).collect(),
    })?;
    Ok((Some(of).filter(|of| !of.is_empty()), bounds))
}

/// The rows from the end of the range above an area, of several in a sheet, to the start of the one below it.
fn rows_of(
    book: &Book,
    (start, end): (Corner, Corner),
    others: &[String],
    sheet: Option<&str>,
) -> Result<std::ops::Range<u32>, Fault> {
    let mut rows = 0..u32::MAX;
    for range in others {
        let (of, (first, last)) = area(book, range)?;
        let is_here = of.is_none() || of.as_deref() == sheet;
        if is_here && last.0 < start.0 {
            rows.start = rows.start.max(last.0 + 1);
        } else if is_here && first.0 > end.0 {
            rows.end = rows.end.min(first.0);
        }
    }
    Ok(rows)
}

/// The names of the sheets that a reader of the workbook sees, and of those that are hidden, which are never meant.
fn sheets(book: &Book) -> (Vec<String>, Vec<String>) {
    let (seen, hidden): (Vec<_>, Vec<_>) =
        book.sheets_metadata().iter().partition(|sheet| sheet.visible == SheetVisible::Visible);
    let names = |sheets: Vec<&calamine::Sheet>| sheets.into_iter().map(|sheet| sheet.name.clone()).collect();
    (names(seen), names(hidden))
}

type Book = Sheets<Cursor<Arc<[u8]>>>;

/// A workbook, and its bytes, in which the texts above the line that its sheets share stand between marks.
fn open(bytes: &Arc<[u8]>, allowance: Allowance) -> Result<(Book, Arc<[u8]>), Fault> {
    claims::check(bytes, allowance)?;
    let is_shared = |name: &str| name.ends_with("sharedstrings.xml") || name == "content.xml";
    let is_compound = Packing::of(bytes) == Some(Packing::Compound);
    let marked = if is_compound { None } else { raised::marked(bytes, is_shared)? };
    let bytes = marked.unwrap_or_else(|| Arc::clone(bytes));
    Ok((opened(&bytes)?, bytes))
}

fn opened(bytes: &Arc<[u8]>) -> Result<Book, Fault> {
    open_workbook_auto_from_rs(Cursor::new(Arc::clone(bytes))).map_err(|error| Fault::Damaged(error.to_string()))
}

/// The workbook in which the texts above the line that a sheet itself holds stand between marks, too; `None` where it has none.
fn raised_in(bytes: &[u8], sheet: &str) -> Result<Option<Arc<[u8]>>, Fault> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let path = Parts::of(&mut archive).xml_sheet(sheet)?;
    path.map_or(Ok(None), |path| raised::marked(bytes, |name| name == path))
}

/// The cells of a sheet that are not empty, by row and column, and whether the sheet itself holds texts. Without the bytes of the
/// workbook, only cells of xlsx have a format: enough to see whether there are any.
fn cells_of(
    (book, bytes): (&mut Book, Option<&[u8]>),
    sheet: &str,
    allowance: Allowance,
) -> Result<(Vec<Filled>, bool), Fault> {
    let damaged = |error: &dyn std::fmt::Display| Fault::Damaged(error.to_string());
    let mut cells = Cells { sheet, allowance, filled: Vec::new(), bytes: 0, has_empty: false, has_inline: false };
    match book {
        Sheets::Xlsx(book) => {
            let mut reader = book.worksheet_cells_reader(sheet).map_err(|error| damaged(&error))?;
            let formats = formats_of(reader.styles());
            while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(|error| damaged(&error))? {
                cells.add(&cell, formats.get(style).unwrap_or(&Format::Plain))?;
            }
            drop(reader);
            if cells.has_empty {
                let reader = book.worksheet_cells_reader(sheet).map_err(|error| damaged(&error))?;
                cells.add_formulas(reader);
            }
        }
        Sheets::Xlsb(book) => {
            let mut reader = book.worksheet_cells_reader(sheet).map_err(|error| damaged(&error))?;
            let formats = bytes.map_or(Ok(HashMap::new()), |bytes| xlsb::formats(bytes, sheet))?;
            while let Some(cell) = reader.next_cell().map_err(|error| damaged(&error))? {
                cells.add(&cell, formats.get(&cell.get_position()).unwrap_or(&Format::Plain))?;
            }
        }
        Sheets::Xls(_) | Sheets::Ods(_) => cells.filled = rectangle(book, bytes, sheet)?,
    }
    cells.filled.sort_unstable_by_key(|cell| cell.at);
    Ok((cells.filled, cells.has_inline))
}

/// The cells of a sheet in one of the two formats that are read when they are opened, as rectangles of cells.
fn rectangle(book: &mut Book, bytes: Option<&[u8]>, sheet: &str) -> Result<Vec<Filled>, Fault> {
    let mut filled = Vec::new();
    let place = book.sheet_names().iter().position(|name| name == sheet).unwrap_or_default();
    let formats = match (&*book, bytes) {
        (_, None) => HashMap::new(),
        (Sheets::Ods(_), Some(bytes)) => ods::formats(bytes, sheet)?,
        (_, Some(bytes)) => xls::formats(bytes, place)?,
    };
    let raised = match (&*book, bytes) {
        (Sheets::Xls(_), Some(bytes)) => xls::raised(bytes, place)?,
        _ => HashMap::new(),
    };
    let range = book.worksheet_range(sheet).map_err(|error| Fault::Damaged(error.to_string()))?;
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, data) in range.used_cells() {
        let at = (top + row as u32, left + column as u32);
        let marked = match (data, raised.get(&at)) {
            (Data::String(text), Some(runs)) => Some(Data::String(raised::with_runs(text, runs))),
            _ => None,
        };
        let format = formats.get(&at).unwrap_or(&Format::Plain);
        filled.push(Filled::of(at, marked.as_ref().unwrap_or(data), format));
    }
    let formulas = book.worksheet_formula(sheet).unwrap_or_default();
    let (top, left) = formulas.start().unwrap_or_default();
    for (row, column, _) in formulas.used_cells() {
        let at = (top + row as u32, left + column as u32);
        if range.get_value(at).is_none_or(|value| *value == Data::Empty) {
            filled.push(Filled::no_value(at));
        }
    }
    Ok(filled)
}

/// The number formats of styles of cells, of which many have the same one.
fn formats_of(styles: &[calamine::Style]) -> Vec<Format> {
    let mut known: HashMap<&str, Format> = HashMap::new();
    let codes = styles.iter().map(|style| style.number_format.as_ref().map_or("", |of| of.format_code.as_str()));
    codes.map(|code| known.entry(code).or_insert_with(|| Format::parse(code)).clone()).collect()
}

/// The cells that are not empty, as a reader gives them.
struct Cells<'a> {
    sheet: &'a str,
    allowance: Allowance,
    filled: Vec<Filled>,
    bytes: u64,
    /// Whether there are others.
    has_empty: bool,
    /// Whether the sheet itself holds texts.
    has_inline: bool,
}

impl Cells<'_> {
    fn add(&mut self, cell: &Cell<DataRef<'_>>, format: &Format) -> Result<(), Fault> {
        let (at, value) = (cell.get_position(), cell.get_value());
        let text = match value {
            DataRef::Empty => {
                self.has_empty = true;
                return Ok(());
            }
            DataRef::SharedString(text) => text.len(),
            DataRef::String(text) => {
                self.has_inline = true;
                text.len()
            }
            _ => 0,
        };
        let sheet = self.sheet;
        if u64::from(at.0) >= ROWS || u64::from(at.1) >= COLUMNS {
            return Err(Fault::Damaged(format!(
                "the sheet `{sheet}` has a cell outside the {ROWS} rows and {COLUMNS} columns of a sheet"
            )));
        }
        self.bytes += CELL + text as u64;
        self.allowance.check(&format!("the cells of the sheet `{sheet}` take"), self.bytes)?;
        self.filled.push(Filled::of(at, &Data::from(value.clone()), format));
        Ok(())
    }

    /// Adds the formulas without a value. What is wrong with other formulas does not matter: their values are read.
    fn add_formulas<R: std::io::Read + std::io::Seek>(&mut self, mut reader: XlsxCellReader<'_, R>) {
        while let Ok(Some(cell)) = reader.next_cell_with_formula_metadata() {
            if cell.formula.is_some() && cell.value == DataRef::Empty {
                self.filled.push(Filled::no_value(cell.pos));
            }
        }
    }
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

/// What a sheet hides or says beside its cells, where that is known.
fn unseen_of(book: &Book, bytes: &[u8], sheet: &str) -> Result<Unseen, Fault> {
    let mut unseen = match book {
        Sheets::Xlsx(_) => xlsx::unseen(bytes, sheet)?,
        Sheets::Ods(_) => ods::unseen(bytes, sheet)?,
        Sheets::Xls(_) => Unseen { has_unknown_formats: !xls::has_formats(bytes), ..Unseen::default() },
        Sheets::Xlsb(_) => Unseen::default(),
    };
    unseen.rows.sort_unstable();
    unseen.columns.sort_unstable();
    unseen.comments.sort_by_key(|(at, _)| *at);
    Ok(unseen)
}

/// The merged ranges of a sheet, where the format states them.
fn merged(book: &mut Book, sheet: &str) -> Vec<Dimensions> {
    match book {
        Sheets::Xlsx(book) => book.merge_cells_by_sheet_name(sheet).unwrap_or_default(),
        Sheets::Xls(book) => book.merge_cells_by_sheet_name(sheet).unwrap_or_default(),
        Sheets::Xlsb(_) | Sheets::Ods(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
