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
    super::output::write(&arguments.output, console, |render| {
        let mut rows = Rows::begin(&heading, render, arguments.output.chosen_format())?;
        find(&rules, arguments.load, &sandbox, &mut |row| {
            count += 1;
            rows.row(row)
        })?;
        rows.end(&[])
    })?;
    if count == 0 {
        console.out.flush().map_err(|source| Error::io("writing", "standard output", source))?;
        console.say("no figure contradicts another");
        return Ok(());
    }
    console.out.flush().map_err(|source| Error::io("writing", "standard output", source))?;
    Err(Error::Findings { count })
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

/// Hands over every finding; with a load only those in which a figure of it takes part.
pub fn find(
    rules: &[(String, Report)],
    load: Option<i64>,
    sandbox: &Sandbox,
    take: &mut dyn FnMut(&[Cell]) -> Result<()>,
) -> Result<()> {
    for (_, report) in rules {
        let mut statement = sandbox.prepare(&report.sql)?;
        statement.bind(&[("load".to_owned(), load.map_or(Value::Null, Value::Integer))])?;
        statement.for_each(|row| take(row).map(|()| true))?;
    }
    Ok(())
}
