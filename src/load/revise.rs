//! A load into a file that holds figures already: each is compared with what is stored, and what differs is changed by
//! SQLite, which keeps what it replaces.

use std::collections::{BTreeSet, HashMap};

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, Statement, ToSql, params};

use super::STEP;
use super::codes::Dictionary;
use super::figure::{COLUMNS, KEY, Key, PLACE, Packed, behind_key, columns};
use super::registry::Change;
use super::replacing::Replacement;
use super::summary::{SERIES_AGAIN, SOURCE_AGAIN, SourceTallies, TOLD_BY, cover_again};
use crate::store::record::{Field, Fields, encode};

/// Changes stored figures, keeping what they were.
pub struct Replacer<'a> {
    connection: &'a Connection,
    keep: Statement<'a>,
    update: Statement<'a>,
    delete: Statement<'a>,
    load_id: i64,
    /// The load that read each file.
    loads: HashMap<i64, i64>,
    touched: Touched,
}

/// What must be counted again: series, and the metrics of theirs.
#[derive(Debug, Default)]
pub struct Touched {
    series: Vec<i64>,
    metrics: BTreeSet<u32>,
}

impl Touched {
    fn add(&mut self, series_id: i64, metric: u32) {
        if self.series.last() != Some(&series_id) {
            self.series.push(series_id);
            self.metrics.insert(metric);
        }
    }
}

impl<'a> Replacer<'a> {
    /// `touched` is what must be counted again already.
    pub fn new(connection: &'a Connection, load_id: i64, touched: Touched) -> rusqlite::Result<Self> {
        // Every figure has been checked against every constraint; SQLite would take longer to look again than to write.
        connection.pragma_update(None, "ignore_check_constraints", true)?;
        let mut loads = connection.prepare("SELECT file_id, load_id FROM load_file")?;
        let loads = loads.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        Ok(Self {
            connection,
            // Numbered alike in all: 1 to 3 are the key, 4 to 12 the columns behind it. A statement that may only fail
            // with the whole load need not be taken back by itself, for which SQLite would copy every page.
            keep: connection.prepare(
                "INSERT OR FAIL INTO revision (series_id, period, source_id, value, file_id, line, locator, status,
                                               comparator, upper, reported, note, loaded_by, removed_by, reason)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            )?,
            update: connection.prepare(
                "UPDATE OR FAIL observation
                    SET value = ?4, file_id = ?5, line = ?6, locator = ?7, status = ?8, comparator = ?9, upper = ?10,
                        reported = ?11, note = ?12
                  WHERE series_id = ?1 AND period = ?2 AND source_id = ?3",
            )?,
            delete: connection
                .prepare("DELETE FROM observation WHERE series_id = ?1 AND period = ?2 AND source_id = ?3")?,
            load_id,
            loads,
            touched,
        })
    }

    /// Puts a figure in the place of another.
    pub fn replace(&mut self, Replacement { metric, figure, record }: Replacement<'_>) -> rusqlite::Result<()> {
        let (key, before) = self.keep(record, "revised")?;
        if run(&mut self.update, key, &figure.columns(), &[])? != 1 {
            // The record was read past SQLite, which does not find it.
            let damaged = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
            return Err(rusqlite::Error::SqliteFailure(damaged, None));
        }
        if is_counted_otherwise(&before, figure) {
            self.touched.add(series_of(key), metric);
        }
        Ok(())
    }

    /// Takes a figure away, and says whose it was.
    fn withdraw(&mut self, metric: u32, record: &[u8]) -> rusqlite::Result<i64> {
        let (key, _) = self.keep(record, "withdrawn")?;
        self.delete.execute(key.map(Parameter))?;
        self.touched.add(series_of(key), metric);
        Ok(match key {
            [.., Field::Integer(source_id)] => source_id,
            _ => 0,
        })
    }

    /// Keeps a record of `observation` that will be another, or gone: returns its key and the columns behind it.
    fn keep<'r>(
        &mut self,
        record: &'r [u8],
        reason: &str,
    ) -> rusqlite::Result<([Field<'r>; KEY], [Field<'r>; COLUMNS])> {
        let mut fields = Fields::of(record).into_iter().flatten();
        let key = std::array::from_fn(|_| fields.next().unwrap_or(Field::Null));
        let before = columns(fields);
        let loaded_by = match before[PLACE[0]] {
            Field::Integer(file_id) => self.loads.get(&file_id),
            _ => None,
        };
        run(&mut self.keep, key, &before, &[&loaded_by, &self.load_id, &reason])?;
        Ok((key, before))
    }

    /// Takes all replacements of the load back.
    pub fn take_back(&mut self) -> rusqlite::Result<()> {
        self.connection.execute(
            "UPDATE OR FAIL observation AS o
                SET value = r.value, file_id = r.file_id, line = r.line, locator = r.locator, status = r.status,
                    comparator = r.comparator, upper = r.upper, reported = r.reported, note = r.note
               FROM revision AS r
              WHERE r.removed_by = ?
                AND o.series_id = r.series_id AND o.period = r.period AND o.source_id = r.source_id",
            [self.load_id],
        )?;
        self.connection.execute("DELETE FROM revision WHERE removed_by = ?", [self.load_id])?;
        self.touched = Touched::default();
        Ok(())
    }

    /// Ends the changes while other tables are still to be written, and tells what must be counted again.
    pub fn finish(self) -> rusqlite::Result<Touched> {
        self.connection.pragma_update(None, "ignore_check_constraints", false)?;
        Ok(self.touched)
    }
}

/// Writes figures, keeping those that they replace.
pub struct Reviser<'a> {
    dictionary: &'a Dictionary,
    source_ids: &'a [i64],
    /// The series that the figure before belonged to.
    subject: Option<[u32; 5]>,
    series_id: i64,
    is_new_series: bool,
    find_series: Statement<'a>,
    insert_series: Statement<'a>,
    stored: Statement<'a>,
    insert: Statement<'a>,
    replacer: Replacer<'a>,
    /// How many figures were taken back.
    withdrawn: u64,
    /// Where figures can be withdrawn: notes those that are told.
    note: Option<Statement<'a>>,
    /// The sources that figures of were withdrawn.
    bereft: BTreeSet<i64>,
    sources: SourceTallies,
}

impl<'a> Reviser<'a> {
    pub fn new(dictionary: &'a Dictionary, source_ids: &'a [i64], replacer: Replacer<'a>) -> rusqlite::Result<Self> {
        let connection = replacer.connection;
        Ok(Self {
            dictionary,
            source_ids,
            subject: None,
            series_id: 0,
            is_new_series: false,
            find_series: connection.prepare(
                "SELECT series_id FROM series
                  WHERE metric = ? AND region = ? AND sector = ? AND enterprise = ? AND breakdown = ?",
            )?,
            insert_series: connection
                .prepare("INSERT INTO series (metric, region, sector, enterprise, breakdown) VALUES (?, ?, ?, ?, ?)")?,
            stored: connection.prepare(
                "SELECT series_id, period, source_id, value, file_id, line, locator, status, comparator, upper, reported,
                        note
                   FROM observation WHERE series_id = ?1 AND period = ?2 AND source_id = ?3",
            )?,
            insert: connection.prepare(
                "INSERT OR FAIL INTO observation (series_id, period, source_id, value, file_id, line, locator, status,
                                                  comparator, upper, reported, note)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            )?,
            replacer,
            withdrawn: 0,
            note: None,
            bereft: BTreeSet::new(),
            sources: SourceTallies::default(),
        })
    }

    /// Writes a figure unless it is stored already. It is quickest where figures of a series come one after the other.
    pub fn add(&mut self, key: Key, figure: Packed<'_>) -> rusqlite::Result<Change> {
        if !figure.is_told() && !figure.is_withdrawn() {
            return Ok(Change::Unchanged);
        }
        if self.subject != Some(key.subject()) && !self.go_to_series(key, figure.is_told())? {
            return Ok(Change::Unchanged);
        }
        let period = Field::Text(self.dictionary.period(key.period).as_bytes());
        let source_id = Field::Integer(self.source_ids[key.source as usize]);
        let key_columns = [Field::Integer(self.series_id), period, source_id];
        let record = match self.is_new_series {
            true => None,
            false => self.stored.query_row(key_columns.map(Parameter), record_of).optional()?,
        };
        if let Some(note) = &mut self.note {
            note.execute(key_columns.map(Parameter))?;
        }
        Ok(match record {
            None if figure.is_withdrawn() => Change::Unchanged,
            Some(record) if figure.is_withdrawn() => {
                self.bereft.insert(self.replacer.withdraw(key.metric, &record)?);
                self.withdrawn += 1;
                Change::Revised
            }
            Some(record) if behind_key(&record).is_some_and(|stored| figure.is_same(stored)) => Change::Unchanged,
            Some(record) => {
                self.replacer.replace(Replacement { metric: key.metric, figure, record: &record })?;
                Change::Revised
            }
            None => {
                run(&mut self.insert, key_columns, &figure.columns(), &[])?;
                self.sources.add(self.dictionary, &key);
                self.replacer.touched.add(self.series_id, key.metric);
                Change::Inserted
            }
        })
    }

    /// Goes to the series of a figure, which may be made; false where there is none.
    fn go_to_series(&mut self, key: Key, may_make: bool) -> rusqlite::Result<bool> {
        let codes = self.dictionary.subject(key.subject());
        let found = self.find_series.query_row(codes, |row| row.get(0)).optional()?;
        if found.is_none() && !may_make {
            return Ok(false);
        }
        self.subject = Some(key.subject());
        self.is_new_series = found.is_none();
        self.series_id = match found {
            Some(series_id) => series_id,
            None => self.insert_series.insert(codes)?,
        };
        Ok(true)
    }

    /// From now on notes every figure that is told, so that [`Self::withdraw`] knows the others.
    pub fn notes_what_is_told(&mut self) -> rusqlite::Result<()> {
        self.replacer.connection.execute_batch(
            "CREATE TEMP TABLE told (series_id INTEGER, period TEXT, source_id INTEGER,
                                     PRIMARY KEY (series_id, period, source_id)) WITHOUT ROWID",
        )?;
        self.note = Some(self.replacer.connection.prepare("INSERT OR IGNORE INTO temp.told VALUES (?, ?, ?)")?);
        Ok(())
    }

    /// Moves the figures that these datasets told before and that have not been told now to `revision`, and says how
    /// many that were. A figure belongs to the dataset that first told it as it stands: telling it again leaves it there.
    pub fn withdraw(&mut self, packages: &[String]) -> rusqlite::Result<u64> {
        self.note = None;
        let mut withdrawn = self.withdrawn;
        for package in packages {
            let left_out = "FROM observation AS o JOIN load_file AS f ON f.file_id = o.file_id
                           WHERE f.package = ?1
                             AND NOT EXISTS (SELECT 1 FROM temp.told AS t
                                              WHERE t.series_id = o.series_id AND t.period = o.period
                                                AND t.source_id = o.source_id)";
            let mut touched =
                self.replacer.connection.prepare(&format!("SELECT DISTINCT o.series_id, o.source_id {left_out}"))?;
            let touched = touched.query_map([package], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let touched: Vec<(i64, i64)> = touched.collect::<rusqlite::Result<_>>()?;
            self.replacer.connection.execute(
                &format!(
                    "INSERT INTO revision (series_id, period, source_id, value, comparator, upper, status, reported,
                                           locator, note, file_id, line, loaded_by, removed_by, reason)
                     SELECT o.series_id, o.period, o.source_id, o.value, o.comparator, o.upper, o.status, o.reported,
                            o.locator, o.note, o.file_id, o.line, f.load_id, ?2, 'withdrawn' {left_out}"
                ),
                params![package, self.replacer.load_id],
            )?;
            let mut take = self.replacer.connection.prepare(
                "DELETE FROM observation
                  WHERE series_id = ?1
                    AND (period, source_id) IN (SELECT period, source_id FROM revision
                                                 WHERE series_id = ?1 AND removed_by = ?2 AND reason = 'withdrawn')",
            )?;
            let series: BTreeSet<i64> = touched.iter().map(|&(series_id, _)| series_id).collect();
            for series_id in series {
                withdrawn += take.execute(params![series_id, self.replacer.load_id])? as u64;
                let metric: String = self.replacer.connection.query_row(
                    "SELECT metric FROM series WHERE series_id = ?",
                    [series_id],
                    |row| row.get(0),
                )?;
                self.replacer.touched.series.push(series_id);
                self.replacer.touched.metrics.extend(self.dictionary.number(0, &metric));
            }
            self.bereft.extend(touched.iter().map(|&(_, source_id)| source_id));
        }
        Ok(withdrawn)
    }

    /// Brings what series, sources and metrics tell of their figures up to date. Where `go_on`, which is asked now and
    /// then, says no, it is left undone.
    pub fn summarize(self, go_on: &mut dyn FnMut() -> bool) -> rusqlite::Result<()> {
        let mut update = self.replacer.connection.prepare(SERIES_AGAIN)?;
        let Touched { mut series, metrics } = self.replacer.touched;
        series.sort_unstable();
        series.dedup();
        for (series_id, number) in series.iter().zip(1_u64..) {
            update.execute([series_id])?;
            if number.is_multiple_of(STEP) && !go_on() {
                return Ok(());
            }
        }
        for &metric in &metrics {
            cover_again(self.replacer.connection, self.dictionary.codes.code(0, metric))?;
        }
        self.sources.write(self.replacer.connection, self.dictionary)?;
        if self.bereft.is_empty() {
            return Ok(());
        }
        self.replacer.connection.execute_batch(TOLD_BY)?;
        let mut count = self.replacer.connection.prepare(SOURCE_AGAIN)?;
        self.bereft.iter().try_for_each(|source_id| count.execute([source_id]).map(drop))
    }
}

/// Runs a statement whose parameters are a key, the columns behind it, and some more; returns how many rows it changed.
fn run(
    statement: &mut Statement<'_>,
    key: [Field<'_>; KEY],
    columns: &[Field<'_>; COLUMNS],
    more: &[&dyn ToSql],
) -> rusqlite::Result<usize> {
    for (place, field) in (1..).zip(key.iter().chain(columns)) {
        statement.raw_bind_parameter(place, Parameter(*field))?;
    }
    for (place, value) in (KEY + COLUMNS + 1..).zip(more) {
        statement.raw_bind_parameter(place, value)?;
    }
    statement.raw_execute()
}

/// The record of a row of `observation`, as the file holds it.
fn record_of(row: &Row<'_>) -> rusqlite::Result<Vec<u8>> {
    let mut fields = [Field::Null; KEY + COLUMNS];
    for (place, field) in fields.iter_mut().enumerate() {
        *field = match row.get_ref(place)? {
            ValueRef::Null | ValueRef::Blob(_) => Field::Null,
            ValueRef::Integer(number) => Field::Integer(number),
            ValueRef::Real(number) => Field::Real(number),
            ValueRef::Text(text) => Field::Text(text),
        };
    }
    let mut record = Vec::new();
    encode::<{ KEY + COLUMNS }>(&fields, &mut record);
    Ok(record)
}

fn series_of(key: [Field<'_>; KEY]) -> i64 {
    match key[0] {
        Field::Integer(series_id) => series_id,
        _ => 0,
    }
}

/// Whether a series counts another figure in the place of stored columns otherwise.
fn is_counted_otherwise(before: &[Field<'_>; COLUMNS], figure: Packed<'_>) -> bool {
    let [value, _, _, _, status, comparator, ..] = before;
    (*value == Field::Null) != figure.is_missing()
        || (*comparator == Field::Text(b"=")) == figure.is_hedged()
        || (*status == Field::Text(b"F")) != figure.is_forecast()
}

/// A value of a record as SQLite takes it.
struct Parameter<'a>(Field<'a>);

impl ToSql for Parameter<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Field::Null => ValueRef::Null,
            Field::Integer(number) => ValueRef::Integer(number),
            Field::Real(number) => ValueRef::Real(number),
            Field::Text(text) => ValueRef::Text(text),
        }))
    }
}
