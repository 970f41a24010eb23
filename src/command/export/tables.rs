//! `yearbook export --to plain` and `--to csv`.

use std::path::Path;

use super::scope::{Progress, filter, report};
use crate::cli;
use crate::command::opening::open_whole;
use crate::console::Console;
use crate::error::Result;
use crate::export::{self, Exported, Filter, Show};
use crate::store::Sandbox;

pub(super) fn plain(db: &Path, arguments: &cli::Export, console: &mut Console) -> Result<()> {
    run(db, arguments, console, &|filter, sandbox, show| export::to_plain(&arguments.path, filter, sandbox, show))
}

pub(super) fn csv(db: &Path, arguments: &cli::Export, console: &mut Console) -> Result<()> {
    let cli::Export { path, bom, .. } = arguments;
    run(db, arguments, console, &|filter, sandbox, show| export::to_csv(path, *bom, filter, sandbox, show))
}

/// Writes the tables, and returns what was written and what was left out.
type Write<'a> = &'a dyn Fn(&Filter, &Sandbox, Show<'_>) -> Result<(Exported, Vec<String>)>;

fn run(db: &Path, arguments: &cli::Export, console: &mut Console, write: Write<'_>) -> Result<()> {
    let sandbox = open_whole(db, &arguments.reading, console)?;
    let filter = filter(arguments, &sandbox)?;
    let mut progress = Progress::new(console);
    let exported = write(&filter, &sandbox, &mut |done, all| progress.show(done, all));
    progress.end(console);
    let (exported, left_out) = exported?;
    report(&exported, &arguments.path, console);
    console.say(&format!("not exported: {}", left_out.join("; ")));
    Ok(())
}
