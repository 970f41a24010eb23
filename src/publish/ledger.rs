//! The loads and corrections of a database, as the pages need them.

use std::collections::{HashMap, HashSet};

use super::rows::{each, text, whole};
use crate::error::Result;
use crate::report::Internal;
use crate::store::Sandbox;

/// The entries of the ledger, by their numbers.
#[derive(Default)]
pub(super) struct Ledger {
    days: HashMap<i64, String>,
    /// The entries without an effect: those that were undone, and what undid them.
    undone: HashSet<i64>,
}

impl Ledger {
    /// # Errors
    /// The database cannot be read.
    pub(super) fn read(sandbox: &Sandbox) -> Result<Self> {
        let mut ledger = Self::default();
        // The newest entry is the first.
        let mut undos = 0;
        each(Internal::Log, &[], sandbox, |row| {
            let (load, is_undo) = (whole(row, 0), text(row, 2) == "undo");
            ledger.days.insert(load, text(row, 1).split('T').next().unwrap_or_default().to_owned());
            // An undo takes back the entry before it, which may be an undo.
            if is_undo || undos % 2 == 1 {
                ledger.undone.insert(load);
            }
            undos = if is_undo { undos + 1 } else { 0 };
        })?;
        Ok(ledger)
    }

    /// The day of an entry.
    pub(super) fn day(&self, load: i64) -> Option<&str> {
        self.days.get(&load).map(String::as_str)
    }

    /// Whether an entry has no effect any more.
    pub(super) fn is_undone(&self, load: i64) -> bool {
        self.undone.contains(&load)
    }
}
