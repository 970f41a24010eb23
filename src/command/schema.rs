//! `yearbook schema`: the data dictionary.

use std::path::Path;

use rusqlite::types::Value;

use crate::cli::Output;
use crate::console::Console;
use crate::error::{Error, Result, UsageError};
use crate::model::nearest;
use crate::problem::Suggestion;
use crate::report::internal;

pub fn run(db: &Path, table: Option<&str>, output: &Output, console: &mut Console) -> Result<()> {
    let sandbox = super::open_to_read(db)?;
    let Some(table) = table else {
        return internal("schema")
            .map_or(Ok(()), |report| super::output::write_report(&report, &[], &sandbox, output, console));
    };
    let tables = sandbox.tables();
    if !tables.iter().any(|known| known == table) {
        let near = nearest(table, &tables, |known| known).cloned();
        let near = near.map(Suggestion::of);
        return Err(Error::usage(UsageError::UnknownTable { name: table.to_owned(), near }));
    }
    let values = [("table".to_owned(), Value::Text(table.to_owned()))];
    internal("schema-table").map_or(Ok(()), |mut report| {
        report.title = format!("Columns of {table}");
        super::output::write_report(&report, &values, &sandbox, output, console)
    })
}
