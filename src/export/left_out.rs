//! What a database holds that an export leaves out, in words.

use crate::error::Result;
use crate::store::Sandbox;

/// Something that can be counted: what one and what several are called, and the statement that counts it.
pub(super) type Counted = (&'static str, &'static str, &'static str);

/// What is history of the file itself.
const HISTORY: [Counted; 3] = [
    (
        "change of a row of another table",
        "changes of rows of other tables",
        "SELECT count(*) FROM row_change WHERE table_name NOT IN ('row_statement', 'series', 'revision', 'also_stated')",
    ),
    ("former code", "former codes", "SELECT count(*) FROM former_code"),
    ("rejected row", "rejected rows", "SELECT count(*) FROM reject"),
];

/// What is left out, one kind after the other.
#[derive(Debug, Default)]
pub(super) struct LeftOut(pub Vec<String>);

impl LeftOut {
    /// Adds a kind of which there are so many; nothing where there is none.
    pub(super) fn add(&mut self, count: u64, (one, several): (&str, &str)) {
        match count {
            0 => {}
            1 => self.0.push(format!("1 {one}")),
            _ => self.0.push(format!("{count} {several}")),
        }
    }

    /// Adds the history of the file, and what else is counted.
    ///
    /// # Errors
    /// The database cannot be read.
    pub(super) fn count(&mut self, others: &[Counted], sandbox: &Sandbox) -> Result<()> {
        for (one, several, sql) in HISTORY.iter().chain(others) {
            self.add(count(sql, sandbox)?, (one, several));
        }
        Ok(())
    }
}

/// The number that a statement returns.
///
/// # Errors
/// The database cannot be read.
pub(super) fn count(sql: &str, sandbox: &Sandbox) -> Result<u64> {
    sandbox.prepare(sql)?.count()
}
