//! `yearbook load`: datasets into the database, all or nothing.

use std::path::Path;

use super::arguments::{epoch, now};
use super::bar::Bar;
use super::inputs::{self, Opened};
use super::mode::LoadMode;
use super::paths::{db_option, shown};
use super::problems::{report_problems, write_problems};
use crate::cli;
use crate::console::Console;
use crate::dataset::{Package, contents, fingerprint, sizes};
use crate::error::{Error, Result, UsageError};
use crate::interrupt;
use crate::load::{self, Counts, Input, Limits, Loaded, Shrunk, TableName};
use crate::problem::{Problems, counted};
use crate::report::audit::Findings;
use crate::store::{SCHEMA_VERSION, Store};

pub(super) fn run(db: &Path, arguments: &cli::Load, console: &mut Console) -> Result<()> {
    let result = load_and_tell(db, arguments, console);
    report_problems(arguments.format, result, console)
}

fn load_and_tell(db: &Path, arguments: &cli::Load, console: &mut Console) -> Result<()> {
    let how = How { mode: mode(arguments)?, is_plain: arguments.plain };
    let mut problems = how.problems();
    let opened = inputs::open(&arguments.inputs, &mut problems, console)?;
    // Not before: while standard input is awaited, only the signal itself can end the program.
    interrupt::listen();
    // A complete load is only allowed of these.
    let named = opened.packages.iter().filter(|package| package.descriptor.name.is_some());
    let named: Vec<String> = named.map(|package| package.name.clone()).collect();
    let (names, mut written) = load(db, opened, how, &mut problems, console)?;
    written.shrunk.retain(|shrunk| named.contains(&shrunk.dataset));
    console.say(&summary(db, &names, &written));
    problems.rows = (written.counts.read, written.counts.rejected);
    match written.counts.rejected {
        0 if arguments.format == cli::ProblemFormat::Json => write_problems(&problems, &Findings::default(), console),
        0 => Ok(()),
        rejected => Err(Error::Rejected { problems: Box::new(problems), rejected, db: db.to_owned() }),
    }
}

/// The mode that two flags of a command line choose.
fn mode(arguments: &cli::Load) -> Result<LoadMode> {
    match (arguments.keep_going, arguments.complete) {
        (false, false) => Ok(LoadMode::AllOrNothing),
        (true, false) => Ok(LoadMode::KeepGoing),
        (false, true) => Ok(LoadMode::Complete),
        (true, true) => Err(Error::usage(UsageError::KeepGoingAndComplete)),
    }
}

/// How datasets are loaded.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct How {
    pub mode: LoadMode,
    /// SQLite writes all figures, also those of a new file.
    pub is_plain: bool,
}

impl How {
    /// No problems yet; where the load keeps going, rejected rows are kept with them.
    pub(crate) fn problems(self) -> Problems {
        Problems::new(self.mode == LoadMode::KeepGoing)
    }
}

/// Loads datasets, and returns their names and what became of their rows. In the result, `revised_by` has only datasets
/// that are not given on the command line. Where rows may be rejected, `problems` has the reasons.
pub(crate) fn load(
    db: &Path,
    opened: Opened,
    how: How,
    problems: &mut Problems,
    console: &mut Console,
) -> Result<(Vec<String>, Loaded)> {
    let mut bar = Bar::new(console);
    let loaded = load_with_bar(db, opened, how, problems, &mut bar, console);
    bar.clear(console);
    loaded
}

fn load_with_bar(
    db: &Path,
    opened: Opened,
    how: How,
    problems: &mut Problems,
    bar: &mut Bar,
    console: &mut Console,
) -> Result<(Vec<String>, Loaded)> {
    let epoch = epoch()?;
    let Opened { packages, named, creates, overrides, .. } = &opened;
    let names: Vec<String> = packages.iter().map(Package::title).collect();
    let (complete, context) = (opened.complete(how.mode)?, context(how, creates));
    let store = Store::open_or_create(db, epoch.as_deref())?;
    if problems.is_empty()
        && let Some(unchanged) = loaded_last(&store, packages, how, &context)?
    {
        return Ok((names, unchanged));
    }
    interrupt::check()?;
    let reports = super::dataset_reports::read(packages, Some(&store), problems)?;
    let started_at = epoch.unwrap_or_else(now);
    let input = Input { packages, reports, creates, overrides: *overrides };
    let how = load::How {
        started_at: &started_at,
        version: env!("CARGO_PKG_VERSION"),
        context: &context,
        complete,
        is_plain: how.is_plain,
        limits: Limits::default(),
    };
    let mut written = load::load(&store, input, how, problems, &mut |progress| bar.follow(progress))?;
    bar.hide();
    inputs::say_encodings(&written, console);
    inputs::say_skipped(problems, console);
    if store.is_new() {
        interrupt::check()?;
    }
    // A file is not created for nothing.
    if written.load_id.is_some() || !store.is_new() {
        store.finish()?;
    }
    written.revised_by.retain(|package, _| !named.contains(package));
    if written.load_id.is_some() {
        inputs::tell_made(&written.made, "created", console);
    }
    Ok((names, written))
}

/// Everything else that determines the result of a load besides the files: version, schema and options. It is part of
/// the fingerprint.
fn context(how: How, creates: &[TableName]) -> String {
    let creates: Vec<&str> = creates.iter().map(|table| table.text()).collect();
    let complete = if how.mode == LoadMode::Complete { " complete" } else { "" };
    format!("yearbook {} schema {SCHEMA_VERSION}{complete} {}", env!("CARGO_PKG_VERSION"), creates.join(" "))
}

/// The result of a load that is equal to the last one, where no other program has written to the database since: all
/// rows are unchanged. `None` where it is another load.
fn loaded_last(store: &Store, packages: &[Package], how: How, context: &str) -> Result<Option<Loaded>> {
    // A last load that rejected rows is only equal to this one if this one may reject them too.
    let Some(last) = store.last_load()?.filter(|last| last.rejected == 0 || how.mode == LoadMode::KeepGoing) else {
        return Ok(None);
    };
    // A file that cannot be read is a problem for the load to report. One of another size differs without being read.
    let is_same = sizes(packages).is_ok_and(|sizes| sizes == last.sizes)
        && contents(packages).is_ok_and(|contents| fingerprint(packages, contents, context) == last.fingerprint);
    let unchanged = last.read - last.rejected;
    let counts = Counts { read: last.read, unchanged, rejected: last.rejected, ..Counts::default() };
    Ok(is_same.then_some(Loaded { counts, ..Loaded::default() }))
}

/// The sentence that ends a load.
pub(super) fn summary(db: &Path, names: &[String], written: &Loaded) -> String {
    let Counts { read, inserted, revised, unchanged, rejected } = written.counts;
    let did = match written.load_id {
        Some(load_id) => format!("load {load_id}: {} into {}", names.join(", "), shown(db)),
        None if read == 0 => format!("nothing was written: {} has no rows", names.join(", ")),
        None if rejected > 0 => {
            format!("unchanged: {} holds all but the rejected rows of {}", shown(db), names.join(", "))
        }
        None => format!("unchanged: {} holds all of {} already", shown(db), names.join(", ")),
    };
    let migrated = written.migrated_from.map(|before| format!("; migrated from schema {before} to {SCHEMA_VERSION}"));
    let migrated = migrated.unwrap_or_default();
    let withdrawn = match written.withdrawn {
        0 => String::new(),
        1 => "\n  1 figure is withdrawn".to_owned(),
        withdrawn => format!("\n  {withdrawn} figures are withdrawn"),
    };
    let handed_over = match written.handed_over {
        0 => String::new(),
        1 => "\n  1 figure that it no longer states stays, because another dataset states it".to_owned(),
        figures => format!("\n  {figures} figures that it no longer states stay, because other datasets state them"),
    };
    let kept = match written.kept {
        0 => String::new(),
        1 => "\n  1 figure of an older edition that it no longer states stays, because a newer edition may state it; a row with the \
              action `D` withdraws it"
            .to_owned(),
        figures => format!(
            "\n  {figures} figures of older editions that it no longer states stay, because newer editions may state them; rows with \
             the action `D` withdraw them"
        ),
    };
    let withdrawn_rows = match written.withdrawn_rows {
        0 => String::new(),
        1 => "\n  1 row of another table is withdrawn".to_owned(),
        rows => format!("\n  {rows} rows of other tables are withdrawn"),
    };
    let completes = match written.completes && inserted + revised + written.withdrawn + written.withdrawn_rows == 0 {
        true => "\n  from now on it counts as all that its editions state",
        false => "",
    };
    let (replaced, given_back) = (replaced(written), given_back(written));
    let shrunk = written.shrunk.iter().map(|Shrunk { dataset, rows, load_id }| {
        format!(
            "\n  {dataset} states {} fewer than in load {load_id}: what it no longer states stays, unless it is loaded with --complete",
            counted(rows, "row")
        )
    });
    let shrunk: String = shrunk.collect();
    let load_id = written.load_id.unwrap_or_default();
    let db_option = db_option(db);
    let unnamed = written.revised_by.iter().map(|(package, figures)| {
        format!(
            "\n  {figures} of the revised figures are of {package}, which was loaded as a base of another dataset: \
             `yearbook{db_option} diff {} {load_id}` shows what they replaced",
            load_id - 1
        )
    });
    let unnamed: String = unnamed.collect();
    format!(
        "{did}{migrated}\n  {} read = {inserted} inserted + {revised} revised + {unchanged} unchanged + {rejected} rejected\
         {replaced}{unnamed}{withdrawn}{handed_over}{kept}{withdrawn_rows}{}{given_back}{completes}{shrunk}",
        counted(read, "row"),
        kept_rows(written),
    )
}

/// How many definitions of other datasets are replaced, as lines of the sentence that ends a load or a check.
pub(super) fn replaced(loaded: &Loaded) -> String {
    let lines = loaded.replaced.iter().map(|(dataset, rows)| match rows {
        1 => format!("\n  1 of the revised rows replaces the definition of the dataset {dataset}"),
        rows => format!("\n  {rows} of the revised rows replace the definitions of the dataset {dataset}"),
    });
    lines.collect()
}

/// How many rows stay as newer editions state or withdraw them, as lines of the sentence that ends a load or a check.
pub(super) fn kept_rows(loaded: &Loaded) -> String {
    let of_files = loaded.kept_rows.iter().map(|(file, rows, first)| match rows {
        1 => format!("\n  {file}: 1 row replaces nothing, because a newer edition states or withdraws it, on line {first}"),
        rows => format!(
            "\n  {file}: {rows} rows replace nothing, because a newer edition states or withdraws them, the first on line {first}"
        ),
    });
    let of_complete = match loaded.newer_rows {
        0 => String::new(),
        1 => "\n  1 row of another table that it no longer states stays, because a newer edition states it".to_owned(),
        rows => format!(
            "\n  {rows} rows of other tables that it no longer states stay, because a newer edition states them"
        ),
    };
    of_files.collect::<String>() + &of_complete
}

/// How many rows are again what other datasets state, as lines of the sentence that ends a load or a check.
pub(super) fn given_back(loaded: &Loaded) -> String {
    let lines = loaded.given_back.iter().map(|(dataset, rows)| match rows {
        1 => format!("\n  1 row is again what the dataset {dataset} states"),
        rows => format!("\n  {rows} rows are again what the dataset {dataset} states"),
    });
    lines.collect()
}
