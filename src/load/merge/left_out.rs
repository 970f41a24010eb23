//! What complete editions that are older than stored ones do not state: it was withdrawn in their time.

use rusqlite::{Connection, params};

use super::figure::CONTENT_COLUMNS;

/// Withdraws the former figures that held in the time of an edition, a source and its number, and which came from these complete
/// datasets, but for those that are confirmed, and returns how many there are. Each is replaced by one that is withdrawn.
///
/// # Errors
/// Fails where SQLite does.
pub(crate) fn withdraw_former(
    connection: &Connection,
    load: i64,
    datasets: &[String],
    (source_id, edition): (i64, i64),
    confirmed: &[i64],
) -> rusqlite::Result<u64> {
    let (datasets, confirmed) = (serde_json::json!(datasets).to_string(), serde_json::json!(confirmed).to_string());
    let mut held = connection.prepare(HELD)?;
    let held = held.query_map(params![load, source_id, edition, datasets, confirmed], |row| row.get(0))?;
    let held = held.collect::<rusqlite::Result<Vec<i64>>>()?;
    let mut correct = connection.prepare("UPDATE revision SET reason = 'corrected' WHERE revision_id = ?")?;
    let mut replace = connection.prepare(&format!(
        "INSERT INTO revision (series_id, period, source_id, edition, {CONTENT_COLUMNS}, file_id, line, loaded_by, removed_by,
                               reason, withdrawn_in)
         SELECT series_id, period, source_id, edition, {CONTENT_COLUMNS}, file_id, line, ?2, ?2, 'withdrawn', ?3
           FROM revision WHERE revision_id = ?1"
    ))?;
    for revision_id in &held {
        replace.execute(params![revision_id, load, edition])?;
        correct.execute([revision_id])?;
    }
    Ok(held.len() as u64)
}

/// The former figures that held in the time of an edition, and that other loads stated.
const HELD: &str = "
    WITH place AS (SELECT edition, coalesce(published_end, '') AS day FROM edition WHERE source_id = ?2),
         statement AS (
           SELECT series_id, period, edition FROM revision WHERE source_id = ?2 AND reason IN ('revised', 'withdrawn')
            UNION ALL
           SELECT series_id, period, edition FROM observation
            WHERE source_id = ?2 AND (series_id, period) IN (SELECT series_id, period FROM revision WHERE source_id = ?2))
    SELECT r.revision_id
      FROM revision AS r
      JOIN place AS l ON l.edition = ?3
      JOIN place AS p ON p.edition = r.edition AND (p.day, p.edition) <= (l.day, l.edition)
      JOIN load_file AS f ON f.file_id = r.file_id
      LEFT JOIN place AS w ON w.edition = r.withdrawn_in
     WHERE r.source_id = ?2 AND r.reason IN ('revised', 'withdrawn') AND r.loaded_by <> ?1 AND r.removed_by <> ?1
       AND f.dataset IN (SELECT value FROM json_each(?4)) AND r.revision_id NOT IN (SELECT value FROM json_each(?5))
       AND (r.withdrawn_in IS NULL OR (w.day, w.edition) > (l.day, l.edition))
       AND NOT EXISTS (SELECT 1 FROM statement AS s JOIN place AS n ON n.edition = s.edition
                        WHERE s.series_id = r.series_id AND s.period = r.period
                          AND (n.day, n.edition) > (p.day, p.edition) AND (n.day, n.edition) <= (l.day, l.edition))
     ORDER BY r.revision_id";
