//! `yearbook load`: datasets into the database, all or nothing.

use std::path::Path;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;
use rusqlite::Connection;

use crate::cli::Datasets;
use crate::console::Console;
use crate::dataset::{Folder, Package};
use crate::error::{Error, Result};
use crate::load::{self, Batch, Counts, StoredReport, Written};
use crate::problem::Problems;
use crate::store::{Store, sqlite};

/// A load that takes longer than this shows how far it is.
const QUIET: Duration = Duration::from_millis(500);

pub fn run(db: &Path, arguments: &Datasets, console: &mut Console) -> Result<()> {
    let (names, written) = load(db, &super::dataset_folders(arguments), console)?;
    console.say(&told(db, &names, &written));
    Ok(())
}

/// Loads datasets, and returns their names and what became of their rows.
pub fn load(db: &Path, folders: &[Folder], console: &mut Console) -> Result<(Vec<String>, Written)> {
    let epoch = super::epoch()?;
    let mut problems = Problems::default();
    let packages = Package::open_all(folders, &mut problems)?;
    let mut store = Store::open_or_create(db, epoch)?;
    let bar = Bar::new(console);
    let reports = super::dataset_reports::read(&packages, &store.reports()?, &mut problems);
    let fault = |source: rusqlite::Error| sqlite(db, &source);
    let transaction = load::begin(store.connection_mut()).map_err(fault)?;
    let batch = bar.read(&packages, reports, Some(&transaction), &mut problems).map_err(fault)?;
    if !problems.is_empty() {
        return Err(Error::Problems(Box::new(problems)));
    }
    let started_at = epoch.unwrap_or_else(Timestamp::now);
    let started_at = started_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let stamp = (started_at.as_str(), env!("CARGO_PKG_VERSION"));
    let written = load::write(transaction, batch, stamp, &mut |done, total| {
        bar.show("writing {human_pos} of {human_len} figures", done, total);
    });
    bar.clear();
    let written = written.map_err(fault)?;
    store.finish()?;
    Ok((packages.into_iter().map(|package| package.name).collect(), written))
}

/// A bar that shows how far a load is, once that takes long and somebody watches.
pub struct Bar {
    bar: ProgressBar,
    started: Instant,
    is_watched: bool,
}

impl Bar {
    pub fn new(console: &Console) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        Self { bar, started: Instant::now(), is_watched: console.is_watched }
    }

    /// Reads and checks datasets against a database.
    pub fn read(
        &self,
        packages: &[Package],
        reports: Vec<StoredReport>,
        connection: Option<&Connection>,
        problems: &mut Problems,
    ) -> rusqlite::Result<Batch> {
        let batch = Batch::read(packages, reports, connection, problems, &mut |done, total| {
            self.show("reading {bytes} of {total_bytes}", done, total);
        });
        self.clear();
        batch
    }

    fn show(&self, counter: &str, done: u64, total: u64) {
        if !self.is_watched || self.started.elapsed() < QUIET {
            return;
        }
        if self.bar.is_hidden() {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        if let Ok(style) = ProgressStyle::with_template(&format!("{{bar:40}} {counter}, {{eta}} left")) {
            self.bar.set_style(style);
        }
        self.bar.set_length(total);
        self.bar.set_position(done);
    }

    fn clear(&self) {
        self.bar.finish_and_clear();
        self.bar.reset();
    }
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
