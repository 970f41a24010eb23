//! `yearbook rejects`: the rows that a load refused, to be read or to be mended.

use std::path::Path;

use rusqlite::types::Value;

use crate::cli::{self, Output};
use crate::console::Console;
use crate::error::{Error, Result, UsageError};
use crate::load::REASON;
use crate::report::internal;
use crate::store::Sandbox;
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
    let files = read(&sandbox, &values)?;
    match (files.as_slice(), &arguments.output) {
        ([], _) => Err(Error::usage(UsageError::NoRejects { load: arguments.load, path: arguments.path.clone() })),
        (_, None) => internal("rejects").map_or(Ok(()), |report| {
            let output = Output { format: arguments.format, output: None };
            super::output::write_report(&report, &values, &sandbox, &output, console)
        }),
        ([file], Some(target)) => super::output::write_file(target, console, &mut |out| {
            file.lines()
                .try_for_each(|line| writeln!(out, "{line}"))
                .map_err(|source| Error::io("writing", target, source))
        }),
        (files, Some(_)) => {
            let paths = files.iter().map(|file| file.path.clone()).collect();
            Err(Error::usage(UsageError::RejectsOfSeveralFiles { paths }))
        }
    }
}

/// The refused rows of one file, or of several with the same columns.
struct RefusedRows {
    path: String,
    header: String,
    delimiter: String,
    /// Each row with what is wrong with it.
    rows: Vec<(String, String)>,
}

impl RefusedRows {
    /// The lines of a file of the same shape, with a last column that tells the reason.
    fn lines(&self) -> impl Iterator<Item = String> {
        let line = |row: &str, reason: &str| format!("{row}{}{reason}", self.delimiter);
        let header = line(&self.header, REASON);
        let rows =
            self.rows.iter().map(move |(row, reason)| line(row, &format!("\"{}\"", reason.replace('"', "\"\""))));
        std::iter::once(header).chain(rows)
    }
}

fn read(sandbox: &Sandbox, values: &[(String, Value)]) -> Result<Vec<RefusedRows>> {
    let mut files: Vec<RefusedRows> = Vec::new();
    let Some(report) = internal("rejected-rows") else { return Ok(files) };
    let mut statement = sandbox.prepare(&report.sql)?;
    statement.bind(values)?;
    statement.for_each(|cells| {
        let text = |index: usize| match &cells[index] {
            Cell::Text(text) => text.clone(),
            _ => String::new(),
        };
        let (path, header, delimiter) = (text(0), text(1), text(2));
        let row = (text(3), text(4));
        match files.iter_mut().find(|file| file.header == header && file.delimiter == delimiter) {
            Some(file) => file.rows.push(row),
            None => files.push(RefusedRows { path, header, delimiter, rows: vec![row] }),
        }
        Ok(true)
    })?;
    Ok(files)
}
