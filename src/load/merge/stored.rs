//! The series and figures that a database holds, read in the order of their keys.

use std::cmp::Ordering;
use std::ops::Range;

use foldhash::HashMap;
use rusqlite::fallible_streaming_iterator::FallibleStreamingIterator;
use rusqlite::{Connection, Row, Rows, Statement, params};

use super::figure::{CONTENT_COLUMNS, read_content};
use super::former::FormerFigures;
use crate::load::observation::statistics::{Periods, Span, Totals, dataset_checksum, figure_checksum, period_checksum};
use crate::model::Period;

/// A stored series.
#[derive(Clone, Debug)]
pub(crate) struct StoredSeries {
    pub series_id: i64,
    /// Its metric, region, sector, enterprise and breakdown.
    pub codes: [String; 5],
    pub totals: Totals,
}

/// A series that is looked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sought<'a> {
    /// Its metric, region, sector, enterprise and breakdown.
    pub codes: [&'a str; 5],
    /// The checksum and the number of the figures that need no comparison where they are stored.
    pub unchanged: Option<(u64, u64)>,
}

/// The result of one step of the cursor over the stored series.
#[derive(Debug)]
pub(crate) enum Step {
    /// A series that is stored before the one that is looked for.
    Passed(StoredSeries),
    /// The one that is looked for is stored with the figures that need no comparison.
    Unchanged,
    /// The one that is looked for.
    Found(StoredSeries),
    /// The one that is looked for is not stored.
    Missing,
}

/// How the stored series are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plan {
    /// All of them are read from the first to the last.
    Walk,
    /// Each is looked up.
    Seek,
}

const COLUMNS: &str =
    "series_id, metric, region, sector, enterprise, breakdown, observations, missing, qualified, forecast,
                       inferred, alternatives, first_period, last_period, latest_period, mixed";

/// The places of two of the columns; the checksum stands after the others.
const OBSERVATIONS: usize = 6;
const CHECKSUM: usize = 16;

/// The statements that read what is stored.
pub(crate) struct Statements<'c> {
    series: Statement<'c>,
    plan: Plan,
    figures: Statement<'c>,
    figures_of_period: Statement<'c>,
    former: FormerFigures<'c>,
    others: Option<Statement<'c>>,
    /// The checksum of the dataset of each file.
    datasets: HashMap<i64, u64>,
}

impl<'c> Statements<'c> {
    /// Prepares them. Checksums of series are only read where they are trusted.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(crate) fn prepare(connection: &'c Connection, plan: Plan, trusts_checksums: bool) -> rusqlite::Result<Self> {
        let checksum = if trusts_checksums { "checksum" } else { "NULL" };
        let series = match plan {
            Plan::Walk => format!(
                "SELECT {COLUMNS}, {checksum} FROM series ORDER BY metric, region, sector, enterprise, breakdown"
            ),
            Plan::Seek => format!(
                "SELECT {COLUMNS}, {checksum} FROM series
                  WHERE metric = ?1 AND region = ?2 AND sector = ?3 AND enterprise = ?4 AND breakdown = ?5"
            ),
        };
        let figures = |which: &str| {
            connection.prepare(&format!(
                "SELECT period, source_id, file_id, line, edition, {CONTENT_COLUMNS}
                   FROM observation WHERE {which} ORDER BY period, source_id"
            ))
        };
        let others =
            "SELECT period, source_id, dataset, file_id, line FROM also_stated WHERE series_id = ? ORDER BY file_id";
        let has_others = connection.query_row("SELECT EXISTS (SELECT 1 FROM also_stated)", [], |row| row.get(0))?;
        let mut datasets = connection.prepare("SELECT file_id, dataset FROM load_file")?;
        let datasets = datasets.query_map([], |row| Ok((row.get(0)?, dataset_checksum(row.get_ref(1)?.as_str()?))))?;
        Ok(Self {
            others: if has_others { Some(connection.prepare(others)?) } else { None },
            datasets: datasets.collect::<rusqlite::Result<_>>()?,
            series: connection.prepare(&series)?,
            plan,
            figures: figures("series_id = ?1")?,
            figures_of_period: figures("series_id = ?1 AND period = ?2")?,
            former: FormerFigures::prepare(connection)?,
        })
    }

    /// Begins before the first series.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(crate) fn cursor(&mut self) -> rusqlite::Result<(SeriesCursor<'_, 'c>, FigureReader<'_, 'c>)> {
        let series = match self.plan {
            Plan::Walk => SeriesCursor::Walk { rows: self.series.query([])?, is_pending: false },
            Plan::Seek => SeriesCursor::Seek(&mut self.series),
        };
        let figures = FigureReader {
            figures: &mut self.figures,
            of_period: &mut self.figures_of_period,
            former: &mut self.former,
            others: self.others.as_mut(),
            datasets: &self.datasets,
        };
        Ok((series, figures))
    }
}

/// A cursor over the stored series, in the order of their codes.
pub(crate) enum SeriesCursor<'s, 'c> {
    Walk {
        rows: Rows<'s>,
        /// Whether the series of the current row has not been returned.
        is_pending: bool,
    },
    Seek(&'s mut Statement<'c>),
}

impl SeriesCursor<'_, '_> {
    /// Moves one step towards a series, which must not sort before that of the last call; without one, towards the end.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(crate) fn step(&mut self, sought: Option<Sought<'_>>) -> rusqlite::Result<Step> {
        match self {
            Self::Walk { rows, is_pending } => {
                if !*is_pending {
                    rows.advance()?;
                }
                let Some(row) = rows.get() else { return Ok(Step::Missing) };
                let Some(sought) = sought else {
                    *is_pending = false;
                    return read_series(row).map(Step::Passed);
                };
                let order = compare_codes(row, sought.codes)?;
                *is_pending = order.is_gt();
                match order {
                    Ordering::Less => read_series(row).map(Step::Passed),
                    Ordering::Equal => found(row, sought),
                    Ordering::Greater => Ok(Step::Missing),
                }
            }
            Self::Seek(statement) => {
                let Some(sought) = sought else { return Ok(Step::Missing) };
                statement.query(sought.codes)?.next()?.map_or(Ok(Step::Missing), |row| found(row, sought))
            }
        }
    }
}

/// How the codes of a stored series compare with these.
fn compare_codes(row: &Row<'_>, codes: [&str; 5]) -> rusqlite::Result<Ordering> {
    for (place, code) in (1..).zip(codes) {
        let order = row.get_ref(place)?.as_bytes()?.cmp(code.as_bytes());
        if order.is_ne() {
            return Ok(order);
        }
    }
    Ok(Ordering::Equal)
}

/// The step to a stored series that is looked for.
fn found(row: &Row<'_>, sought: Sought<'_>) -> rusqlite::Result<Step> {
    if let Some(unchanged) = sought.unchanged
        && checksum(row)?.zip(row.get(OBSERVATIONS)?) == Some(unchanged)
    {
        return Ok(Step::Unchanged);
    }
    read_series(row).map(Step::Found)
}

fn checksum(row: &Row<'_>) -> rusqlite::Result<Option<u64>> {
    Ok(row.get::<_, Option<i64>>(CHECKSUM)?.map(i64::cast_unsigned))
}

fn read_series(row: &Row<'_>) -> rusqlite::Result<StoredSeries> {
    let text = |place: usize| row.get_ref(place)?.as_str().map(str::to_owned).map_err(rusqlite::Error::from);
    let codes = [text(1)?, text(2)?, text(3)?, text(4)?, text(5)?];
    let period = |place: usize| -> rusqlite::Result<Option<Period>> {
        Ok(row.get_ref(place)?.as_str_or_null()?.and_then(|code| Period::parse(code).ok()))
    };
    let span = period(12)?.zip(period(13)?).map(|(first, last)| Span { first, last });
    let periods = Periods { span, latest: period(14)?, is_mixed: row.get(15)? };
    let totals = Totals {
        observations: row.get(OBSERVATIONS)?,
        missing: row.get(7)?,
        qualified: row.get(8)?,
        forecast: row.get(9)?,
        inferred: row.get(10)?,
        alternatives: row.get(11)?,
        periods,
        checksum: checksum(row)?,
    };
    Ok(StoredSeries { series_id: row.get(0)?, codes, totals })
}

/// Reads the stored figures of one series at a time.
pub(crate) struct FigureReader<'s, 'c> {
    figures: &'s mut Statement<'c>,
    of_period: &'s mut Statement<'c>,
    pub former: &'s mut FormerFigures<'c>,
    /// `None` where every figure is stated by one dataset.
    others: Option<&'s mut Statement<'c>>,
    datasets: &'s HashMap<i64, u64>,
}

impl FigureReader<'_, '_> {
    /// All figures of a series.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(crate) fn all(&mut self, series_id: i64, into: &mut StoredFigures) -> rusqlite::Result<()> {
        into.read(self.figures.query([series_id])?, self.datasets)
    }

    /// The figures of a series for one period.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(crate) fn of_period(&mut self, series_id: i64, period: &str, into: &mut StoredFigures) -> rusqlite::Result<()> {
        into.read(self.of_period.query(params![series_id, period])?, self.datasets)
    }

    /// Whether a stored figure is stated by more datasets than the one that it came from.
    pub(crate) fn has_others(&self) -> bool {
        self.others.is_some()
    }

    /// The statements of the figures of a series by other datasets than those that the figures came from, in the order in
    /// which they were loaded.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(crate) fn others(&mut self, series_id: i64) -> rusqlite::Result<Vec<Other>> {
        let Some(others) = &mut self.others else { return Ok(Vec::new()) };
        let read = |row: &Row<'_>| {
            let dataset: String = row.get(2)?;
            let checksum = dataset_checksum(&dataset);
            let place = (row.get(3)?, row.get(4)?);
            Ok(Other { period: row.get(0)?, source_id: row.get(1)?, dataset, checksum, place })
        };
        others.query_map([series_id], read)?.collect()
    }
}

/// That another dataset than the one that a figure came from states it too.
#[derive(Debug)]
pub(crate) struct Other {
    pub period: String,
    pub source_id: i64,
    pub dataset: String,
    /// The one of the dataset.
    pub checksum: u64,
    /// The number of its file, and the line.
    pub place: (i64, i64),
}

impl Other {
    /// Whether it states this figure, of the series.
    pub(crate) fn is_of(&self, figure: Stored<'_>) -> bool {
        self.source_id == figure.source_id && self.period == figure.period
    }
}

/// Stored figures of one series, in the order of their periods and sources.
#[derive(Debug, Default)]
pub(crate) struct StoredFigures {
    figures: Vec<Entry>,
    bytes: Vec<u8>,
}

#[derive(Debug)]
struct Entry {
    period: Range<usize>,
    content: Range<usize>,
    source_id: i64,
    file_id: i64,
    line: i64,
    edition: i64,
    dataset: u64,
}

/// One of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stored<'a> {
    pub period: &'a str,
    pub source_id: i64,
    /// The file that stated it, and the line.
    pub file_id: i64,
    pub line: i64,
    /// The edition of its source that stated it first.
    pub edition: i64,
    /// The checksum of the dataset of the file.
    pub dataset: u64,
    /// The record of its content.
    pub content: &'a [u8],
}

impl Stored<'_> {
    /// Its checksum, of which a series keeps the sum.
    pub(super) fn checksum(&self) -> u64 {
        figure_checksum(period_checksum(self.period), self.source_id, self.dataset, self.content)
    }
}

impl StoredFigures {
    fn read(&mut self, mut rows: Rows<'_>, datasets: &HashMap<i64, u64>) -> rusqlite::Result<()> {
        self.figures.clear();
        self.bytes.clear();
        while let Some(row) = rows.next()? {
            let start = self.bytes.len();
            self.bytes.extend_from_slice(row.get_ref(0)?.as_bytes()?);
            let end = self.bytes.len();
            read_content(row, 5, &mut self.bytes)?;
            let number = |place: usize| row.get_ref(place)?.as_i64().map_err(rusqlite::Error::from);
            let file_id = number(2)?;
            self.figures.push(Entry {
                dataset: datasets.get(&file_id).copied().unwrap_or_default(),
                period: start..end,
                content: end..self.bytes.len(),
                source_id: number(1)?,
                file_id,
                line: number(3)?,
                edition: number(4)?,
            });
        }
        Ok(())
    }

    /// The figures.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Stored<'_>> {
        self.figures.iter().map(|Entry { period, content, source_id, file_id, line, edition, dataset }| Stored {
            period: std::str::from_utf8(&self.bytes[period.clone()]).unwrap_or_default(),
            source_id: *source_id,
            file_id: *file_id,
            line: *line,
            edition: *edition,
            dataset: *dataset,
            content: &self.bytes[content.clone()],
        })
    }
}
