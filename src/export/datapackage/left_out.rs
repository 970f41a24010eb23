//! What a database holds that no dataset can state, in words.

use crate::error::Result;
use crate::problem::counted;
use crate::store::Sandbox;

/// What is counted in the database, each with what one and what several are called.
const COUNTED: [(&str, &str, &str); 4] = [
    (
        "change of another row",
        "changes of other rows",
        "SELECT count(*) FROM row_change WHERE table_name NOT IN ('row_statement', 'series', 'revision', 'also_stated')",
    ),
    ("former code", "former codes", "SELECT count(*) FROM former_code"),
    ("rejected row", "rejected rows", "SELECT count(*) FROM reject"),
    (
        "statement that an edition is complete",
        "statements that an edition is complete",
        "SELECT count(*) FROM row_statement WHERE table_name = 'edition'",
    ),
];

/// What was found while rows were exported.
pub(super) struct Found {
    /// States of figures that no edition stated.
    pub states: u64,
    /// Rows that name a source which had not been published.
    pub unpublished: u64,
    /// Reports whose names cannot be those of files.
    pub reports: u64,
    pub datasets: usize,
}

/// What is left out, each kind with its count.
///
/// # Errors
/// The database cannot be read.
pub(super) fn list(found: &Found, sandbox: &Sandbox) -> Result<Vec<String>> {
    let mut kinds = Vec::new();
    let mut add = |count: u64, one: &str, several: &str| match count {
        0 => {}
        1 => kinds.push(format!("1 {one}")),
        _ => kinds.push(format!("{count} {several}")),
    };
    add(
        found.states,
        "former state of a figure that no edition stated",
        "former states of figures that no edition stated",
    );
    add(
        found.unpublished,
        "name of a source that had not been published",
        "names of sources that had not been published",
    );
    add(found.reports, "report whose name cannot be that of a file", "reports whose names cannot be those of files");
    for (one, several, sql) in COUNTED {
        let mut statement = sandbox.prepare(sql)?;
        let count = statement.cursor().advance()?.map_or(Ok(None), |row| row.integer(0))?;
        add(count.unwrap_or_default().unsigned_abs(), one, several);
    }
    if found.datasets > 1 {
        kinds.push(format!("which of {} stated what", counted(found.datasets, "dataset")));
    }
    kinds.push("the ledger of loads".to_owned());
    Ok(kinds)
}
