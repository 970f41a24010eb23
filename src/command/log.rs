//! `yearbook log`: the list of loads.

use std::path::Path;

use rusqlite::types::Value;

use super::opening::open_to_read;
use crate::cli::Output;
use crate::console::Console;
use crate::error::{Error, Result, UsageError};
use crate::report::Internal;

pub(super) fn run(db: &Path, load: Option<i64>, output: &Output, console: &mut Console) -> Result<()> {
    let sandbox = open_to_read(db)?;
    let (statement, values) = match load {
        None => (Internal::Log, Vec::new()),
        Some(load) => {
            let loads = sandbox.loads()?;
            if !loads.contains(&load) {
                return Err(Error::usage(UsageError::NoLoad { file: db.to_owned(), load, loads: loads.len() }));
            }
            (Internal::LogFiles, vec![("load".to_owned(), Value::Integer(load))])
        }
    };
    super::output::write_report(&statement.report()?, &values, &sandbox, output, console)
}
