//! `yearbook log`: the ledger of loads.

use std::path::Path;

use rusqlite::types::Value;

use crate::cli::Output;
use crate::console::Console;
use crate::error::{Error, Result, UsageError};
use crate::report::internal;

pub fn run(db: &Path, load: Option<i64>, output: &Output, console: &mut Console) -> Result<()> {
    let sandbox = super::open_to_read(db)?;
    let (name, values) = match load {
        None => ("log", Vec::new()),
        Some(load) => {
            let loads = sandbox.loads()?;
            if !loads.contains(&load) {
                return Err(Error::usage(UsageError::NoLoad { load, loads: loads.len() }));
            }
            ("log-files", vec![("load".to_owned(), Value::Integer(load))])
        }
    };
    internal(name).map_or(Ok(()), |report| super::output::write_report(&report, &values, &sandbox, output, console))
}
