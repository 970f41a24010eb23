//! `yearbook diff`: what was added, revised and withdrawn between two files, or between two loads of one.

use std::cmp::Ordering;
use std::path::{Path, PathBuf};

use rusqlite::types::Value;

use super::output::Rows;
use crate::cli;
use crate::console::Console;
use crate::error::{Error, Result, UsageError};
use crate::report::internal;
use crate::store::{Cursor, Sandbox, Statement};
use crate::table::{Cell, Heading};

/// The columns of the statement `state` that are the key of a figure, and those that are told of it.
const KEY: std::ops::Range<usize> = 0..7;
const TOLD: std::ops::Range<usize> = 7..15;
const NAMES: [&str; 8] = ["value", "comparator", "upper", "unit", "status", "reported", "locator", "note"];

pub fn run(db: &Path, arguments: &cli::Diff, console: &mut Console) -> Result<()> {
    let [from, to] = [&arguments.from, &arguments.to].map(|text| Side::read(text, db));
    let (from, to) = (from?, to?);
    let is_one_file = from.file == to.file;
    // Of two loads of one file only what the later ones put there or took away needs to be looked at.
    let (from_range, to_range) = match is_one_file && from.load <= to.load {
        true => ([from.load, 0, to.load], [to.load, from.load, -1]),
        false => ([from.load, 0, -1], [to.load, 0, -1]),
    };
    let heading = Heading {
        title: Some(format!("From {from} to {to}")),
        description: Some("The figures that were added, revised or withdrawn.".to_owned()),
        columns: ["change", "metric", "subject", "period", "source", "from", "to", "difference", "percent", "differs"]
            .map(str::to_owned)
            .to_vec(),
        chart: None,
    };
    let (Some(state), Some(spelled)) = (internal("state"), internal("spelled")) else { return Ok(()) };
    let (mut before, mut after) = (from.sandbox.prepare(&state.sql)?, to.sandbox.prepare(&state.sql)?);
    before.bind(&range(from_range))?;
    after.bind(&range(to_range))?;
    let mut spellers = [from.sandbox.prepare(&spelled.sql)?, to.sandbox.prepare(&spelled.sql)?];
    let mut counts = [0_u64; 3];
    super::output::write(&arguments.output, console, |render, format| {
        let mut rows = Rows::begin(&heading, render, format)?;
        let (mut before, mut after) = (before.cursor(), after.cursor());
        let (mut old, mut new) = (before.next().transpose()?, after.next().transpose()?);
        loop {
            let change = match (&old, &new) {
                (None, None) => break,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(old), Some(new)) => compare(&old[KEY], &new[KEY]),
            };
            let old_figure = if change.is_le() { advance(&mut old, &mut before)? } else { None };
            let new_figure = if change.is_ge() { advance(&mut new, &mut after)? } else { None };
            if let Some(row) = difference(old_figure, new_figure, &mut spellers, &mut counts)? {
                rows.row(&row)?;
            }
        }
        rows.end(&[])
    })?;
    let [added, revised, withdrawn] = counts;
    console.flush()?;
    console.say(&format!("from {from} to {to}: {added} added, {revised} revised, {withdrawn} withdrawn"));
    Ok(())
}

/// One of the two states.
struct Side {
    file: PathBuf,
    sandbox: Sandbox,
    /// The load that left it; the newest where a file was named.
    load: i64,
    is_load: bool,
}

impl Side {
    /// A number of a load of the database, or a file.
    fn read(text: &str, db: &Path) -> Result<Self> {
        let number = text.parse().ok().filter(|_| !Path::new(text).exists());
        let file = if number.is_some() { db } else { Path::new(text) };
        let sandbox = super::open_to_read(file)?;
        let loads = sandbox.loads()?;
        // Before the first load there was nothing.
        let newest = loads.last().copied().unwrap_or(0);
        if let Some(load) = number.filter(|load| *load != 0 && !loads.contains(load)) {
            return Err(Error::usage(UsageError::NoLoad { load, loads: loads.len() }));
        }
        let file = std::fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
        Ok(Self { file, sandbox, load: number.unwrap_or(newest), is_load: number.is_some() })
    }
}

impl std::fmt::Display for Side {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.is_load {
            true => write!(f, "load {}", self.load),
            false => write!(f, "{}", self.file.file_name().unwrap_or_default().display()),
        }
    }
}

fn range([at, after, until]: [i64; 3]) -> Vec<(String, Value)> {
    let until = if until < 0 { Value::Null } else { Value::Integer(until) };
    vec![
        ("at".to_owned(), Value::Integer(at)),
        ("after".to_owned(), Value::Integer(after)),
        ("until".to_owned(), until),
    ]
}

/// Keys in the order in which SQLite sorts texts.
fn compare(old: &[Cell], new: &[Cell]) -> Ordering {
    let text = |cell: &Cell| match cell {
        Cell::Text(text) => text.clone().into_bytes(),
        _ => Vec::new(),
    };
    old.iter().map(text).cmp(new.iter().map(text))
}

/// Takes the figure that is looked at, and looks at the next one.
fn advance(figure: &mut Option<Vec<Cell>>, cursor: &mut Cursor<'_>) -> Result<Option<Vec<Cell>>> {
    let next = cursor.next().transpose()?;
    Ok(std::mem::replace(figure, next))
}

/// The row that tells how a figure differs, if it does.
fn difference(
    old: Option<Vec<Cell>>,
    new: Option<Vec<Cell>>,
    [spell_old, spell_new]: &mut [Statement<'_>; 2],
    [added, revised, withdrawn]: &mut [u64; 3],
) -> Result<Option<Vec<Cell>>> {
    let differs: Vec<&str> = match (&old, &new) {
        (Some(old), Some(new)) => {
            let pairs = old[TOLD].iter().zip(&new[TOLD]);
            let differs: Vec<&str> =
                pairs.zip(NAMES).filter(|((old, new), _)| old != new).map(|(_, name)| name).collect();
            if differs.is_empty() {
                return Ok(None);
            }
            differs
        }
        _ => Vec::new(),
    };
    let (change, count) = match (&old, &new) {
        (None, _) => ("added", added),
        (_, None) => ("withdrawn", withdrawn),
        _ => ("revised", revised),
    };
    *count += 1;
    let old_words = old.as_deref().map(|figure| spell(spell_old, figure)).transpose()?;
    let new_words = new.as_deref().map(|figure| spell(spell_new, figure)).transpose()?;
    let display = |words: &Option<[Cell; 3]>| words.as_ref().map_or(Cell::Null, |[_, _, display]| display.clone());
    let (from_display, to_display) = (display(&old_words), display(&new_words));
    let [metric, subject, _] = new_words.or(old_words).unwrap_or([Cell::Null, Cell::Null, Cell::Null]);
    // Only between two exact figures in one unit is a difference more than a guess.
    let exact = |figure: &Option<Vec<Cell>>| match figure.as_deref().map(|figure| &figure[TOLD]) {
        Some([Cell::Real(value), Cell::Text(comparator), ..]) if comparator == "=" => Some(*value),
        _ => None,
    };
    let by = exact(&old).zip(exact(&new)).filter(|_| !differs.contains(&"unit"));
    let digits = |number: f64| format!("{number:.9}").parse().unwrap_or(number);
    let percent = by.filter(|(old, _)| *old != 0.0).map(|(old, new)| (new - old) / old.abs() * 100.0);
    let key = new.as_ref().or(old.as_ref()).map(|figure| figure[KEY].to_vec()).unwrap_or_default();
    let key = |index: usize| key.get(index).cloned().unwrap_or(Cell::Null);
    Ok(Some(vec![
        Cell::Text(change.to_owned()),
        metric,
        subject,
        key(5),
        key(6),
        from_display,
        to_display,
        by.map_or(Cell::Null, |(old, new)| Cell::Real(digits(new - old))),
        percent.map_or(Cell::Null, |percent| Cell::Real((percent * 100.0).round() / 100.0)),
        if differs.is_empty() { Cell::Null } else { Cell::Text(differs.join(", ")) },
    ]))
}

/// The names of metric and subject, and the figure as people read it.
fn spell(statement: &mut Statement<'_>, figure: &[Cell]) -> Result<[Cell; 3]> {
    let value = |cell: &Cell| match cell {
        Cell::Integer(number) => Value::Integer(*number),
        Cell::Text(text) => Value::Text(text.clone()),
        _ => Value::Null,
    };
    let keys = [("series_id", 15), ("period", 5), ("source_id", 16), ("load_id", 17)];
    statement.bind(&keys.map(|(name, index)| (name.to_owned(), value(&figure[index]))))?;
    let mut words = [Cell::Null, Cell::Null, Cell::Null];
    statement.for_each(|row| {
        words.clone_from_slice(&row[..3]);
        Ok(false)
    })?;
    Ok(words)
}
