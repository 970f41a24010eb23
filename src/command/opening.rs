//! Opening the database that a command reads.

use std::path::Path;
use std::time::Duration;

use crate::cli::Reading;
use crate::console::Console;
use crate::draft;
use crate::error::{Error, Result, UsageError};
use crate::store::{Limits, Published, Sandbox, Store};

/// Opens a database for reading, without a time limit.
pub(super) fn open_to_read(db: &Path) -> Result<Sandbox> {
    Store::open(db)?.into_sandbox(Limits { end: Some(end), ..Limits::default() })
}

/// Opens a database to compare it: all that is read is of one state of the file. Returns whether the newest load was the last
/// change of it.
pub(super) fn open_to_compare(db: &Path) -> Result<(Sandbox, bool)> {
    let store = Store::open(db)?;
    store.begin_reading()?;
    let is_as_loaded = store.is_as_loaded()?;
    Ok((store.into_sandbox(Limits { end: Some(end), ..Limits::default() })?, is_as_loaded))
}

/// Ends the program, which only reads and can end at any point: nothing but the draft of its output is left to remove.
pub(super) fn end(error: &Error) {
    draft::remove_output();
    std::process::exit(Console::of_process().fail(error).into());
}

/// Opens a database for reading, as of a day or after a load, and with a time limit if given; reports which sources are
/// ignored.
pub(super) fn open(db: &Path, reading: &Reading, console: &mut Console) -> Result<Sandbox> {
    restricted(db, Store::open(db)?, reading, console)
}

/// The same, or an empty database where it is not given by a name and there is none.
pub(super) fn open_if_any(db: &Path, is_given: bool, reading: &Reading, console: &mut Console) -> Result<Sandbox> {
    let store = if is_given || db.exists() { Store::open(db)? } else { Store::empty()? };
    restricted(db, store, reading, console)
}

/// The same for many statements, which all read one state of the file.
pub(super) fn open_whole(db: &Path, reading: &Reading, console: &mut Console) -> Result<Sandbox> {
    let store = Store::open(db)?;
    store.begin_reading()?;
    restricted(db, store, reading, console)
}

fn restricted(db: &Path, mut store: Store, reading: &Reading, console: &mut Console) -> Result<Sandbox> {
    let limits = limits(&reading.timeout)?;
    if let Some(load) = reading.at_load {
        known_load(Some(load), &store.loads()?, db)?;
        store = store.at_load(load)?;
    }
    if let Some(day) = reading.as_of {
        let (seen, Published { sources, of, undated }) = store.published_by(day)?;
        store = seen;
        let undated = match undated {
            0 => String::new(),
            1 => "; 1 has no date and is ignored".to_owned(),
            _ => format!("; {undated} have no date and are ignored"),
        };
        console.say(&format!("as of {day}: {sources} of {of} sources had been published{undated}"));
    }
    store.into_sandbox(limits)
}

/// The load that is meant: the newest one where no number is given. Load 0 is the empty database before the first load.
pub(super) fn known_load(number: Option<i64>, loads: &[i64], file: &Path) -> Result<i64> {
    match number {
        Some(load) if load != 0 && !loads.contains(&load) => {
            Err(Error::usage(UsageError::NoLoad { file: file.to_owned(), load, loads: loads.len() }))
        }
        Some(load) => Ok(load),
        None => Ok(loads.last().copied().unwrap_or(0)),
    }
}

/// The limits of statements, from the value of `--timeout`.
fn limits(timeout: &str) -> Result<Limits> {
    match timeout.parse::<f64>().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()) {
        Some(timeout) => {
            let timeout = Some(timeout).filter(|timeout| !timeout.is_zero());
            Ok(Limits { timeout, end: Some(end), ..Limits::default() })
        }
        None => {
            let expected = "a number of seconds, such as 30 or 0.5; 0 is no limit";
            Err(Error::usage(UsageError::Number { flag: "--timeout", text: timeout.to_owned(), expected }))
        }
    }
}
