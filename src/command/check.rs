//! `yearbook check`: everything that `load` checks, and nothing written.

use std::path::{Path, PathBuf};

use super::load::Bar;
use crate::cli;
use crate::console::Console;
use crate::dataset::Package;
use crate::diagnostic;
use crate::error::{Error, Result, UsageError};
use crate::interrupt;
use crate::model::nearest;
use crate::problem::{Problems, Suggestion};
use crate::store::Store;

pub fn run(db: &Path, arguments: &cli::Check, console: &mut Console) -> Result<()> {
    if let Some(code) = &arguments.explain {
        return explain(code, console);
    }
    let result = check(db, &arguments.datasets, console);
    super::report_problems(arguments.format, result, console)
}

/// The page of a rule.
fn explain(code: &str, console: &mut Console) -> Result<()> {
    let Some(page) = diagnostic::explain(code) else {
        let known = diagnostic::rules();
        let near = nearest(code, known.iter(), |rule| rule).map(|rule| Suggestion::of(*rule));
        let known = known.into_iter().map(str::to_owned).collect();
        return Err(Error::usage(UsageError::UnknownRule { code: code.to_owned(), near, known }));
    };
    write!(console.out, "{page}").map_err(|source| Error::io("writing", "standard output", source))
}

fn check(db: &Path, datasets: &[PathBuf], console: &mut Console) -> Result<()> {
    interrupt::listen();
    let mut problems = Problems::default();
    let packages = Package::open_all(&super::dataset_folders(datasets), &mut problems)?;
    let store = if db.exists() { Some(Store::open(db)?) } else { None };
    let stored = store.as_ref().map(Store::reports).transpose()?.unwrap_or_default();
    let reports = super::dataset_reports::read(&packages, &stored, &mut problems);
    let mut bar = Bar::new(console);
    let mut batch = bar.read(db, &packages, reports, store.as_ref(), &mut problems)?;
    bar.refuse_repeated(&mut batch, &mut problems)?;
    drop(bar);
    if !problems.is_empty() {
        return Err(Error::Problems(Box::new(problems)));
    }
    let names: Vec<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    let against = if store.is_some() { format!(" against {}", super::shown(db)) } else { String::new() };
    console.say(&format!(
        "{}: {} rows in {} files checked{against}, no problems; nothing was written",
        names.join(", "),
        batch.counts().read,
        batch.file_count(),
    ));
    Ok(())
}
