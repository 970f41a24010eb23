//! Counts the stored figures again, because another program may have changed them.

use rusqlite::Connection;
use rusqlite::types::FromSql;

use super::series::SeriesWriter;
use super::stored::{Plan, Statements, Step, Stored, StoredFigures};
use crate::load::observation::figure::{Traits, decode_content};
use crate::load::observation::statistics::{Coverage, SourceTotals, Totals};
use crate::model::Period;

/// Counts the stored figures again, and updates the totals of series, sources and metrics.
/// Returns whether the totals of a series were wrong.
///
/// # Errors
/// Fails where SQLite does.
pub(crate) fn recount(connection: &Connection) -> rusqlite::Result<bool> {
    let mut statements = Statements::prepare(connection, Plan::Walk, true)?;
    let (mut series, mut reader) = statements.cursor()?;
    let mut writer = SeriesWriter::new(connection)?;
    let (mut figures, mut was_wrong) = (StoredFigures::default(), false);
    while let Step::Passed(series) = series.step(None)? {
        reader.all(series.series_id, &mut figures)?;
        let counted = totals(&figures);
        if counted != series.totals {
            was_wrong |= counted != Totals { checksum: counted.checksum, ..series.totals };
            writer.update(series.series_id, &counted)?;
        }
    }
    SourceTotals::count_again(connection, &all(connection, "SELECT source_id FROM source")?)?;
    // The rows of a metric that has been removed would stay.
    connection.execute("DELETE FROM coverage", [])?;
    let metrics: Vec<String> = all(connection, "SELECT code FROM metric")?;
    metrics.iter().try_for_each(|metric| Coverage::count_again(connection, metric))?;
    Ok(was_wrong)
}

fn all<T: FromSql>(connection: &Connection, sql: &str) -> rusqlite::Result<Vec<T>> {
    connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
}

/// The totals of a series.
fn totals(figures: &StoredFigures) -> Totals {
    let (mut totals, mut last) = (Totals::NONE, "");
    for stored in figures.iter() {
        let Stored { period, content, .. } = stored;
        let traits = Traits::of(&decode_content(content));
        totals.add(traits);
        totals.alternatives += u64::from(period == last);
        last = period;
        if let Ok(period) = Period::parse(period) {
            totals.periods.add(period, traits);
        }
        totals.checksum = totals.checksum.map(|sum| sum.wrapping_add(stored.checksum()));
    }
    totals
}
