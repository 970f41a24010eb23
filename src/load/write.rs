//! The only INSERTs: one checked batch becomes one change of the file, whole or not at all.

use std::collections::{BTreeMap, HashMap};

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Statement, params};

use super::appending::Appended;
use super::codes::{Codes, Dictionary};
use super::fresh::LONGEST_CODE;
use super::placement::{Placed, Placement};
use super::registry::{Change, Entry, Registry};
use super::reject;
use super::tables::{Kind, TABLES, Table};
use super::{Batch, Counts, FileFacts, OpenFile, StoredReport};
use crate::error::{Error, Result};
use crate::problem::Problems;
use crate::store::Store;

/// What a load did.
#[derive(Debug, Default)]
pub struct Written {
    /// The load's number in the ledger; `None` where nothing changed, and so nothing was written.
    pub load_id: Option<i64>,
    pub counts: Counts,
    /// How many figures that were told before are told no more.
    pub withdrawn: u64,
    /// The datasets that revised figures, each with how many.
    pub revised_by: BTreeMap<String, u64>,
}

/// Writes a batch into a store that [`Store::begin`] has been called on, and ends its transaction. A batch that changes
/// nothing leaves the file as it is, byte for byte.
///
/// `started_at` is the time of the load in ISO 8601, `version` the version of this program, `fingerprint` that of all
/// that was read; `progress` is told how many figures of how many have been written, and may end the writing. Figures
/// that are told twice are only found here: they are added to `problems`, and nothing is committed unless rows are kept.
pub fn write(
    store: &Store,
    batch: Batch,
    load_facts: LoadFacts<'_>,
    problems: &mut Problems,
    progress: &mut dyn FnMut(u64, u64) -> Result<()>,
) -> Result<Written> {
    let fault = |source: rusqlite::Error| crate::store::sqlite(store.file(), &source);
    let Batch { mut files, registry, mut observations, reports, touched, appended, has_rows, .. } = batch;
    let is_fresh = store.is_new() && observations.dictionary.longest_code() <= LONGEST_CODE;

    let connection = store.connection();
    let (load_id, first_file) = (store.next_id("load", "load_id")?, store.next_id("load_file", "file_id")?);
    let codes = &observations.dictionary.codes;
    let source_ids = write_referred(connection, &registry, codes, has_rows).map_err(fault)?;
    write_periods(connection, &registry, &observations.dictionary).map_err(fault)?;
    let report_changes = write_reports(connection, &reports).map_err(fault)?;
    let placement = Placement {
        source_ids,
        load_id,
        complete: load_facts.complete,
        touched,
        files: &mut files,
        observations: &mut observations,
    };
    let Placed { refused, withdrawn } = match appended {
        Some(Appended { dictionary, written }) => {
            placement.tell(store, &written, Some(&dictionary), progress).map(|()| Placed::default())?
        }
        None if is_fresh => placement.write_fresh(store, problems, progress)?,
        None => placement.revise(store, problems, progress)?,
    };
    let connection = store.connection();
    for (file, rows) in refused {
        reject::write(connection, first_file + file as i64, &rows).map_err(fault)?;
    }
    if problems.forbid_writing() {
        let counts = Counts::total(files.iter().map(|file| &file.counts));
        problems.rows = (counts.read + reports.len() as u64, counts.rejected);
        return Err(Error::Problems(Box::new(std::mem::take(problems))));
    }

    let mut facts: Vec<FileFacts> = files.into_iter().map(OpenFile::facts).collect();
    facts.extend(reports.iter().zip(report_changes).map(|(report, change)| {
        let mut facts = report.facts();
        facts.counts.add(Some(change));
        facts
    }));
    let counts = Counts::total(facts.iter().map(|file| &file.counts));
    let is_known_to_be_bad = |(number, file): (usize, &FileFacts)| {
        let file_id = first_file + number as i64;
        file.counts.rejected == 0
            || reject::is_repeated(connection, file_id, &file.package, &file.path).unwrap_or(false)
    };
    let changes_nothing = counts.inserted == 0 && counts.revised == 0 && withdrawn == 0;
    if changes_nothing && facts.iter().enumerate().all(is_known_to_be_bad) {
        store.roll_back()?;
        return Ok(Written { counts, withdrawn, ..Written::default() });
    }
    let mut revised_by = BTreeMap::new();
    for file in facts.iter().filter(|file| file.table == "observation" && file.counts.revised > 0) {
        *revised_by.entry(file.package.clone()).or_default() += file.counts.revised;
    }
    let change_counter = store.next_change_counter()?;
    let facts_of_load = (load_facts, change_counter, withdrawn);
    write_ledger(connection, (load_id, first_file), facts_of_load, counts, &facts).map_err(fault)?;
    // The last moment at which the load can be taken back.
    progress(counts.read, counts.read)?;
    store.commit()?;
    Ok(Written { load_id: Some(load_id), counts, withdrawn, revised_by })
}

/// When, by what and of what a load is.
#[derive(Clone, Copy, Debug)]
pub struct LoadFacts<'a> {
    /// ISO 8601 in UTC.
    pub started_at: &'a str,
    pub version: &'a str,
    /// What was read, in one checksum.
    pub fingerprint: Option<&'a str>,
    /// The datasets that are complete: figures of theirs that are told no more are withdrawn.
    pub complete: &'a [String],
}

fn write_ledger(
    connection: &Connection,
    (load_id, first_file): (i64, i64),
    (load_facts, change_counter, withdrawn): (LoadFacts<'_>, u32, u64),
    total: Counts,
    files: &[FileFacts],
) -> rusqlite::Result<()> {
    connection.execute(
        "INSERT INTO load (load_id, started_at, version, read, inserted, revised, unchanged, rejected, fingerprint,
                           change_counter, withdrawn)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            load_id,
            load_facts.started_at,
            load_facts.version,
            total.read,
            total.inserted,
            total.revised,
            total.unchanged,
            total.rejected,
            load_facts.fingerprint,
            change_counter,
            withdrawn
        ],
    )?;
    let mut insert = connection.prepare(
        "INSERT INTO load_file (file_id, load_id, package, path, table_name, sha256, bytes, read, inserted, revised, unchanged, rejected,
                                header, dialect)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
            counts.rejected,
            file.header.as_ref().and_then(|(text, _)| text.as_ref()),
            file.header.as_ref().map(|(_, dialect)| dialect)
        ])?;
    }
    Ok(())
}

/// Writes what figures refer to, unless that has been done, and returns the `source_id` of each source by its number.
pub fn write_referred(
    connection: &Connection,
    registry: &Registry,
    codes: &Codes,
    is_done: bool,
) -> rusqlite::Result<Vec<i64>> {
    let sources = if is_done { source_numbers(connection)? } else { write_rows(connection, registry)? };
    Ok(codes.source_ids(&sources))
}

/// Writes the rows of every table but `observation`, and returns the number of each source.
fn write_rows(connection: &Connection, registry: &Registry) -> rusqlite::Result<HashMap<String, i64>> {
    let mut sources: HashMap<String, i64> = HashMap::new();
    for table in TABLES.iter().filter(|table| table.name != "observation") {
        let mut entries: Vec<(&String, &Entry)> = registry.entries(table.name).rows.iter().collect();
        entries.sort_unstable_by_key(|(key, _)| *key);
        free_unique_columns(connection, table, &entries)?;
        let (mut insert, mut update) = (prepare_insert(connection, table)?, prepare_update(connection, table)?);
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
            connection.execute(CITED_AS, [])?;
            sources = source_numbers(connection)?;
        }
    }
    Ok(sources)
}

/// The number of each source, by its code.
pub fn source_numbers(connection: &Connection) -> rusqlite::Result<HashMap<String, i64>> {
    let mut query = connection.prepare("SELECT code, source_id FROM source")?;
    query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// Names every source for citations: by its publisher, with the title where that alone could mean another source of the day.
const CITED_AS: &str = "
    UPDATE source AS s
       SET cited_as = a.name
      FROM (SELECT source_id,
                   coalesce(publisher, title) ||
                   CASE WHEN publisher IS NOT NULL AND count(*) OVER (PARTITION BY publisher, published_on) > 1
                        THEN ', \"' || title || '\"' ELSE '' END AS name
              FROM source) AS a
     WHERE a.source_id = s.source_id AND a.name <> s.cited_as";

/// Empties the columns that only one row may hold a value of, in all rows that get a new one: rungs may be swapped.
fn free_unique_columns(connection: &Connection, table: &Table, entries: &[(&String, &Entry)]) -> rusqlite::Result<()> {
    let sql = match table.name {
        "enterprise" => "UPDATE enterprise SET credit_code = NULL WHERE code = ?",
        "designation" => "UPDATE designation SET ladder = NULL, rung = NULL WHERE code = ?",
        _ => return Ok(()),
    };
    let mut free = connection.prepare(sql)?;
    for (key, _) in entries.iter().filter(|(_, entry)| entry.change == Some(Change::Revised)) {
        free.execute([key])?;
    }
    Ok(())
}

fn prepare_insert<'a>(connection: &'a Connection, table: &Table) -> rusqlite::Result<Statement<'a>> {
    let columns: Vec<&str> = table.columns.iter().map(|column| column.stored_name()).collect();
    let places = vec!["?"; columns.len()].join(", ");
    connection.prepare(&format!("INSERT INTO {} ({}) VALUES ({places})", table.name, columns.join(", ")))
}

/// Sets every column of the row with the same key; the parameters are those of [`prepare_insert`].
fn prepare_update<'a>(connection: &'a Connection, table: &Table) -> rusqlite::Result<Statement<'a>> {
    let numbered = |is_key: bool| {
        let columns =
            table.columns.iter().zip(1..).filter(move |(column, _)| table.key.contains(&column.name) == is_key);
        columns.map(|(column, number)| format!("{} = ?{number}", column.stored_name())).collect::<Vec<_>>()
    };
    let (set, key) = (numbered(false), numbered(true));
    // A table that is all key has nothing to set: its rows are inserted or unchanged.
    let set = if set.is_empty() { key.clone() } else { set };
    connection.prepare(&format!("UPDATE {} SET {} WHERE {}", table.name, set.join(", "), key.join(" AND ")))
}

fn write_periods(connection: &Connection, registry: &Registry, dictionary: &Dictionary) -> rusqlite::Result<()> {
    let mut insert = connection.prepare(
        "INSERT INTO period (code, frequency, start_date, end_date, year_before) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (code) DO NOTHING",
    )?;
    let of_figures = dictionary.periods.iter().map(|(code, period)| (code.as_ref(), period));
    let mut periods: Vec<_> = registry.periods.iter().map(|(code, period)| (code.as_str(), period)).collect();
    periods.extend(of_figures);
    periods.sort_unstable_by_key(|(_, period)| *period);
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

/// Writes reports, and returns what became of each.
fn write_reports(connection: &Connection, reports: &[StoredReport]) -> rusqlite::Result<Vec<Change>> {
    let mut stored = connection.prepare("SELECT package, sql FROM report WHERE name = ?")?;
    let mut upsert = connection.prepare(
        "INSERT INTO report (name, package, title, description, sql, parameters) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET package = excluded.package, title = excluded.title,
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
