//! `yearbook load`: datasets into the database, all or nothing.

use std::path::Path;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;

use super::inputs::{self, Opened};
use crate::cli;
use crate::console::Console;
use crate::dataset::{Package, contents, fingerprint, sizes};
use crate::error::{Error, Result};
use crate::interrupt;
use crate::load::{self, Against, Aim, Batch, Counts, LoadFacts, StoredReport, Written};
use crate::problem::{Findings, Problems};
use crate::store::{SCHEMA_VERSION, Store};

/// A load that takes longer than this shows how far it is.
const QUIET: Duration = Duration::from_millis(500);

pub fn run(db: &Path, arguments: &cli::Load, console: &mut Console) -> Result<()> {
    let result = load_and_tell(db, arguments, console);
    super::report_problems(arguments.format, result, console)
}

fn load_and_tell(db: &Path, arguments: &cli::Load, console: &mut Console) -> Result<()> {
    let how = How { keeps_going: arguments.keep_going, is_complete: arguments.complete };
    let mut problems = if how.keeps_going { Problems::keeping_rows() } else { Problems::default() };
    let opened = inputs::open(&arguments.inputs, &mut problems, console)?;
    let (names, written) = load(db, opened, how, &mut problems, console)?;
    console.say(&told(db, &names, &written));
    problems.rows = (written.counts.read, written.counts.rejected);
    match written.counts.rejected {
        0 if arguments.format == cli::ProblemFormat::Json => {
            super::write_problems(&problems, &Findings::default(), console)
        }
        0 => Ok(()),
        rejected => Err(Error::Rejected { problems: Box::new(problems), rejected, db: db.to_owned() }),
    }
}

/// How datasets are loaded.
#[derive(Clone, Copy, Debug, Default)]
pub struct How {
    /// Good rows are written without the bad ones.
    pub keeps_going: bool,
    /// What a dataset told before and tells no more is withdrawn.
    pub is_complete: bool,
}

/// Loads datasets, and returns their names and what became of their rows; of those that revised figures only such as nobody
/// named. Where rows may be refused, `problems` tells why.
pub fn load(
    db: &Path,
    opened: Opened,
    how: How,
    problems: &mut Problems,
    console: &mut Console,
) -> Result<(Vec<String>, Written)> {
    interrupt::listen();
    let epoch = super::epoch()?;
    let Opened { packages, named, creates, .. } = &opened;
    let names: Vec<String> = packages.iter().map(|package| package.name.clone()).collect();
    let context = context(how, creates);
    let store = Store::open_or_create(db, epoch)?;
    if problems.is_empty()
        && let Some(unchanged) = loaded_last(&store, packages, how, &context)?
    {
        return Ok((names, unchanged));
    }
    interrupt::check()?;
    let mut bar = Bar::new(console);
    let reports = super::dataset_reports::read(packages, Some(&store), problems)?;
    store.begin()?;
    let aim = if how.is_complete { Aim::LoadComplete } else { Aim::Load };
    let against = Against { store: Some(&store), db, creates, aim };
    let mut batch = bar.read(packages, reports, against, problems)?;
    if problems.forbid_writing() {
        bar.refuse_repeated(&mut batch, problems)?;
        return Err(Error::Problems(Box::new(std::mem::take(problems))));
    }
    let started_at = epoch.unwrap_or_else(Timestamp::now);
    let started_at = started_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let fingerprint = batch.fingerprint(packages, &context);
    let load_facts = LoadFacts {
        started_at: &started_at,
        version: env!("CARGO_PKG_VERSION"),
        fingerprint: Some(&fingerprint),
        complete: if how.is_complete { named } else { &[] },
    };
    inputs::tell(&batch, console);
    let made = std::mem::take(&mut batch.made);
    let mut written = load::write(&store, batch, load_facts, problems, &mut |done, total| {
        bar.show("writing {human_pos} of {human_len} figures", done, total)
    })?;
    if store.is_new() {
        interrupt::check()?;
    }
    store.finish()?;
    bar.clear();
    written.revised_by.retain(|package, _| !named.contains(package));
    if written.load_id.is_some() {
        inputs::tell_made(&made, "made", console);
    }
    Ok((names, written))
}

/// What decides, beside the files of a dataset, what is made of them.
fn context(how: How, creates: &[&str]) -> String {
    let complete = if how.is_complete { " complete" } else { "" };
    format!("yearbook {} schema {SCHEMA_VERSION}{complete} {}", env!("CARGO_PKG_VERSION"), creates.join(" "))
}

/// What a load would do that was the last one already, where nobody has written to the database since: nothing.
fn loaded_last(store: &Store, packages: &[Package], how: How, context: &str) -> Result<Option<Written>> {
    // A load that refused rows is no more than this one is ready to be.
    let Some(last) = store.last_load()?.filter(|last| last.rejected == 0 || how.keeps_going) else { return Ok(None) };
    // A file that cannot be read is a problem for the load to tell. One of another size need not be read to differ.
    let is_same = sizes(packages).is_ok_and(|sizes| sizes == last.sizes)
        && contents(packages).is_ok_and(|contents| fingerprint(packages, contents, context) == last.fingerprint);
    let unchanged = last.read - last.rejected;
    let counts = Counts { read: last.read, unchanged, rejected: last.rejected, ..Counts::default() };
    Ok(is_same.then_some(Written { counts, ..Written::default() }))
}

/// A bar that shows how far a load is, once that takes long and somebody watches.
pub struct Bar {
    bar: ProgressBar,
    started: Instant,
    is_watched: bool,
    is_interrupted: bool,
}

impl Bar {
    pub fn new(console: &Console) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        Self { bar, started: Instant::now(), is_watched: console.is_watched, is_interrupted: false }
    }

    /// Reads and checks datasets.
    pub fn read(
        &mut self,
        packages: &[Package],
        reports: Vec<StoredReport>,
        against: Against<'_>,
        problems: &mut Problems,
    ) -> Result<Batch> {
        Batch::read(packages, reports, against, problems, &mut |done, total| {
            self.show("reading {bytes} of {total_bytes}", done, total)
        })
    }

    /// Looks for figures that are told twice.
    pub fn refuse_repeated(&mut self, batch: &mut Batch, problems: &mut Problems) -> Result<()> {
        batch.refuse_repeated(problems, &mut |done, total| {
            self.show("comparing {human_pos} of {human_len} figures", done, total)
        })
    }

    /// Shows how far the work is, and ends it where somebody wants that.
    fn show(&mut self, counter: &str, done: u64, total: u64) -> Result<()> {
        interrupt::check().inspect_err(|_| self.is_interrupted = true)?;
        if !self.is_watched || self.started.elapsed() < QUIET {
            return Ok(());
        }
        if self.bar.is_hidden() {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        if let Ok(style) = ProgressStyle::with_template(&format!("{{bar:40}} {counter}, {{eta}} left")) {
            self.bar.set_style(style);
        }
        self.bar.set_length(total);
        self.bar.set_position(done);
        Ok(())
    }

    /// Takes the bar off the screen; so does an early end.
    fn clear(&self) {
        self.bar.finish_and_clear();
        // The terminal has shown the key on the line below, which is what the bar took for its own.
        if self.is_interrupted && !self.bar.is_hidden() {
            eprint!("\x1b[A\r\x1b[2K");
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.clear();
    }
}

/// The sentence that ends a load.
pub fn told(db: &Path, names: &[String], written: &Written) -> String {
    let Counts { read, inserted, revised, unchanged, rejected } = written.counts;
    let did = match written.load_id {
        Some(load_id) => format!("load {load_id}: {} into {}", names.join(", "), super::shown(db)),
        None if read == 0 => format!("unchanged: {} tells nothing", names.join(", ")),
        None if rejected > 0 => {
            format!("unchanged: {} holds all but the rejected rows of {}", super::shown(db), names.join(", "))
        }
        None => format!("unchanged: {} holds all of {} already", super::shown(db), names.join(", ")),
    };
    let withdrawn = match written.withdrawn {
        0 => String::new(),
        1 => "\n  1 figure that was told before is withdrawn".to_owned(),
        withdrawn => format!("\n  {withdrawn} figures that were told before are withdrawn"),
    };
    let load_id = written.load_id.unwrap_or_default();
    let db_option = super::db_option(db);
    let unnamed = written.revised_by.iter().map(|(package, figures)| {
        format!(
            "\n  {figures} of the revised are figures of {package}, which is built on and was loaded too: \
             `yearbook{db_option} diff {} {load_id}` shows what they replaced",
            load_id - 1
        )
    });
    let unnamed: String = unnamed.collect();
    format!(
        "{did}\n  {read} rows read = {inserted} inserted + {revised} revised + {unchanged} unchanged + {rejected} rejected\
         {unnamed}{withdrawn}"
    )
}
