//! `yearbook rejects`: lists the rejected rows of a load, or writes them to be corrected.

use std::path::Path;

use rusqlite::types::Value;
use serde::Deserialize;

use super::opening::open_to_read;
use crate::cli::{self, Output};
use crate::console::Console;
use crate::dataset::{NO_QUOTES, REASON};
use crate::error::{Error, Result, UsageError};
use crate::report::Internal;
use crate::store::Statement;

pub(super) fn run(db: &Path, arguments: &cli::Rejects, console: &mut Console) -> Result<()> {
    super::output::ending(arguments.output.as_deref(), "rejected rows", &["csv", "tsv", "tab", "txt"])?;
    let sandbox = open_to_read(db)?;
    let loads = sandbox.loads()?;
    if let Some(load) = arguments.load.filter(|load| !loads.contains(load)) {
        return Err(Error::usage(UsageError::NoLoad { file: db.to_owned(), load, loads: loads.len() }));
    }
    let values = [
        ("load".to_owned(), arguments.load.map_or(Value::Null, Value::Integer)),
        ("path".to_owned(), arguments.path.clone().map_or(Value::Null, Value::Text)),
    ];
    let mut rows = sandbox.prepare(&Internal::RejectedRows.report()?.sql)?;
    rows.bind(&values)?;
    if rows.cursor().advance()?.is_none() {
        if arguments.load.is_none() && arguments.path.is_none() {
            console.say("no load rejected a row");
            return Ok(());
        }
        return Err(Error::usage(UsageError::NoRejects { load: arguments.load, path: arguments.path.clone() }));
    }
    let Some(target) = &arguments.output else {
        let output = Output { format: arguments.format, ..Output::default() };
        return super::output::write_report(&Internal::Rejects.report()?, &values, &sandbox, &output, console);
    };
    match read(&mut rows)?.as_slice() {
        [file] => super::output::write_text(Some(target), &(file.lines().join("\n") + "\n"), console),
        files => {
            let paths = files.iter().map(|file| file.path.clone()).collect();
            Err(Error::usage(UsageError::RejectsOfSeveralFiles { paths }))
        }
    }
}

/// The rejected rows of one file.
struct RejectedRows {
    path: String,
    /// `None` if the file has no header; then there is no column for the reason either.
    header: Option<String>,
    dialect: String,
    /// Each row with the reason.
    rows: Vec<(String, String)>,
}

/// The part of a Table Dialect that is needed to append a cell.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Dialect {
    delimiter: char,
    quote_char: char,
}

impl RejectedRows {
    /// The lines of a file with the same columns, and the reason in a last column.
    fn lines(&self) -> Vec<String> {
        let Ok(Dialect { delimiter, quote_char }) = serde_json::from_str(&self.dialect) else { return Vec::new() };
        let Some(header) = &self.header else { return self.rows.iter().map(|(row, _)| row.clone()).collect() };
        let cells = |line: &str| {
            let mut reader = csv::ReaderBuilder::new();
            reader
                .has_headers(false)
                .delimiter(delimiter as u8)
                .quote(quote_char as u8)
                .quoting(quote_char != NO_QUOTES);
            let mut row = csv::StringRecord::new();
            let is_read = reader.from_reader(line.as_bytes()).read_record(&mut row).unwrap_or(false);
            if is_read { row.len() } else { 0 }
        };
        let wanted = cells(header);
        let quoted = |text: &str| match quote_char {
            NO_QUOTES => text.replace(delimiter, " "),
            _ => format!("{quote_char}{}{quote_char}", text.replace(quote_char, &format!("{quote_char}{quote_char}"))),
        };
        let row = |(row, reason): &(String, String)| {
            // The reason is in its own column also if cells are missing.
            let is_closed = row.matches(quote_char).count() % 2 == 0;
            let missing = if is_closed { wanted.saturating_sub(cells(row)) } else { 0 };
            let gap = delimiter.to_string().repeat(1 + missing);
            format!("{row}{gap}{}", quoted(reason))
        };
        std::iter::once(format!("{header}{delimiter}{REASON}")).chain(self.rows.iter().map(row)).collect()
    }
}

fn read(statement: &mut Statement<'_>) -> Result<Vec<RejectedRows>> {
    let mut files: Vec<RejectedRows> = Vec::new();
    statement.for_each(|cells| {
        let text = |index: usize| cells[index].text().map(str::to_owned);
        let (path, header, dialect) = (text(0).unwrap_or_default(), text(1), text(2).unwrap_or_default());
        let row = (text(3).unwrap_or_default(), text(4).unwrap_or_default());
        match files.iter_mut().find(|file| file.path == path) {
            Some(file) => file.rows.push(row),
            None => files.push(RejectedRows { path, header, dialect, rows: vec![row] }),
        }
        Ok(true)
    })?;
    Ok(files)
}
