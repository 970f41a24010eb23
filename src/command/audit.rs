//! `yearbook audit`: figures that cannot be true together.

use std::path::Path;

use super::opening::open;
use super::output::Rows;
use crate::cli;
use crate::console::Console;
use crate::error::{Error, Result, UsageError};
use crate::model::nearest;
use crate::problem::{Suggestion, counted};
use crate::render::Format;
use crate::report::Rule;
use crate::report::audit::{Finding, Found, Scope, audited, find};
use crate::table::{Cell, Heading};

pub(super) fn run(db: &Path, arguments: &cli::Audit, console: &mut Console) -> Result<()> {
    let rules = rules(arguments.rule.as_deref())?;
    let sandbox = open(db, &arguments.reading, console)?;
    let loads = sandbox.loads()?;
    if let Some(load) = arguments.load.filter(|load| !loads.contains(load)) {
        return Err(Error::usage(UsageError::NoLoad { file: db.to_owned(), load, loads: loads.len() }));
    }
    let most = usize::try_from(arguments.top).ok().filter(|&top| top > 0);
    let scope = Scope { rules: &rules, load: arguments.load, most, tolerance: arguments.tolerance };
    let found = find(scope, &sandbox)?;
    super::output::write(&arguments.output, console, |render, format| {
        let mut rows = Rows::begin(&heading(format), render, format)?;
        found.findings.iter().try_for_each(|finding| rows.row(&cells(finding, format)))?;
        rows.end(&[])
    })?;
    console.flush()?;
    let mut checked = 0;
    let mut has_unchecked = false;
    for &rule in &rules {
        let audited = audited(rule, &sandbox)?;
        checked += audited.checked;
        has_unchecked |= audited.has_unchecked();
        console.say(&audited.to_string());
    }
    let others = others(&found);
    let count = found.counts[0];
    if count == 0 {
        let what = if checked == 0 { "nothing could be checked" } else { "no contradiction" };
        console.say(&format!("{what}{others}"));
        if checked == 0 && has_unchecked {
            console.say(&what_to_state(&rules));
        }
        return Ok(());
    }
    Err(Error::Findings { count, others, cut: found.cut.into_iter().map(|rule| rule.name().to_owned()).collect() })
}

/// What to do where no rule could check a figure: what `--create` makes has neither a parent nor an aggregation.
fn what_to_state(rules: &[Rule]) -> String {
    match rules {
        [rule] if *rule != Rule::Parts => format!("  help: `yearbook explain {}` says what the rule needs", rule.name()),
        _ => "  help: the lines above say what is missing; `yearbook explain parts` shows a dataset that states each `parent` and \
              `aggregation`"
            .to_owned(),
    }
}

/// How many notes and known exceptions there are, and how many findings are within the tolerance.
fn others(found: &Found) -> String {
    let [_, notes, exceptions] = found.counts;
    let some = |count: u64, noun: &str, which: &str| match count {
        0 => String::new(),
        count => format!(", {}{which}", counted(count, noun)),
    };
    some(notes, "note", "")
        + &some(exceptions, "known exception", "")
        + &some(found.tolerated, "finding", " within the tolerance")
}

/// All rules, or the one that was named.
fn rules(name: Option<&str>) -> Result<Vec<Rule>> {
    let Some(name) = name else { return Ok(Rule::ALL.to_vec()) };
    match Rule::ALL.iter().find(|rule| rule.name() == name) {
        Some(rule) => Ok(vec![*rule]),
        None => {
            let near = nearest(name, Rule::ALL, |rule| rule.name()).map(|rule| Suggestion::of(rule.name()));
            let known = Rule::ALL.iter().map(|rule| rule.name().to_owned()).collect();
            Err(Error::usage(UsageError::UnknownRule { code: name.to_owned(), near, known }))
        }
    }
}

/// The columns for people, and those for programs, which get each number and code in a column of its own.
const FOR_PEOPLE: [&str; 9] =
    ["rule", "severity", "metric", "subject", "period", "figure", "against", "finding", "citation"];
const FOR_PROGRAMS: [&str; 22] = [
    "rule",
    "severity",
    "metric",
    "subject",
    "period",
    "period_inferred",
    "value",
    "comparator",
    "upper",
    "unit",
    "status",
    "against",
    "low",
    "high",
    "least",
    "most",
    "excess",
    "finding",
    "source",
    "published_on",
    "locator",
    "citation",
];

fn heading(format: Format) -> Heading {
    let columns: &[&str] = if format.is_for_people() { &FOR_PEOPLE } else { &FOR_PROGRAMS };
    Heading {
        title: Some("Figures that cannot be true together".to_owned()),
        description: Some(
            "Those that are the furthest off first, each with the figures that it is compared with; a bound counts as far \
             as it goes, and every figure may be rounded to its last digit."
                .to_owned(),
        ),
        columns: columns.iter().map(|name| (*name).to_owned()).collect(),
        ..Heading::default()
    }
}

fn cells(finding: &Finding, format: Format) -> Vec<Cell> {
    let text = |text: &str| Cell::Text(text.to_owned());
    let optional = |text: &Option<String>| text.clone().map_or(Cell::Null, Cell::Text);
    let number = |number: Option<f64>| number.map_or(Cell::Null, Cell::Real);
    let stated = &finding.figure;
    let mut cells =
        vec![text(finding.code()), text(finding.standing.name()), text(&stated.metric), text(&stated.subject)];
    if format.is_for_people() {
        cells.push(Cell::Text(stated.period_in_words()));
        cells.extend([finding.figure_in_words(), finding.against(), finding.sentence()].map(Cell::Text));
    } else {
        let figure = &stated.figure;
        cells.extend([text(&stated.period), optional(&stated.period_inferred)]);
        cells.extend([number(figure.value), text(figure.comparator.symbol()), number(figure.upper)]);
        cells.extend([optional(&figure.unit), optional(&figure.status), Cell::Text(finding.against())]);
        cells.extend([finding.low, finding.high, finding.least, finding.most, Some(finding.excess())].map(number));
        cells.extend([Cell::Text(finding.sentence()), text(&stated.source)]);
        cells.extend([&stated.published_on, &stated.locator].map(optional));
    }
    cells.push(text(&finding.citation));
    cells
}
