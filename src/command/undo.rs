//! `yearbook undo`: takes the newest load or correction back.

use std::path::Path;

use super::arguments::{epoch, now};
use super::paths::shown;
use crate::console::Console;
use crate::correction::{self, Corrected, Done, When};
use crate::error::Result;
use crate::problem::counted;
use crate::store::Store;

pub(super) fn run(db: &Path, console: &mut Console) -> Result<()> {
    let started_at = epoch()?.unwrap_or_else(now);
    let store = Store::open_to_change(db)?;
    let when = When { started_at: &started_at, version: env!("CARGO_PKG_VERSION") };
    let Done { load_id, about, corrected } = correction::undo(&store, when)?;
    store.finish()?;
    console.say(&format!("undo {load_id}: {about} of {} is taken back{}", shown(db), counts(corrected)));
    Ok(())
}

/// What a correction changed, in a line of its own.
pub(super) fn counts(corrected: Corrected) -> String {
    let Corrected { added, replaced, withdrawn, rows } = corrected;
    let rows = if rows == 1 { "1 row of another table".to_owned() } else { format!("{rows} rows of other tables") };
    format!(
        "\n  {} = {added} added + {replaced} replaced + {withdrawn} withdrawn\n  {rows} changed",
        counted(added + replaced + withdrawn, "figure")
    )
}
