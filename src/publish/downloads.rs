//! The tables that can be downloaded, beside the figures of the metrics.

use super::address;
use super::book::Book;
use super::figures::COLUMNS;
use super::page::data::Resource;
use super::tables::{Download, Files};
use crate::error::Result;
use crate::folder::Folder;
use crate::report::find::Kind;
use crate::store::Sandbox;

/// The code lists and what else is not a figure.
const TABLES: [&str; 15] = [
    "metric",
    "unit",
    "region",
    "scheme",
    "sector",
    "enterprise",
    "enterprise_sector",
    "alias",
    "succession",
    "designation",
    "enterprise_designation",
    "period",
    "source",
    "edition",
    "statement",
];

/// Writes every file, and returns what the files are. Those of the metrics are written with their pages.
///
/// # Errors
/// The database cannot be read, or a file cannot be written.
pub(super) fn write(book: &Book, sandbox: &Sandbox, folder: &mut Folder) -> Result<Vec<Resource>> {
    let mut resources: Vec<Resource> = Vec::new();
    for metric in book.metrics() {
        resources.push(Resource {
            path: address::of(Kind::Metric, &metric.code).trim_end_matches(".html").to_owned(),
            title: format!("Figures: {}", metric.name),
            table: "fact".to_owned(),
            columns: COLUMNS.map(str::to_owned).to_vec(),
        });
    }
    for table in TABLES {
        let columns = sandbox.prepare(&format!("SELECT * FROM {table}"))?.columns();
        // The first columns are the key; no key has more than six.
        let key: Vec<String> = (1..=columns.len().min(6)).map(|place| place.to_string()).collect();
        let mut statement = sandbox.prepare(&format!("SELECT * FROM {table} ORDER BY {}", key.join(", ")))?;
        let names: Vec<&str> = columns.iter().map(String::as_str).collect();
        let mut files = Files::new();
        let mut download = Download::begin(&names, &mut files)?;
        statement.for_each(|row| download.row(row).map(|()| true))?;
        download.end()?;
        let path = format!("data/{table}");
        files.write(&path, folder)?;
        resources.push(Resource { path, title: format!("Table {table}"), table: table.to_owned(), columns });
    }
    Ok(resources)
}
