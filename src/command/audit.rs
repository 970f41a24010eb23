//! `yearbook audit`: figures that cannot be true together.

use std::path::Path;

use rusqlite::types::Value;

use super::output::Rows;
use crate::cli;
use crate::console::Console;
use crate::error::{Error, Result, UsageError};
use crate::model::nearest;
use crate::problem::Suggestion;
use crate::report::{Report, audit_rules};
use crate::store::Sandbox;
use crate::table::{Cell, Heading};

/// The columns of every rule.
pub const COLUMNS: [&str; 8] = ["rule", "metric", "subject", "period", "figure", "against", "finding", "citation"];

pub fn run(db: &Path, arguments: &cli::Audit, console: &mut Console) -> Result<()> {
    let rules = rules(arguments.rule.as_deref())?;
    let sandbox = super::open(db, &arguments.reading, console)?;
    let loads = sandbox.loads()?;
    if let Some(load) = arguments.load.filter(|load| !loads.contains(load)) {
        return Err(Error::usage(UsageError::NoLoad { load, loads: loads.len() }));
    }
    let heading = Heading {
        title: Some("Figures that cannot be true together".to_owned()),
        description: Some(
            "Each with what it stands against; hedges count as far as they go, and every figure may be rounded to its \
             last digit."
                .to_owned(),
        ),
        columns: COLUMNS.map(str::to_owned).to_vec(),
        chart: None,
    };
    let mut count = 0;
    let mut cut = Vec::new();
    super::output::write(&arguments.output, console, |render, format| {
        let mut rows = Rows::begin(&heading, render, format)?;
        let most = Some(arguments.top.unsigned_abs()).filter(|&top| top > 0);
        cut = find(&rules, arguments.load, most, &sandbox, &mut |row| {
            count += 1;
            rows.row(row)
        })?;
        rows.end(&[])
    })?;
    console.flush()?;
    if count == 0 {
        console.say("no figure contradicts another");
        return Ok(());
    }
    Err(Error::Findings { count, cut })
}

/// All rules, or the one that was named.
fn rules(name: Option<&str>) -> Result<Vec<(String, Report)>> {
    let mut rules = audit_rules();
    if let Some(name) = name {
        let known: Vec<String> = rules.iter().map(|(rule, _)| rule.clone()).collect();
        rules.retain(|(rule, _)| rule == name);
        if rules.is_empty() {
            let near = nearest(name, &known, |rule| rule).map(Suggestion::of);
            return Err(Error::usage(UsageError::UnknownRule { code: name.to_owned(), near, known }));
        }
    }
    Ok(rules)
}

/// Hands over the findings, of each rule at most so many; with a load only those in which a figure of it takes part.
/// Returns the rules of which there are more.
pub fn find(
    rules: &[(String, Report)],
    load: Option<i64>,
    most: Option<u64>,
    sandbox: &Sandbox,
    take: &mut dyn FnMut(&[Cell]) -> Result<()>,
) -> Result<Vec<String>> {
    let mut cut = Vec::new();
    for (rule, report) in rules {
        let mut statement = sandbox.prepare(&report.sql)?;
        statement.bind(&[("load".to_owned(), load.map_or(Value::Null, Value::Integer))])?;
        let mut found = 0;
        statement.for_each(|row| {
            if most == Some(found) {
                cut.push(rule.clone());
                return Ok(false);
            }
            found += 1;
            take(row).map(|()| true)
        })?;
    }
    Ok(cut)
}
