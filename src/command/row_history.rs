//! `yearbook history --rows`: the changes of the rows of tables other than `observation`, load by load.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::figures::code_of;
use super::output::Rows;
use super::row_diff::{Columns, cell, change, differences, row_name};
use crate::cli::Figures;
use crate::console::Console;
use crate::error::{Error, Result, UsageError};
use crate::model::fold;
use crate::report::find::{self, Kind};
use crate::store::{RowHistory, Sandbox};
use crate::table::{Cell, Heading};

const COLUMNS: [&str; 8] = ["table", "row", "load", "loaded_at", "change", "column", "from", "to"];

pub(super) fn run(arguments: &Figures, sandbox: &Sandbox, console: &mut Console) -> Result<()> {
    let wanted = Wanted::of(arguments, sandbox)?;
    let limit = usize::try_from(arguments.limit).ok().filter(|limit| *limit > 0).unwrap_or(usize::MAX);
    let heading = Heading {
        title: Some("Changes of rows".to_owned()),
        description: Some(
            "What loads after the first, and corrections, changed in tables other than observation.".to_owned(),
        ),
        columns: COLUMNS.map(str::to_owned).to_vec(),
        ..Heading::default()
    };
    let mut shown = 0_usize;
    super::output::write(&arguments.output, console, |render, format| {
        let mut rows = Rows::begin(&heading, render, format)?;
        for history in sandbox.row_histories()? {
            for Changed { row, load, loaded_at, before, after } in changes(&history, sandbox)? {
                let (before, after) = (before.as_ref(), after.as_ref());
                let Some((_, kind)) = change(before, after) else { continue };
                if shown > limit || !wanted.fits(history.table, &row, [before, after]) {
                    continue;
                }
                shown += 1;
                let differing = differences(before, after).filter(|_| shown <= limit);
                for (column, from, to) in differing {
                    let [table, row, at, kind, column] =
                        [history.table, &row, &loaded_at, kind, column].map(|text| Cell::Text(text.to_owned()));
                    rows.row(&[table, row, Cell::Integer(load), at, kind, column, cell(from), cell(to)])?;
                }
            }
        }
        if shown == 0 {
            return Err(Error::usage(UsageError::NothingChanged { words: wanted.given.clone() }));
        }
        rows.end(&[])
    })?;
    console.flush()?;
    if shown > limit {
        console.say(&format!("there are more changes: stopped after {limit} (--limit)"));
    }
    Ok(())
}

/// A change of a row by a load.
struct Changed {
    row: String,
    load: i64,
    loaded_at: String,
    before: Option<Columns>,
    after: Option<Columns>,
}

/// The changes of the rows of a table, in the order of the rows and loads.
fn changes(history: &RowHistory, sandbox: &Sandbox) -> Result<Vec<Changed>> {
    let columns = |json: &str| serde_json::from_str::<Columns>(json).unwrap_or_default();
    let sources = sandbox.sources()?;
    let mut current: HashMap<String, Columns> = HashMap::new();
    sandbox.prepare(&history.rows)?.for_each(|row| {
        if let [Cell::Text(key), Cell::Text(json)] = row {
            current.insert(key.clone(), columns(json));
        }
        Ok(true)
    })?;
    let mut found: Vec<(String, Changed)> = Vec::new();
    sandbox.prepare(&history.changes)?.for_each(|row| {
        if let [Cell::Text(key), Cell::Integer(load), Cell::Text(at), json] = row {
            let before = json.text().map(columns);
            let (loaded_at, after) = (at.clone(), current.get(key).cloned());
            // After the load before, the row was what it is before this one.
            if let Some((_, last)) = found.last_mut().filter(|(last, _)| last == key) {
                last.after.clone_from(&before);
            }
            let none = Columns::new();
            let row = row_name(history.table, key, before.as_ref().or(after.as_ref()).unwrap_or(&none), &sources);
            found.push((key.clone(), Changed { row, load: *load, loaded_at, before, after }));
        }
        Ok(true)
    })?;
    Ok(found.into_iter().map(|(_, changed)| changed).collect())
}

/// Which rows are shown.
struct Wanted {
    /// The words and names as they were given.
    given: Vec<String>,
    /// Each word without regard to case and accents, and the codes of what has it as a name.
    words: Vec<(String, BTreeSet<String>)>,
    /// What an option names: its kind, its code, the code that was given, and the number of a source.
    named: Vec<(Kind, BTreeSet<String>, Option<i64>)>,
}

impl Wanted {
    fn of(arguments: &Figures, sandbox: &Sandbox) -> Result<Self> {
        let Figures { words, metric, region, sector, enterprise, source, .. } = arguments;
        let (mut given, mut named) = (words.clone(), Vec::new());
        for (kind, name) in Kind::ALL.into_iter().zip([metric, region, sector, enterprise, source]) {
            let Some(name) = name else { continue };
            given.push(name.clone());
            let code = code_of(kind, name, sandbox)?;
            let sources = if kind == Kind::Source { sandbox.sources()? } else { BTreeMap::new() };
            let number = sources.into_iter().find(|(_, known)| *known == code);
            // A row has the code that it had then.
            named.push((kind, BTreeSet::from([name.clone(), code]), number.map(|(number, _)| number)));
        }
        let known = if words.is_empty() { Vec::new() } else { find::suggestions(None, sandbox)? };
        let of_word = |word: &String| {
            let folded = fold(word);
            let has_name = |name: &Option<String>| name.as_deref().is_some_and(|name| fold(name) == folded);
            let codes = known.iter().filter(|known| has_name(&known.name)).map(|known| known.code.clone()).collect();
            (folded, codes)
        };
        Ok(Self { given, words: words.iter().map(of_word).collect(), named })
    }

    /// Whether a change of a row is shown, of which these are the columns before and after.
    fn fits(&self, table: &str, row: &str, states: [Option<&Columns>; 2]) -> bool {
        let cells = || states.into_iter().flatten().flatten();
        let has_word = |(word, codes): &(String, BTreeSet<String>)| {
            let contains = |text: &str| fold(text).contains(word.as_str());
            let fits = |value: &Value| match value {
                Value::String(text) => contains(text) || codes.contains(text),
                other => contains(&other.to_string()),
            };
            contains(table) || contains(row) || cells().any(|(_, value)| fits(value))
        };
        let is_about = |(kind, codes, number): &(Kind, BTreeSet<String>, Option<i64>)| {
            let kind = kind.table();
            cells().any(|(column, value)| match value {
                Value::String(text) if codes.contains(text) => match column.as_str() {
                    "code" | "parent" => table == kind,
                    column => column.trim_start_matches("successor_").trim_start_matches("base_") == kind,
                },
                Value::Number(source) => column == "source_id" && source.as_i64().is_some_and(|id| Some(id) == *number),
                _ => false,
            })
        };
        self.words.iter().all(has_word) && self.named.iter().all(is_about)
    }
}
