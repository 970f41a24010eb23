//! `yearbook diff`: the figures that were added, revised and withdrawn between two files, or between two loads of one.

use std::cmp::Ordering;
use std::path::{Path, PathBuf};

use rusqlite::types::Value;

use super::opening::open_to_read;
use super::output::Rows;
use crate::cite::Library;
use crate::cli;
use crate::console::Console;
use crate::error::{Error, Result, UsageError};
use crate::render::Render;
use crate::render::number::rounded;
use crate::report::{Composed, Internal};
use crate::store::{Cursor, Sandbox, Statement};
use crate::table::{Cell, Heading};

/// The columns of the statement `state` that are the key of a figure, and those that are compared.
const KEY: std::ops::Range<usize> = 0..7;
const STATED: std::ops::Range<usize> = 7..15;
const COLUMNS: [&str; 20] = [
    "change",
    "metric",
    "subject",
    "period",
    "source",
    "from",
    "from_comparator",
    "from_upper",
    "from_decimals",
    "from_unit",
    "from_status",
    "to",
    "to_comparator",
    "to_upper",
    "to_decimals",
    "to_unit",
    "to_status",
    "difference",
    "percent",
    "differs",
];
const NAMES: [&str; 8] = ["value", "comparator", "upper", "unit", "status", "reported", "locator", "note"];

pub(super) fn run(db: &Path, arguments: &cli::Diff, console: &mut Console) -> Result<()> {
    let [from, to] = [&arguments.from, &arguments.to].map(|text| Side::read(text, db));
    let (from, to) = (from?, to?);
    let is_one_file = from.file == to.file;
    // Between two loads of one file, only what the later loads added or removed is compared.
    let (from_range, to_range) = match is_one_file && from.load <= to.load {
        true => ([from.load, 0, to.load], [to.load, from.load, -1]),
        false => ([from.load, 0, -1], [to.load, 0, -1]),
    };
    let heading = Heading {
        title: Some(format!("From {from} to {to}")),
        description: Some("The figures that were added, revised or withdrawn.".to_owned()),
        columns: COLUMNS.map(str::to_owned).to_vec(),
        chart: None,
    };
    let (state, names) = (Internal::State.report()?, Internal::Names.report()?);
    let (mut before, mut after) = (from.sandbox.prepare(&state.sql)?, to.sandbox.prepare(&state.sql)?);
    before.bind(&range(from_range))?;
    after.bind(&range(to_range))?;
    let mut names = [from.sandbox.prepare(&names.sql)?, to.sandbox.prepare(&names.sql)?];
    let mut counts = [0_u64; 3];
    super::output::write(&arguments.output, console, |render, format| {
        let library = Library::default();
        let mut composed;
        let render: &mut dyn Render = if format.is_for_people() {
            composed = Composed::new(render, &library, &[]);
            &mut composed
        } else {
            render
        };
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
            if let Some(row) = difference(old_figure, new_figure, &mut names, &mut counts)? {
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

/// One of the two states that are compared.
struct Side {
    file: PathBuf,
    sandbox: Sandbox,
    /// The load after which the state is read; the newest one of a file.
    load: i64,
    is_load: bool,
}

impl Side {
    /// A load of the database by its number, or a file.
    fn read(text: &str, db: &Path) -> Result<Self> {
        let number = text.parse().ok().filter(|_| !Path::new(text).exists());
        let file = if number.is_some() { db } else { Path::new(text) };
        let sandbox = open_to_read(file)?;
        let loads = sandbox.loads()?;
        // Load 0 is the empty database before the first load.
        let newest = loads.last().copied().unwrap_or(0);
        if let Some(load) = number.filter(|load| *load != 0 && !loads.contains(load)) {
            return Err(Error::usage(UsageError::NoLoad { file: file.to_owned(), load, loads: loads.len() }));
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

/// Returns the current figure, and replaces it with the next one.
fn advance(figure: &mut Option<Vec<Cell>>, cursor: &mut Cursor<'_>) -> Result<Option<Vec<Cell>>> {
    let next = cursor.next().transpose()?;
    Ok(std::mem::replace(figure, next))
}

/// The row that says how a figure differs, if it does.
fn difference(
    old: Option<Vec<Cell>>,
    new: Option<Vec<Cell>>,
    [old_names, new_names]: &mut [Statement<'_>; 2],
    [added, revised, withdrawn]: &mut [u64; 3],
) -> Result<Option<Vec<Cell>>> {
    let differs: Vec<&str> = match (&old, &new) {
        (Some(old), Some(new)) => {
            let pairs = old[STATED].iter().zip(&new[STATED]).zip(NAMES);
            pairs.filter(|((old, new), _)| old != new).map(|(_, name)| name).collect()
        }
        _ => Vec::new(),
    };
    let (change, count) = match (&old, &new) {
        (None, _) => ("added", added),
        (_, None) => ("withdrawn", withdrawn),
        _ if differs.is_empty() => return Ok(None),
        _ => ("revised", revised),
    };
    *count += 1;
    let old_names = old.as_deref().map(|figure| names(old_names, figure)).transpose()?;
    let new_names = new.as_deref().map(|figure| names(new_names, figure)).transpose()?;
    let [metric, subject, ..] = new_names.clone().or(old_names.clone()).unwrap_or(NAMELESS);
    let key = new.as_ref().or(old.as_ref()).map(|figure| figure[KEY].to_vec()).unwrap_or_default();
    let key = |index: usize| key.get(index).cloned().unwrap_or(Cell::Null);
    let [by, percent] = change_of_value(&old, &new, &differs);
    let mut row = vec![Cell::Text(change.to_owned()), metric, subject, key(5), key(6)];
    row.extend(figure(&old, old_names));
    row.extend(figure(&new, new_names));
    row.extend([by, percent]);
    row.push(if differs.is_empty() { Cell::Null } else { Cell::Text(differs.join(", ")) });
    Ok(Some(row))
}

/// The difference of two figures, and the difference in percent; NULL unless both are exact and in the same unit.
fn change_of_value(old: &Option<Vec<Cell>>, new: &Option<Vec<Cell>>, differs: &[&str]) -> [Cell; 2] {
    let exact = |figure: &Option<Vec<Cell>>| match figure.as_deref().map(|figure| &figure[STATED]) {
        Some([Cell::Real(value), Cell::Text(comparator), ..]) if comparator == "=" => Some(*value),
        _ => None,
    };
    let Some((old, new)) = exact(old).zip(exact(new)).filter(|_| !differs.contains(&"unit")) else {
        return [Cell::Null, Cell::Null];
    };
    let decimal = |number: f64, decimals: usize| Cell::Real(rounded(number, decimals).parse().unwrap_or(number));
    let percent = if old == 0.0 { Cell::Null } else { decimal((new - old) / old.abs() * 100.0, 2) };
    [decimal(new - old, 9), percent]
}

/// The cells of one of the two figures: its number, comparator, upper bound, decimals, unit and status.
fn figure(figure: &Option<Vec<Cell>>, names: Option<[Cell; 5]>) -> [Cell; 6] {
    let Some(figure) = figure else { return [const { Cell::Null }; 6] };
    let [_, _, decimals, unit, status] = names.unwrap_or(NAMELESS);
    let [value, comparator, upper, ..] = &figure[STATED] else { return [const { Cell::Null }; 6] };
    [value.clone(), comparator.clone(), upper.clone(), decimals, unit, status]
}

const NAMELESS: [Cell; 5] = [const { Cell::Null }; 5];

/// The names of metric, subject, unit and status of a figure, and the decimals of its metric.
fn names(statement: &mut Statement<'_>, figure: &[Cell]) -> Result<[Cell; 5]> {
    let value = |cell: &Cell| match cell {
        Cell::Integer(number) => Value::Integer(*number),
        Cell::Text(text) => Value::Text(text.clone()),
        _ => Value::Null,
    };
    let keys = [("series_id", 15), ("period", 5), ("source_id", 16), ("load_id", 17)];
    statement.bind(&keys.map(|(name, index)| (name.to_owned(), value(&figure[index]))))?;
    let mut names = NAMELESS;
    statement.for_each(|row| {
        names.clone_from_slice(&row[..5]);
        Ok(false)
    })?;
    Ok(names)
}
