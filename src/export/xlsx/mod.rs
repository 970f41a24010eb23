//! A workbook for Excel, LibreOffice and others: a sheet that says what it is, one of the figures, and one for each table that
//! their codes refer to. The same database gives the same bytes.

mod about;
mod sheets;

use std::io::Write;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

pub(crate) use self::about::Read;
use self::about::{About, about};
use self::sheets::{FIGURES, OTHERS, Sheet};
use crate::error::{Error, Result, UsageError};
use crate::export::left_out::LeftOut;
use crate::export::scope::Show;
use crate::render::number::real;
use crate::store::Sandbox;
use crate::table::Cell;

/// The rows that a sheet can have below its header.
pub(crate) const ROWS: u64 = (1 << 20) - 1;

/// The characters of a cell, as UTF-16 counts them.
const LONGEST: usize = 32_767;

/// The widths of columns, in characters.
const NARROW: f64 = 14.0;
const MIDDLE: f64 = 28.0;
const WIDE: f64 = 60.0;
const TEXT: f64 = 90.0;

/// The height of a line of text, in points.
const LINE: f64 = 15.0;

/// Writes the figures, and all tables that they refer to; `show` gets how many figures of how many are written. Returns how
/// many figures there are, and what was left out.
///
/// # Errors
/// The database cannot be read, the file cannot be written, or a sheet cannot hold the rows or a text.
pub(crate) fn export(
    out: impl Write + Send,
    read: &Read<'_>,
    sandbox: &Sandbox,
    show: Show<'_>,
) -> Result<(u64, Vec<String>)> {
    let total = read.filter.figures(sandbox)?;
    if total > read.rows {
        return Err(Error::usage(UsageError::TooManyRows { sheet: FIGURES.name, rows: total, limit: read.rows }));
    }
    let about = about(read, sandbox)?;
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(&about));
    workbook.add_worksheet().set_name("about").map_err(failed)?;
    let mut counts = Vec::new();
    for sheet in std::iter::once(&FIGURES).chain(&OTHERS) {
        let mut show = |row: u64| if sheet.name == FIGURES.name { show(row, total) } else { Ok(()) };
        let rows = write(sheet, read, sandbox, &mut workbook, &mut show)?;
        counts.push((sheet, rows));
    }
    write_about(&about, &counts, workbook.worksheet_from_index(0).map_err(failed)?).map_err(failed)?;
    workbook.save_to_writer(out).map_err(failed)?;
    let mut left_out = LeftOut::default();
    left_out.former(read.filter, 0, sandbox)?;
    left_out.exceptions(read.filter, sandbox)?;
    left_out.of_database(read.filter, sandbox)?;
    Ok((counts.first().map_or(0, |(_, rows)| *rows), left_out.0))
}

/// A workbook says when it was made: that is when the newest load began.
fn properties(about: &About) -> DocProperties {
    let time = about.loaded_at.as_deref().and_then(|time| ExcelDateTime::parse_from_str(time).ok());
    let time = time.or_else(|| ExcelDateTime::from_ymd(2000, 1, 1).ok()).unwrap_or_default();
    DocProperties::new().set_title(&about.title).set_author("yearbook").set_creation_datetime(&time)
}

/// Writes a sheet, and returns how many rows it has.
fn write(
    sheet: &Sheet,
    read: &Read<'_>,
    sandbox: &Sandbox,
    workbook: &mut Workbook,
    show: &mut dyn FnMut(u64) -> Result<()>,
) -> Result<u64> {
    let mut statement = sandbox.prepare(&read.filter.choose(sheet.sql, "f", "f.source"))?;
    read.filter.bind(&mut statement, &[])?;
    let columns = statement.columns();
    let page = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
    head(page, sheet.name, &columns).map_err(failed)?;
    let mut formats = Formats::default();
    let mut rows = 0;
    statement.for_each(|cells| {
        if rows == read.rows {
            return Err(Error::usage(UsageError::TooManyRows { sheet: sheet.name, rows: rows + 1, limit: read.rows }));
        }
        rows += 1;
        for (column, cell) in (0..).zip(cells) {
            let row = u32::try_from(rows).unwrap_or(u32::MAX);
            put(page, row, column, cell, &mut formats).map_err(|error| match error {
                XlsxError::MaxStringLengthExceeded => {
                    let column = columns[usize::from(column)].clone();
                    Error::usage(UsageError::TooLongForCell {
                        sheet: sheet.name,
                        column,
                        row: rows + 1,
                        limit: LONGEST,
                    })
                }
                error => failed(error),
            })?;
        }
        if rows.is_multiple_of(1024) { show(rows).map(|()| true) } else { Ok(true) }
    })?;
    let last = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    page.autofilter(0, 0, u32::try_from(rows).unwrap_or(u32::MAX), last).map_err(failed)?;
    Ok(rows)
}

/// The header of a sheet, which stays where it is while the rows move.
fn head(page: &mut Worksheet, name: &str, columns: &[String]) -> Result<(), XlsxError> {
    page.set_name(name)?.set_freeze_panes(1, 0)?;
    let bold = Format::new().set_bold();
    for (column, name) in (0..).zip(columns) {
        page.set_column_width(column, width(name))?;
        page.write_string_with_format(0, column, name, &bold)?;
    }
    Ok(())
}

fn width(column: &str) -> f64 {
    match column {
        "citation" | "definition" | "meaning" | "text" | "title" | "url" => WIDE,
        "metric" | "region" | "sector" | "enterprise" | "source" | "code" | "parent" | "designation" => MIDDLE,
        "subject" | "cited_as" | "breakdown" | "publisher" | "author" | "locator" | "reported" | "note" | "file" => {
            MIDDLE
        }
        name if name.ends_with("name") => MIDDLE,
        _ => NARROW,
    }
}

/// The formats of numbers, by how many decimals they show.
#[derive(Default)]
struct Formats(Vec<Format>);

impl Formats {
    /// The format that shows all decimals of a number, and thousands in groups; `None` where it is written with an exponent.
    fn of(&mut self, value: f64) -> Option<&Format> {
        let digits = real(value);
        if digits.contains('e') {
            return None;
        }
        let decimals = digits.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        while self.0.len() <= decimals {
            let (mark, zeros) = (if self.0.is_empty() { "" } else { "." }, "0".repeat(self.0.len()));
            self.0.push(Format::new().set_num_format(format!("#,##0{mark}{zeros}")));
        }
        self.0.get(decimals)
    }
}

/// Writes a value as what it is: a text never becomes a formula or a number.
fn put(page: &mut Worksheet, row: u32, column: u16, cell: &Cell, formats: &mut Formats) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) if !text.is_empty() => page.write_string(row, column, text)?,
        // Keys and line numbers are not grouped.
        Cell::Integer(number) => page.write_number(row, column, *number as f64)?,
        Cell::Real(value) if value.is_finite() => match formats.of(*value) {
            Some(format) => page.write_number_with_format(row, column, *value, format)?,
            None => page.write_number(row, column, *value)?,
        },
        Cell::Real(value) => page.write_string(row, column, real(*value))?,
        _ => page,
    };
    Ok(())
}

/// The height of a row with a text that is wrapped: not every program makes room for its lines.
fn height(text: &str) -> f64 {
    LINE * (text.chars().count() as f64 / TEXT).ceil()
}

fn write_about(about: &About, counts: &[(&Sheet, u64)], page: &mut Worksheet) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let named = Format::new().set_bold().set_align(FormatAlign::Top);
    page.set_column_width(0, MIDDLE)?.set_column_width(1, TEXT)?.set_column_width(2, NARROW)?;
    page.set_landscape().set_print_fit_to_pages(1, 0);
    page.write_string_with_format(0, 0, &about.title, &Format::new().set_bold().set_font_size(14))?;
    let mut row = 2;
    for (name, text) in &about.lines {
        page.write_string_with_format(row, 0, *name, &named)?;
        page.write_string_with_format(row, 1, text, &wrapped)?;
        page.set_row_height(row, height(text))?;
        row += 1;
    }
    row += 1;
    for (column, name) in (0..).zip(["Sheet", "What it has", "Rows"]) {
        page.write_string_with_format(row, column, name, &bold)?;
    }
    for (sheet, rows) in counts {
        row += 1;
        page.write_string(row, 0, sheet.name)?.write_number(row, 2, *rows as f64)?;
        page.write_string_with_format(row, 1, sheet.about, &wrapped)?;
        page.set_row_height(row, height(sheet.about))?;
    }
    Ok(())
}

/// The error of a file; the library hides that of the system in its own.
fn failed(error: XlsxError) -> Error {
    let source = match error {
        XlsxError::IoError(source) => source,
        error => std::io::Error::other(error),
    };
    Error::io("writing", "the workbook", source)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]

    use super::*;
    use crate::export::scope::Filter;
    use crate::store::{Limits, Store};
    use crate::{LoadOptions, load};

    #[test]
    fn more_rows_than_a_sheet_has_are_refused_before_any_is_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let db = folder.path().join("d.db");
        load(&["tests/data/delta"], &db, &LoadOptions::new()).expect("a load");
        let sandbox = Store::open(&db).and_then(|store| store.into_sandbox(Limits::default())).expect("a sandbox");
        let written = |rows: u64, metric: Option<&str>| {
            let filter = Filter { metric: metric.map(str::to_owned), ..Filter::default() };
            let read = Read { filter: &filter, as_of: None, at_load: None, rows };
            let mut out = Vec::new();
            let figures = export(&mut out, &read, &sandbox, &mut |_, _| Ok(()));
            figures.map(|(figures, _)| (figures, out.is_empty())).map_err(|error| (error.to_string(), out.is_empty()))
        };
        let refused = |sheet: &str, rows: u64, limit: u64| {
            Err((format!("the sheet `{sheet}` would have {rows} rows, but a sheet can hold only {limit}"), true))
        };
        assert_eq!(written(12, None), refused("figures", 13, 12));
        assert_eq!(written(1_000, None), Ok((13, false)));
        assert_eq!(written(1, Some("none")), refused("metrics", 2, 1));
    }
}
