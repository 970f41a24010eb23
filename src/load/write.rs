//! The only INSERTs: one checked batch, one transaction.

use std::collections::HashMap;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Statement, ToSql, Transaction, TransactionBehavior, params};

use super::observations::{Observation, SeriesKey};
use super::registry::{Change, Entry};
use super::tables::{Kind, TABLES, Table};
use super::{Batch, Counts, FileFacts, StoredReport};

/// What a load did.
#[derive(Debug)]
pub struct Written {
    /// The load's number in the ledger; `None` where nothing changed, and so nothing was written.
    pub load_id: Option<i64>,
    pub files: Vec<FileFacts>,
}

impl Written {
    /// What became of all rows.
    pub fn counts(&self) -> Counts {
        Counts::total(self.files.iter().map(|file| &file.counts))
    }
}

/// Begins the transaction of a load: what is read in it is still true when it writes, and a second load waits.
pub fn begin(connection: &mut Connection) -> rusqlite::Result<Transaction<'_>> {
    connection.transaction_with_behavior(TransactionBehavior::Immediate)
}

/// Writes a batch and ends its transaction. A batch that changes nothing leaves the file as it is, byte for byte.
///
/// `started_at` is the time of the load in ISO 8601, `version` the version of this program; `progress` is told how many
/// figures of how many have been written.
pub fn write(
    transaction: Transaction<'_>,
    batch: Batch,
    (started_at, version): (&str, &str),
    progress: &mut dyn FnMut(u64, u64),
) -> rusqlite::Result<Written> {
    transaction.pragma_update(None, "defer_foreign_keys", true)?;
    let load_id = next_id(&transaction, "load", "load_id")?;
    let first_file = next_id(&transaction, "load_file", "file_id")?;
    let Batch { mut files, registry, observations, reports } = batch;

    let sources = write_rows(&transaction, &registry)?;
    write_periods(&transaction, &registry)?;
    let mut writer = ObservationWriter::new(&transaction, load_id, first_file, &sources)?;
    let series = writer.write_series(&observations.series)?;
    for (row, done) in observations.rows.iter().zip(1..) {
        if done % 4096 == 0 {
            progress(done, observations.rows.len() as u64);
        }
        let (series_id, is_new) = series[row.series as usize];
        let period = &observations.periods[row.period as usize];
        let source = &observations.sources[row.source as usize];
        let change = writer.write(row, series_id, is_new, period, source)?;
        files[row.file as usize].counts.add(Some(change));
    }
    writer.summarize()?;
    drop(writer);
    write_reports(&transaction, &reports, &mut files)?;

    let total = Counts::total(files.iter().map(|file| &file.counts));
    if total.inserted == 0 && total.revised == 0 {
        transaction.rollback()?;
        return Ok(Written { load_id: None, files });
    }
    write_ledger(&transaction, (load_id, first_file), (started_at, version), total, &files)?;
    transaction.commit()?;
    Ok(Written { load_id: Some(load_id), files })
}

fn next_id(transaction: &Transaction<'_>, table: &str, column: &str) -> rusqlite::Result<i64> {
    transaction.query_row(&format!("SELECT coalesce(max({column}), 0) + 1 FROM {table}"), [], |row| row.get(0))
}

fn write_ledger(
    transaction: &Transaction<'_>,
    (load_id, first_file): (i64, i64),
    (started_at, version): (&str, &str),
    total: Counts,
    files: &[FileFacts],
) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO load (load_id, started_at, version, read, inserted, revised, unchanged, rejected)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            load_id,
            started_at,
            version,
            total.read,
            total.inserted,
            total.revised,
            total.unchanged,
            total.rejected
        ],
    )?;
    let mut insert = transaction.prepare(
        "INSERT INTO load_file (file_id, load_id, package, path, table_name, sha256, bytes, read, inserted, revised, unchanged, rejected)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?;
    for (file, file_id) in files.iter().zip(first_file..) {
        let counts = file.counts;
        insert.execute(params![
            file_id,
            load_id,
            file.package,
            file.path,
            file.table,
            file.sha256,
            file.bytes,
            counts.read,
            counts.inserted,
            counts.revised,
            counts.unchanged,
            counts.rejected
        ])?;
    }
    Ok(())
}

/// Writes the rows of every table but `observation`, and returns the number of each source.
fn write_rows(transaction: &Transaction<'_>, registry: &super::Registry) -> rusqlite::Result<HashMap<String, i64>> {
    let mut sources: HashMap<String, i64> = HashMap::new();
    for table in TABLES.iter().filter(|table| table.name != "observation") {
        let mut entries: Vec<(&String, &Entry)> = registry.entries(table.name).rows.iter().collect();
        entries.sort_unstable_by_key(|(key, _)| *key);
        free_unique_columns(transaction, table, &entries)?;
        let (mut insert, mut update) = (prepare_insert(transaction, table)?, prepare_update(transaction, table)?);
        for (_, entry) in entries {
            let statement = match entry.change {
                Some(Change::Inserted) => &mut insert,
                Some(Change::Revised) => &mut update,
                Some(Change::Unchanged) | None => continue,
            };
            for (index, (column, value)) in table.columns.iter().zip(&entry.values).enumerate() {
                match (column.kind, value) {
                    (Kind::Reference("source"), Value::Text(code)) => {
                        statement.raw_bind_parameter(index + 1, sources.get(code))?;
                    }
                    _ => statement.raw_bind_parameter(index + 1, value)?,
                }
            }
            statement.raw_execute()?;
        }
        if table.name == "source" {
            let mut query = transaction.prepare("SELECT code, source_id FROM source")?;
            sources = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        }
    }
    Ok(sources)
}

/// Empties the columns that only one row may hold a value of, in all rows that get a new one: rungs may be swapped.
fn free_unique_columns(
    transaction: &Transaction<'_>,
    table: &Table,
    entries: &[(&String, &Entry)],
) -> rusqlite::Result<()> {
    let sql = match table.name {
        "enterprise" => "UPDATE enterprise SET credit_code = NULL WHERE code = ?",
        "designation" => "UPDATE designation SET ladder = NULL, rank = NULL WHERE code = ?",
        _ => return Ok(()),
    };
    let mut free = transaction.prepare(sql)?;
    for (key, _) in entries.iter().filter(|(_, entry)| entry.change == Some(Change::Revised)) {
        free.execute([key])?;
    }
    Ok(())
}

fn prepare_insert<'a>(transaction: &'a Transaction<'_>, table: &Table) -> rusqlite::Result<Statement<'a>> {
    let columns: Vec<&str> = table.columns.iter().map(|column| column.stored_name()).collect();
    let places = vec!["?"; columns.len()].join(", ");
    transaction.prepare(&format!("INSERT INTO {} ({}) VALUES ({places})", table.name, columns.join(", ")))
}

/// Sets every column of the row with the same key; the parameters are those of [`prepare_insert`].
fn prepare_update<'a>(transaction: &'a Transaction<'_>, table: &Table) -> rusqlite::Result<Statement<'a>> {
    let numbered = |is_key: bool| {
        let columns =
            table.columns.iter().zip(1..).filter(move |(column, _)| table.key.contains(&column.name) == is_key);
        columns.map(|(column, number)| format!("{} = ?{number}", column.stored_name())).collect::<Vec<_>>()
    };
    let (set, key) = (numbered(false), numbered(true));
    // A table that is all key has nothing to set: its rows are inserted or unchanged.
    let set = if set.is_empty() { key.clone() } else { set };
    transaction.prepare(&format!("UPDATE {} SET {} WHERE {}", table.name, set.join(", "), key.join(" AND ")))
}

fn write_periods(transaction: &Transaction<'_>, registry: &super::Registry) -> rusqlite::Result<()> {
    let mut insert = transaction.prepare(
        "INSERT INTO period (code, frequency, start_date, end_date, year_before) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (code) DO NOTHING",
    )?;
    let mut periods: Vec<_> = registry.periods.iter().collect();
    periods.sort_unstable_by_key(|(_, period)| **period);
    for (code, period) in periods {
        insert.execute(params![
            code,
            period.frequency().code(),
            period.start().to_string(),
            period.end().to_string(),
            period.year_before().to_string()
        ])?;
    }
    Ok(())
}

fn write_reports(
    transaction: &Transaction<'_>,
    reports: &[StoredReport],
    files: &mut [FileFacts],
) -> rusqlite::Result<()> {
    let mut stored = transaction.prepare("SELECT package, sql FROM report WHERE name = ?")?;
    let mut upsert = transaction.prepare(
        "INSERT INTO report (name, package, title, description, sql, parameters) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET package = excluded.package, title = excluded.title,
           description = excluded.description, sql = excluded.sql, parameters = excluded.parameters",
    )?;
    // The files of reports are the last of the load, in the order of the reports.
    let reports_start = files.len() - reports.len();
    for (report, file) in reports.iter().zip(&mut files[reports_start..]) {
        let before: Option<(String, String)> =
            stored.query_row([&report.name], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let change = match before {
            None => Change::Inserted,
            Some((package, sql)) if package == report.package && sql == report.sql => Change::Unchanged,
            Some(_) => Change::Revised,
        };
        file.counts.add(Some(change));
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
    Ok(())
}

/// Writes figures, keeping those that it replaces.
struct ObservationWriter<'a> {
    transaction: &'a Transaction<'a>,
    first_file: i64,
    sources: &'a HashMap<String, i64>,
    stored: Statement<'a>,
    keep: Statement<'a>,
    put: Statement<'a>,
    load_id: i64,
    /// The series whose observations changed.
    touched: Vec<i64>,
}

impl<'a> ObservationWriter<'a> {
    fn new(
        transaction: &'a Transaction<'a>,
        load_id: i64,
        first_file: i64,
        sources: &'a HashMap<String, i64>,
    ) -> rusqlite::Result<Self> {
        Ok(Self {
            transaction,
            first_file,
            sources,
            // Numbered alike in all three: 1 to 3 are the key, 4 to 10 the figure, 11 and 12 where it was told.
            stored: transaction.prepare(
                "SELECT value IS ?4 AND comparator = ?5 AND upper IS ?6 AND status = ?7
                        AND reported IS ?8 AND locator IS ?9 AND note IS ?10
                   FROM observation WHERE series_id = ?1 AND period = ?2 AND source_id = ?3",
            )?,
            keep: transaction.prepare(
                "INSERT INTO revision (series_id, period, source_id, value, comparator, upper, status, reported, locator,
                                       note, file_id, line, loaded_by, removed_by, reason)
                 SELECT o.series_id, o.period, o.source_id, o.value, o.comparator, o.upper, o.status, o.reported, o.locator,
                        o.note, o.file_id, o.line, f.load_id, ?4, 'revised'
                   FROM observation AS o JOIN load_file AS f ON f.file_id = o.file_id
                  WHERE o.series_id = ?1 AND o.period = ?2 AND o.source_id = ?3",
            )?,
            put: transaction.prepare(
                "INSERT OR REPLACE INTO observation (series_id, period, source_id, value, comparator, upper, status,
                                                     reported, locator, note, file_id, line)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            )?,
            load_id,
            touched: Vec::new(),
        })
    }

    /// The number of each series, and whether it is new.
    fn write_series(&self, series: &[SeriesKey]) -> rusqlite::Result<Vec<(i64, bool)>> {
        let mut find = self.transaction.prepare(
            "SELECT series_id FROM series
              WHERE metric = ? AND region = ? AND sector = ? AND enterprise = ? AND breakdown = ?",
        )?;
        let mut insert = self
            .transaction
            .prepare("INSERT INTO series (metric, region, sector, enterprise, breakdown) VALUES (?, ?, ?, ?, ?)")?;
        let mut numbers = Vec::with_capacity(series.len());
        for SeriesKey { metric, region, sector, enterprise, breakdown } in series {
            let key = params![metric, region, sector, enterprise, breakdown];
            numbers.push(match find.query_row(key, |row| row.get(0)).optional()? {
                Some(number) => (number, false),
                None => (insert.insert(key)?, true),
            });
        }
        Ok(numbers)
    }

    fn write(
        &mut self,
        row: &Observation,
        series_id: i64,
        is_new_series: bool,
        period: &str,
        source: &str,
    ) -> rusqlite::Result<Change> {
        let quantity = row.quantity;
        let mut status = [0; 4];
        let figure: [&dyn ToSql; 12] = [
            &series_id,
            &period,
            &self.sources.get(source),
            &quantity.map(|quantity| quantity.value),
            &quantity.map_or("=", |quantity| quantity.comparator.symbol()),
            &quantity.and_then(|quantity| quantity.upper),
            &&*row.status.encode_utf8(&mut status),
            &row.reported,
            &row.locator,
            &row.note,
            &(self.first_file + i64::from(row.file)),
            &row.line,
        ];
        let same: Option<bool> = match is_new_series {
            true => None,
            false => self.stored.query_row(&figure[..10], |row| row.get(0)).optional()?,
        };
        let change = match same {
            Some(true) => return Ok(Change::Unchanged),
            Some(false) => {
                self.keep.execute([figure[0], figure[1], figure[2], &self.load_id])?;
                Change::Revised
            }
            None => Change::Inserted,
        };
        self.put.execute(figure)?;
        if self.touched.last() != Some(&series_id) {
            self.touched.push(series_id);
        }
        Ok(change)
    }

    /// Brings what a series tells of its observations up to date.
    fn summarize(&self) -> rusqlite::Result<()> {
        let mut update = self.transaction.prepare(
            "UPDATE series
                SET observations = (SELECT count(*) FROM observation AS o WHERE o.series_id = series.series_id),
                    first_period = (SELECT p.code FROM observation AS o JOIN period AS p ON p.code = o.period
                                     WHERE o.series_id = series.series_id ORDER BY p.start_date, p.end_date LIMIT 1),
                    last_period = (SELECT p.code FROM observation AS o JOIN period AS p ON p.code = o.period
                                    WHERE o.series_id = series.series_id
                                    ORDER BY p.end_date DESC, p.start_date DESC LIMIT 1)
              WHERE series_id = ?",
        )?;
        for series_id in &self.touched {
            update.execute([series_id])?;
        }
        Ok(())
    }
}
