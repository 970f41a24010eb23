//! The totals of a series while its figures are compared.

use super::figure::FigureKey;
use super::stored::{Stored, StoredFigures, StoredSeries};
use crate::load::observation::figure::{Packed, Traits, decode_content};
use crate::load::observation::statistics::{Periods, Totals, figure_checksum, period_checksum};
use crate::model::Period;

/// The totals of a series while its figures are compared.
pub(super) struct Compared {
    pub series_id: i64,
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
    pub(super) fn new(series: &StoredSeries) -> Self {
        let &StoredSeries { series_id, totals, .. } = series;
        Self { series_id, totals, periods: None, period: String::new(), before: 0, after: 0 }
    }

    /// Prepares for a comparison of all stored figures of the series.
    pub(super) fn know_all(&mut self, stored: &StoredFigures, may_shorten: bool) {
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

    /// Replaces the checksum of a figure in the sum; what is before and after is the checksum of the dataset, and the content.
    fn change_checksum(
        &mut self,
        (period, source_id): (&str, i64),
        before: Option<(u64, &[u8])>,
        after: Option<(u64, &[u8])>,
    ) {
        let of = |figure: Option<(u64, &[u8])>| {
            figure.map_or(0, |(dataset, content)| figure_checksum(period_checksum(period), source_id, dataset, content))
        };
        let change = of(after).wrapping_sub(of(before));
        self.totals.checksum = self.totals.checksum.map(|sum| sum.wrapping_add(change));
    }

    pub(super) fn keep(&mut self, stored: Stored<'_>) {
        self.count(stored.period, true, true);
        if let Some(periods) = &mut self.periods
            && let Ok(period) = Period::parse(stored.period)
        {
            periods.add(period, Traits::of(&decode_content(stored.content)));
        }
    }

    /// A figure comes from another dataset than before.
    pub(super) fn change_dataset(&mut self, figure: Stored<'_>, dataset: u64) {
        let Stored { period, source_id, content, .. } = figure;
        self.change_checksum((period, source_id), Some((figure.dataset, content)), Some((dataset, content)));
    }

    pub(super) fn insert(&mut self, key: FigureKey<'_>, dataset: u64, figure: Packed<'_>, period: Period) {
        self.count(key.period, false, true);
        self.totals.add(figure.traits());
        self.periods().add(period, figure.traits());
        self.change_checksum((key.period, key.source_id), None, Some((dataset, figure.content())));
    }

    pub(super) fn revise(&mut self, before: Stored<'_>, dataset: u64, figure: Packed<'_>) {
        let Stored { period, source_id, content, .. } = before;
        self.count(period, true, true);
        self.totals.remove(Traits::of(&decode_content(content)));
        self.totals.add(figure.traits());
        if let Ok(period) = Period::parse(period) {
            self.periods().add(period, figure.traits());
        }
        self.change_checksum((period, source_id), Some((before.dataset, content)), Some((dataset, figure.content())));
    }

    pub(super) fn withdraw(&mut self, stored: Stored<'_>) {
        let Stored { period, source_id, content, dataset, .. } = stored;
        self.count(period, true, false);
        self.totals.remove(Traits::of(&decode_content(content)));
        self.change_checksum((period, source_id), Some((dataset, content)), None);
    }

    /// The totals after the load.
    pub(super) fn finish(mut self) -> Totals {
        self.end_period();
        self.totals.periods = self.periods.unwrap_or(self.totals.periods);
        self.totals
    }
}
