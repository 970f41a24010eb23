//! The figures of series that fit what is looked for.

use std::collections::BTreeMap;

use foldhash::HashMap;
use rusqlite::types::Value;

use super::names::{Names, Terms};
use super::term::Term;
use super::wanted::{Found, FoundFigure, Wanted};
use crate::error::Result;
use crate::model::fold;
use crate::report::shipped::Internal;
use crate::store::{Row, Sandbox, Statement};
use crate::table::Cell;

/// A series that may have figures that fit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub series_id: i64,
    /// The terms that its names do not fit, so that its figures must.
    pub open: Terms,
}

/// How many series are looked up one after the other. Where these have too few figures that fit, reading all figures once is
/// faster than looking up the others.
const LOOKED_UP: usize = 1000;

pub(super) struct Search<'a> {
    pub wanted: &'a Wanted,
    pub terms: &'a [Term],
    pub names: &'a Names,
    pub sandbox: &'a Sandbox,
}

/// Figures by the places of their series, periods and sources, the first ones up to a limit and one more.
struct Kept {
    figures: BTreeMap<(usize, usize, usize), FoundFigure>,
    limit: usize,
}

impl Kept {
    fn add(&mut self, place: (usize, usize, usize), figure: FoundFigure) {
        self.figures.insert(place, figure);
        if self.figures.len() > self.limit.saturating_add(1) {
            self.figures.pop_last();
        }
    }

    fn is_full(&self) -> bool {
        self.figures.len() > self.limit
    }
}

impl Search<'_> {
    /// Finds the figures of series, up to the limit.
    pub(super) fn collect(&self, group: &[Candidate], only_best: bool, found: &mut Found) -> Result<()> {
        let mut statement = self.sandbox.prepare(&Internal::FindFigures.report()?.sql)?;
        let mut kept = Kept { figures: BTreeMap::new(), limit: self.wanted.limit };
        let (first, others) = group.split_at(group.len().min(LOOKED_UP));
        for (place, candidate) in first.iter().enumerate() {
            let range = (candidate.series_id, candidate.series_id);
            self.read(&mut statement, range, candidate.open, only_best, &mut kept, |_| Some((place, *candidate)))?;
            if kept.is_full() {
                break;
            }
        }
        if !others.is_empty() && !kept.is_full() {
            let places: HashMap<i64, (usize, Candidate)> =
                (LOOKED_UP..).zip(others).map(|(place, other)| (other.series_id, (place, *other))).collect();
            // What is open of every one of them limits what SQLite returns.
            let open = others.iter().fold(Terms::MAX, |open, other| open & other.open);
            self.read(&mut statement, (0, i64::MAX), open, only_best, &mut kept, |series| {
                places.get(&series).copied()
            })?;
        }
        found.has_more = kept.is_full();
        found.figures.extend(kept.figures.into_values().take(self.wanted.limit));
        Ok(())
    }

    /// Reads the figures of a range of series. `candidate` returns the place of a series, where it is one of those that count.
    fn read(
        &self,
        statement: &mut Statement<'_>,
        range: (i64, i64),
        open: Terms,
        only_best: bool,
        kept: &mut Kept,
        candidate: impl Fn(i64) -> Option<(usize, Candidate)>,
    ) -> Result<()> {
        statement.bind(&self.parameters(range, open, only_best))?;
        let mut rows = statement.cursor();
        while let Some(row) = rows.advance()? {
            let Cell::Integer(series_id) = row.cell(0)? else { continue };
            let Some((place, candidate)) = candidate(series_id) else { continue };
            if let Some(((time, preference), figure)) = self.fitting(&candidate, &row, only_best)? {
                kept.add((place, time, preference), figure);
            }
        }
        Ok(())
    }

    /// What `find-figures` gets: with a number that only a value can be, a period or a source, SQLite returns few figures.
    fn parameters(&self, (first, last): (i64, i64), open: Terms, only_best: bool) -> [(String, Value); 8] {
        let values = open & self.names.of_values;
        let terms = self.terms.iter().enumerate().filter(|(index, _)| values & (1 << index) != 0);
        let bounds = terms.into_iter().find_map(|(_, term)| term.bounds());
        let (least, most) = bounds.map_or((Value::Null, Value::Null), |(least, most)| (least.into(), most.into()));
        // Of one series, SQLite returns few figures anyway.
        let open = if first == last { 0 } else { open };
        let period = self.wanted.period.map(|period| period.to_string());
        let period = period.or_else(|| self.names.only_period(self.terms, open));
        [
            ("first", first.into()),
            ("last", last.into()),
            ("former", i64::from(self.wanted.former).into()),
            ("notes", i64::from(self.names.has_notes).into()),
            ("least", least),
            ("most", most),
            ("period", period.into()),
            ("source_id", self.names.only_source(self.terms, open, only_best).into()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
    }

    /// The figure of a row with its place among those of its series, if it fits.
    fn fitting(
        &self,
        candidate: &Candidate,
        row: &Row<'_>,
        only_best: bool,
    ) -> Result<Option<((usize, usize), FoundFigure)>> {
        let period = row.text(1)?;
        let Cell::Integer(source_id) = row.cell(2)? else { return Ok(None) };
        let (time, by_period) = self.names.of_period(&period);
        let (preference, by_source) = self.names.of_source(source_id, only_best);
        let mut open = candidate.open & !by_period & !by_source;
        if open != 0 {
            let number = |cell| if let Cell::Real(number) = cell { Some(number) } else { None };
            let (comparator, value, upper) = (row.text(3)?, number(row.cell(4)?), number(row.cell(5)?));
            let note = if self.names.has_notes { fold(&row.text(6)?) } else { String::new() };
            for (index, term) in self.terms.iter().enumerate() {
                let is_open = open & (1 << index) != 0;
                if is_open && (term.is_value(&comparator, value, upper) || term.is_in_text(&note)) {
                    open &= !(1 << index);
                }
            }
        }
        let is_wanted = open == 0 && self.wanted.period.is_none_or(|wanted| wanted.to_string() == period);
        Ok(is_wanted.then(|| {
            ((time, preference), FoundFigure { series_id: candidate.series_id, period: period.into_owned(), source_id })
        }))
    }
}
