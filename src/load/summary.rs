//! What is kept beside the figures so that no report has to count them: of each series, of each source, and of the series
//! of a metric that cover the same span.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::codes::Dictionary;
use super::figure::{Key, Packed};

/// How many figures there are, and how many of them are missing, hedged or forecasts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub observations: u32,
    pub missing: u32,
    pub hedged: u32,
    pub forecast: u32,
    /// Those that stand beside another source's of the same period.
    pub alternatives: u32,
    last_period: Option<u32>,
}

impl Tally {
    /// Adds the figure of a period, which is not before that of the figure added last.
    pub fn add(&mut self, period: u32, figure: Packed<'_>) {
        self.observations += 1;
        self.alternatives += u32::from(self.last_period.replace(period) == Some(period));
        self.missing += u32::from(figure.is_missing());
        self.hedged += u32::from(figure.is_hedged());
        self.forecast += u32::from(figure.is_forecast());
    }
}

/// The first and the last of some periods, each by its number: the first starts earliest, the last ends latest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub first: u32,
    pub last: u32,
}

impl Span {
    /// Widens a span by a period.
    pub fn widen(span: &mut Option<Self>, dictionary: &Dictionary, period: u32) {
        let dates = |number: u32| {
            let (_, period) = &dictionary.periods[number as usize];
            (period.start(), period.end())
        };
        let Some(Self { first, last }) = span else {
            *span = Some(Self { first: period, last: period });
            return;
        };
        let (start, end) = dates(period);
        if (start, end) < dates(*first) {
            *first = period;
        }
        let (last_start, last_end) = dates(*last);
        if (end, start) > (last_end, last_start) {
            *last = period;
        }
    }
}

/// What sources tell, by the number of the source in the dictionary.
#[derive(Debug, Default)]
pub struct SourceTallies(Vec<(u64, Option<Span>)>);

impl SourceTallies {
    pub fn add(&mut self, dictionary: &Dictionary, key: &Key) {
        let source = key.source as usize;
        if self.0.len() <= source {
            self.0.resize(source + 1, (0, None));
        }
        let (observations, span) = &mut self.0[source];
        *observations += 1;
        Span::widen(span, dictionary, key.period);
    }

    /// Adds what new figures tell to what the sources told before.
    pub fn write(&self, connection: &Connection, dictionary: &Dictionary) -> rusqlite::Result<()> {
        let mut update = connection.prepare(
            "UPDATE source
                SET observations = observations + ?2,
                    first_period = (SELECT code FROM period WHERE code IN (first_period, ?3)
                                     ORDER BY start_date, end_date LIMIT 1),
                    last_period = (SELECT code FROM period WHERE code IN (last_period, ?4)
                                    ORDER BY end_date DESC, start_date DESC LIMIT 1)
              WHERE code = ?1",
        )?;
        let code = |number: u32| dictionary.period(number);
        for (source, &(observations, span)) in (0..).zip(&self.0).filter(|(_, (observations, _))| *observations > 0) {
            let (first, last) = (span.map(|span| code(span.first)), span.map(|span| code(span.last)));
            update.execute(params![dictionary.source(source), observations, first, last])?;
        }
        Ok(())
    }
}

/// The series of each metric by what they cover, while all of them are written.
#[derive(Debug, Default)]
pub struct Coverage(BTreeMap<(u32, u32, u32), (u64, [u64; 4])>);

impl Coverage {
    /// Adds a series.
    pub fn add(&mut self, metric: u32, span: Option<Span>, tally: &Tally) {
        let Some(Span { first, last }) = span else { return };
        let (series, counts) = self.0.entry((metric, first, last)).or_default();
        *series += 1;
        let Tally { observations, missing, hedged, forecast, .. } = *tally;
        for (sum, count) in counts.iter_mut().zip([observations, missing, hedged, forecast]) {
            *sum += u64::from(count);
        }
    }

    pub fn write(&self, connection: &Connection, dictionary: &Dictionary) -> rusqlite::Result<()> {
        let mut insert = connection.prepare(
            "INSERT INTO coverage (metric, first_period, last_period, series, observations, missing, qualified, forecast)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )?;
        let code = |metric| dictionary.codes.code(0, metric);
        let named =
            |(&(metric, first, last), sums)| ((code(metric), dictionary.period(first), dictionary.period(last)), sums);
        let mut rows: Vec<_> = self.0.iter().map(named).collect();
        // Numbers that were given as periods were met differ from load to load.
        rows.sort_unstable_by_key(|(key, _)| *key);
        for ((metric, first, last), (series, [observations, missing, hedged, forecast])) in rows {
            insert.execute(params![metric, first, last, series, observations, missing, hedged, forecast])?;
        }
        Ok(())
    }
}

/// Counts the figures of a series again.
pub const SERIES_AGAIN: &str = "
    UPDATE series
       SET (observations, missing, qualified, forecast, alternatives) =
           (SELECT count(*), count(*) - count(o.value), coalesce(sum(o.comparator <> '='), 0),
                   coalesce(sum(o.status = 'F'), 0), count(*) - count(DISTINCT o.period)
              FROM observation AS o WHERE o.series_id = series.series_id),
           first_period = (SELECT p.code FROM observation AS o JOIN period AS p ON p.code = o.period
                            WHERE o.series_id = series.series_id ORDER BY p.start_date, p.end_date LIMIT 1),
           last_period = (SELECT p.code FROM observation AS o JOIN period AS p ON p.code = o.period
                           WHERE o.series_id = series.series_id ORDER BY p.end_date DESC, p.start_date DESC LIMIT 1)
     WHERE series_id = ?";

/// How many figures each source tells of each period: all figures are looked at once, for [`SOURCE_AGAIN`].
pub const TOLD_BY: &str = "
    CREATE TEMP TABLE told_by AS
    SELECT o.source_id, o.period, p.start_date, p.end_date, count(*) AS observations
      FROM observation AS o JOIN period AS p ON p.code = o.period
     GROUP BY o.source_id, o.period;
    CREATE INDEX temp.told_by_source ON told_by (source_id);";

/// Counts the figures of a source again.
pub const SOURCE_AGAIN: &str = "
    UPDATE source
       SET observations = (SELECT coalesce(sum(t.observations), 0) FROM temp.told_by AS t WHERE t.source_id = source.source_id),
           first_period = (SELECT t.period FROM temp.told_by AS t WHERE t.source_id = source.source_id
                            ORDER BY t.start_date, t.end_date LIMIT 1),
           last_period = (SELECT t.period FROM temp.told_by AS t WHERE t.source_id = source.source_id
                           ORDER BY t.end_date DESC, t.start_date DESC LIMIT 1)
     WHERE source_id = ?";

/// Sums the series of a metric up again.
pub fn cover_again(connection: &Connection, metric: &str) -> rusqlite::Result<()> {
    connection.prepare_cached("DELETE FROM coverage WHERE metric = ?")?.execute([metric])?;
    connection
        .prepare_cached(
            "INSERT INTO coverage (metric, first_period, last_period, series, observations, missing, qualified, forecast)
             SELECT metric, first_period, last_period, count(*), sum(observations), sum(missing), sum(qualified), sum(forecast)
               FROM series WHERE metric = ? AND observations > 0
              GROUP BY metric, first_period, last_period",
        )?
        .execute([metric])
        .map(drop)
}
