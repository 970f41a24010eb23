//! `yearbook init`: creates a database, or migrates it to the newest schema.

use std::path::Path;

use super::arguments::{epoch, now};
use super::paths::shown;
use crate::console::Console;
use crate::error::{Error, Result, StoreFault};
use crate::store::{SCHEMA_VERSION, Store, Transaction};

pub(super) fn run(db: &Path, console: &mut Console) -> Result<()> {
    let epoch = epoch()?;
    let store = Store::open_or_create(db, epoch.as_deref())?;
    let created = format!("created {} with schema {SCHEMA_VERSION}", shown(db));
    if store.is_new() {
        return match store.finish() {
            // Another `init` was faster.
            Err(Error::Store { fault: StoreFault::Appeared, .. }) => run(db, console),
            finished => finished.map(|()| console.say(&created)),
        };
    }
    let migrated_from = match store.is_older() {
        true => {
            let transaction = Transaction::begin(&store, &epoch.unwrap_or_else(now))?;
            let migrated_from = transaction.migrated_from();
            transaction.commit()?;
            store.leave_wal();
            migrated_from
        }
        false => None,
    };
    console.say(&match migrated_from {
        Some(0) => created,
        Some(before) => format!("migrated {} from schema {before} to {SCHEMA_VERSION}", shown(db)),
        None => format!("{} has schema {SCHEMA_VERSION} already", shown(db)),
    });
    Ok(())
}
