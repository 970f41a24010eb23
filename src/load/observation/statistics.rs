//! Totals that are stored so that no report has to count figures: of each series, of each source, and of the series of
//! a metric that cover the same span.

use std::collections::BTreeMap;

use foldhash::HashMap;
use rusqlite::{Connection, params};
use twox_hash::XxHash3_64;

use super::figure::Traits;
use crate::model::Period;

/// The totals of the figures of a series.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub observations: u64,
    pub missing: u64,
    /// Figures with another comparator than `=`.
    pub qualified: u64,
    pub forecast: u64,
    /// Figures whose source does not state their period.
    pub inferred: u64,
    /// Figures that another source states too, for the same period, not counting the first of each period.
    pub alternatives: u64,
    pub periods: Periods,
    /// The sum of the [`figure_checksum`] of all figures; `None` where it is not known.
    pub checksum: Option<u64>,
}

impl Totals {
    /// The totals of a series without figures.
    pub(crate) const NONE: Self = Self {
        observations: 0,
        missing: 0,
        qualified: 0,
        forecast: 0,
        inferred: 0,
        alternatives: 0,
        periods: Periods { span: None, latest: None, is_mixed: false },
        checksum: Some(0),
    };

    /// Counts a figure. Its periods and its checksum are not added here.
    pub(crate) fn add(&mut self, traits: Traits) {
        self.change(traits, 1);
    }

    /// Subtracts a figure that was counted before.
    pub(crate) fn remove(&mut self, traits: Traits) {
        self.change(traits, -1);
    }

    /// Totals that another program made wrong may fall below zero and rise again: a load counts them again before, and a check
    /// does not use them.
    fn change(&mut self, traits: Traits, by: i64) {
        let Traits { is_missing, is_qualified, is_forecast, is_inferred } = traits;
        let Self { observations, missing, qualified, forecast, inferred, .. } = self;
        let totals = [observations, missing, qualified, forecast, inferred];
        for (total, is_counted) in totals.into_iter().zip([true, is_missing, is_qualified, is_forecast, is_inferred]) {
            *total = total.wrapping_add_signed(by * i64::from(is_counted));
        }
    }
}

/// The checksum of a period, for [`figure_checksum`].
pub(crate) fn period_checksum(code: &str) -> u64 {
    XxHash3_64::oneshot(code.as_bytes())
}

/// The checksum of the name of a dataset, for [`figure_checksum`]. A period of the same spelling has another one.
pub(crate) fn dataset_checksum(name: &str) -> u64 {
    XxHash3_64::oneshot_with_seed(1, name.as_bytes())
}

/// A checksum of the key and the content of a figure, and of the dataset that it came from: two series for which the sums
/// of it are equal have the same figures, of the same datasets. The file and line of a figure are not part of it.
#[inline]
pub(crate) fn figure_checksum(period: u64, source_id: i64, dataset: u64, content: &[u8]) -> u64 {
    // An odd constant spreads small numbers over all bits.
    let source = (source_id as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    XxHash3_64::oneshot_with_seed(period ^ source ^ dataset, content)
}

/// The first and the last of some periods: the first starts earliest, the last ends latest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span {
    pub first: Period,
    pub last: Period,
}

impl Span {
    /// Widens a span by a period.
    #[inline]
    pub(crate) fn widen(span: &mut Option<Self>, period: Period) {
        let Some(Self { first, last }) = span else {
            *span = Some(Self { first: period, last: period });
            return;
        };
        if (period.start(), period.end()) < (first.start(), first.end()) {
            *first = period;
        }
        if (period.end(), period.start()) > (last.end(), last.start()) {
            *last = period;
        }
    }
}

/// The periods of the figures of a series.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Periods {
    pub span: Option<Span>,
    /// The newest one that an actual figure is stated for, which is neither missing nor a forecast.
    pub latest: Option<Period>,
    /// Whether the actual figures have several frequencies.
    pub is_mixed: bool,
}

impl Periods {
    /// Adds the period of a figure.
    #[inline]
    pub(crate) fn add(&mut self, period: Period, traits: Traits) {
        Span::widen(&mut self.span, period);
        if !traits.is_actual() {
            return;
        }
        let latest = self.latest.get_or_insert(period);
        self.is_mixed = self.is_mixed || latest.frequency() != period.frequency();
        if (period.end(), period.start()) > (latest.end(), latest.start()) {
            *latest = period;
        }
    }

    /// The codes of the first, the last and the latest period.
    pub(crate) fn codes(&self) -> [Option<String>; 3] {
        [self.span.map(|span| span.first), self.span.map(|span| span.last), self.latest]
            .map(|period| period.map(|period| period.to_string()))
    }
}

/// How many figures each source states, and of which periods, by `source_id`.
#[derive(Debug, Default)]
pub(crate) struct SourceTotals(HashMap<i64, (u64, Option<Span>)>);

impl SourceTotals {
    /// Adds so many figures of a source.
    #[inline]
    pub(crate) fn add(&mut self, source_id: i64, period: Period, figures: u64) {
        let (observations, span) = self.0.entry(source_id).or_default();
        *observations += figures;
        Span::widen(span, period);
    }

    /// Adds these figures to what the sources stated before.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(crate) fn add_to_stored(&self, connection: &Connection) -> rusqlite::Result<()> {
        self.write(
            connection,
            "UPDATE source
                SET observations = observations + ?2,
                    first_period = (SELECT code FROM period WHERE code IN (first_period, ?3)
                                     ORDER BY start_date, end_date LIMIT 1),
                    last_period = (SELECT code FROM period WHERE code IN (last_period, ?4)
                                    ORDER BY end_date DESC, start_date DESC LIMIT 1)
              WHERE source_id = ?1",
        )
    }

    /// Counts all figures of some sources again, which may state fewer than before.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(crate) fn count_again(connection: &Connection, source_ids: &[i64]) -> rusqlite::Result<()> {
        let mut totals = Self::default();
        for &source_id in source_ids {
            totals.0.insert(source_id, (0, None));
        }
        let mut count =
            connection.prepare("SELECT source_id, period, count(*) FROM observation GROUP BY source_id, period")?;
        let mut rows = count.query([])?;
        while let Some(row) = rows.next()? {
            let (source_id, code) = (row.get(0)?, row.get_ref(1)?.as_str()?);
            if let (true, Ok(period)) = (totals.0.contains_key(&source_id), Period::parse(code)) {
                totals.add(source_id, period, row.get(2)?);
            }
        }
        totals.write(
            connection,
            "UPDATE source SET observations = ?2, first_period = ?3, last_period = ?4 WHERE source_id = ?1",
        )
    }

    fn write(&self, connection: &Connection, update: &str) -> rusqlite::Result<()> {
        let mut update = connection.prepare(update)?;
        let mut sources: Vec<_> = self.0.iter().collect();
        sources.sort_unstable_by_key(|(source_id, _)| **source_id);
        for (source_id, (observations, span)) in sources {
            let (first, last) = (span.map(|span| span.first.to_string()), span.map(|span| span.last.to_string()));
            update.execute(params![source_id, observations, first, last])?;
        }
        Ok(())
    }
}

/// The rows of the table `coverage`, counted while all series are written.
#[derive(Debug, Default)]
pub(crate) struct Coverage(BTreeMap<Covered, (u64, [u64; 5])>);

/// What the series of a row have in common: the number of their metric, their span and their latest period.
type Covered = (u32, Span, Option<Period>);

impl Coverage {
    /// Adds a series of the metric of this number.
    pub(crate) fn add(&mut self, metric: u32, totals: &Totals) {
        let Periods { span: Some(span), latest, .. } = totals.periods else { return };
        let (series, counts) = self.0.entry((metric, span, latest)).or_default();
        *series += 1;
        let Totals { observations, missing, qualified, forecast, inferred, .. } = *totals;
        let added = [observations, missing, qualified, forecast, inferred];
        counts.iter_mut().zip(added).for_each(|(sum, count)| *sum += count);
    }

    /// Writes all rows of the table, which has none yet; `code_of` knows the code of a metric.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(crate) fn write<'a>(&self, connection: &Connection, code_of: impl Fn(u32) -> &'a str) -> rusqlite::Result<()> {
        let mut insert = connection.prepare(
            "INSERT INTO coverage (metric, first_period, last_period, latest_period, series, observations, missing, qualified,
                                   forecast, inferred)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?;
        for (&(metric, Span { first, last }, latest), (series, counts)) in &self.0 {
            let [observations, missing, qualified, forecast, inferred] = counts;
            let (first, last, latest) =
                (first.to_string(), last.to_string(), latest.map_or_else(String::new, |latest| latest.to_string()));
            let metric = code_of(metric);
            let counts =
                params![metric, first, last, latest, series, observations, missing, qualified, forecast, inferred];
            insert.execute(counts)?;
        }
        Ok(())
    }

    /// Sums the series of a metric up again.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(crate) fn count_again(connection: &Connection, metric: &str) -> rusqlite::Result<()> {
        connection.prepare_cached("DELETE FROM coverage WHERE metric = ?")?.execute([metric])?;
        connection
            .prepare_cached(
                "INSERT INTO coverage (metric, first_period, last_period, latest_period, series, observations, missing, qualified,
                                       forecast, inferred)
                 SELECT metric, first_period, last_period, coalesce(latest_period, ''), count(*), sum(observations), sum(missing),
                        sum(qualified), sum(forecast), sum(inferred)
                   FROM series WHERE metric = ? AND observations > 0
                  GROUP BY metric, first_period, last_period, latest_period",
            )?
            .execute([metric])
            .map(drop)
    }
}
