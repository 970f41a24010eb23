//! `yearbook diff`: the figures that were added, revised and withdrawn between two files, or between two loads of one.

use std::cmp::Ordering;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use rusqlite::types::Value;

use super::opening::open_to_read;
use super::output::Rows;
use super::state::{Figure, Figures, Names, STATED};
use crate::cite::Library;
use crate::cli;
use crate::console::Console;
use crate::error::{Error, Result, UsageError};
use crate::render::Render;
use crate::render::number::rounded;
use crate::report::{Composed, Internal};
use crate::store::Sandbox;
use crate::table::{Cell, Heading};

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

pub(super) fn run(db: &Path, arguments: &cli::Diff, console: &mut Console) -> Result<()> {
    let from = Side::read(&arguments.from, db, None)?;
    let to = Side::read(&arguments.to, db, Some(&from))?;
    let is_one_file = from.file == to.file;
    let [from_range, to_range] = if is_one_file {
        // Only what the loads between the two added or removed is compared.
        let (earlier, later) = (from.load.min(to.load), from.load.max(to.load));
        let ranges = [[earlier, 0, later], [later, earlier, -1]];
        if from.load <= to.load { ranges } else { [ranges[1], ranges[0]] }
    } else {
        [[from.load, 0, -1], [to.load, 0, -1]]
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
    let mut new_names = Names::of(to.sandbox.prepare(&names.sql)?);
    // In one file both figures are of one series.
    let mut old_names = if is_one_file { None } else { Some(Names::of(from.sandbox.prepare(&names.sql)?)) };
    let mut counts = [0_u64; 3];
    super::output::write(&arguments.output, console, |render, format| {
        let library = Library::default();
        let mut composed;
        let render: &mut dyn Render = if format.is_for_people() {
            composed = Composed::new(render, &library);
            &mut composed
        } else {
            render
        };
        let mut rows = Rows::begin(&heading, render, format)?;
        compare(Figures::of(before.cursor()), Figures::of(after.cursor()), &mut |change| {
            counts[change.kind as usize] += 1;
            rows.row(&change.row(old_names.as_mut(), &mut new_names)?)
        })?;
        rows.end(&[])
    })?;
    let [added, revised, withdrawn] = counts;
    console.flush()?;
    console.say(&format!("from {from} to {to}: {added} added, {revised} revised, {withdrawn} withdrawn"));
    Ok(())
}

/// Passes the changes between two states to `take`.
fn compare(
    mut before: Figures<'_>,
    mut after: Figures<'_>,
    take: &mut dyn FnMut(Change<'_>) -> Result<()>,
) -> Result<()> {
    let (mut old, mut new) = (before.advance()?, after.advance()?);
    loop {
        let order = match (&old, &new) {
            (None, None) => return Ok(()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(old), Some(new)) => old.key().cmp(&new.key()),
        };
        let change = Change::of(old.as_ref().filter(|_| order.is_le()), new.as_ref().filter(|_| order.is_ge()));
        change.map_or(Ok(()), &mut *take)?;
        if order.is_le() {
            old = before.advance()?;
        }
        if order.is_ge() {
            new = after.advance()?;
        }
    }
}

/// One of the two states that are compared.
struct Side {
    file: PathBuf,
    sandbox: Rc<Sandbox>,
    /// The load after which the state is read; the newest one of a file.
    load: i64,
    is_load: bool,
}

impl Side {
    /// A load of the database by its number, or a file. A file that `other` has opened already is not opened again: closing
    /// a handle of it would release the locks that SQLite holds.
    fn read(text: &str, db: &Path, other: Option<&Self>) -> Result<Self> {
        let number = text.parse().ok().filter(|_| !Path::new(text).exists());
        let file = if number.is_some() { db } else { Path::new(text) };
        let full = std::fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
        let sandbox = match other.filter(|other| other.file == full) {
            Some(other) => Rc::clone(&other.sandbox),
            None => Rc::new(open_to_read(file)?),
        };
        let loads = sandbox.loads()?;
        // Load 0 is the empty database before the first load.
        let newest = loads.last().copied().unwrap_or(0);
        if let Some(load) = number.filter(|load| *load != 0 && !loads.contains(load)) {
            return Err(Error::usage(UsageError::NoLoad { file: file.to_owned(), load, loads: loads.len() }));
        }
        Ok(Self { file: full, sandbox, load: number.unwrap_or(newest), is_load: number.is_some() })
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

/// A figure that differs.
struct Change<'a> {
    kind: Kind,
    old: Option<&'a Figure>,
    new: Option<&'a Figure>,
    /// The figure that is there: the new one, where it is.
    figure: &'a Figure,
    /// The names of what differs.
    differs: Vec<&'static str>,
}

#[derive(Clone, Copy)]
enum Kind {
    Added,
    Revised,
    Withdrawn,
}

impl<'a> Change<'a> {
    /// The change from one figure to another one of the same key; `None` where nothing differs.
    fn of(old: Option<&'a Figure>, new: Option<&'a Figure>) -> Option<Self> {
        let figure = new.or(old)?;
        let (kind, differs) = match (old, new) {
            (None, _) => (Kind::Added, Vec::new()),
            (_, None) => (Kind::Withdrawn, Vec::new()),
            (Some(old), Some(new)) => {
                let pairs = old.stated.iter().zip(&new.stated).zip(STATED);
                let differs: Vec<&str> = pairs.filter(|((old, new), _)| old != new).map(|(_, name)| name).collect();
                (Kind::Revised, Some(differs).filter(|differs| !differs.is_empty())?)
            }
        };
        Some(Self { kind, old, new, figure, differs })
    }

    /// The row that says how the figure differs. Without names of the old state, they are those of the new one.
    fn row(&self, old_names: Option<&mut Names<'_>>, new_names: &mut Names<'_>) -> Result<[Cell; 20]> {
        let of_old = match (old_names, self.old) {
            (Some(names), Some(old)) => Some(names.of_series(&old.series)?),
            _ => None,
        };
        let to = match (of_old, self.new) {
            (Some(from), None) => from,
            _ => new_names.of_series(&self.figure.series)?,
        };
        let from = of_old.unwrap_or(to);
        let kind = match self.kind {
            Kind::Added => "added",
            Kind::Revised => "revised",
            Kind::Withdrawn => "withdrawn",
        };
        let [metric, subject, ..] = to;
        let [from, from_comparator, from_upper, from_decimals, from_unit, from_status] = figure(self.old, from);
        let [to, to_comparator, to_upper, to_decimals, to_unit, to_status] = figure(self.new, to);
        let [difference, percent] = self.of_value();
        Ok([
            Cell::Text(kind.to_owned()),
            metric.clone(),
            subject.clone(),
            self.figure.period.clone(),
            self.figure.source.clone(),
            from,
            from_comparator,
            from_upper,
            from_decimals,
            from_unit,
            from_status,
            to,
            to_comparator,
            to_upper,
            to_decimals,
            to_unit,
            to_status,
            difference,
            percent,
            if self.differs.is_empty() { Cell::Null } else { Cell::Text(self.differs.join(", ")) },
        ])
    }

    /// The difference of the two figures, and the difference in percent; NULL unless both are exact and in the same unit.
    fn of_value(&self) -> [Cell; 2] {
        let exact = |figure: Option<&Figure>| match &figure?.stated {
            [Cell::Real(value), Cell::Text(comparator), ..] if comparator == "=" => Some(*value),
            _ => None,
        };
        let Some((old, new)) = exact(self.old).zip(exact(self.new)).filter(|_| !self.differs.contains(&"unit")) else {
            return [Cell::Null, Cell::Null];
        };
        let decimal = |number: f64, decimals: usize| Cell::Real(rounded(number, decimals).parse().unwrap_or(number));
        let percent = if old == 0.0 { Cell::Null } else { decimal((new - old) / old.abs() * 100.0, 2) };
        [decimal(new - old, 9), percent]
    }
}

/// The cells of one of the two figures: its number, comparator, upper bound, decimals, unit and status.
fn figure(figure: Option<&Figure>, [_, _, decimals, unit]: &[Cell; 4]) -> [Cell; 6] {
    let Some(figure) = figure else { return [const { Cell::Null }; 6] };
    let [value, comparator, upper, ..] = &figure.stated;
    let [value, comparator, upper, decimals, unit] = [value, comparator, upper, decimals, unit].map(Cell::clone);
    [value, comparator, upper, decimals, unit, figure.status()]
}
