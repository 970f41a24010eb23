//! What a database holds that an export leaves out, in words.

use super::scope::Filter;
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

/// The states that figures had before they were revised, corrected, withdrawn or handed over. Their source may have been removed.
const FORMER: &str = "
    SELECT count(*)
      FROM series AS s JOIN revision AS r ON r.series_id = s.series_id LEFT JOIN source AS q ON q.source_id = r.source_id
     WHERE {chosen}";

/// Figures that are known to be as they are, whatever source states them.
const EXCEPTIONS: &str = "SELECT count(*) FROM audit_exception AS x WHERE {chosen}";

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

    /// Adds the former states of the figures that are chosen, but for those that are written.
    ///
    /// # Errors
    /// The database cannot be read.
    pub(super) fn former(&mut self, filter: &Filter, written: u64, sandbox: &Sandbox) -> Result<()> {
        let count = filter.count(FORMER, "s", sandbox)?.saturating_sub(written);
        self.add(count, ("former state of a figure", "former states of figures"));
        Ok(())
    }

    /// Adds the exceptions of the audit that are about what is chosen.
    ///
    /// # Errors
    /// The database cannot be read.
    pub(super) fn exceptions(&mut self, filter: &Filter, sandbox: &Sandbox) -> Result<()> {
        // They name no source, so that any one that is asked for is chosen.
        let mut statement = sandbox.prepare(&filter.choose(EXCEPTIONS, "x", ":source"))?;
        filter.bind(&mut statement, &[])?;
        self.add(statement.count()?, ("audit exception", "audit exceptions"));
        Ok(())
    }

    /// Adds what only a database and a dataset have: the history of the file, the reports, and which dataset states which row.
    ///
    /// # Errors
    /// The database cannot be read.
    pub(super) fn of_database(&mut self, filter: &Filter, sandbox: &Sandbox) -> Result<()> {
        self.count(&[("report", "reports", "SELECT count(*) FROM report")], filter, sandbox)?;
        self.0.push("which dataset states which row".to_owned());
        Ok(())
    }

    /// Adds the history of the file, and what else is counted. Where only a part is exported, how many of them are about it is not
    /// known, and no count is said.
    ///
    /// # Errors
    /// The database cannot be read.
    pub(super) fn count(&mut self, others: &[Counted], filter: &Filter, sandbox: &Sandbox) -> Result<()> {
        for (one, several, sql) in HISTORY.iter().chain(others) {
            match sandbox.prepare(sql)?.count()? {
                1.. if filter.is_of_part() => self.0.push((*several).to_owned()),
                count => self.add(count, (one, several)),
            }
        }
        Ok(())
    }
}
