//! The rows of the figures, in the order in which files and row groups are looked up: by the codes of the series, the period, and the
//! code of the source. What many figures share is looked up here: with joins and a sort in SQLite, reading takes twice as long.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::RangeInclusive;

use rusqlite::types::{Value, ValueRef};

use super::groups::Groups;
use super::rows::id;
use super::shown::Units;
use crate::error::Result;
use crate::store::{Row, Sandbox};

/// The columns of `observation.sql` that are the same in all figures of a series.
const CODES: RangeInclusive<usize> = 0..=4;
const PERIOD: usize = 5;
const SOURCE: usize = 6;
const VALUE: usize = 7;
const COMPARATOR: usize = 8;
const UPPER: usize = 9;
const DECIMALS: usize = 10;
const DISPLAY: usize = 11;
const ROUNDING: usize = 12;
const STATUS: usize = 13;
const REPORTED: usize = 14;
const PREFERENCE: usize = 18;
const SERIES_ID: usize = 19;
const SOURCE_ID: usize = 20;
const EDITION: usize = 21;
const FILE_ID: usize = 22;
const WIDTH: usize = 24;

/// Computes the rows of the figures.
pub(super) struct Figures<'a> {
    shard: &'a str,
    units: &'a Units,
    /// The editions, by the numbers of their sources and their own.
    editions: HashMap<(i64, i64), Edition>,
    /// A row of the series that is read, and the hash of its natural key.
    series: Vec<Value>,
    series_id: i64,
    /// The rows of a period of a series that has several sources for one.
    several: Vec<Vec<Value>>,
}

/// An edition, with what is of its source.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Edition {
    priority: i64,
    published_end: Reverse<String>,
    source: String,
    source_id: i64,
    edition: i64,
}

impl<'a> Figures<'a> {
    /// # Errors
    /// The database cannot be read.
    pub(super) fn new(shard: &'a str, units: &'a Units, sandbox: &Sandbox) -> Result<Self> {
        let sql = "SELECT e.source_id, e.edition, q.code, q.priority, coalesce(e.published_on, ''), coalesce(e.published_end, '')
                     FROM edition AS e JOIN source AS q ON q.source_id = e.source_id";
        let mut statement = sandbox.prepare(sql)?;
        let mut cursor = statement.cursor();
        let mut editions = HashMap::new();
        while let Some(row) = cursor.advance()? {
            let source = row.text(2)?.into_owned();
            let edition = Edition {
                priority: integer(row.value(3)?),
                published_end: Reverse(row.text(5)?.into_owned()),
                source_id: id(source.as_bytes()),
                edition: id(format!("{source}\u{1f}{}", row.text(4)?).as_bytes()),
                source,
            };
            editions.insert((integer(row.value(0)?), integer(row.value(1)?)), edition);
        }
        Ok(Self { shard, units, editions, series: vec![Value::Null; WIDTH], series_id: 0, several: Vec::new() })
    }

    /// Adds a row of the statement.
    ///
    /// # Errors
    /// The database cannot be read, or the rows are not taken.
    pub(super) fn push(&mut self, row: &Row<'_>, groups: &mut Groups<'_>) -> Result<()> {
        if row.value(SERIES_ID)? != ValueRef::from(&self.series[SERIES_ID]) {
            self.finish(groups)?;
            self.series = row.values(WIDTH)?;
            let codes: Vec<&str> = self.series[CODES].iter().map(text).collect();
            self.series_id = id(codes.join("\u{1f}").as_bytes());
        }
        if self.series[PREFERENCE] == Value::Integer(0) {
            return self.complete(|column| row.value(column), 1, groups);
        }
        let values = row.values(WIDTH)?;
        if self.several.first().is_some_and(|first| first[PERIOD] != values[PERIOD]) {
            self.finish(groups)?;
        }
        self.several.push(values);
        Ok(())
    }

    /// Adds the figures of a period, each with its place among them: 1 is the one that the view current_fact shows.
    ///
    /// # Errors
    /// The rows are not taken.
    pub(super) fn finish(&mut self, groups: &mut Groups<'_>) -> Result<()> {
        let mut several = std::mem::take(&mut self.several);
        let edition = |values: &[Value]| self.edition(|column| Ok(ValueRef::from(&values[column]))).ok().flatten();
        let class = |values: &[Value]| match (&values[VALUE], &values[STATUS]) {
            (Value::Null, _) => 2,
            (_, Value::Text(status)) if status == "F" => 1,
            _ => 0,
        };
        several.sort_by(|one, other| (class(one), edition(one)).cmp(&(class(other), edition(other))));
        let mut several: Vec<(i64, Vec<Value>)> = (1..).zip(several).collect();
        let source = |values: &[Value]| edition(values).map(|edition| edition.source.as_str());
        several.sort_by(|(_, one), (_, other)| source(one).cmp(&source(other)));
        several.iter().try_for_each(|(preference, values)| {
            self.complete(|column| Ok(ValueRef::from(&values[column])), *preference, groups)
        })
    }

    fn edition<'v>(&self, value: impl Fn(usize) -> Result<ValueRef<'v>>) -> Result<Option<&Edition>> {
        Ok(self.editions.get(&(integer(value(SOURCE_ID)?), integer(value(EDITION)?))))
    }

    /// Adds a row with the columns that are computed; `value` returns those of the statement.
    fn complete<'v>(
        &self,
        value: impl Fn(usize) -> Result<ValueRef<'v>>,
        preference: i64,
        groups: &mut Groups<'_>,
    ) -> Result<()> {
        let edition = self.edition(&value)?;
        let of_series = |column: usize| ValueRef::from(&self.series[column]);
        let (comparator, reported) = (value(COMPARATOR)?, value(REPORTED)?);
        let arguments = [value(VALUE)?, comparator, value(UPPER)?, of_series(DECIMALS), reported, of_series(DISPLAY)];
        let shown = self.units.shown(arguments);
        let file = format!("{}\u{1f}{}", self.shard, integer(value(FILE_ID)?));
        groups.push(|column| {
            Ok(match column {
                column if CODES.contains(&column) => of_series(column),
                SOURCE => edition.map_or(ValueRef::Null, |edition| ValueRef::Text(edition.source.as_bytes())),
                DECIMALS => ValueRef::Integer(shown.decimals),
                DISPLAY => ValueRef::Text(shown.display.as_bytes()),
                ROUNDING => shown.rounding.map_or(ValueRef::Null, ValueRef::Real),
                PREFERENCE => ValueRef::Integer(preference),
                SERIES_ID => ValueRef::Integer(self.series_id),
                SOURCE_ID => edition.map_or(ValueRef::Null, |edition| ValueRef::Integer(edition.source_id)),
                EDITION => edition.map_or(ValueRef::Null, |edition| ValueRef::Integer(edition.edition)),
                FILE_ID => ValueRef::Integer(id(file.as_bytes())),
                column => value(column)?,
            })
        })
    }
}

fn integer(value: ValueRef<'_>) -> i64 {
    value.as_i64().unwrap_or_default()
}

fn text(value: &Value) -> &str {
    if let Value::Text(text) = value { text } else { "" }
}
