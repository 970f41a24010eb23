//! `yearbook load`: datasets into the database, all or nothing.

use std::path::Path;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;

use crate::cli::Datasets;
use crate::console::Console;
use crate::dataset::{Folder, Package};
use crate::error::{Error, Result};
use crate::load::{self, Batch, Counts, Written};
use crate::problem::Problems;
use crate::store::Store;

/// A load that takes longer than this shows how far it is.
const QUIET: Duration = Duration::from_millis(500);

pub fn run(db: &Path, arguments: &Datasets, console: &mut Console) -> Result<()> {
    let folders: Vec<Folder> =
        arguments.datasets.iter().map(|path| Folder::Disk(super::dataset_folder(path))).collect();
    let (names, written) = load(db, &folders, console)?;
    console.say(&told(db, &names, &written));
    Ok(())
}

/// Loads datasets, and returns their names and what became of their rows.
pub fn load(db: &Path, folders: &[Folder], console: &mut Console) -> Result<(Vec<String>, Written)> {
    let epoch = super::epoch()?;
    let mut problems = Problems::default();
    let packages = Package::open_all(folders, &mut problems)?;
    let mut store = Store::open_or_create(db, epoch)?;
    let batch = read(&packages, Some(&store), &mut problems, console).map_err(|source| store.fault(&source))?;
    if !problems.is_empty() {
        return Err(Error::Problems(Box::new(problems)));
    }
    let started_at = epoch.unwrap_or_else(Timestamp::now);
    let started_at = started_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let written = load::write(store.connection_mut(), batch, &started_at, env!("CARGO_PKG_VERSION"))
        .map_err(|source| store.fault(&source))?;
    store.finish()?;
    Ok((packages.into_iter().map(|package| package.name).collect(), written))
}

/// Reads and checks datasets against a database, showing how far it is when that takes long.
pub fn read(
    packages: &[Package],
    store: Option<&Store>,
    problems: &mut Problems,
    console: &Console,
) -> rusqlite::Result<Batch> {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {bytes} of {total_bytes}, {eta} left") {
        bar.set_style(style);
    }
    let started = Instant::now();
    let mut progress = |done: u64, total: u64| {
        if console.is_watched && bar.is_hidden() && started.elapsed() > QUIET {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        bar.set_length(total);
        bar.set_position(done);
    };
    let reports = super::dataset_reports::read(packages, problems);
    let connection = store.map(|store| store.connection());
    let batch = Batch::read(packages, reports, connection, problems, &mut progress);
    bar.finish_and_clear();
    batch
}

/// The sentence that ends a load.
pub fn told(db: &Path, names: &[String], written: &Written) -> String {
    let Counts { read, inserted, revised, unchanged, rejected } = written.counts();
    let did = match written.load_id {
        Some(load_id) => format!("load {load_id}: {} into {}", names.join(", "), super::shown(db)),
        None => format!("unchanged: {} holds all of {} already", super::shown(db), names.join(", ")),
    };
    format!(
        "{did}\n  {read} rows read = {inserted} inserted + {revised} revised + {unchanged} unchanged + {rejected} rejected"
    )
}
