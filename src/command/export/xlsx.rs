//! `yearbook export --to xlsx`.

use std::path::Path;

use super::scope::{self, write_if_changed};
use crate::cli;
use crate::command::output::ending;
use crate::console::Console;
use crate::error::Result;
use crate::export::{self, ROWS, Read};

pub(super) fn run(db: &Path, arguments: &cli::Export, console: &mut Console) -> Result<()> {
    ending(Some(&arguments.path), "a workbook", &["xlsx"])?;
    let cli::Export { path, reading, .. } = arguments;
    scope::run(db, arguments, console, |sandbox, filter, show| {
        let read = Read { filter, as_of: reading.as_of, at_load: reading.at_load, rows: ROWS };
        write_if_changed(path, |file| export::to_xlsx(file, &read, sandbox, show))
    })
}
