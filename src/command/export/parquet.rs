//! `yearbook export --to parquet`.

use std::path::Path;

use super::scope::{self, report};
use crate::cli;
use crate::command::paths::shown;
use crate::console::Console;
use crate::error::Result;
use crate::export::{self, OtherReport};

pub(super) fn run(db: &Path, arguments: &cli::Export, console: &mut Console) -> Result<()> {
    let exported = scope::export(db, arguments, console, |sandbox, filter, show| {
        export::to_parquet(&arguments.path, arguments.shard(), arguments.replace, filter, sandbox, show)
    })?;
    report(&exported, &arguments.path, console);
    for OtherReport { path, shard } in &exported.other_reports {
        let path = shown(&arguments.path.join(path));
        console.say(&format!(
            "{path} keeps the report of the shard `{shard}`, which differs from the one in this database; rename one of them"
        ));
    }
    Ok(())
}
