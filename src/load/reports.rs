//! Writes the reports of datasets.

use rusqlite::{Connection, OptionalExtension, params};

use super::ledger::counts::Change;
use super::session::StoredReport;

/// The reports, each with its dataset.
pub(super) fn names(reports: &[StoredReport]) -> Vec<(&str, &str)> {
    reports.iter().map(|report| (report.package.as_str(), report.name.as_str())).collect()
}

/// Writes reports, and returns what became of each.
///
/// # Errors
/// Fails where SQLite does.
pub(super) fn write(connection: &Connection, reports: &[StoredReport]) -> rusqlite::Result<Vec<Change>> {
    let mut stored = connection.prepare("SELECT dataset, sql FROM report WHERE name = ?")?;
    let mut upsert = connection.prepare(
        "INSERT INTO report (name, dataset, title, description, sql, parameters) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET dataset = excluded.dataset, title = excluded.title,
           description = excluded.description, sql = excluded.sql, parameters = excluded.parameters",
    )?;
    let mut changes = Vec::with_capacity(reports.len());
    for report in reports {
        let before: Option<(String, String)> =
            stored.query_row([&report.name], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let change = match before {
            None => Change::Inserted,
            Some((package, sql)) if package == report.package && sql == report.sql => Change::Unchanged,
            Some(_) => Change::Revised,
        };
        changes.push(change);
        if change != Change::Unchanged {
            upsert.execute(params![
                report.name,
                report.package,
                report.title,
                report.description,
                report.sql,
                report.parameters
            ])?;
        }
    }
    Ok(changes)
}
