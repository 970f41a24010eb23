//! The merge-join of stated and stored figures, series by series.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::changes::{Changes, Holder, LeftOut};
use super::compared::Compared;
use super::figure::FigureKey;
use super::stored::{FigureReader, Other, SeriesCursor, Sought, Step, Stored, StoredFigures, StoredSeries};
use crate::load::ledger::counts::{Change, Counts};
use crate::load::observation::dictionary::{Codes, Dictionary};
use crate::load::observation::duplicates::FileLine;
use crate::load::observation::figure::Action;
use crate::load::observation::series::{Stated, StatedSeries};
use crate::load::observation::statistics::Totals;
use crate::load::reference::editions::StatedSource;

/// The checksums of the datasets whose stored figures are withdrawn where the load does not state them; `None` withdraws
/// none.
pub(crate) type Complete = Option<HashSet<u64>>;

/// A join under way.
pub(crate) struct Join<'s, 'c, C> {
    series: SeriesCursor<'s, 'c>,
    pub(super) reader: FigureReader<'s, 'c>,
    stored: StoredFigures,
    /// The statements of the figures of a series by other datasets than those that the figures came from, where some are
    /// complete, or an older edition is stated.
    pub(super) others: Vec<Other>,
    pub(super) codes: Arc<Codes>,
    /// Whether the load states an edition that is older than a stored one.
    pub(super) is_outdated: bool,
    pub(super) complete: Complete,
    /// The series, period and source of each figure that an older edition of the load states, where a former figure held in its
    /// time or ended with it.
    pub(super) handled: HashSet<(i64, String, i64)>,
    seek_ratio: u64,
    pub(super) changes: C,
    /// What became of the figures of each file, by its number in the load.
    counts: Vec<Counts>,
    pub(super) left_out: LeftOut,
    replaced: Replaced,
}

/// What a join found.
#[derive(Debug)]
pub(crate) struct Joined<C> {
    pub changes: C,
    pub counts: Vec<Counts>,
    pub left_out: LeftOut,
    pub replaced: Replaced,
}

/// How many stored figures a load replaces or withdraws of an edition whose date it gives, by the `source_id`; and the first row that
/// replaces one.
pub(crate) type Replaced = BTreeMap<i64, (u64, Option<FileLine>)>;

impl<'s, 'c, C: Changes> Join<'s, 'c, C> {
    /// Begins a join; `files` is how many files the load has.
    pub(crate) fn new(
        (series, reader): (SeriesCursor<'s, 'c>, FigureReader<'s, 'c>),
        codes: &Arc<Codes>,
        complete: Complete,
        seek_ratio: u64,
        files: usize,
        changes: C,
    ) -> Self {
        Self {
            series,
            reader,
            stored: StoredFigures::default(),
            others: Vec::new(),
            codes: Arc::clone(codes),
            is_outdated: codes.sources().iter().any(StatedSource::is_outdated),
            complete,
            handled: HashSet::new(),
            seek_ratio,
            changes,
            counts: vec![Counts::default(); files],
            left_out: LeftOut::default(),
            replaced: Replaced::new(),
        }
    }

    /// Joins the next series of the load, in the order of their keys.
    ///
    /// # Errors
    /// Fails where what is stored cannot be read, or a change cannot be written.
    pub(crate) fn add(&mut self, dictionary: &Dictionary, stated: StatedSeries<'_>) -> rusqlite::Result<()> {
        let codes = dictionary.subject(stated.subject);
        // One of several complete datasets may no longer state what another one states still.
        let may_forget = self.reader.has_others() && self.complete.as_ref().is_some_and(|complete| complete.len() > 1);
        let may_differ = self.is_outdated || may_forget || stated.has_repeated();
        let unchanged = stated.checksum.filter(|_| !may_differ).map(|checksum| (checksum, stated.len() as u64));
        let series = loop {
            match self.series.step(Some(Sought { codes, unchanged }))? {
                Step::Passed(series) => self.pass(series)?,
                Step::Unchanged => {
                    stated.iter().for_each(|stated| self.count(stated, Change::Unchanged));
                    return Ok(());
                }
                Step::Found(series) => break series,
                Step::Missing => return self.insert_series(dictionary, codes, stated),
            }
        };
        let mut compared = Compared::new(&series);
        let may_withdraw = self.complete.is_some() || stated.checksum.is_none();
        // A figure that is revised to a forecast or a missing value may have been the latest one.
        let may_shorten = may_withdraw || stated.iter().any(|stated| !stated.figure.traits().is_actual());
        if may_shorten || (stated.len() as u64).saturating_mul(self.seek_ratio) >= series.totals.observations {
            self.read_all(series.series_id)?;
            compared.know_all(&self.stored, may_shorten);
            self.compare(dictionary, stated.iter(), &mut compared)?;
        } else {
            self.read_others(series.series_id)?;
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
                Step::Unchanged | Step::Found(_) | Step::Missing => break,
            }
        }
        self.leave_out_former()?;
        let Self { changes, counts, left_out, replaced, .. } = self;
        Ok(Joined { changes, counts, left_out, replaced })
    }

    /// Counts a stored figure that is replaced or withdrawn, where the load gives its edition a date.
    fn count_replaced(&mut self, source: &StatedSource, row: Option<FileLine>) {
        if source.gives_date {
            let (count, first) = self.replaced.entry(source.source_id).or_default();
            *count += 1;
            *first = first.or(row);
        }
    }

    fn count(&mut self, stated: Stated<'_>, change: Change) {
        self.counts[stated.figure.file() as usize].add(Some(change));
        stated.also.iter().for_each(|(file, _)| self.counts[*file as usize].add(Some(Change::Unchanged)));
    }

    /// Reads all that is stored of a series.
    fn read_all(&mut self, series_id: i64) -> rusqlite::Result<()> {
        self.read_others(series_id)?;
        self.reader.all(series_id, &mut self.stored)
    }

    fn read_others(&mut self, series_id: i64) -> rusqlite::Result<()> {
        let is_needed = self.complete.is_some() || self.is_outdated;
        self.others = if is_needed { self.reader.others(series_id)? } else { Vec::new() };
        Ok(())
    }

    /// Whether a dataset with this checksum is complete.
    pub(super) fn is_complete(&self, dataset: u64) -> bool {
        self.complete.as_ref().is_some_and(|complete| complete.contains(&dataset))
    }

    /// Handles a stored series of which the load states nothing.
    fn pass(&mut self, series: StoredSeries) -> rusqlite::Result<()> {
        if self.complete.is_none() {
            return Ok(());
        }
        self.read_all(series.series_id)?;
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
            stated.iter().for_each(|stated| self.count(stated, Change::Unchanged));
            return Ok(());
        }
        let series_id = self.changes.new_series();
        let series = StoredSeries { series_id, codes: codes.map(str::to_owned), totals: Totals::NONE };
        (self.stored, self.others) = (StoredFigures::default(), Vec::new());
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
        for one in stated {
            let Some(source) = dictionary.codes.source(one.source) else { continue };
            let place = (dictionary.period(one.period), source.source_id);
            while let Some(other) = rest.next_if(|stored| (stored.period, stored.source_id) < place) {
                self.leave_out(other, compared)?;
            }
            let found = rest.next_if(|stored| (stored.period, stored.source_id) == place);
            let change = self.compare_figure(dictionary, source, one, found, compared)?;
            self.count(one, change);
        }
        for other in rest {
            self.leave_out(other, compared)?;
        }
        self.stored = stored;
        Ok(())
    }

    /// Compares a stated figure with the one that is stored under its key.
    fn compare_figure(
        &mut self,
        dictionary: &Dictionary,
        source: &StatedSource,
        one: Stated<'_>,
        found: Option<Stored<'_>>,
        compared: &mut Compared,
    ) -> rusqlite::Result<Change> {
        let Stated { period: number, figure, also, .. } = one;
        let (series_id, edition) = (compared.series_id, source.edition.number);
        let dataset = dictionary.dataset(figure.file());
        let key = FigureKey { series_id, period: dictionary.period(number), source_id: source.source_id, edition };
        let older = match source.is_outdated() {
            true => self.state_older(dictionary, (key, source), found, one, compared)?,
            false => None,
        };
        Ok(match (older, found, figure.action()) {
            (Some(change), ..) => change,
            (None, None, Action::State) => {
                let period = dictionary.periods[number as usize].1;
                compared.insert(key, dataset.checksum, figure, period);
                self.changes.insert(key, period, figure)?;
                self.also_state(dictionary, key, also, dataset.checksum)?;
                Change::Inserted
            }
            (None, Some(before), Action::State) if before.content != figure.content() => {
                self.count_replaced(source, Some((figure.file(), figure.line())));
                compared.revise(before, dataset.checksum, figure);
                self.changes.revise(key, before, figure)?;
                self.forget_all(series_id, before)?;
                self.also_state(dictionary, key, also, dataset.checksum)?;
                Change::Revised
            }
            (None, Some(before), Action::Withdraw) => {
                self.forget_all(series_id, before)?;
                self.withdraw(source, before, compared)?;
                Change::Revised
            }
            (None, Some(before), Action::State) => {
                self.keep_stated(dictionary, key, before, one, compared)?;
                Change::Unchanged
            }
            (None, Some(before), Action::Leave) => {
                compared.keep(before);
                Change::Unchanged
            }
            (None, None, Action::Withdraw | Action::Leave) => Change::Unchanged,
        })
    }

    /// Handles a figure that the load states as it is stored.
    fn keep_stated(
        &mut self,
        dictionary: &Dictionary,
        key: FigureKey<'_>,
        before: Stored<'_>,
        Stated { figure, also, .. }: Stated<'_>,
        compared: &mut Compared,
    ) -> rusqlite::Result<()> {
        compared.keep(before);
        let dataset = dictionary.dataset(figure.file());
        let states = |checksum: u64| {
            dataset.checksum == checksum || also.iter().any(|(file, _)| dictionary.dataset(*file).checksum == checksum)
        };
        self.forget_complete(key.series_id, before, states)?;
        if states(before.dataset) || !self.is_complete(before.dataset) {
            self.also_state(dictionary, key, &[(figure.file(), figure.line())], before.dataset)?;
            return self.also_state(dictionary, key, also, before.dataset);
        }
        self.changes.forget(key.series_id, before, Some(&dataset.name))?;
        self.hand_over(before, dataset.checksum, Holder::Stated(figure), compared)?;
        self.also_state(dictionary, key, also, dataset.checksum)
    }

    /// Handles a stored figure that the load does not state: it is kept, or withdrawn if no other dataset states it. An edition
    /// withdraws nothing that a newer one states.
    fn leave_out(&mut self, stored: Stored<'_>, compared: &mut Compared) -> rusqlite::Result<()> {
        let series_id = compared.series_id;
        let codes = Arc::clone(&self.codes);
        let source = codes.source_of_id(stored.source_id);
        let is_of_newer = source.is_some_and(|source| source.compare(stored.edition).is_lt());
        if !is_of_newer {
            self.forget_complete(series_id, stored, |_| false)?;
        }
        let Some(source) = source.filter(|_| !is_of_newer && self.is_complete(stored.dataset)) else {
            compared.keep(stored);
            return Ok(());
        };
        let former = self.former_of(series_id, source, stored)?;
        let former = former.filter(|former| former.restated.is_some());
        let stays = |other: &&Other| other.is_of(stored) && !self.is_complete(other.checksum);
        match (self.others.iter().find(stays), former) {
            // Another dataset states it until a newer edition of its own one does again.
            (Some(_), Some(_)) => compared.keep(stored),
            (Some(other), None) => {
                let (dataset, place) = (other.checksum, other.place);
                self.changes.forget(series_id, stored, Some(&other.dataset))?;
                compared.keep(stored);
                self.hand_over(stored, dataset, Holder::Stored(place), compared)?;
            }
            (None, Some(former)) => {
                compared.keep(stored);
                self.end_held(series_id, source, &former, Some(stored), Some(source.edition))?;
            }
            // A newer edition that is not known to be complete may state it too.
            (None, None) if source.is_outdated() => {
                self.left_out.kept += 1;
                compared.keep(stored);
            }
            (None, None) => self.withdraw(source, stored, compared)?,
        }
        Ok(())
    }

    /// Withdraws a stored figure from the edition of the load on.
    fn withdraw(&mut self, source: &StatedSource, before: Stored<'_>, compared: &mut Compared) -> rusqlite::Result<()> {
        self.count_replaced(source, None);
        compared.withdraw(before);
        self.left_out.withdrawn += 1;
        self.changes.withdraw(compared.series_id, before, source.edition.number)
    }

    fn end(&mut self, series: &StoredSeries, compared: Compared) -> rusqlite::Result<()> {
        let after = compared.finish();
        if after == series.totals { Ok(()) } else { self.changes.end_series(series, false, &after) }
    }
}
