//! The first sheet of a workbook: what it is, and how its figures are cited.

use time::Date;

use crate::error::Result;
use crate::export::scope::Filter;
use crate::store::Sandbox;
use crate::table::Cell;

/// What a workbook says of itself.
pub(super) struct About {
    pub title: String,
    /// When the newest load began, RFC 3339.
    pub loaded_at: Option<String>,
    /// Names and texts.
    pub lines: Vec<(&'static str, String)>,
}

/// What is said of the figures of a database.
///
/// # Errors
/// The database cannot be read.
pub(super) fn about(read: &Read<'_>, sandbox: &Sandbox) -> Result<About> {
    let datasets = sandbox.datasets()?.join(", ");
    let mut loaded = None;
    sandbox.prepare("SELECT load_id, started_at FROM load ORDER BY load_id DESC LIMIT 1")?.for_each(|row| {
        if let [Cell::Integer(load), Cell::Text(time)] = row {
            loaded = Some((*load, time.clone()));
        }
        Ok(false)
    })?;
    let chosen = read.filter.by_column().into_iter().filter_map(|(what, code)| Some(format!("{what} {}", code?)));
    let chosen: Vec<String> = chosen.collect();
    let texts = [
        ("Datasets", Some(datasets.clone())),
        ("Newest load", loaded.as_ref().map(|(load, time)| format!("{load}, {time}"))),
        ("As of", read.as_of.map(|day| day.to_string())),
        ("At load", read.at_load.map(|load| load.to_string())),
        ("Only figures of", (!chosen.is_empty()).then(|| chosen.join(", "))),
        ("How to cite", Some(CITE.to_owned())),
        ("Comparators", Some(COMPARATORS.to_owned())),
        ("Missing values", Some(MISSING.to_owned())),
        ("Not in this file", Some(NOT_HERE.to_owned())),
        ("Written by", Some(concat!("yearbook ", env!("CARGO_PKG_VERSION")).to_owned())),
    ];
    let lines = texts.into_iter().filter_map(|(name, text)| Some((name, text?))).collect();
    let title = if datasets.is_empty() { "Figures".to_owned() } else { format!("Figures of {datasets}") };
    Ok(About { title, loaded_at: loaded.map(|(_, time)| time), lines })
}

/// What of a database is read.
pub(crate) struct Read<'a> {
    pub filter: &'a Filter,
    pub as_of: Option<Date>,
    pub at_load: Option<i64>,
    /// The most rows of a sheet below its header.
    pub rows: u64,
}

const CITE: &str = "Each figure and each statement has its source in the columns `citation` and `source`; the sheet `sources` has its title, \
                    publisher, date and address. Cite the source of a figure, with its place there (`locator`), not this file alone.";

const COMPARATORS: &str = "= exactly, ~ about, > more than, >= at least, < less than, <= at most, .. from `value` to `upper`. `low` and `high` are the \
                           bounds that follow; do not take the mean of `value` without them. `display` is the figure as people write it.";

const MISSING: &str =
    "A figure without `value` is one that a source says is missing; `status_name` says why. It is not zero.";

const NOT_HERE: &str = "Figures that were revised or withdrawn, the loads, rejected rows, audit exceptions and reports: they are in the database.";
