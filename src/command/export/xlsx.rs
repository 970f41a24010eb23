//! `yearbook export --to xlsx`.

use std::path::Path;

use super::scope::{Progress, filter, report, write_if_changed};
use crate::cli;
use crate::command::opening::open_whole;
use crate::command::output::ending;
use crate::console::Console;
use crate::error::Result;
use crate::export::{self, ROWS, Read};

pub(super) fn run(db: &Path, arguments: &cli::Export, console: &mut Console) -> Result<()> {
    ending(Some(&arguments.path), "a workbook", &["xlsx"])?;
    let sandbox = open_whole(db, &arguments.reading, console)?;
    let filter = filter(arguments, &sandbox)?;
    let read = Read {
        filter: &filter,
        as_of: arguments.reading.as_of.as_deref(),
        at_load: arguments.reading.at_load,
        rows: ROWS,
    };
    let mut progress = Progress::new(console);
    let exported = write_if_changed(&arguments.path, &mut |file| {
        export::to_xlsx(file, &read, &sandbox, &mut |done, all| progress.show(done, all))
    });
    progress.end(console);
    report(&exported?, &arguments.path, console);
    Ok(())
}
