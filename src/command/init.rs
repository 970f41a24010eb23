//! `yearbook init`: creates a database, or migrates it to the newest schema.

use std::path::Path;

use super::arguments::epoch;
use super::paths::shown;
use crate::console::Console;
use crate::error::Result;
use crate::store::{SCHEMA_VERSION, Store};

pub(super) fn run(db: &Path, console: &mut Console) -> Result<()> {
    let store = Store::open_or_create(db, epoch()?.as_deref())?;
    let done = match (store.is_new(), store.migrated_from()) {
        (true, _) => format!("created {} with schema {SCHEMA_VERSION}", shown(db)),
        (false, Some(before)) => format!("migrated {} from schema {before} to {SCHEMA_VERSION}", shown(db)),
        (false, None) => format!("{} has schema {SCHEMA_VERSION} already", shown(db)),
    };
    store.finish()?;
    console.say(&done);
    Ok(())
}
