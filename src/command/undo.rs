//! `yearbook undo`: takes the newest load or correction back.

use std::path::Path;

use super::arguments::{epoch, now};
use super::paths::shown;
use crate::cli;
use crate::console::Console;
use crate::correction::{self, Corrected, Done, When};
use crate::error::Result;
use crate::problem::counted;
use crate::store::Store;

pub(super) fn run(db: &Path, arguments: &cli::Undo, console: &mut Console) -> Result<()> {
    let done = correct(db, arguments.dry_run, correction::undo)?;
    let (about, db) = (&done.about, shown(db));
    console.say(&match done.load_id {
        Some(load_id) => format!("undo {load_id}: {about} of {db} is taken back{}", changes(&done)),
        None => format!(
            "{about} of {db} would be taken back{}\nnothing was changed; without --dry-run it is taken back",
            changes(&done)
        ),
    });
    Ok(())
}

/// Corrects a database, or finds what a correction would do.
pub(super) fn correct<T>(db: &Path, is_dry: bool, correction: impl FnOnce(&Store, When<'_>) -> Result<T>) -> Result<T> {
    let started_at = epoch()?.unwrap_or_else(now);
    let store = Store::open_to_change(db)?;
    let done = correction(&store, When { started_at: &started_at, version: env!("CARGO_PKG_VERSION"), is_dry })?;
    store.finish()?;
    Ok(done)
}

/// What a correction changed, in lines of their own; of one that only would, the rows of each table.
pub(super) fn changes(done: &Done) -> String {
    let Done { load_id, corrected: Corrected { added, replaced, withdrawn, moved, rows }, tables, .. } = done;
    let mut lines = String::new();
    if *moved > 0 {
        lines += &format!("\n  {} moved", counted(*moved, "figure"));
    }
    let all = added + replaced + withdrawn;
    if all > 0 {
        lines +=
            &format!("\n  {} = {added} added + {replaced} replaced + {withdrawn} withdrawn", counted(all, "figure"));
    }
    if load_id.is_none() {
        lines.extend(tables.iter().map(|(table, rows)| format!("\n  {table}: {} changed", counted(*rows, "row"))));
        return lines;
    }
    let rows = if *rows == 1 { "1 row of another table".to_owned() } else { format!("{rows} rows of other tables") };
    lines + &format!("\n  {rows} changed")
}
