//! What a shell offers for an argument: names and codes of the database that the command line names.
//!
//! A shell calls the program with what has been typed so far. It must answer soon and write nothing, also where there is no
//! database.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::time::Duration;

use clap_complete::engine::CompletionCandidate;

use super::value::database_of_environment;
use crate::candidates;
use crate::diagnostic;
use crate::problem::Suggestion;
use crate::store::{Limits, Sandbox, Store};

/// How long a statement may take.
const PATIENCE: Duration = Duration::from_secs(1);

pub(super) fn reports() -> Vec<CompletionCandidate> {
    offered(|sandbox, _| candidates::reports(sandbox), "")
}

/// `key=value` for the report that the command line names.
pub(super) fn parameters(typed: &OsStr) -> Vec<CompletionCandidate> {
    let report = word_after(&["report", "cite", "--report"]).unwrap_or_default();
    offered(|sandbox, typed| candidates::parameters(&report, typed, sandbox), typed)
}

pub(super) fn tables() -> Vec<CompletionCandidate> {
    offered(|sandbox, _| sandbox.tables().iter().map(Suggestion::of).collect(), "")
}

pub(super) fn topics() -> Vec<CompletionCandidate> {
    diagnostic::topics().into_iter().map(CompletionCandidate::new).collect()
}

/// The codes of one table.
pub(super) fn codes(table: &'static str) -> impl Fn(&OsStr) -> Vec<CompletionCandidate> {
    move |typed| offered(|sandbox, typed| candidates::codes(Some(table), typed, sandbox), typed)
}

/// The codes of the kind that the command line names, as in `rename region`.
pub(super) fn codes_of_kind(typed: &OsStr) -> Vec<CompletionCandidate> {
    let kind = word_after(&["remove", "rename", "merge"]).unwrap_or_default();
    match kind.as_str() {
        "report" => offered(|sandbox, _| candidates::reports(sandbox), typed),
        kind => offered(|sandbox, typed| candidates::codes(Some(kind), typed, sandbox), typed),
    }
}

fn offered(
    found: impl FnOnce(&Sandbox, &str) -> Vec<Suggestion>,
    typed: impl AsRef<OsStr>,
) -> Vec<CompletionCandidate> {
    let typed = typed.as_ref().to_string_lossy();
    let limits = Limits { timeout: Some(PATIENCE), ..Limits::default() };
    let Ok(sandbox) = Store::open(&database()).and_then(|store| store.into_sandbox(limits)) else { return Vec::new() };
    let candidate = |it: Suggestion| CompletionCandidate::new(it.code).help(it.name.map(Into::into));
    let fitting = found(&sandbox, &typed).into_iter().filter(|it| it.code.starts_with(&*typed));
    fitting.map(candidate).collect()
}

/// The words that have been typed.
fn words() -> Vec<String> {
    std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect()
}

/// The database of `--db` and of `YEARBOOK_DB`, else the default one.
fn database() -> PathBuf {
    let words = words();
    let given = words.iter().enumerate().find_map(|(place, word)| match word.strip_prefix("--db")? {
        "" => words.get(place + 1).cloned(),
        rest => rest.strip_prefix('=').map(str::to_owned),
    });
    given.map(PathBuf::from).or_else(database_of_environment).unwrap_or("yearbook.db".into())
}

/// The word after a command.
fn word_after(commands: &[&str]) -> Option<String> {
    let words = words();
    let place = words.iter().position(|word| commands.contains(&word.as_str()))?;
    words.into_iter().skip(place + 1).find(|word| !word.starts_with('-'))
}
