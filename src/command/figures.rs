//! Finding figures by words, by codes, or by a row of the last query.

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::types::Value;

use super::key::{Key, key_of};
use super::last_query::LastQuery;
use super::output::Rows;
use crate::cli::{self, Output};
use crate::console::Console;
use crate::error::{Error, Result, UsageError};
use crate::model::Period;
use crate::problem::Suggestion;
use crate::report::Internal;
use crate::report::catalogue::codes_and_names;
use crate::store::Sandbox;
use crate::table::Heading;

/// The keys of the figures that the arguments name; with `former` also those that were revised or withdrawn.
pub(super) fn find(db: &Path, arguments: &cli::Figures, sandbox: &Sandbox, former: bool) -> Result<Vec<Key>> {
    let cli::Figures { words, metric, region, sector, enterprise, period, source, row, .. } = arguments;
    if let Some(row) = row {
        return LastQuery::recall(db)?.key_of_row(*row, former).map(|key| vec![key]);
    }
    let mut given: Vec<(String, String)> = Vec::new();
    let named = [
        ("metric", metric),
        ("region", region),
        ("sector", sector),
        ("enterprise", enterprise),
        ("period", period),
        ("source", source),
    ];
    given.extend(named.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?))));
    let words = words.iter().filter(|word| !word.trim().is_empty());
    given.extend(
        ["first", "second", "third"].into_iter().zip(words).map(|(name, word)| (name.to_owned(), word.clone())),
    );
    if given.is_empty() {
        return Err(Error::usage(UsageError::NothingToFind { command: if former { "history" } else { "trace" } }));
    }
    if let Some(text) = period.as_ref().filter(|text| Period::parse(text).is_err()) {
        let expected = "a period such as 2025, 2025-H1, 2025-06 or 2025-01/2025-05";
        return Err(Error::usage(UsageError::Number { flag: "--period", text: text.clone(), expected }));
    }
    let report = Internal::Find.report()?;
    let mut values = report.bind(&given, sandbox)?;
    for (_, value) in values.iter_mut().filter(|(name, _)| name == "former") {
        *value = Value::Integer(former.into());
    }
    let mut statement = sandbox.prepare(&report.sql)?;
    statement.bind(&values)?;
    let mut keys = Vec::new();
    statement.for_each(|row| {
        keys.extend(key_of(row));
        Ok(true)
    })?;
    if keys.is_empty() {
        for (table, code) in named.into_iter().filter(|(name, _)| *name != "period") {
            code.as_ref().map_or(Ok(()), |code| must_exist(table, code, sandbox))?;
        }
        let words = given.into_iter().map(|(_, value)| value).collect();
        return Err(Error::usage(UsageError::NothingTraced { words }));
    }
    Ok(keys)
}

/// Fails where no row of a table has this code.
fn must_exist(table: &'static str, code: &str, sandbox: &Sandbox) -> Result<()> {
    let name = if table == "source" { "title" } else { "name" };
    let known = codes_and_names(&format!("SELECT code, {name} FROM {table}"), sandbox)?;
    if known.iter().any(|known| known.code == code) {
        return Ok(());
    }
    let near = Suggestion::nearest(code, &known);
    Err(Error::usage(UsageError::UnknownCode { table, code: code.to_owned(), near }))
}

/// Runs a statement for every key, with the parts of the key that are its parameters, and renders all rows as one table.
pub(super) fn write(
    statement: Internal,
    keys: &[Key],
    sandbox: &Sandbox,
    output: &Output,
    console: &mut Console,
) -> Result<()> {
    let mut statement = sandbox.prepare(&statement.report()?.sql)?;
    // The origin of a figure is too wide for one line, even if the width of the screen is unknown.
    console.screen.width.get_or_insert(100);
    let heading = Heading { columns: statement.columns(), ..Heading::default() };
    let asked_for = statement.parameters();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut is_empty = true;
    super::output::write(output, console, |render, format| {
        let mut rows = Rows::begin(&heading, render, format)?;
        for key in keys {
            let key: Key = key.iter().filter(|(name, _)| asked_for.contains(name)).cloned().collect();
            if seen.insert(format!("{key:?}")) {
                statement.bind(&key)?;
                statement.for_each(|row| {
                    is_empty = false;
                    rows.row(row).map(|()| true)
                })?;
            }
        }
        if is_empty {
            return Err(Error::usage(UsageError::NothingTraced { words: Vec::new() }));
        }
        rows.end(&[])
    })
}
