//! `yearbook check`: everything that `load` checks, and nothing written.

use std::path::Path;

use super::load::Bar;
use crate::cli::Datasets;
use crate::console::Console;
use crate::dataset::Package;
use crate::error::{Error, Result};
use crate::interrupt;
use crate::problem::Problems;
use crate::store::Store;

pub fn run(db: &Path, arguments: &Datasets, console: &mut Console) -> Result<()> {
    interrupt::listen();
    let mut problems = Problems::default();
    let packages = Package::open_all(&super::dataset_folders(arguments), &mut problems)?;
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
