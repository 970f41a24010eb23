//! `yearbook export`: writes the figures for other programs.

use std::path::Path;

use super::bar::Bar;
use super::opening::open_whole;
use super::paths::shown;
use crate::cli;
use crate::console::Console;
use crate::error::Result;
use crate::export::{Exported, Filter, export};
use crate::interrupt;
use crate::problem::counted;

pub(super) fn run(db: &Path, arguments: &cli::Export, console: &mut Console) -> Result<()> {
    let sandbox = open_whole(db, &arguments.reading, console)?;
    let filter = Filter {
        metric: arguments.metric.as_deref(),
        region: arguments.region.as_deref(),
        sector: arguments.sector.as_deref(),
        enterprise: arguments.enterprise.as_deref(),
        source: arguments.source.as_deref(),
    };
    let bar = Bar::new(console);
    let mut show = |done, all| {
        bar.show("{human_pos} of {human_len} figures", done, all);
        interrupt::check()
    };
    let exported = export(arguments.to, &arguments.folder, &arguments.shard, &filter, &sandbox, &mut show);
    bar.clear(console);
    let Exported { figures, files, unchanged, removed } = exported?;
    let some = |count: u64, what: &str| if count == 0 { String::new() } else { format!(", {count} {what}") };
    console.say(&format!(
        "exported {} to {}: {} written{}{}",
        counted(figures, "figure"),
        shown(&arguments.folder),
        counted(files, "file"),
        some(unchanged, "unchanged"),
        some(removed, "removed"),
    ));
    Ok(())
}
