//! Writes the rows of `series`.

use rusqlite::{Connection, Statement, ToSql};

use super::stored::StoredSeries;
use crate::load::observation::statistics::Totals;

/// Writes the rows of `series`.
pub(super) struct SeriesWriter<'c> {
    insert: Statement<'c>,
    update: Statement<'c>,
}

impl<'c> SeriesWriter<'c> {
    /// Prepares the statements.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(super) fn new(connection: &'c Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            insert: connection.prepare(
                "INSERT INTO series (series_id, observations, missing, qualified, forecast, inferred, alternatives, first_period,
                                     last_period, checksum, latest_period, mixed, metric, region, sector, enterprise,
                                     breakdown)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )?,
            update: connection.prepare(
                "UPDATE series
                    SET observations = ?2, missing = ?3, qualified = ?4, forecast = ?5, inferred = ?6, alternatives = ?7,
                        first_period = ?8, last_period = ?9, checksum = ?10, latest_period = ?11, mixed = ?12
                  WHERE series_id = ?1",
            )?,
        })
    }

    /// Adds a series with its totals.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(super) fn insert(&mut self, series: &StoredSeries, totals: &Totals) -> rusqlite::Result<()> {
        bind(&mut self.insert, series.series_id, totals)?;
        for (place, code) in (13..).zip(&series.codes) {
            self.insert.raw_bind_parameter(place, code)?;
        }
        is_one(self.insert.raw_execute()?)
    }

    /// Brings the totals of a stored series up to date.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(super) fn update(&mut self, series_id: i64, totals: &Totals) -> rusqlite::Result<()> {
        bind(&mut self.update, series_id, totals)?;
        is_one(self.update.raw_execute()?)
    }
}

/// Binds the first twelve parameters.
fn bind(statement: &mut Statement<'_>, series_id: i64, totals: &Totals) -> rusqlite::Result<()> {
    let Totals { observations, missing, qualified, forecast, inferred, alternatives, periods, checksum } = *totals;
    let [first, last, latest] = periods.codes();
    let checksum = checksum.map(u64::cast_signed);
    let values: [&dyn ToSql; 12] = [
        &series_id,
        &observations,
        &missing,
        &qualified,
        &forecast,
        &inferred,
        &alternatives,
        &first,
        &last,
        &checksum,
        &latest,
        &periods.is_mixed,
    ];
    (1..).zip(values).try_for_each(|(place, value)| statement.raw_bind_parameter(place, value))
}

/// Checks that a statement changed one row: if a key that was read is not found when it is written, the file is
/// damaged.
pub(super) fn is_one(changed: usize) -> rusqlite::Result<()> {
    let damaged = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
    if changed == 1 { Ok(()) } else { Err(rusqlite::Error::SqliteFailure(damaged, None)) }
}
