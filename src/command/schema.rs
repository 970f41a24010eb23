//! `yearbook schema`: the data dictionary.

use std::path::Path;

use rusqlite::types::Value;

use super::opening::open_to_read;
use crate::cli::Output;
use crate::console::Console;
use crate::error::{Error, Result, UsageError};
use crate::model::nearest;
use crate::problem::Suggestion;
use crate::report::Internal;
use crate::store::Sandbox;

pub(super) fn run(db: &Path, table: Option<&str>, output: &Output, console: &mut Console) -> Result<()> {
    write(&open_to_read(db)?, table, output, console)
}

/// Writes the tables and views, or the columns of one.
pub(super) fn write(sandbox: &Sandbox, table: Option<&str>, output: &Output, console: &mut Console) -> Result<()> {
    let Some(table) = table else {
        return super::output::write_report(&Internal::Schema.report()?, &[], sandbox, output, console);
    };
    let tables = sandbox.tables();
    if !tables.iter().any(|known| known == table) {
        let near = nearest(table, &tables, |known| known).cloned();
        let near = near.map(Suggestion::of);
        return Err(Error::usage(UsageError::UnknownTable { name: table.to_owned(), near }));
    }
    let values = [("table".to_owned(), Value::Text(table.to_owned()))];
    let mut report = Internal::SchemaTable.report()?;
    report.title = format!("Columns of {table}");
    super::output::write_report(&report, &values, sandbox, output, console)
}
