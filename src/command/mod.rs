//! One command, one file: arguments, stages, rendering. The only place where stages meet.

mod audit;
mod check;
mod cite;
mod completions;
mod dataset_reports;
mod demo;
mod diff;
mod edition;
mod figures;
mod history;
mod init;
mod inputs;
mod key;
mod last_query;
mod load;
mod log;
mod output;
mod query;
mod rejects;
mod report;
mod schema;
mod sniff;
mod stamp;
mod trace;
mod verify;

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::cli::{Cli, Command, ProblemFormat, Reading};
use crate::console::Console;
use crate::dataset::Folder;
use crate::diagnostic;
use crate::draft::folder_of;
use crate::error::{Error, Result, UsageError};
use crate::model::period::parse_date;
use crate::problem::{Findings, Problems};
use crate::store::{Limits, Published, Sandbox, Store};

/// Runs a command.
pub fn run(cli: Cli, console: &mut Console) -> Result<()> {
    let db = match &cli.command {
        Command::Demo { file: Some(file), .. } => file.clone(),
        _ => cli.db,
    };
    if let Some(target) = cli.command.target()
        && cli.command.other_databases().into_iter().chain([db.as_path()]).any(|db| is_of_database(target, db))
    {
        return Err(Error::usage(UsageError::OutputIsDatabase { file: target.to_owned() }));
    }
    match cli.command {
        Command::Demo { output, .. } => demo::run(&db, &output, console),
        Command::Init => init::run(&db, console),
        Command::Check(arguments) => check::run(&db, &arguments, console),
        Command::Load(arguments) => load::run(&db, &arguments, console),
        Command::Sniff(arguments) => sniff::run(&arguments, console),
        Command::Rejects(arguments) => rejects::run(&db, &arguments, console),
        Command::Report(arguments) => report::run(&db, &arguments, console),
        Command::Audit(arguments) => audit::run(&db, &arguments, console),
        Command::Cite(arguments) => cite::run(&db, &arguments, console),
        Command::Verify(arguments) => verify::run(&db, &arguments, console),
        Command::Query(arguments) => query::run(&db, &arguments, console),
        Command::Trace(arguments) => trace::run(&db, &arguments, console),
        Command::History(arguments) => history::run(&db, &arguments, console),
        Command::Schema { table, output } => schema::run(&db, table.as_deref(), &output, console),
        Command::Diff(arguments) => diff::run(&db, &arguments, console),
        Command::Log { load, output } => log::run(&db, load, &output, console),
        Command::Completions { shell } => completions::run(shell, console),
    }
}

/// Whether a file to write is the database, or one of those that SQLite keeps beside it.
fn is_of_database(target: &Path, db: &Path) -> bool {
    let full = |path: &Path| std::fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_default();
    let (target, db) = (full(target), full(db));
    ["", "-journal", "-wal", "-shm"].iter().any(|ending| {
        let mut beside = db.clone().into_os_string();
        beside.push(ending);
        target.as_os_str() == beside
    })
}

/// A database to read, with no limit of time.
fn open_to_read(db: &Path) -> Result<Sandbox> {
    Store::open(db)?.into_sandbox(Limits::default())
}

/// A database to read, as somebody wants to see it; says what is not seen.
fn open(db: &Path, reading: &Reading, console: &mut Console) -> Result<Sandbox> {
    let limits = limits(&reading.timeout)?;
    let day = reading.as_of.as_deref().map(day).transpose()?;
    let mut store = Store::open(db)?;
    if let Some(day) = day {
        let (seen, Published { sources, of, undated }) = store.as_of(day)?;
        store = seen;
        let undated = match undated {
            0 => String::new(),
            1 => "; 1 has no date and is left out".to_owned(),
            _ => format!("; {undated} have no date and are left out"),
        };
        console.say(&format!("as of {day}: {sources} of {of} sources had been published{undated}"));
    }
    store.into_sandbox(limits)
}

/// The day of an `--as-of`.
fn day(text: &str) -> Result<Date> {
    parse_date(text).map_err(|_| {
        let expected = "a date such as 2025-06-30";
        Error::usage(UsageError::Number { flag: "--as-of", text: text.to_owned(), expected })
    })
}

/// The time that the environment wants recorded in place of now, so that the same input gives the same bytes.
/// See <https://reproducible-builds.org/specs/source-date-epoch/>.
fn epoch() -> Result<Option<Timestamp>> {
    let Some(text) = std::env::var("SOURCE_DATE_EPOCH").ok().filter(|text| !text.is_empty()) else { return Ok(None) };
    let seconds = text.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    seconds.map(Some).ok_or_else(|| {
        let expected = "seconds since 1970, such as 1755043200";
        Error::usage(UsageError::Number { flag: "SOURCE_DATE_EPOCH", text, expected })
    })
}

/// What a statement may cost, by the value of `--timeout`.
fn limits(timeout: &str) -> Result<Limits> {
    match timeout.parse::<f64>().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()) {
        Some(Duration::ZERO) => Ok(Limits { timeout: None }),
        Some(timeout) => Ok(Limits { timeout: Some(timeout) }),
        None => {
            let expected = "a number of seconds, such as 30 or 0.5; 0 is never";
            Err(Error::usage(UsageError::Number { flag: "--timeout", text: timeout.to_owned(), expected }))
        }
    }
}

/// The `key=value` of a `-p`.
fn key_value(text: &str) -> Result<(String, String)> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.trim_start_matches(':').to_owned(), value.to_owned())),
        _ => Err(Error::usage(UsageError::ParameterForm { text: text.to_owned() })),
    }
}

/// Writes the problems of datasets to standard output, where that is asked for; then only their number remains to be told.
fn report_problems(format: ProblemFormat, result: Result<()>, console: &mut Console) -> Result<()> {
    if format == ProblemFormat::Text {
        return result;
    }
    match result {
        Err(Error::Problems(problems)) => {
            write_problems(&problems, &Findings::default(), console)?;
            Err(Error::Reported { problems: problems.count() })
        }
        Err(Error::Rejected { problems, rejected, db }) => {
            write_problems(&problems, &Findings::default(), console)?;
            Err(Error::Rejected { problems: Box::default(), rejected, db })
        }
        result => result,
    }
}

fn write_problems(problems: &Problems, findings: &Findings, console: &mut Console) -> Result<()> {
    let json = diagnostic::problems_as_json(problems, findings);
    console.print(format_args!("{json:#}\n"))
}

/// A path as people would type it.
fn shown(path: &Path) -> String {
    let text = path.display().to_string();
    if text.contains(char::is_whitespace) { format!("'{text}'") } else { text }
}

/// What of a command line names a database; nothing for the one that is looked for unnamed.
fn db_option(file: &Path) -> String {
    if file == Path::new("yearbook.db") { String::new() } else { format!(" --db {}", shown(file)) }
}

/// The folder of a dataset that was named by it or by its descriptor; `None` where a path names something else.
fn dataset_folder(path: &Path) -> Option<Folder> {
    const DESCRIPTOR: &str = "datapackage.json";
    if path.file_name().is_some_and(|name| name == DESCRIPTOR) {
        return Some(Folder::Disk(folder_of(path).to_owned()));
    }
    path.join(DESCRIPTOR).exists().then(|| Folder::Disk(path.to_owned()))
}
