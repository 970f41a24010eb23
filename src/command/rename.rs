//! `yearbook rename` and `yearbook merge`: another code for something, or one thing in place of two.

use std::path::Path;

use super::arguments::{epoch, now};
use super::paths::shown;
use super::undo::counts;
use crate::cli::{self, Mergeable, Renamable};
use crate::console::Console;
use crate::correction::{self, Done, When};
use crate::error::Result;
use crate::load::TableName;
use crate::store::Store;

pub(super) fn run(db: &Path, arguments: &cli::Rename, console: &mut Console) -> Result<()> {
    let cli::Rename { kind, old, new } = arguments;
    let table = match kind {
        Renamable::Source => TableName::Source,
        Renamable::Metric => TableName::Metric,
        Renamable::Region => TableName::Region,
        Renamable::Sector => TableName::Sector,
        Renamable::Enterprise => TableName::Enterprise,
    };
    let Done { load_id, corrected, .. } = correct(db, |store, when| correction::rename(store, when, table, old, new))?;
    let (word, db) = (table.text(), shown(db));
    let rows = counts(corrected);
    console.say(&format!("rename {load_id}: {word} {old} of {db} is now {new}{rows}"));
    Ok(())
}

pub(super) fn merge(db: &Path, arguments: &cli::Merge, console: &mut Console) -> Result<()> {
    let cli::Merge { kind, from, into } = arguments;
    let table = match kind {
        Mergeable::Metric => TableName::Metric,
        Mergeable::Region => TableName::Region,
        Mergeable::Sector => TableName::Sector,
        Mergeable::Enterprise => TableName::Enterprise,
    };
    let Done { load_id, corrected, .. } = correct(db, |store, when| correction::merge(store, when, table, from, into))?;
    let (word, db) = (table.text(), shown(db));
    let counts = counts(corrected);
    console.say(&format!("merge {load_id}: {word} {from} of {db} is merged into {into}{counts}"));
    Ok(())
}

/// Corrects a database.
fn correct(db: &Path, correction: impl FnOnce(&Store, When<'_>) -> Result<Done>) -> Result<Done> {
    let started_at = epoch()?.unwrap_or_else(now);
    let store = Store::open_to_change(db)?;
    let done = correction(&store, When { started_at: &started_at, version: env!("CARGO_PKG_VERSION") })?;
    store.finish()?;
    Ok(done)
}
