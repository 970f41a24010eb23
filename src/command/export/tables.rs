//! `yearbook export --to plain` and `--to csv`.

use std::path::Path;

use super::scope::run;
use crate::cli;
use crate::console::Console;
use crate::error::Result;
use crate::export;

pub(super) fn plain(db: &Path, arguments: &cli::Export, console: &mut Console) -> Result<()> {
    run(db, arguments, console, |sandbox, filter, show| export::to_plain(&arguments.path, filter, sandbox, show))
}

pub(super) fn csv(db: &Path, arguments: &cli::Export, console: &mut Console) -> Result<()> {
    let cli::Export { path, bom, .. } = arguments;
    run(db, arguments, console, |sandbox, filter, show| export::to_csv(path, *bom, filter, sandbox, show))
}
