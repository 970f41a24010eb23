//! `yearbook export --to plain` and `--to csv`.

use std::path::Path;

use super::scope::{self, report};
use crate::cli;
use crate::console::Console;
use crate::error::Result;
use crate::export::{self, Exported, Filter, Show};
use crate::store::Sandbox;

pub(super) fn plain(db: &Path, arguments: &cli::Export, console: &mut Console) -> Result<()> {
    run(db, arguments, console, |sandbox, filter, show| export::to_plain(&arguments.path, filter, sandbox, show))
}

pub(super) fn csv(db: &Path, arguments: &cli::Export, console: &mut Console) -> Result<()> {
    let cli::Export { path, bom, .. } = arguments;
    run(db, arguments, console, |sandbox, filter, show| export::to_csv(path, *bom, filter, sandbox, show))
}

/// `write` returns what was written and what was left out.
fn run(
    db: &Path,
    arguments: &cli::Export,
    console: &mut Console,
    write: impl FnOnce(&Sandbox, &Filter, Show<'_>) -> Result<(Exported, Vec<String>)>,
) -> Result<()> {
    let (exported, left_out) = scope::export(db, arguments, console, write)?;
    report(&exported, &arguments.path, console);
    console.say(&format!("not exported: {}", left_out.join("; ")));
    Ok(())
}
