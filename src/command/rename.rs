//! `yearbook rename` and `yearbook merge`: another code for something, or one thing in place of two.

use std::path::Path;

use super::figures::codes_to_correct;
use super::paths::shown;
use super::undo::{changes, correct};
use crate::cli::{self, Mergeable, Renamable};
use crate::console::Console;
use crate::correction;
use crate::error::Result;
use crate::load::TableName;

pub(super) fn run(db: &Path, arguments: &cli::Rename, console: &mut Console) -> Result<()> {
    let cli::Rename { kind, old, new, dry_run } = arguments;
    let table = match kind {
        Renamable::Source => TableName::Source,
        Renamable::Metric => TableName::Metric,
        Renamable::Region => TableName::Region,
        Renamable::Sector => TableName::Sector,
        Renamable::Enterprise => TableName::Enterprise,
    };
    let [old] = &codes_to_correct(db, table.text(), [old])?;
    let done = correct(db, *dry_run, |store, when| correction::rename(store, when, table, old, new))?;
    let (word, db) = (table.text(), shown(db));
    console.say(&match done.load_id {
        Some(load_id) => format!("rename {load_id}: {word} {old} of {db} is now {new}{}", changes(&done)),
        None => format!(
            "{word} {old} of {db} would be {new}{}\nnothing was changed; without --dry-run it is renamed",
            changes(&done)
        ),
    });
    Ok(())
}

pub(super) fn merge(db: &Path, arguments: &cli::Merge, console: &mut Console) -> Result<()> {
    let cli::Merge { kind, from, into, dry_run } = arguments;
    let table = match kind {
        Mergeable::Metric => TableName::Metric,
        Mergeable::Region => TableName::Region,
        Mergeable::Sector => TableName::Sector,
        Mergeable::Enterprise => TableName::Enterprise,
    };
    let [from, into] = &codes_to_correct(db, table.text(), [from, into])?;
    let done = correct(db, *dry_run, |store, when| correction::merge(store, when, table, from, into))?;
    let (word, db) = (table.text(), shown(db));
    console.say(&match done.load_id {
        Some(load_id) => format!("merge {load_id}: {word} {from} of {db} is merged into {into}{}", changes(&done)),
        None => format!(
            "{word} {from} of {db} would be merged into {into}{}\nnothing was changed; without --dry-run it is merged",
            changes(&done)
        ),
    });
    Ok(())
}
