//! `yearbook check`: makes the checks of `load`, and writes nothing.

use std::path::Path;

use super::bar::Bar;
use super::inputs::{self, Opened};
use super::load::{given_back, kept_rows, replaced};
use super::mode::LoadMode;
use super::paths::shown;
use super::problems::{report_problems, write_problems};
use crate::cli::{self, ProblemFormat};
use crate::console::Console;
use crate::dataset::Package;
use crate::diagnostic;
use crate::error::{Error, Result};
use crate::interrupt;
use crate::load::{self, Counts, Input, Loaded};
use crate::problem::{Problems, counted};
use crate::report::Rule;
use crate::report::audit::{Findings, Scope, Standing, find};
use crate::store::{self, Store};

pub(super) fn run(db: &Path, arguments: &cli::Check, console: &mut Console) -> Result<()> {
    if let Some(code) = &arguments.explain {
        return super::explain::run(Some(code), console);
    }
    let result = check(db, arguments, console);
    report_problems(arguments.format, result, console)
}

/// The maximum number of figures, stored ones included, that a check audits: for more, the audit would take longer than
/// the rest.
const AUDITED: u64 = 500_000;

fn check(db: &Path, arguments: &cli::Check, console: &mut Console) -> Result<()> {
    let mut problems = Problems::default();
    let opened = inputs::open(&arguments.inputs, &mut problems, console)?;
    interrupt::listen();
    let mode = if arguments.complete { LoadMode::Complete } else { LoadMode::AllOrNothing };
    let against = Against::open(db, &opened, mode, &mut problems)?;
    let checked = against.check(&mut problems, console)?;
    inputs::say_encodings(&checked, console);
    if !problems.is_empty() {
        return Err(Error::Problems(Box::new(problems)));
    }
    inputs::say_skipped(&problems, console);
    inputs::tell_made(&checked.made, "would create", console);
    let (read, files) = (checked.counts.read, checked.files);
    problems.rows = (read, 0);
    let is_audited = against.store.figures()? + read <= AUDITED;
    let findings = is_audited.then(|| against.audit()).transpose()?.unwrap_or_default();
    if arguments.format == ProblemFormat::Json {
        write_problems(&problems, &findings, console)?;
    } else if !findings.groups().is_empty() {
        console.say_styled(|color| diagnostic::render_findings(&findings, color));
    }
    let names: Vec<String> = opened.packages.iter().map(Package::title).collect();
    let found = |standing, name: &str| match findings.count(standing) {
        0 => String::new(),
        count => format!(", {}", counted(count, name)),
    };
    let contradictions = match is_audited {
        false => "; too many figures to audit here: run `yearbook audit` after the load".to_owned(),
        true => found(&Standing::Contradiction, "finding") + &found(&Standing::Note, "note"),
    };
    let (stored, would) = match against.is_stored {
        true => (format!(" against {}", shown(db)), format!("\n  {}", would(&checked))),
        false => (String::new(), String::new()),
    };
    console.say(&format!(
        "{}: {} in {} checked{stored}, no problems{contradictions}; nothing was written{would}",
        names.join(", "),
        counted(read, "row"),
        counted(files, "file"),
    ));
    Ok(())
}

/// Datasets, and the database that they are checked against: an empty one where there is no file.
pub(crate) struct Against<'a> {
    db: &'a Path,
    store: Store,
    is_stored: bool,
    input: Input<'a>,
    how: load::How<'a>,
}

impl<'a> Against<'a> {
    /// Opens the database, and checks the reports of the datasets. What a load in this mode
    /// would withdraw is counted.
    ///
    /// # Errors
    /// Fails where the database cannot be read. What is wrong with the reports is added to `problems`.
    pub(crate) fn open(db: &'a Path, opened: &'a Opened, mode: LoadMode, problems: &mut Problems) -> Result<Self> {
        let is_there = db.try_exists().map_err(|source| Error::io("opening", db, source))?;
        let stored = if is_there { Some(Store::open(db)?) } else { None };
        let reports = super::dataset_reports::read(&opened.packages, stored.as_ref(), problems)?;
        let Opened { packages, creates, overrides, .. } = opened;
        let input = Input { packages, reports, creates, overrides: *overrides };
        let complete = opened.complete(mode)?;
        let how = load::How::unrecorded(complete);
        let is_stored = stored.is_some();
        Ok(Self { db, store: stored.map_or_else(Store::empty, Ok)?, is_stored, input, how })
    }

    /// What a load would do.
    ///
    /// # Errors
    /// Fails where the database cannot be read. What is wrong with the datasets is added to `problems`.
    pub(crate) fn check(&self, problems: &mut Problems, console: &mut Console) -> Result<Loaded> {
        let mut bar = Bar::new(console);
        let input = self.input.clone();
        let checked =
            load::check(&self.store, self.db, input, self.how, problems, &mut |progress| bar.follow(progress));
        bar.clear(console);
        checked
    }

    /// The findings of an audit of the datasets' figures, made in a copy of the database.
    fn audit(&self) -> Result<Findings> {
        let scratch = Store::scratch(Some(&self.store).filter(|_| self.is_stored))?;
        let mut findings = Findings::default();
        let input = self.input.clone();
        let loaded = load::load(&scratch, input, self.how, &mut Problems::default(), &mut |_| interrupt::check())?;
        let Some(load_id) = loaded.load_id else { return Ok(findings) };
        let sandbox = scratch.into_sandbox(store::Limits::default())?;
        let scope = Scope { rules: Rule::ALL, load: Some(load_id), most: None, tolerance: 0.0 };
        find(scope, &sandbox)?.findings.into_iter().for_each(|finding| findings.add(finding));
        Ok(findings)
    }
}

/// What a load would do.
fn would(checked: &Loaded) -> String {
    let Counts { inserted, revised, .. } = checked.counts;
    let revised = revised + checked.given_back.values().sum::<u64>();
    let done = [(inserted, "insert"), (revised, "revise"), (checked.withdrawn + checked.withdrawn_rows, "withdraw")];
    let done: Vec<String> =
        done.iter().filter(|(count, _)| *count > 0).map(|(count, verb)| format!("{verb} {count}")).collect();
    let does = match done.as_slice() {
        [] if !checked.made.editions.is_empty() => "a load would date sources, and change no figure".to_owned(),
        [] if checked.completes => {
            "a load would record that its editions are complete, and change no figure".to_owned()
        }
        [] if checked.records_former => {
            "a load would record what an older edition stated, and change no row".to_owned()
        }
        [] => "a load would change nothing".to_owned(),
        done => format!("a load would {}{}", done.join(", "), replaced(checked)),
    };
    does + &kept_rows(checked) + &given_back(checked)
}
