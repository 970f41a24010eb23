//! `yearbook rejects`: the rows that a load refused, to be read or to be fixed.

use std::path::Path;

use rusqlite::types::Value;
use serde::Deserialize;

use crate::cli::{self, Output};
use crate::console::Console;
use crate::dataset::REASON;
use crate::error::{Error, Result, UsageError};
use crate::report::internal;
use crate::store::Statement;
use crate::table::Cell;

pub fn run(db: &Path, arguments: &cli::Rejects, console: &mut Console) -> Result<()> {
    let sandbox = super::open_to_read(db)?;
    let loads = sandbox.loads()?;
    if let Some(load) = arguments.load.filter(|load| !loads.contains(load)) {
        return Err(Error::usage(UsageError::NoLoad { load, loads: loads.len() }));
    }
    let values = [
        ("load".to_owned(), arguments.load.map_or(Value::Null, Value::Integer)),
        ("path".to_owned(), arguments.path.clone().map_or(Value::Null, Value::Text)),
    ];
    let Some(report) = internal("rejected-rows") else { return Ok(()) };
    let mut rows = sandbox.prepare(&report.sql)?;
    rows.bind(&values)?;
    if rows.cursor().next().transpose()?.is_none() {
        if arguments.load.is_none() && arguments.path.is_none() {
            console.say("no load refused a row");
            return Ok(());
        }
        return Err(Error::usage(UsageError::NoRejects { load: arguments.load, path: arguments.path.clone() }));
    }
    let Some(target) = &arguments.output else {
        let output = Output { format: arguments.format, output: None };
        return internal("rejects")
            .map_or(Ok(()), |report| super::output::write_report(&report, &values, &sandbox, &output, console));
    };
    match read(&mut rows)?.as_slice() {
        [file] => super::output::write_text(Some(target), &(file.lines().join("\n") + "\n"), console),
        files => {
            let paths = files.iter().map(|file| file.path.clone()).collect();
            Err(Error::usage(UsageError::RejectsOfSeveralFiles { paths }))
        }
    }
}

/// The refused rows of one file.
struct RefusedRows {
    path: String,
    /// Not there where the file has none: then there is no column for the reason either.
    header: Option<String>,
    dialect: String,
    /// Each row with what is wrong with it.
    rows: Vec<(String, String)>,
}

/// What of a Table Dialect matters for one more cell.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Dialect {
    delimiter: char,
    quote_char: char,
}

impl RefusedRows {
    /// The lines of a file of the same shape, with a last column that tells the reason.
    fn lines(&self) -> Vec<String> {
        let Ok(Dialect { delimiter, quote_char }) = serde_json::from_str(&self.dialect) else { return Vec::new() };
        let Some(header) = &self.header else { return self.rows.iter().map(|(row, _)| row.clone()).collect() };
        let cells = |line: &str| {
            let mut reader = csv::ReaderBuilder::new();
            reader.has_headers(false).delimiter(delimiter as u8).quote(quote_char as u8);
            let mut row = csv::StringRecord::new();
            let is_read = reader.from_reader(line.as_bytes()).read_record(&mut row).unwrap_or(false);
            if is_read { row.len() } else { 0 }
        };
        let wanted = cells(header);
        let quoted = |text: &str| {
            format!("{quote_char}{}{quote_char}", text.replace(quote_char, &format!("{quote_char}{quote_char}")))
        };
        let row = |(row, reason): &(String, String)| {
            // The reason stands in its own column also where cells are missing.
            let is_closed = row.matches(quote_char).count() % 2 == 0;
            let missing = if is_closed { wanted.saturating_sub(cells(row)) } else { 0 };
            let gap = delimiter.to_string().repeat(1 + missing);
            format!("{row}{gap}{}", quoted(reason))
        };
        std::iter::once(format!("{header}{delimiter}{REASON}")).chain(self.rows.iter().map(row)).collect()
    }
}

fn read(statement: &mut Statement<'_>) -> Result<Vec<RefusedRows>> {
    let mut files: Vec<RefusedRows> = Vec::new();
    statement.for_each(|cells| {
        let text = |index: usize| match &cells[index] {
            Cell::Text(text) => Some(text.clone()),
            _ => None,
        };
        let (path, header, dialect) = (text(0).unwrap_or_default(), text(1), text(2).unwrap_or_default());
        let row = (text(3).unwrap_or_default(), text(4).unwrap_or_default());
        match files.iter_mut().find(|file| file.path == path) {
            Some(file) => file.rows.push(row),
            None => files.push(RefusedRows { path, header, dialect, rows: vec![row] }),
        }
        Ok(true)
    })?;
    Ok(files)
}
