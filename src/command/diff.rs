//! `yearbook diff`: the figures that were added, revised and withdrawn between two files, or between two loads of one.

use std::cmp::Ordering;
use std::path::{Path, PathBuf};

use super::opening::{known_load, open_to_compare};
use super::output::Rows;
use super::paths::is_same_file;
use super::state::{Figure, STATED, Series, State, ahead};
use crate::cite::Library;
use crate::cli;
use crate::console::Console;
use crate::error::Result;
use crate::problem::counted;
use crate::render::Render;
use crate::render::number::rounded;
use crate::report::Composed;
use crate::store::Sandbox;
use crate::store::bulk::record::Field;
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
    let mut from = Side::read(&arguments.from, db, None)?;
    let mut to = Side::read(&arguments.to, db, Some(&from))?;
    let (title, names) = (format!("From {from} to {to}"), format!("from {from} to {to}"));
    let heading = Heading {
        title: Some(title),
        description: Some("The figures that were added, revised or withdrawn.".to_owned()),
        columns: COLUMNS.map(str::to_owned).to_vec(),
        ..Heading::default()
    };
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
        compare(&mut from, &mut to, &mut |change| {
            counts[change.kind as usize] += 1;
            rows.row(&change.row())
        })?;
        rows.end(&[])
    })?;
    let [added, revised, withdrawn] = counts;
    console.flush()?;
    let (earlier, later) = (from.load.min(to.load), from.load.max(to.load));
    // One file has one connection, which is that of the first side.
    if let (Some(sandbox), None) = (&from.sandbox, &to.sandbox) {
        sandbox.corrections(earlier, later)?.iter().for_each(|correction| console.say(correction));
        if let figures @ 1.. = sandbox.added_to_earlier_editions(earlier, later)? {
            let figures = counted(figures, "figure");
            console.say(&format!("{figures} of earlier editions added: former_fact has them, by load_id"));
        }
        if let rows @ 1.. = sandbox.changed_rows(earlier, later)? {
            console.say(&format!("{} of other tables changed: --rows lists them", counted(rows, "row")));
        }
    }
    console.say(&format!("{names}: {added} added, {revised} revised, {withdrawn} withdrawn"));
    Ok(())
}

/// Takes the changes one by one.
type Take<'a> = &'a mut dyn FnMut(&Change<'_>) -> Result<()>;

/// Passes the changes between two states to `take`.
fn compare(from: &mut Side, to: &mut Side, take: Take<'_>) -> Result<()> {
    let loads = (from.load, to.load);
    match (&mut from.sandbox, &mut to.sandbox) {
        (Some(old), Some(new)) => {
            let may_skip = from.has_checksums && to.has_checksums && have_same_sources(old, new)?;
            let skipped = if may_skip { unchanged(old, new)? } else { [Vec::new(), Vec::new()] };
            let states = [loads.0, loads.1].map(|at| [State { at, after: 0, until: None }]);
            std::thread::scope(|scope| {
                let old = ahead(scope, old, &states[0], &skipped[0])?;
                let new = ahead(scope, new, &states[1], &skipped[1])?;
                pairs(old, new, in_order).try_for_each(|(old, new)| {
                    let (old, new) = (old.transpose()?, new.transpose()?);
                    compare_series((old.as_ref(), 0), (new.as_ref(), 0), take)
                })
            })
        }
        (Some(one), None) | (None, Some(one)) => {
            // Only what the loads between the two added or removed is compared.
            let (earlier, later) = (loads.0.min(loads.1), loads.0.max(loads.1));
            let states =
                [State { at: earlier, after: 0, until: Some(later) }, State { at: later, after: earlier, until: None }];
            let (old, new) = if loads.0 <= loads.1 { (0, 1) } else { (1, 0) };
            std::thread::scope(|scope| {
                ahead(scope, one, &states, &[])?.try_for_each(|series| {
                    let series = series?;
                    compare_series((Some(&series), old), (Some(&series), new), take)
                })
            })
        }
        (None, None) => Ok(()),
    }
}

/// Whether no number of a source stands for one source in one file and for another one in the other file: the checksum of a
/// figure is made of the number.
fn have_same_sources(old: &Sandbox, new: &Sandbox) -> Result<bool> {
    let (old, new) = (old.sources()?, new.sources()?);
    Ok(old.iter().all(|(id, code)| new.get(id).is_none_or(|other| other == code)))
}

/// The numbers that the series with the same figures have in each of two files.
fn unchanged(old: &mut Sandbox, new: &mut Sandbox) -> Result<[Vec<i64>; 2]> {
    let mut found = [Vec::new(), Vec::new()];
    std::thread::scope(|scope| {
        for (old, new) in pairs(ahead(scope, old, &[], &[])?, ahead(scope, new, &[], &[])?, in_order) {
            if let (Some(old), Some(new)) = (old.transpose()?, new.transpose()?)
                && old.has_figures_of(&new)
            {
                found[0].push(old.id);
                found[1].push(new.id);
            }
        }
        Ok(found)
    })
}

/// The order of series; an error comes first.
fn in_order(old: &Result<Series>, new: &Result<Series>) -> Ordering {
    match (old, new) {
        (Ok(old), Ok(new)) => old.order(new),
        (Err(_), _) => Ordering::Less,
        (_, Err(_)) => Ordering::Greater,
    }
}

/// Two sorted sequences, joined: what is in both is one item.
fn pairs<T>(
    old: impl Iterator<Item = T>,
    new: impl Iterator<Item = T>,
    order: impl Fn(&T, &T) -> Ordering,
) -> impl Iterator<Item = (Option<T>, Option<T>)> {
    let (mut old, mut new) = (old.peekable(), new.peekable());
    std::iter::from_fn(move || {
        let order = match (old.peek(), new.peek()) {
            (None, None) => return None,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(old), Some(new)) => order(old, new),
        };
        Some((old.next_if(|_| order.is_le()), new.next_if(|_| order.is_ge())))
    })
}

/// A series in one of the states that were read of it, where it is in a file.
type OfState<'a> = (Option<&'a Series>, usize);

fn figures<'a>((series, state): OfState<'a>) -> impl Iterator<Item = Figure<'a>> {
    series.into_iter().flat_map(move |series| series.figures(state))
}

/// Passes the changes of a series from one state to another to `take`.
fn compare_series(old: OfState<'_>, new: OfState<'_>, take: Take<'_>) -> Result<()> {
    if old.0.zip(new.0).is_some_and(|(one, other)| one.is_same(old.1, other, new.1)) {
        return Ok(());
    }
    for (old, new) in pairs(figures(old), figures(new), Figure::order) {
        if let Some(change) = Change::of(old, new) {
            take(&change)?;
        }
    }
    Ok(())
}

/// What a state is named by: a load of the database by its number, or a file.
pub(super) fn named<'a>(text: &'a str, db: &'a Path) -> (Option<i64>, &'a Path) {
    let number = text.parse().ok().filter(|_| !Path::new(text).exists());
    (number, if number.is_some() { db } else { Path::new(text) })
}

/// The name of a state in messages.
pub(super) fn name_of(load: Option<i64>, file: &Path) -> String {
    match load {
        Some(load) => format!("load {load}"),
        None => file.file_name().unwrap_or_default().display().to_string(),
    }
}

/// One of the two states that are compared.
struct Side {
    file: PathBuf,
    /// `None` where the other side has it. A file is not opened twice: closing a handle of it would release the locks that
    /// SQLite holds.
    sandbox: Option<Sandbox>,
    /// Whether the checksums of the series are those of the figures that are compared.
    has_checksums: bool,
    /// The load after which the state is read; the newest one of a file.
    load: i64,
    is_load: bool,
}

impl Side {
    /// A load of the database by its number, or a file.
    fn read(text: &str, db: &Path, other: Option<&Self>) -> Result<Self> {
        let (number, file) = named(text, db);
        let opened = other.filter(|other| is_same_file(&other.file, file)).and_then(|other| other.sandbox.as_ref());
        let (own, is_as_loaded) = match opened {
            Some(_) => (None, false),
            None => open_to_compare(file).map(|(sandbox, is_as_loaded)| (Some(sandbox), is_as_loaded))?,
        };
        let loads = opened.or(own.as_ref()).map_or(Ok(Vec::new()), Sandbox::loads)?;
        let newest = loads.last().copied().unwrap_or(0);
        let load = known_load(number, &loads, file)?;
        let has_checksums = is_as_loaded && load == newest;
        Ok(Self { file: file.to_owned(), sandbox: own, has_checksums, load, is_load: number.is_some() })
    }
}

impl std::fmt::Display for Side {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&name_of(self.is_load.then_some(self.load), &self.file))
    }
}

/// A figure that differs.
struct Change<'a> {
    kind: Kind,
    old: Option<Figure<'a>>,
    new: Option<Figure<'a>>,
    /// The figure that is there: the new one, where it is.
    figure: Figure<'a>,
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
    fn of(old: Option<Figure<'a>>, new: Option<Figure<'a>>) -> Option<Self> {
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

    /// The row that says how the figure differs.
    fn row(&self) -> [Cell; 20] {
        let kind = match self.kind {
            Kind::Added => "added",
            Kind::Revised => "revised",
            Kind::Withdrawn => "withdrawn",
        };
        let [metric, subject, ..] = &self.figure.series.names;
        let [from, from_comparator, from_upper, from_decimals, from_unit, from_status] = figure(self.old);
        let [to, to_comparator, to_upper, to_decimals, to_unit, to_status] = figure(self.new);
        let [difference, percent] = self.of_value();
        [
            Cell::Text(kind.to_owned()),
            metric.clone(),
            subject.clone(),
            text(self.figure.period),
            text(self.figure.source),
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
        ]
    }

    /// The difference of the two figures, and the difference in percent; NULL unless both are exact and in the same unit.
    fn of_value(&self) -> [Cell; 2] {
        let exact = |figure: Option<Figure<'_>>| match figure?.stated {
            [value, Field::Text(b"="), ..] => Figure::number(value),
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
fn figure(figure: Option<Figure<'_>>) -> [Cell; 6] {
    let Some(figure) = figure else { return [const { Cell::Null }; 6] };
    let ([_, _, decimals, unit], [value, comparator, upper, ..]) = (&figure.series.names, figure.stated);
    let number = |field| Figure::number(field).map_or(Cell::Null, Cell::Real);
    [number(value), text(comparator), number(upper), decimals.clone(), unit.clone(), figure.status()]
}

fn text(field: Field<'_>) -> Cell {
    match field {
        Field::Text(text) => Cell::Text(String::from_utf8_lossy(text).into_owned()),
        _ => Cell::Null,
    }
}
