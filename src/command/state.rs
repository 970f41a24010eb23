//! The figures that a database held after a load, series by series.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::io;
use std::ops::Range;
use std::sync::mpsc::sync_channel;
use std::thread::Scope;

use rusqlite::types::Value;

use crate::error::{Error, Result};
use crate::model::Status;
use crate::report::Internal;
use crate::store::bulk::record::{Field, Fields};
use crate::store::{Cursor, Sandbox};
use crate::table::Cell;
use crate::thread;

/// How many series and figures a thread reads before it passes them on, and how many times as many it reads ahead.
const BATCH: usize = 4096;
const BATCHES_AHEAD: usize = 4;

/// Which figures are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct State {
    /// Those that the database held after this load.
    pub at: i64,
    /// Only those that a load after this one stored.
    pub after: i64,
    /// Only those that were revised or withdrawn by this load or an earlier one.
    pub until: Option<i64>,
}

impl State {
    /// The parameters of `Internal::State`.
    fn of_series(self, series_id: i64) -> [(String, Value); 4] {
        let Self { at, after, until } = self;
        [("series_id", Some(series_id)), ("at", Some(at)), ("after", Some(after)), ("until", until)]
            .map(|(name, value)| (name.to_owned(), value.map_or(Value::Null, Value::Integer)))
    }
}

/// A series of a database.
#[derive(Debug)]
pub(super) struct Series {
    pub id: i64,
    /// Its metric, region, sector, enterprise and breakdown.
    codes: [Cell; 5],
    unit: String,
    /// The number of its figures, and the sum of their checksums.
    totals: [Cell; 2],
    /// The names of its metric and its subject, the decimals of the metric, and its unit as people see it.
    pub names: [Cell; 4],
    /// Its figures in each of the states that are read.
    states: Vec<Records>,
}

impl Series {
    /// The order in which series are read.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        self.texts().cmp(other.texts())
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        self.codes.iter().map(|code| code.text().unwrap_or_default())
    }

    /// Whether the totals say that this series has the figures of another one, where the totals of both are those of their
    /// figures.
    pub(super) fn has_figures_of(&self, other: &Self) -> bool {
        self.unit == other.unit && self.totals == other.totals && self.totals[1] != Cell::Null
    }

    /// Whether a state holds the same bytes as one of another series.
    pub(super) fn is_same(&self, state: usize, other: &Self, other_state: usize) -> bool {
        self.unit == other.unit && self.states.get(state) == other.states.get(other_state)
    }

    /// The figures of a state, in the order of their periods and the codes of their sources.
    pub(super) fn figures(&self, state: usize) -> impl Iterator<Item = Figure<'_>> {
        self.states.get(state).into_iter().flat_map(Records::iter).map(|record| Figure::of(self, record))
    }
}

/// Figures of one series. Equal figures have equal records.
#[derive(Debug, Default)]
struct Records {
    bytes: Vec<u8>,
    places: Vec<Range<usize>>,
}

impl PartialEq for Records {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Records {
    /// The figures that `Internal::State` returns.
    fn read(mut rows: Cursor<'_>) -> Result<Self> {
        let (mut bytes, mut places) = (Vec::new(), Vec::new());
        while let Some(row) = rows.advance()? {
            let start = bytes.len();
            row.record::<COLUMNS>(&mut bytes)?;
            places.push(start..bytes.len());
        }
        let mut records = Self { bytes, places };
        // SQLite sorts more slowly, and most series are in order already.
        records.sort();
        Ok(records)
    }

    /// Adds the figures of another series that has become this one, but for those that this one has.
    fn append(&mut self, other: Self) {
        if self.places.is_empty() {
            *self = other;
            return;
        }
        let start = self.bytes.len();
        self.bytes.extend_from_slice(&other.bytes);
        self.places.extend(other.places.iter().map(|place| start + place.start..start + place.end));
        self.sort();
        let key = |place: &Range<usize>| fields::<2>(&self.bytes[place.clone()]).map(bytes_of);
        self.places.dedup_by(|later, earlier| key(later) == key(earlier));
    }

    /// Sorts them by their periods and sources.
    fn sort(&mut self) {
        let key = |place: &Range<usize>| fields::<2>(&self.bytes[place.clone()]).map(bytes_of);
        self.places.sort_by(|one, other| key(one).cmp(&key(other)));
    }

    fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.places.iter().map(|place| &self.bytes[place.clone()])
    }
}

/// The columns that `Internal::State` returns: period and source, then what is stated without the unit.
const COLUMNS: usize = 10;

/// The first columns of a record.
fn fields<const N: usize>(record: &[u8]) -> [Field<'_>; N] {
    let mut found = [Field::Null; N];
    if let Some(fields) = Fields::of(record) {
        found.iter_mut().zip(fields).for_each(|(found, field)| *found = field);
    }
    found
}

fn bytes_of(field: Field<'_>) -> &[u8] {
    match field {
        Field::Text(text) => text,
        _ => &[],
    }
}

/// A figure of a state.
#[derive(Clone, Copy, Debug)]
pub(super) struct Figure<'a> {
    pub series: &'a Series,
    pub period: Field<'a>,
    pub source: Field<'a>,
    /// What its source states, in the order of [`STATED`].
    pub stated: [Field<'a>; 9],
}

/// The names of [`Figure::stated`].
pub(super) const STATED: [&str; 9] =
    ["value", "comparator", "upper", "unit", "status", "reported", "locator", "note", "period_inferred"];

impl<'a> Figure<'a> {
    fn of(series: &'a Series, record: &'a [u8]) -> Self {
        let [period, source, value, comparator, upper, status, reported, locator, note, inferred] =
            fields::<COLUMNS>(record);
        let unit = Field::Text(series.unit.as_bytes());
        let stated = [value, comparator, upper, unit, status, reported, locator, note, inferred];
        Self { series, period, source, stated }
    }

    /// The order of the figures of a series.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        [self.period, self.source].map(bytes_of).cmp(&[other.period, other.source].map(bytes_of))
    }

    /// Its value, or its upper bound; a record has integers in place of whole numbers.
    pub(super) fn number(field: Field<'_>) -> Option<f64> {
        match field {
            Field::Integer(number) => Some(number as f64),
            Field::Real(number) => Some(number),
            Field::Null | Field::Text(_) => None,
        }
    }

    /// The name of the status; NULL for a normal figure.
    pub(super) fn status(&self) -> Cell {
        let status = std::str::from_utf8(bytes_of(self.stated[4])).ok().and_then(Status::parse);
        let status = status.filter(|status| *status != Status::NORMAL);
        status.map_or(Cell::Null, |status| Cell::Text(status.name().to_owned()))
    }
}

/// Reads the series of a database on a thread of its own, each with its figures in some states. A series without any is left
/// out, unless there are no states; so are those of `skipped`, which are in the order of the series. Series that have become
/// one between the states are one.
///
/// # Errors
/// Fails where the system refuses the thread. What is wrong with the database is the last item.
pub(super) fn ahead<'scope>(
    scope: &'scope Scope<'scope, '_>,
    sandbox: &'scope mut Sandbox,
    states: &'scope [State],
    skipped: &'scope [i64],
) -> Result<impl Iterator<Item = Result<Series>> + use<'scope>> {
    let (sender, batches) = sync_channel(BATCHES_AHEAD);
    let read_all = move || {
        let (mut batch, mut size) = (Vec::new(), 0);
        let read = read(sandbox, states, skipped, &mut |series| {
            size += 1 + series.states.iter().map(|records| records.places.len()).sum::<usize>();
            batch.push(Ok(series));
            // Nobody waits for the rest where writing the rows has failed.
            size < BATCH || sender.send(std::mem::take(&mut batch)).map(|()| size = 0).is_ok()
        });
        batch.extend(read.err().map(Err));
        drop(sender.send(batch));
    };
    let failed = |source: io::Error| Error::io("reading", "the figures", source);
    thread::start_in(scope, read_all).map_err(failed)?;
    Ok(batches.into_iter().flatten())
}

fn read(sandbox: &Sandbox, states: &[State], skipped: &[i64], take: &mut dyn FnMut(Series) -> bool) -> Result<()> {
    let mut all = sandbox.prepare(&Internal::Series.report()?.sql)?;
    let mut figures = sandbox.prepare(&Internal::State.report()?.sql)?;
    let (mut rows, mut skipped) = (all.cursor(), skipped.iter().peekable());
    let moved = moved(sandbox, states)?;
    let mut into: HashMap<i64, Vec<i64>> = HashMap::new();
    moved.iter().for_each(|(from, to)| into.entry(*to).or_default().push(*from));
    while let Some(row) = rows.advance()? {
        let Cell::Integer(id) = row.cell(0)? else { continue };
        if skipped.next_if_eq(&&id).is_some() || moved.contains_key(&id) {
            continue;
        }
        let others = into.get(&id).into_iter().flatten().copied();
        let ids: Vec<i64> = std::iter::once(id).chain(others).collect();
        let mut found = Vec::with_capacity(states.len());
        for state in states {
            // What a series had that has become another one may be what the other one had before.
            let state = if ids.len() > 1 { State { after: 0, until: None, ..*state } } else { *state };
            let mut records = Records::default();
            for id in ids.iter().filter(|_| state.at > state.after) {
                figures.bind(&state.of_series(*id))?;
                records.append(Records::read(figures.cursor())?);
            }
            found.push(records);
        }
        if !states.is_empty() && found.iter().all(|records| records.places.is_empty()) {
            continue;
        }
        let unit = row.text(6)?.into_owned();
        let (codes, totals, names) = (row.cells(1)?, row.cells(7)?, row.cells(9)?);
        if !take(Series { id, codes, unit, totals, names, states: found }) {
            break;
        }
    }
    Ok(())
}

/// The series whose figures were moved between the states, each with the one that they belong to since.
fn moved(sandbox: &Sandbox, states: &[State]) -> Result<HashMap<i64, i64>> {
    let loads = states.iter().map(|state| state.at);
    let (Some(after), Some(at)) = (loads.clone().min(), loads.max()) else { return Ok(HashMap::new()) };
    let mut moved = sandbox.prepare(&Internal::MovedSeries.report()?.sql)?;
    moved.bind(&[("after", after), ("at", at)].map(|(name, load)| (name.to_owned(), Value::Integer(load))))?;
    let pair = |row: Vec<Value>| match row[..] {
        [Value::Integer(from), Value::Integer(into)] => Some((from, into)),
        _ => None,
    };
    Ok(moved.values()?.into_iter().filter_map(pair).collect())
}
