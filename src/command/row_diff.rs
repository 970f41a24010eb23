//! `yearbook diff --rows`: the rows of tables other than `observation` that differ between two files, or between two loads.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value};

use super::diff::{name_of, named};
use super::opening::{end, known_load};
use super::output::Rows;
use super::paths::is_same_file;
use crate::cli;
use crate::console::Console;
use crate::error::Result;
use crate::store::{Limits, Store};
use crate::table::{Cell, Heading};

const COLUMNS: [&str; 6] = ["change", "table", "row", "column", "from", "to"];

/// The rows of a state by their tables, which are in the order in which they refer to each other, and their keys.
type State = BTreeMap<(usize, String), Columns>;

/// The columns of a row.
pub(super) type Columns = Map<String, Value>;

pub(super) fn run(db: &Path, arguments: &cli::Diff, console: &mut Console) -> Result<()> {
    // One after the other: no file is open twice.
    let [from, to] = [&arguments.from, &arguments.to].map(|text| named(text, db));
    // What another name of the file leads to may lack what lies beside the file in WAL mode.
    let to = (to.0, if is_same_file(from.1, to.1) { from.1 } else { to.1 }, to.1);
    let (tables, before, old_sources, from) = read(from, from.1)?;
    let (_, after, new_sources, to) = read((to.0, to.1), to.2)?;
    let names = format!("from {from} to {to}");
    let heading = Heading {
        title: Some(format!("From {from} to {to}")),
        description: Some("The rows of other tables that were added, revised or withdrawn.".to_owned()),
        columns: COLUMNS.map(str::to_owned).to_vec(),
        ..Heading::default()
    };
    let mut counts = [0_u64; 3];
    super::output::write(&arguments.output, console, |render, format| {
        let mut rows = Rows::begin(&heading, render, format)?;
        let mut keys: Vec<_> = before.keys().chain(after.keys()).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            let Some((kind, change)) = change(before.get(key), after.get(key)) else { continue };
            counts[kind] += 1;
            let table = tables[key.0];
            let row = match after.get(key) {
                Some(columns) => row_name(table, &key.1, columns, &new_sources),
                None => row_name(table, &key.1, before.get(key).unwrap_or(&Columns::new()), &old_sources),
            };
            for (column, from, to) in differences(before.get(key), after.get(key)) {
                let text = |text: &str| Cell::Text(text.to_owned());
                rows.row(&[text(change), text(table), text(&row), text(column), cell(from), cell(to)])?;
            }
        }
        rows.end(&[])
    })?;
    let [added, revised, withdrawn] = counts;
    console.flush()?;
    console.say(&format!("{names}: {added} added, {revised} revised, {withdrawn} withdrawn"));
    Ok(())
}

/// The codes of sources by their numbers.
type Sources = BTreeMap<i64, String>;

/// The tables, their rows in a state, its sources, and the name of the state; `shown` is the file as it is named.
fn read((number, file): (Option<i64>, &Path), shown: &Path) -> Result<(Vec<&'static str>, State, Sources, String)> {
    let mut store = Store::open(file)?;
    let loads = store.loads()?;
    let load = known_load(number, &loads, file)?;
    if loads.last().is_some_and(|newest| *newest != load) {
        store = store.rows_at_load(load)?;
    }
    let queries = store.row_queries()?;
    let sandbox = store.into_sandbox(Limits { end: Some(end), ..Limits::default() })?;
    let mut state = State::new();
    for (table, (_, sql)) in queries.iter().enumerate() {
        sandbox.prepare(sql)?.for_each(|row| {
            if let [Cell::Text(key), Cell::Text(columns)] = row {
                state.insert((table, key.clone()), serde_json::from_str(columns).unwrap_or_default());
            }
            Ok(true)
        })?;
    }
    let tables = queries.into_iter().map(|(table, _)| table).collect();
    Ok((tables, state, sandbox.sources()?, name_of(number, shown)))
}

/// What became of a row, with the place of its count; `None` where it is unchanged.
pub(super) fn change(old: Option<&Columns>, new: Option<&Columns>) -> Option<(usize, &'static str)> {
    match (old, new) {
        (Some(old), Some(new)) if old == new => None,
        (None, None) => None,
        (Some(_), Some(_)) => Some((1, "revised")),
        (None, _) => Some((0, "added")),
        (_, None) => Some((2, "withdrawn")),
    }
}

/// The columns of a row that differ, each with both values. Of a row that is only in one state, those that are filled.
pub(super) fn differences<'a>(
    old: Option<&'a Columns>,
    new: Option<&'a Columns>,
) -> impl Iterator<Item = (&'a str, &'a Value, &'a Value)> {
    let columns = new.or(old).into_iter().flat_map(Map::keys);
    let value = |row: Option<&'a Columns>, column: &str| row.and_then(|row| row.get(column));
    columns
        .map(move |column| {
            let [old, new] = [old, new].map(|row| value(row, column).unwrap_or(&Value::Null));
            (column.as_str(), old, new)
        })
        .filter(|(_, old, new)| old != new)
}

/// The key of a row as people read it: a source is named by its code, and an edition by its date.
pub(super) fn row_name(table: &str, key: &str, columns: &Columns, sources: &Sources) -> String {
    let parts: Vec<Value> = serde_json::from_str(key).unwrap_or_default();
    let text = |(place, part): (usize, &Value)| match (part, part.as_i64()) {
        (Value::String(text), _) => text.clone(),
        (_, Some(_)) if table == "edition" && place == 1 => {
            columns.get("published_on").and_then(Value::as_str).unwrap_or("without a date").to_owned()
        }
        (_, Some(number)) if columns.get("source_id") == Some(part) => {
            sources.get(&number).cloned().unwrap_or_else(|| part.to_string())
        }
        _ => part.to_string(),
    };
    parts.iter().enumerate().map(text).collect::<Vec<_>>().join(" | ")
}

pub(super) fn cell(value: &Value) -> Cell {
    match value {
        Value::Null => Cell::Null,
        Value::String(text) => Cell::Text(text.clone()),
        other => Cell::Text(other.to_string()),
    }
}
