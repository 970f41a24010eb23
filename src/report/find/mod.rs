//! Finds figures by the names of what they are about and of their sources, by their periods and their values.
//!
//! No index is stored for it. Names are few compared with figures, so all of them are read, and then the codes of all series;
//! figures are read only of the series that the words fit, until there are enough.

mod names;
mod term;

use std::collections::BTreeMap;

use rusqlite::types::Value;

use self::names::{Names, Terms, better, set};
pub(crate) use self::names::{resolve, suggestions};
pub(crate) use self::term::Kind;
use self::term::{Fit, Term};
use super::shipped::Internal;
use crate::error::Result;
use crate::model::{Period, fold};
use crate::problem::Suggestion;
use crate::store::{Row, Sandbox};
use crate::table::Cell;

/// What is looked for: figures that fit all of it.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    /// Each is, or is contained in, a name or code of a figure's subject, metric or source, its period, or its value.
    pub words: Vec<String>,
    /// Codes or names of what a figure is about and of its source.
    pub named: Vec<(Kind, String)>,
    pub period: Option<Period>,
    /// Whether figures that were revised or withdrawn are found too.
    pub former: bool,
    /// The most figures to be found.
    pub limit: usize,
}

/// The figures that were found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub figures: Vec<FoundFigure>,
    /// Whether there are more than the limit.
    pub has_more: bool,
    /// How many series were not searched because their names only contain what is a whole name elsewhere.
    pub longer: usize,
    /// What nothing fits, where nothing was found.
    pub unknown: Vec<Unknown>,
}

/// A term that nothing fits.
#[derive(Debug)]
pub(crate) struct Unknown {
    /// The kind of thing that an option names; `None` for a word.
    pub kind: Option<Kind>,
    pub text: String,
    /// The nearest name.
    pub near: Option<Suggestion>,
}

/// The key of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FoundFigure {
    pub series_id: i64,
    pub period: String,
    pub source_id: i64,
}

/// A series that may have figures that fit.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    series_id: i64,
    /// The terms that its names do not fit, so that its figures must.
    open: Terms,
}

/// Finds figures. Those of the series whose names fit best are found; where these have none that fits, those of the next best.
///
/// # Errors
///
/// The database cannot be read.
pub(crate) fn find(wanted: &Wanted, sandbox: &Sandbox) -> Result<Found> {
    let words = wanted.words.iter().map(|word| (None, word));
    let named = wanted.named.iter().map(|(kind, name)| (Some(*kind), name));
    let terms: Vec<Term> = named.chain(words).filter_map(|(kind, text)| Term::of(text, kind)).collect();
    let mut names = Names::read(&terms, sandbox)?;
    let groups = candidates(&terms, &mut names, sandbox)?;
    let search = Search { wanted, terms: &terms, names: &names, sandbox };
    let mut found = Found::default();
    // A source whose name only contains a word counts where the source with this name has no figure that fits.
    for only_best in [true, false] {
        for (fit, group) in groups.iter().rev() {
            search.collect(group, only_best, &mut found)?;
            if !found.figures.is_empty() {
                let others = groups.range(..fit).flat_map(|(_, group)| group);
                found.longer = others.filter(|candidate| candidate.open == 0).count();
                return Ok(found);
            }
        }
    }
    let unknown = terms.iter().enumerate().filter(|(index, _)| names.known & (1 << index) == 0);
    for (_, Term { kind, given, .. }) in unknown {
        let near = Suggestion::nearest(given, &suggestions(*kind, sandbox)?);
        found.unknown.push(Unknown { kind: *kind, text: given.clone(), near });
    }
    Ok(found)
}

/// The series that can have figures that fit all terms, by how well they can fit.
fn candidates(terms: &[Term], names: &mut Names, sandbox: &Sandbox) -> Result<BTreeMap<u32, Vec<Candidate>>> {
    const KINDS: [Kind; 4] = [Kind::Metric, Kind::Region, Kind::Sector, Kind::Enterprise];
    let mut groups: BTreeMap<u32, Vec<Candidate>> = BTreeMap::new();
    let mut known = names.known;
    let mut fits = vec![0; terms.len()];
    names::each_row(Internal::FindSeries, sandbox, |row| {
        fits.fill(0);
        for (column, kind) in (1..).zip(KINDS).filter(|(_, kind)| !names.has_none(*kind)) {
            if let Some(of_code) = names.of_code(kind, &row.text(column)?) {
                better(&mut fits, of_code);
            }
        }
        let breakdown = row.text(5)?;
        if !breakdown.is_empty() {
            let folded = fold(&breakdown);
            let of_breakdown: Vec<Fit> = terms.iter().map(|term| term.is_in_breakdown(&folded).into()).collect();
            better(&mut fits, &of_breakdown);
        }
        let by_name = set(&fits, 1);
        known |= by_name;
        better(&mut fits, &names.of_figures);
        if let Cell::Integer(series_id) = row.cell(0)?
            && fits.iter().all(|fit| *fit > 0)
        {
            let open = set(&names.of_figures, 1) & !by_name;
            groups.entry(fits.iter().map(|fit| u32::from(*fit)).sum()).or_default().push(Candidate { series_id, open });
        }
        Ok(())
    })?;
    names.known = known;
    Ok(groups)
}

struct Search<'a> {
    wanted: &'a Wanted,
    terms: &'a [Term],
    names: &'a Names,
    sandbox: &'a Sandbox,
}

impl Search<'_> {
    /// Finds the figures of series, until the limit is reached.
    fn collect(&self, group: &[Candidate], only_best: bool, found: &mut Found) -> Result<()> {
        let mut statement = self.sandbox.prepare(&Internal::FindFigures.report()?.sql)?;
        for candidate in group {
            statement.bind(&self.parameters(candidate))?;
            let mut rows = statement.cursor();
            let mut of_series = Vec::new();
            while let Some(row) = rows.advance()? {
                of_series.extend(self.fitting(candidate, &row, only_best)?);
            }
            of_series.sort_unstable_by_key(|(place, _)| *place);
            of_series.dedup();
            found.figures.extend(of_series.into_iter().map(|(_, figure)| figure));
            if found.figures.len() > self.wanted.limit {
                found.figures.truncate(self.wanted.limit);
                found.has_more = true;
                return Ok(());
            }
        }
        Ok(())
    }

    /// What `find-figures` gets of a series: with a number that only a value can be, SQLite returns few figures.
    fn parameters(&self, candidate: &Candidate) -> [(String, Value); 4] {
        let values = candidate.open & self.names.of_values;
        let terms = self.terms.iter().enumerate().filter(|(index, _)| values & (1 << index) != 0);
        let bounds = terms.into_iter().find_map(|(_, term)| term.bounds());
        let (least, most) = bounds.map_or((Value::Null, Value::Null), |(least, most)| (least.into(), most.into()));
        [
            ("series_id", candidate.series_id.into()),
            ("former", i64::from(self.wanted.former).into()),
            ("least", least),
            ("most", most),
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
        let period = row.text(0)?;
        let Cell::Integer(source_id) = row.cell(1)? else { return Ok(None) };
        let (time, by_period) = self.names.of_period(&period);
        let (preference, by_source) = self.names.of_source(source_id, only_best);
        let mut open = candidate.open & !by_period & !by_source;
        if open != 0 {
            let number = |cell| if let Cell::Real(number) = cell { Some(number) } else { None };
            let (comparator, value, upper) = (row.text(2)?, number(row.cell(3)?), number(row.cell(4)?));
            for (index, term) in self.terms.iter().enumerate() {
                if open & (1 << index) != 0 && term.is_value(&comparator, value, upper) {
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
