//! The merge-join of stated and stored figures, series by series.

use std::collections::HashSet;
use std::sync::Arc;

use super::changes::Changes;
use super::stored::{FigureKey, FigureReader, SeriesCursor, Step, Stored, StoredFigures, StoredSeries};
use crate::load::ledger::counts::{Change, Counts};
use crate::load::observation::dictionary::{Codes, Dictionary};
use crate::load::observation::figure::{Action, Packed, Traits, decode_content};
use crate::load::observation::series::{Stated, StatedSeries};
use crate::load::observation::statistics::{Periods, Totals, figure_checksum, period_checksum};
use crate::load::reference::editions::StatedSource;
use crate::model::Period;

/// Which stored figures are withdrawn where the load does not state them: those of these files; `None` withdraws none.
pub(crate) type CompleteFiles = Option<HashSet<i64>>;

/// A join under way.
pub(crate) struct Join<'s, 'c, C> {
    series: SeriesCursor<'s, 'c>,
    reader: FigureReader<'s, 'c>,
    stored: StoredFigures,
    codes: Arc<Codes>,
    /// Whether the load states an edition that is older than a stored one.
    is_outdated: bool,
    complete: CompleteFiles,
    seek_ratio: u64,
    changes: C,
    /// What became of the figures of each file, by its number in the load.
    counts: Vec<Counts>,
    withdrawn: u64,
}

/// What a join found.
#[derive(Debug)]
pub(crate) struct Joined<C> {
    pub changes: C,
    pub counts: Vec<Counts>,
    /// How many stored figures the load withdraws.
    pub withdrawn: u64,
}

impl<'s, 'c, C: Changes> Join<'s, 'c, C> {
    /// Begins a join; `files` is how many files the load has.
    pub(crate) fn new(
        (series, reader): (SeriesCursor<'s, 'c>, FigureReader<'s, 'c>),
        codes: &Arc<Codes>,
        complete: CompleteFiles,
        seek_ratio: u64,
        files: usize,
        changes: C,
    ) -> Self {
        let (stored, counts) = (StoredFigures::default(), vec![Counts::default(); files]);
        let (codes, is_outdated) = (Arc::clone(codes), codes.sources().iter().any(StatedSource::is_outdated));
        Self { series, reader, stored, codes, is_outdated, complete, seek_ratio, changes, counts, withdrawn: 0 }
    }

    /// Joins the next series of the load, in the order of their keys.
    ///
    /// # Errors
    /// Fails where what is stored cannot be read, or a change cannot be written.
    pub(crate) fn add(&mut self, dictionary: &Dictionary, stated: StatedSeries<'_>) -> rusqlite::Result<()> {
        let codes = dictionary.subject(stated.subject);
        let found = loop {
            match self.series.step(Some(codes))? {
                Step::Passed(series) => self.pass(series)?,
                Step::Found(series) => break Some(series),
                Step::Missing => break None,
            }
        };
        let Some(series) = found else {
            return self.insert_series(dictionary, codes, stated);
        };
        let is_same = |checksum| series.totals.checksum == Some(checksum) && !self.is_outdated;
        if stated.checksum.is_some_and(is_same) && stated.len() as u64 == series.totals.observations {
            stated.iter().for_each(|stated| self.count(stated.figure, Change::Unchanged));
            return Ok(());
        }
        let mut compared = Compared::new(&series);
        let may_withdraw = self.complete.is_some() || stated.checksum.is_none();
        // A figure that is revised to a forecast or a missing value may have been the latest one.
        let may_shorten = may_withdraw || stated.iter().any(|stated| !stated.figure.traits().is_actual());
        if may_shorten || (stated.len() as u64).saturating_mul(self.seek_ratio) >= series.totals.observations {
            self.reader.all(series.series_id, &mut self.stored)?;
            compared.know_all(&self.stored, may_shorten);
            self.compare(dictionary, stated.iter(), &mut compared)?;
        } else {
            let mut figures = stated.iter().peekable();
            while let Some(first) = figures.peek().copied() {
                self.reader.of_period(series.series_id, dictionary.period(first.period), &mut self.stored)?;
                let of_period = std::iter::from_fn(|| figures.next_if(|stated| stated.period == first.period));
                self.compare(dictionary, of_period, &mut compared)?;
            }
        }
        self.end(&series, compared)
    }

    /// Ends the join.
    ///
    /// # Errors
    /// Fails where what is stored cannot be read, or a change cannot be written.
    pub(crate) fn finish(mut self) -> rusqlite::Result<Joined<C>> {
        while self.complete.is_some() {
            match self.series.step(None)? {
                Step::Passed(series) => self.pass(series)?,
                Step::Found(_) | Step::Missing => break,
            }
        }
        Ok(Joined { changes: self.changes, counts: self.counts, withdrawn: self.withdrawn })
    }

    fn count(&mut self, figure: Packed<'_>, change: Change) {
        self.counts[figure.file() as usize].add(Some(change));
    }

    /// Handles a stored series of which the load states nothing.
    fn pass(&mut self, series: StoredSeries) -> rusqlite::Result<()> {
        if self.complete.is_none() {
            return Ok(());
        }
        self.reader.all(series.series_id, &mut self.stored)?;
        let mut compared = Compared::new(&series);
        compared.know_all(&self.stored, true);
        self.compare(&Dictionary::default(), std::iter::empty(), &mut compared)?;
        self.end(&series, compared)
    }

    /// A series that is not stored yet.
    fn insert_series(
        &mut self,
        dictionary: &Dictionary,
        codes: [&str; 5],
        stated: StatedSeries<'_>,
    ) -> rusqlite::Result<()> {
        if stated.iter().all(|stated| stated.figure.action() != Action::State) {
            stated.iter().for_each(|stated| self.count(stated.figure, Change::Unchanged));
            return Ok(());
        }
        let series_id = self.changes.new_series();
        let series = StoredSeries { series_id, codes: codes.map(str::to_owned), totals: Totals::NONE };
        self.stored = StoredFigures::default();
        let mut compared = Compared::new(&series);
        self.compare(dictionary, stated.iter(), &mut compared)?;
        self.changes.end_series(&series, true, &compared.finish())
    }

    /// Compares stated figures of a series with the stored ones that have been read, in the order of both.
    fn compare<'f>(
        &mut self,
        dictionary: &Dictionary,
        stated: impl Iterator<Item = Stated<'f>>,
        compared: &mut Compared,
    ) -> rusqlite::Result<()> {
        let stored = std::mem::take(&mut self.stored);
        let mut rest = stored.iter().peekable();
        for Stated { period: number, source, figure } in stated {
            let Some(source) = dictionary.codes.source(source) else { continue };
            let place = (dictionary.period(number), source.source_id);
            while let Some(other) = rest.next_if(|stored| (stored.period, stored.source_id) < place) {
                self.leave_out(other, compared)?;
            }
            let found = rest.next_if(|stored| (stored.period, stored.source_id) == place);
            let (series_id, edition) = (compared.series_id, source.edition.number);
            let key = FigureKey { series_id, period: place.0, source_id: place.1, edition };
            let is_outdated = |before: Stored<'_>| source.compare(before.edition).is_lt();
            let change = match (found, figure.action()) {
                (Some(before), action) if is_outdated(before) => {
                    compared.keep(before);
                    if action == Action::State { self.compare_former(source, key, figure)? } else { Change::Unchanged }
                }
                (None, Action::State) => {
                    let period = dictionary.periods[number as usize].1;
                    compared.insert(key, figure, period);
                    self.changes.insert(key, period, figure)?;
                    Change::Inserted
                }
                (Some(before), Action::State) if before.content != figure.content() => {
                    compared.revise(before, figure);
                    self.changes.revise(key, before, figure)?;
                    Change::Revised
                }
                (Some(before), Action::Withdraw) => {
                    compared.withdraw(before);
                    self.withdrawn += 1;
                    self.changes.withdraw(compared.series_id, before, edition)?;
                    Change::Revised
                }
                (Some(before), Action::State | Action::Leave) => {
                    compared.keep(before);
                    Change::Unchanged
                }
                (None, Action::Withdraw | Action::Leave) => Change::Unchanged,
            };
            self.count(figure, change);
        }
        for other in rest {
            self.leave_out(other, compared)?;
        }
        self.stored = stored;
        Ok(())
    }

    /// Compares a figure with what editions stated that are older than the one of the stored figure.
    fn compare_former(
        &mut self,
        source: &StatedSource,
        key: FigureKey<'_>,
        figure: Packed<'_>,
    ) -> rusqlite::Result<Change> {
        let former = self.reader.former(key, source, figure.content())?;
        if former.is_some_and(|former| former.is_same) {
            return Ok(Change::Unchanged);
        }
        let corrected = former.filter(|former| former.edition == source.edition).map(|former| former.revision_id);
        self.changes.insert_former(key, corrected, figure)?;
        Ok(if corrected.is_some() { Change::Revised } else { Change::Inserted })
    }

    /// Handles a stored figure that the load does not state: it is kept or withdrawn. An edition withdraws nothing that a
    /// newer one states.
    fn leave_out(&mut self, stored: Stored<'_>, compared: &mut Compared) -> rusqlite::Result<()> {
        let is_complete = self.complete.as_ref().is_some_and(|files| files.contains(&stored.file_id));
        let source = self.codes.source_of_id(stored.source_id).filter(|_| is_complete);
        let Some(source) = source.filter(|source| source.compare(stored.edition).is_ge()) else {
            compared.keep(stored);
            return Ok(());
        };
        let edition = source.edition.number;
        compared.withdraw(stored);
        self.withdrawn += 1;
        self.changes.withdraw(compared.series_id, stored, edition)
    }

    fn end(&mut self, series: &StoredSeries, compared: Compared) -> rusqlite::Result<()> {
        let after = compared.finish();
        if after == series.totals { Ok(()) } else { self.changes.end_series(series, false, &after) }
    }
}

/// The totals of a series while its figures are compared.
struct Compared {
    series_id: i64,
    totals: Totals,
    /// Where a period may be the first, last or latest one no longer, the periods after the load: then all stored figures are
    /// compared.
    periods: Option<Periods>,
    /// The period of the figure before, and how many figures there are of it, before and after the load.
    period: String,
    before: u64,
    after: u64,
}

impl Compared {
    fn new(series: &StoredSeries) -> Self {
        let &StoredSeries { series_id, totals, .. } = series;
        Self { series_id, totals, periods: None, period: String::new(), before: 0, after: 0 }
    }

    /// Prepares for a comparison of all stored figures of the series.
    fn know_all(&mut self, stored: &StoredFigures, may_shorten: bool) {
        let sum = || stored.iter().map(|stored| stored.checksum()).fold(0, u64::wrapping_add);
        self.totals.checksum = Some(self.totals.checksum.unwrap_or_else(sum));
        self.periods = may_shorten.then(Periods::default);
    }

    /// Counts a figure of a period, whether it is stored before the load and after it.
    fn count(&mut self, period: &str, is_before: bool, is_after: bool) {
        if self.period != period {
            self.end_period();
            self.period.clear();
            self.period.push_str(period);
        }
        self.before += u64::from(is_before);
        self.after += u64::from(is_after);
    }

    fn end_period(&mut self) {
        let (before, after) = (std::mem::take(&mut self.before), std::mem::take(&mut self.after));
        let added = after.saturating_sub(1).wrapping_sub(before.saturating_sub(1));
        self.totals.alternatives = self.totals.alternatives.wrapping_add(added);
    }

    /// The periods that those of a figure are added to.
    fn periods(&mut self) -> &mut Periods {
        self.periods.as_mut().unwrap_or(&mut self.totals.periods)
    }

    fn change_checksum(&mut self, (period, source_id): (&str, i64), before: Option<&[u8]>, after: Option<&[u8]>) {
        let of = |content: Option<&[u8]>| {
            content.map_or(0, |content| figure_checksum(period_checksum(period), source_id, content))
        };
        let change = of(after).wrapping_sub(of(before));
        self.totals.checksum = self.totals.checksum.map(|sum| sum.wrapping_add(change));
    }

    fn keep(&mut self, stored: Stored<'_>) {
        self.count(stored.period, true, true);
        if let (Some(periods), Ok(period)) = (&mut self.periods, Period::parse(stored.period)) {
            periods.add(period, Traits::of(&decode_content(stored.content)));
        }
    }

    fn insert(&mut self, key: FigureKey<'_>, figure: Packed<'_>, period: Period) {
        self.count(key.period, false, true);
        self.totals.add(figure.traits());
        self.periods().add(period, figure.traits());
        self.change_checksum((key.period, key.source_id), None, Some(figure.content()));
    }

    fn revise(&mut self, before: Stored<'_>, figure: Packed<'_>) {
        let Stored { period, source_id, content, .. } = before;
        self.count(period, true, true);
        self.totals.remove(Traits::of(&decode_content(content)));
        self.totals.add(figure.traits());
        if let Ok(period) = Period::parse(period) {
            self.periods().add(period, figure.traits());
        }
        self.change_checksum((period, source_id), Some(content), Some(figure.content()));
    }

    fn withdraw(&mut self, stored: Stored<'_>) {
        let Stored { period, source_id, content, .. } = stored;
        self.count(period, true, false);
        self.totals.remove(Traits::of(&decode_content(content)));
        self.change_checksum((period, source_id), Some(content), None);
    }

    /// The totals after the load.
    fn finish(mut self) -> Totals {
        self.end_period();
        self.totals.periods = self.periods.unwrap_or(self.totals.periods);
        self.totals
    }
}
