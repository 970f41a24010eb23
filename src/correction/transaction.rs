//! The transaction of a correction: figures that it takes are kept in `revision`, changes of other rows in `row_change`.

use rusqlite::{Connection, ErrorCode, params};

use crate::error::{Error, Result, StoreFault};
use crate::load::{Action, Counts, Entry, LoadFacts, LoadNumbers, copy_file, recount};
use crate::store::{Store, Transaction as StoreTransaction, row_history, sqlite, within};

/// When a correction takes place, in ISO 8601 and UTC, and the version of this program.
#[derive(Clone, Copy, Debug)]
pub(crate) struct When<'a> {
    pub started_at: &'a str,
    pub version: &'a str,
    /// Whether it only says what it would do: then the file stays as it is.
    pub is_dry: bool,
}

/// How many figures and rows a correction changed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Corrected {
    /// Figures that are stated again or for the first time.
    pub added: u64,
    /// Figures in place of which another one is stated.
    pub replaced: u64,
    /// Figures that are no longer stated.
    pub withdrawn: u64,
    /// Figures that are stated of another code.
    pub moved: u64,
    /// Rows of other tables.
    pub rows: u64,
}

/// A correction that is done, or that would be.
#[derive(Debug)]
pub(crate) struct Done {
    /// Its number in the ledger; `None` where nothing was changed.
    pub load_id: Option<i64>,
    /// What it corrected.
    pub about: String,
    pub corrected: Corrected,
    /// How many rows of each other table it changed.
    pub tables: Vec<(String, u64)>,
}

/// A correction under way. Where it is dropped, the file stays as it was.
pub(super) struct Transaction<'a> {
    store: &'a Store,
    transaction: StoreTransaction<'a>,
    when: When<'a>,
    numbers: LoadNumbers,
    /// How many references were broken before.
    broken: usize,
}

impl<'a> Transaction<'a> {
    /// Begins; from here on, changes are recorded as those of the correction.
    ///
    /// # Errors
    /// Fails where another program keeps writing, and where the file cannot be written.
    pub(super) fn begin(store: &'a Store, when: When<'a>) -> Result<Self> {
        let transaction = StoreTransaction::begin(store, when.started_at)?;
        let numbers = LoadNumbers {
            load_id: store.next_id("load", "load_id")?,
            first_file: store.next_id("load_file", "file_id")?,
        };
        let begun = Self { store, transaction, when, numbers, broken: 0 };
        let connection = begun.connection();
        begun.run(|| row_history::record(connection, numbers.load_id, true))?;
        begun.run(|| {
            connection.execute_batch(
                "DROP TABLE IF EXISTS temp.taken;
                 DROP TABLE IF EXISTS temp.given;
                 DROP TABLE IF EXISTS temp.copied;
                 CREATE TEMP TABLE copied (file_id INTEGER PRIMARY KEY, copy INTEGER);
                 CREATE TEMP TABLE taken (series_id INTEGER, period TEXT, source_id INTEGER,
                                          PRIMARY KEY (series_id, period, source_id)) WITHOUT ROWID;
                 CREATE TEMP TABLE given AS SELECT * FROM observation WHERE 0;
                 CREATE UNIQUE INDEX temp.given_by_key ON given (series_id, period, source_id)",
            )
        })?;
        let broken = begun.run(|| Ok(broken(connection)?.len()))?;
        Ok(Self { broken, ..begun })
    }

    pub(super) fn connection(&self) -> &'a Connection {
        self.store.connection()
    }

    /// The number of the correction in the ledger.
    pub(super) fn load_id(&self) -> i64 {
        self.numbers.load_id
    }

    /// Runs statements of the correction.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(super) fn run<T>(&self, statements: impl FnOnce() -> rusqlite::Result<T>) -> Result<T> {
        statements().map_err(|source| match source.sqlite_error_code() {
            // "UNIQUE constraint failed: enterprise.credit_code"
            Some(ErrorCode::ConstraintViolation) => {
                let message = source.to_string();
                let table = message.split(": ").nth(1).and_then(|column| column.split('.').next()).unwrap_or_default();
                self.changed_since(table, None)
            }
            _ => sqlite(self.store.file(), &source),
        })
    }

    fn changed_since(&self, table: &str, of: Option<String>) -> Error {
        let fault = StoreFault::ChangedSince { table: table.to_owned(), of };
        Error::Store { file: self.store.file().to_owned(), fault }
    }

    /// Moves the figures whose keys are in `temp.taken` to `revision`, and states those of `temp.given`. A figure that is
    /// given belongs to a copy of the file that stated it, because the file of a figure says since when it is stored. A figure that
    /// would be withdrawn and is given too is handed over.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(super) fn move_figures(&self, reason: &str) -> Result<Corrected> {
        let (connection, LoadNumbers { load_id, first_file }) = (self.connection(), self.numbers);
        self.run(|| {
            connection.execute(TAKE, params![load_id, reason])?;
            let taken = connection.execute(
                "DELETE FROM observation
                  WHERE (series_id, period, source_id) IN (SELECT series_id, period, source_id FROM temp.taken)",
                [],
            )?;
            copy_files(connection, "SELECT DISTINCT file_id FROM temp.given", load_id, first_file)?;
            let given = connection.execute(GIVE, [])?;
            connection.execute_batch(FORGET)?;
            let both = "SELECT count(*) FROM temp.given NATURAL JOIN temp.taken";
            let replaced: u64 = connection.query_row(both, [], |row| row.get(0))?;
            Ok(Corrected {
                added: given as u64 - replaced,
                replaced,
                withdrawn: taken as u64 - replaced,
                ..Corrected::default()
            })
        })
    }

    /// Counts all totals again, writes the entry of the ledger and commits; where nothing is to be changed, all is rolled back.
    ///
    /// # Errors
    /// Fails where the file cannot be written, and where references would be broken: another program has changed the file.
    pub(super) fn commit(self, action: Action, about: String, figures: Corrected) -> Result<Done> {
        let (connection, load_id) = (self.connection(), self.numbers.load_id);
        // A figure counts for a dataset that states it too at the earliest since it counts for its own.
        let first = self.store.next_id("load_file", "file_id")?;
        self.run(|| {
            copy_files(connection, BESIDE_GIVEN, load_id, first)?;
            connection.execute_batch(MOVE_BESIDE)
        })?;
        self.run(|| recount(connection))?;
        self.run(|| within::refresh(connection))?;
        let mut broken = self.run(|| broken(connection))?;
        if broken.len() > self.broken
            && let Some((table, of)) = broken.pop()
        {
            return Err(self.changed_since(&table, Some(of)));
        }
        let tables = format!(
            "SELECT table_name, count(DISTINCT row_key) FROM row_change WHERE load_id = ? AND {}
              GROUP BY table_name ORDER BY table_name",
            row_history::IS_OF_ROWS
        );
        let tables: Vec<(String, u64)> = self.run(|| {
            let mut tables = connection.prepare(&tables)?;
            tables.query_map([load_id], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        })?;
        let corrected = Corrected { rows: tables.iter().map(|(_, rows)| rows).sum(), ..figures };
        if self.when.is_dry {
            self.run(|| row_history::stop(connection))?;
            return Ok(Done { load_id: None, about, corrected, tables });
        }
        let Corrected { added, replaced, withdrawn, .. } = figures;
        let counts = Counts { read: added + replaced, inserted: added, revised: replaced, ..Counts::default() };
        let When { started_at, version, .. } = self.when;
        let entry = Entry {
            numbers: self.numbers,
            facts: LoadFacts { started_at, version, fingerprint: None },
            action,
            about: Some(&about),
            change_counter: self.store.next_change_counter()?,
            counts,
            withdrawn,
        };
        self.run(|| {
            row_history::stop(connection)?;
            entry.write(connection, &[])
        })?;
        let Self { store, transaction, .. } = self;
        transaction.commit()?;
        store.leave_wal();
        Ok(Done { load_id: Some(load_id), about, corrected, tables })
    }
}

/// Copies the taken figures to `revision`. What never should have been stated is withdrawn from its own edition on.
const TAKE: &str = "
    INSERT INTO revision (series_id, period, source_id, edition, value, comparator, upper, status, reported, locator, note,
                          period_inferred, file_id, line, loaded_by, removed_by, reason, withdrawn_in)
    SELECT o.series_id, o.period, o.source_id, o.edition, o.value, o.comparator, o.upper, o.status, o.reported, o.locator,
           o.note, o.period_inferred, o.file_id, o.line, coalesce(f.load_id, ?1), ?1,
           CASE WHEN ?2 = 'withdrawn' AND g.series_id IS NOT NULL THEN 'handed over' ELSE ?2 END,
           CASE WHEN ?2 = 'withdrawn' AND g.series_id IS NULL THEN o.edition END
      FROM temp.taken AS t
      LEFT JOIN temp.given AS g
        ON g.series_id = t.series_id AND g.period = t.period AND g.source_id = t.source_id
      JOIN observation AS o
        ON o.series_id = t.series_id AND o.period = t.period AND o.source_id = t.source_id
      LEFT JOIN load_file AS f ON f.file_id = o.file_id";

/// Copies these files, as files of the correction, the first of which gets this number.
fn copy_files(connection: &Connection, files: &str, load_id: i64, first: i64) -> rusqlite::Result<()> {
    connection.execute(
        &format!("INSERT INTO temp.copied SELECT file_id, ? - 1 + row_number() OVER (ORDER BY file_id) FROM ({files})"),
        [first],
    )?;
    let copied = "SELECT file_id, copy FROM temp.copied WHERE copy >= ? ORDER BY copy";
    let mut copied = connection.prepare(copied)?;
    let mut rows = copied.query([first])?;
    while let Some(row) = rows.next()? {
        copy_file(connection, row.get(0)?, row.get(1)?, load_id)?;
    }
    Ok(())
}

/// The files of the statements beside figures that are given, but for those of the correction.
const BESIDE_GIVEN: &str = "
    SELECT DISTINCT a.file_id
      FROM also_stated AS a
      JOIN temp.given AS g ON g.series_id = a.series_id AND g.period = a.period AND g.source_id = a.source_id
     WHERE a.file_id NOT IN (SELECT file_id FROM temp.copied) AND a.file_id NOT IN (SELECT copy FROM temp.copied)";

/// Moves them to the copies.
const MOVE_BESIDE: &str = "
    UPDATE also_stated
       SET file_id = (SELECT copy FROM temp.copied AS c WHERE c.file_id = also_stated.file_id)
     WHERE file_id IN (SELECT file_id FROM temp.copied)
       AND EXISTS (SELECT 1 FROM temp.given AS g
                    WHERE g.series_id = also_stated.series_id AND g.period = also_stated.period
                      AND g.source_id = also_stated.source_id)";

/// States the figures that are given.
const GIVE: &str = "
    INSERT INTO observation (series_id, period, source_id, value, file_id, line, locator, status, comparator, upper, reported,
                             note, period_inferred, edition)
    SELECT g.series_id, g.period, g.source_id, g.value, c.copy, g.line, g.locator, g.status, g.comparator, g.upper,
           g.reported, g.note, g.period_inferred, g.edition
      FROM temp.given AS g JOIN temp.copied AS c ON c.file_id = g.file_id
     ORDER BY g.series_id, g.period, g.source_id";

/// Deletes the statements beside figures that are not stored, or that came from the same dataset.
const FORGET: &str = "
    DELETE FROM also_stated
     WHERE NOT EXISTS (SELECT 1 FROM observation AS o
                        WHERE o.series_id = also_stated.series_id AND o.period = also_stated.period
                          AND o.source_id = also_stated.source_id)
        OR EXISTS (SELECT 1 FROM observation AS o JOIN load_file AS f ON f.file_id = o.file_id
                    WHERE o.series_id = also_stated.series_id AND o.period = also_stated.period
                      AND o.source_id = also_stated.source_id AND f.dataset = also_stated.dataset)";

/// The references to rows that do not exist, but for those of figures and of the ledger: the table of each and the table it refers to.
fn broken(connection: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    let mut tables = connection.prepare(
        "SELECT t.name, b.parent FROM main.sqlite_schema AS t, pragma_foreign_key_check(t.name) AS b
          WHERE t.type = 'table' AND t.name NOT IN ('observation', 'revision', 'row_change', 'load_file', 'reject')",
    )?;
    tables.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}
