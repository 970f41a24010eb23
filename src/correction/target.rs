//! What can be corrected, and what refers to it.

use rusqlite::{Connection, OptionalExtension};

use crate::error::{Error, Result, UsageError};
use crate::load::{TableName, suggestion};
use crate::model::nearest;
use crate::problem::Suggestion;
use crate::report::Builtin;

/// What can be removed. All but datasets and reports can also be renamed and merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Dataset,
    Report,
    Of(TableName),
}

impl Kind {
    /// The word on the command line.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Dataset => "dataset",
            Self::Report => "report",
            Self::Of(table) => table.text(),
        }
    }

    /// The table, and the column that others refer to. A dataset has no table of its own.
    pub(super) fn key(self) -> (&'static str, &'static str) {
        match self {
            Self::Dataset => ("load_file", "dataset"),
            Self::Report => ("report", "name"),
            Self::Of(TableName::Source) => ("source", "source_id"),
            Self::Of(table) => (table.text(), "code"),
        }
    }

    /// The value by which others refer to the thing with a code; an error with what may have been meant where there is none.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(super) fn find(self, connection: &Connection, code: &str) -> rusqlite::Result<Result<String>> {
        let (table, column) = self.key();
        let named = match self {
            Self::Dataset => "SELECT dataset FROM row_statement WHERE dataset = ?1
                 UNION SELECT dataset FROM load_file
                        WHERE dataset = ?1 AND file_id IN (SELECT file_id FROM observation)"
                .to_owned(),
            Self::Report => "SELECT name FROM report WHERE name = ?1".to_owned(),
            Self::Of(_) => format!("SELECT CAST({column} AS TEXT) FROM {table} WHERE code = ?1"),
        };
        if let Some(id) = connection.query_row(&named, [code], |row| row.get(0)).optional()? {
            return Ok(Ok(id));
        }
        let texts = |sql: &str| -> rusqlite::Result<Vec<String>> {
            connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
        };
        let near = |known: &[String]| nearest(code, known.iter(), |known| known).cloned().map(Suggestion::of);
        let unknown = |near| UsageError::UnknownCode { table: self.word(), code: code.to_owned(), near };
        Ok(Err(Error::usage(match self {
            Self::Dataset => {
                let known = texts("SELECT dataset FROM row_statement UNION SELECT dataset FROM load_file")?;
                unknown(near(&known).filter(|near| near.code != code))
            }
            Self::Report if Builtin::ALL.iter().any(|builtin| builtin.name() == code) => {
                UsageError::BuiltInReport { name: code.to_owned() }
            }
            Self::Report => {
                let known = texts("SELECT name FROM report ORDER BY name")?;
                UsageError::UnknownReport { name: code.to_owned(), near: near(&known), known }
            }
            Self::Of(table) => unknown(suggestion(connection, table, code)?),
        })))
    }
}

/// A column that refers to a table.
#[derive(Clone, Debug)]
pub(super) struct Reference {
    pub table: String,
    pub column: String,
    /// Whether a row is something without it.
    pub is_optional: bool,
}

impl Reference {
    /// Whether the figures refer by it.
    pub(super) fn is_of_figures(&self) -> bool {
        matches!(self.table.as_str(), "series" | "observation")
    }
}

/// The columns that refer to the table of a kind, but for totals.
///
/// # Errors
/// Fails where SQLite does.
pub(super) fn references(connection: &Connection, kind: Kind) -> rusqlite::Result<Vec<Reference>> {
    let mut keys = connection.prepare(
        "SELECT t.name, k.\"from\", c.name, c.\"notnull\" = 0
           FROM main.sqlite_schema AS t, pragma_foreign_key_list(t.name) AS k
           JOIN pragma_table_xinfo(t.name) AS c
             -- A generated column is NULL where the column that it follows is empty.
             ON c.name = CASE WHEN k.\"from\" LIKE '%\\_code' ESCAPE '\\' THEN substr(k.\"from\", 1, length(k.\"from\") - 5)
                              ELSE k.\"from\" END
          WHERE t.type = 'table' AND k.\"table\" = ? AND t.name NOT IN ('coverage', 'region_within', 'sector_within')
          ORDER BY t.name, c.cid",
    )?;
    let references = keys.query_map([kind.key().0], |row| {
        let table: String = row.get(0)?;
        // A claim about something is none without it.
        let is_optional = row.get::<_, bool>(3)? && table != "claim";
        Ok(Reference { table, column: row.get(2)?, is_optional })
    })?;
    references.collect()
}
