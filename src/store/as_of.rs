//! A database as it would have been on a day, or as it was after a load.

use rusqlite::Connection;
use time::Date;

use super::database::Store;
use super::fault::sqlite;
use super::{row_history, within};
use crate::error::Result;

/// The number of sources that had been published by a day, of all sources, and of those without a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Published {
    pub sources: u64,
    pub of: u64,
    pub undated: u64,
}

impl Store {
    /// Restricts all statements and views to what sources had published by a day. The file is not changed.
    pub(crate) fn published_by(self, day: Date) -> Result<(Self, Published)> {
        let published = shadow(self.connection(), |connection| {
            connection.execute("CREATE TEMP TABLE shadow_day AS SELECT ? AS day", [day.to_string()])?;
            connection.execute_batch(&format!("CREATE TEMP TABLE former_row AS {}", row_history::FORMER_ROWS))?;
            connection.execute_batch(include_str!("as_of.sql"))
        })
        .and_then(|()| {
            self.connection().query_row(
                "SELECT (SELECT count(*) FROM temp.source), count(*), count(*) - count(published_on) FROM main.source",
                [],
                |row| Ok(Published { sources: row.get(0)?, of: row.get(1)?, undated: row.get(2)? }),
            )
        })
        .map_err(|source| sqlite(self.file(), &source))?;
        Ok((self, published))
    }

    /// Restricts all statements and views to what the file said after a load. The file is not changed.
    pub(crate) fn at_load(self, load: i64) -> Result<Self> {
        let restored = shadow(self.connection(), |connection| {
            connection.execute("CREATE TEMP TABLE shadow_load AS SELECT ? AS load", [load])?;
            row_history::restore(connection, load)?;
            within::shadow(connection)?;
            connection.execute_batch(include_str!("at_load.sql"))
        });
        restored.map_err(|source| sqlite(self.file(), &source))?;
        Ok(self)
    }

    /// Restricts the tables without figures to the rows that the file had after a load. The file is not changed.
    pub(crate) fn rows_at_load(self, load: i64) -> Result<Self> {
        let connection = self.connection();
        let restore = || {
            connection.pragma_update(None, "temp_store", "memory")?;
            row_history::restore(connection, load)
        };
        restore().map_err(|source| sqlite(self.file(), &source))?;
        Ok(self)
    }

    /// For each table without figures, its name and the statement that returns all its rows: their keys as JSON arrays, and
    /// their columns as JSON objects.
    pub(crate) fn row_queries(&self) -> Result<Vec<(&'static str, String)>> {
        row_history::queries(self.connection()).map_err(|source| sqlite(self.file(), &source))
    }
}

/// The figures that are no longer stated, in the columns of `observation`.
const FORMER: &str = "UNION ALL
    SELECT series_id, period, source_id, value, file_id, line, locator, status, comparator, upper, reported, note,
           period_inferred, edition
      FROM temp.shadow_former";

/// Adds temporary tables and views in place of those of the file. `tables` adds those of figures and what they refer to, and
/// the totals and views follow from them.
fn shadow(connection: &Connection, tables: impl FnOnce(&Connection) -> rusqlite::Result<()>) -> rusqlite::Result<()> {
    connection.pragma_update(None, "temp_store", "memory")?;
    tables(connection)?;
    connection.execute_batch(
        "CREATE UNIQUE INDEX temp.source_by_id ON source (source_id);
         CREATE UNIQUE INDEX temp.source_by_code ON source (code)",
    )?;
    let any = |table: &str| -> rusqlite::Result<bool> {
        connection.query_row(&format!("SELECT EXISTS (SELECT 1 FROM temp.{table})"), [], |row| row.get(0))
    };
    // A union is used only where it is needed. SQLite looks figures up by their keys in it, because the columns of both parts have
    // the same affinity.
    let (has_former, has_hidden) = (any("shadow_former")?, any("shadow_hidden")?);
    let former = if has_former { FORMER } else { "" };
    connection.execute_batch(&format!("CREATE TEMP VIEW observation AS SELECT * FROM temp.shadow_stated {former}"))?;
    if has_former || has_hidden || any("former_series")? {
        connection.execute_batch(include_str!("recounted.sql"))?;
    }
    // The texts of views name tables without a database, so that temporary views with the same texts use the temporary
    // tables.
    let mut views = connection.prepare("SELECT sql FROM main.sqlite_schema WHERE type = 'view' ORDER BY rowid")?;
    let views = views.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    views.iter().try_for_each(|view| connection.execute_batch(&view.replacen("CREATE VIEW", "CREATE TEMP VIEW", 1)))
}
