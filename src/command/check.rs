//! `yearbook check`: everything that `load` checks, and nothing written.

use std::path::Path;

use super::inputs;
use super::load::Bar;
use crate::cli::{self, ProblemFormat};
use crate::console::Console;
use crate::diagnostic;
use crate::error::{Error, Result, UsageError};
use crate::interrupt;
use crate::load::{self, AT_HAND, Against, Aim, Batch, Counts, LoadFacts, Written};
use crate::model::nearest;
use crate::problem::{Finding, Findings, Problems, Suggestion};
use crate::report::audit_rules;
use crate::store::{Limits, Store};
use crate::table::Cell;

pub fn run(db: &Path, arguments: &cli::Check, console: &mut Console) -> Result<()> {
    if let Some(code) = &arguments.explain {
        return explain(code, console);
    }
    let result = check(db, arguments, console);
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
    console.print(page)
}

/// More figures than this, stored ones among them, are not audited in a check: it would take longer than all the rest.
const AUDITED: u64 = AT_HAND as u64;

fn check(db: &Path, arguments: &cli::Check, console: &mut Console) -> Result<()> {
    let mut problems = Problems::default();
    let opened = inputs::open(&arguments.inputs, &mut problems, console)?;
    interrupt::listen();
    let packages = &opened.packages;
    let store = if db.exists() { Some(Store::open(db)?) } else { None };
    let reports = super::dataset_reports::read(packages, store.as_ref(), &mut problems)?;
    let mut bar = Bar::new(console);
    let against = Against { store: store.as_ref(), db, creates: &opened.creates, aim: Aim::Check };
    let mut batch = bar.read(packages, reports, against, &mut problems)?;
    let figures = store.as_ref().map(Store::figures).transpose()?.unwrap_or(0);
    let is_audited = problems.is_empty() && figures + batch.counts().read <= AUDITED;
    if !is_audited {
        bar.refuse_repeated(&mut batch, &mut problems)?;
    }
    drop(bar);
    inputs::tell(&batch, console);
    if !problems.is_empty() {
        return Err(Error::Problems(Box::new(problems)));
    }
    inputs::tell_made(&batch.made, "would make", console);
    let (read, files) = (batch.counts().read, batch.file_count());
    problems.rows = (read, 0);
    let complete = if arguments.complete { &opened.named[..] } else { &[] };
    let audited = is_audited.then(|| audit(batch, store.as_ref(), complete, &mut problems)).transpose()?;
    let (findings, written) = audited.unzip();
    let findings = findings.unwrap_or_default();
    if arguments.format == ProblemFormat::Json {
        super::write_problems(&problems, &findings, console)?;
    } else if findings.count() > 0 {
        console.say(diagnostic::render_findings(&findings, console.color).strip_suffix('\n').unwrap_or_default());
    }
    let names: Vec<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    let against = if store.is_some() { format!(" against {}", super::shown(db)) } else { String::new() };
    let contradictions = match (is_audited, findings.count()) {
        (false, _) => "; `yearbook audit` looks for contradictions among so many figures".to_owned(),
        (true, 0) => String::new(),
        (true, 1) => ", 1 contradiction".to_owned(),
        (true, count) => format!(", {count} contradictions"),
    };
    let would = match (&written, &store) {
        (Some(written), Some(_)) => format!("\n  {}", would(written)),
        (None, Some(_)) if arguments.complete => {
            "\n  among so many figures only a load finds which it withdraws".to_owned()
        }
        _ => String::new(),
    };
    console.say(&format!(
        "{}: {read} rows in {files} files checked{against}, no problems{contradictions}; nothing was written{would}",
        names.join(", "),
    ));
    Ok(())
}

/// What a load would do.
fn would(written: &Written) -> String {
    let Counts { inserted, revised, .. } = written.counts;
    let done = [(inserted, "insert"), (revised, "revise"), (written.withdrawn, "withdraw")];
    let done: Vec<String> =
        done.iter().filter(|(count, _)| *count > 0).map(|(count, verb)| format!("{verb} {count}")).collect();
    match done.as_slice() {
        [] => "a load would change nothing".to_owned(),
        done => format!("a load would {}", done.join(", ")),
    }
}

/// What the figures that a dataset would bring contradict, found in a copy of the database, and what a load would do to it;
/// of the datasets that are complete it withdraws what they tell no more.
fn audit(
    batch: Batch,
    store: Option<&Store>,
    complete: &[String],
    problems: &mut Problems,
) -> Result<(Findings, Written)> {
    let scratch = Store::scratch(store)?;
    scratch.begin()?;
    let load_facts = LoadFacts { started_at: "", version: "", fingerprint: None, complete };
    let written = load::write(&scratch, batch, load_facts, problems, &mut |_, _| interrupt::check())?;
    let mut findings = Findings::default();
    let Some(load_id) = written.load_id else { return Ok((findings, written)) };
    let sandbox = scratch.into_sandbox(Limits::default())?;
    super::audit::find(&audit_rules(), Some(load_id), None, &sandbox, &mut |row| {
        let texts = row.iter().map(|cell| if let Cell::Text(text) = cell { text.clone() } else { String::new() });
        if let Ok([rule, metric, subject, period, figure, against, finding, citation]) =
            <[String; 8]>::try_from(texts.collect::<Vec<_>>())
        {
            findings.add(Finding { rule, metric, subject, period, figure, against, finding, citation });
        }
        Ok(())
    })?;
    Ok((findings, written))
}
