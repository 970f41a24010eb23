//! Gives series another code in one of their dimensions.

use rusqlite::Connection;

use super::transaction::{Corrected, Transaction};
use crate::error::Result;
use crate::load::TableName;

/// Collects the series of the one that have a counterpart among those of the other.
///
/// # Errors
/// Fails where SQLite does.
pub(super) fn pair(connection: &Connection, table: TableName, from: &str, into: &str) -> rusqlite::Result<()> {
    let columns = ["metric", "region", "sector", "enterprise", "breakdown"];
    let same = columns.map(|column| match column == table.text() {
        true => format!("i.{column} = ?2"),
        false => format!("i.{column} = f.{column}"),
    });
    connection.execute_batch(
        "DROP TABLE IF EXISTS temp.pair; CREATE TEMP TABLE pair (from_id INTEGER PRIMARY KEY, into_id)",
    )?;
    let pair = format!(
        "INSERT INTO temp.pair SELECT f.series_id, i.series_id FROM series AS f JOIN series AS i ON {} WHERE f.{} = ?1",
        same.join(" AND "),
        table.text()
    );
    connection.execute(&pair, [from, into]).map(drop)
}

/// Gives the series with the code `from` the code `into`. The figures of those that have a counterpart with the code `into`,
/// which [`pair`] has collected, become figures of that, unless it has them already, and so do their former figures.
///
/// # Errors
/// Fails where SQLite does.
pub(super) fn move_series(
    transaction: &Transaction<'_>,
    table: TableName,
    from: &str,
    into: &str,
) -> Result<Corrected> {
    let (connection, name) = (transaction.connection(), table.text());
    let moved = transaction.run(|| {
        let moved = format!(
            "SELECT count(*) FROM observation WHERE series_id IN (SELECT series_id FROM series WHERE {name} = ?)"
        );
        let moved = connection.query_row(&moved, [from], |row| row.get(0))?;
        connection.execute_batch(MOVE)?;
        connection.execute(STATED_BEFORE, [transaction.load_id()])?;
        Ok(moved)
    })?;
    transaction.move_figures("corrected")?;
    transaction.run(|| {
        let series = format!(
            "UPDATE series SET {name} = ?2 WHERE {name} = ?1 AND series_id NOT IN (SELECT from_id FROM temp.pair)"
        );
        connection.execute(&series, [from, into])
    })?;
    Ok(Corrected { moved, ..Corrected::default() })
}

/// Takes the figures of the paired series, and states those that the other series does not have.
const MOVE: &str = "
    INSERT OR IGNORE INTO also_stated (series_id, period, source_id, dataset, file_id, line)
    SELECT p.into_id, a.period, a.source_id, a.dataset, a.file_id, a.line
      FROM temp.pair AS p JOIN also_stated AS a ON a.series_id = p.from_id
     UNION ALL
    SELECT p.into_id, o.period, o.source_id, f.dataset, o.file_id, o.line
      FROM temp.pair AS p
      JOIN observation AS o ON o.series_id = p.from_id
      JOIN load_file AS f ON f.file_id = o.file_id;
    INSERT INTO temp.taken
    SELECT o.series_id, o.period, o.source_id FROM temp.pair AS p JOIN observation AS o ON o.series_id = p.from_id;
    INSERT INTO temp.given (series_id, period, source_id, value, file_id, line, locator, status, comparator, upper, reported,
                            note, edition)
    SELECT p.into_id, o.period, o.source_id, o.value, o.file_id, o.line, o.locator, o.status, o.comparator, o.upper,
           o.reported, o.note, o.edition
      FROM temp.pair AS p
      JOIN observation AS o ON o.series_id = p.from_id
      LEFT JOIN observation AS i ON i.series_id = p.into_id AND i.period = o.period AND i.source_id = o.source_id
     WHERE i.series_id IS NULL;
    -- Of what one edition had stated of both, what it stated of the series that stays counts.
    UPDATE revision AS r SET reason = 'corrected'
      FROM temp.pair AS p
      JOIN revision AS i ON i.series_id = p.into_id
     WHERE r.series_id = p.from_id AND r.reason = 'revised' AND i.reason = 'revised'
       AND i.period = r.period AND i.source_id = r.source_id AND i.edition = r.edition;
    UPDATE revision AS r SET series_id = p.into_id FROM temp.pair AS p WHERE r.series_id = p.from_id;";

/// Adds what an older edition stated than the one from which the other series has the same figure, as what it stated then.
const STATED_BEFORE: &str = "
    INSERT INTO revision (series_id, period, source_id, edition, value, comparator, upper, status, reported, locator, note,
                          file_id, line, loaded_by, removed_by, reason)
    SELECT p.into_id, o.period, o.source_id, o.edition, o.value, o.comparator, o.upper, o.status, o.reported, o.locator,
           o.note, o.file_id, o.line, ?1, ?1, 'revised'
      FROM temp.pair AS p
      JOIN observation AS o ON o.series_id = p.from_id
      JOIN observation AS i ON i.series_id = p.into_id AND i.period = o.period AND i.source_id = o.source_id
      JOIN edition AS e ON e.source_id = o.source_id AND e.edition = o.edition
      JOIN edition AS n ON n.source_id = i.source_id AND n.edition = i.edition
     WHERE e.published_end < n.published_end
       AND NOT EXISTS (SELECT 1 FROM revision AS r
                        WHERE r.series_id = p.into_id AND r.period = o.period AND r.source_id = o.source_id
                          AND r.edition = o.edition AND r.reason = 'revised')";
