//! A load into a file that holds figures already: each is compared with what is stored, and what differs is changed by
//! SQLite, which keeps what it replaces.

use std::collections::{BTreeSet, HashMap};

use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, Statement, ToSql, params, params_from_iter};

use super::STEP;
use super::codes::Dictionary;
use super::figure::{COLUMNS, Key, PLACE, Packed};
use super::registry::Change;
use super::summary::{SERIES_AGAIN, SOURCE_AGAIN, SourceTallies, Spans, TOLD_BY, cover_again};
use crate::store::record::Field;

/// Writes figures, keeping those that they replace.
pub struct Reviser<'a> {
    connection: &'a Connection,
    dictionary: &'a Dictionary,
    source_ids: &'a [i64],
    load_id: i64,
    /// The series that the figure before belonged to.
    subject: Option<[u32; 5]>,
    series_id: i64,
    is_new_series: bool,
    find_series: Statement<'a>,
    insert_series: Statement<'a>,
    stored: Statement<'a>,
    keep: Statement<'a>,
    insert: Statement<'a>,
    update: Statement<'a>,
    delete: Statement<'a>,
    /// How many figures were taken back.
    withdrawn: u64,
    /// Where figures can be withdrawn: notes those that are told.
    note: Option<Statement<'a>>,
    /// The sources that figures of were withdrawn.
    bereft: BTreeSet<i64>,
    /// The load that read each file.
    loads: HashMap<i64, i64>,
    /// The series whose figures must be counted again, and their metrics.
    touched: Vec<i64>,
    metrics: BTreeSet<u32>,
    spans: &'a Spans,
    sources: SourceTallies,
}

/// What was stored under the key of a figure: the columns behind the key, in the order of a [`Packed`].
struct Before([Value; COLUMNS]);

impl<'a> Reviser<'a> {
    pub fn new(
        connection: &'a Connection,
        dictionary: &'a Dictionary,
        load_id: i64,
        source_ids: &'a [i64],
        spans: &'a Spans,
    ) -> rusqlite::Result<Self> {
        // Every figure has been checked against every constraint; SQLite would take longer to look again than to write.
        connection.pragma_update(None, "ignore_check_constraints", true)?;
        let mut loads = connection.prepare("SELECT file_id, load_id FROM load_file")?;
        let loads = loads.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        Ok(Self {
            connection,
            dictionary,
            source_ids,
            load_id,
            subject: None,
            series_id: 0,
            is_new_series: false,
            find_series: connection.prepare(
                "SELECT series_id FROM series
                  WHERE metric = ? AND region = ? AND sector = ? AND enterprise = ? AND breakdown = ?",
            )?,
            insert_series: connection
                .prepare("INSERT INTO series (metric, region, sector, enterprise, breakdown) VALUES (?, ?, ?, ?, ?)")?,
            // Numbered alike in all: 1 to 3 are the key, 4 to 12 the columns behind it. A statement that may only fail
            // with the whole load need not be taken back by itself, for which SQLite would copy every page.
            stored: connection.prepare(
                "SELECT value, file_id, line, locator, status, comparator, upper, reported, note
                   FROM observation WHERE series_id = ?1 AND period = ?2 AND source_id = ?3",
            )?,
            keep: connection.prepare(
                "INSERT OR FAIL INTO revision (series_id, period, source_id, value, file_id, line, locator, status,
                                               comparator, upper, reported, note, loaded_by, removed_by, reason)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            )?,
            delete: connection
                .prepare("DELETE FROM observation WHERE series_id = ?1 AND period = ?2 AND source_id = ?3")?,
            insert: connection.prepare(
                "INSERT OR FAIL INTO observation (series_id, period, source_id, value, file_id, line, locator, status,
                                                  comparator, upper, reported, note)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            )?,
            update: connection.prepare(
                "UPDATE OR FAIL observation
                    SET value = ?4, file_id = ?5, line = ?6, locator = ?7, status = ?8, comparator = ?9, upper = ?10,
                        reported = ?11, note = ?12
                  WHERE series_id = ?1 AND period = ?2 AND source_id = ?3",
            )?,
            withdrawn: 0,
            note: None,
            bereft: BTreeSet::new(),
            loads,
            touched: Vec::new(),
            metrics: BTreeSet::new(),
            spans,
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
        let period = self.dictionary.period(key.period);
        let source_id = self.source_ids[key.source as usize];
        let before = match self.is_new_series {
            true => None,
            false => self.stored.query_row(params![self.series_id, period, source_id], Before::of).optional()?,
        };
        if let Some(note) = &mut self.note {
            note.execute(params![self.series_id, period, source_id])?;
        }
        let columns = figure.columns();
        let series_id = self.series_id;
        let key_columns: [&dyn ToSql; 3] = [&series_id, &period, &source_id];
        let (keep, loads, load_id) = (&mut self.keep, &self.loads, self.load_id);
        // What will be another figure, or gone.
        let mut keep = |before: &Before, reason: &str| {
            let loaded_by = loads.get(before.file_id());
            let columns = before.0.iter().map(|value| value as &dyn ToSql);
            let why: [&dyn ToSql; 3] = [&loaded_by, &load_id, &reason];
            keep.execute(params_from_iter(key_columns.into_iter().chain(columns).chain(why)))
        };
        let (change, is_counted_again) = match before {
            None if figure.is_withdrawn() => return Ok(Change::Unchanged),
            Some(before) if figure.is_withdrawn() => {
                keep(&before, "withdrawn")?;
                self.delete.execute(key_columns)?;
                self.withdrawn += 1;
                self.bereft.insert(source_id);
                (Change::Revised, true)
            }
            Some(before) if before.is_same(&columns) => return Ok(Change::Unchanged),
            Some(before) => {
                keep(&before, "revised")?;
                bind_and_run(&mut self.update, key_columns, &columns)?;
                (Change::Revised, before.is_counted_otherwise(figure))
            }
            None => {
                bind_and_run(&mut self.insert, key_columns, &columns)?;
                self.sources.add(self.spans, &key);
                (Change::Inserted, true)
            }
        };
        if is_counted_again && self.touched.last() != Some(&self.series_id) {
            self.touched.push(self.series_id);
            self.metrics.insert(key.metric);
        }
        Ok(change)
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
        self.connection.execute_batch(
            "CREATE TEMP TABLE told (series_id INTEGER, period TEXT, source_id INTEGER,
                                     PRIMARY KEY (series_id, period, source_id)) WITHOUT ROWID",
        )?;
        self.note = Some(self.connection.prepare("INSERT OR IGNORE INTO temp.told VALUES (?, ?, ?)")?);
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
                self.connection.prepare(&format!("SELECT DISTINCT o.series_id, o.source_id {left_out}"))?;
            let touched = touched.query_map([package], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let touched: Vec<(i64, i64)> = touched.collect::<rusqlite::Result<_>>()?;
            self.connection.execute(
                &format!(
                    "INSERT INTO revision (series_id, period, source_id, value, comparator, upper, status, reported,
                                           locator, note, file_id, line, loaded_by, removed_by, reason)
                     SELECT o.series_id, o.period, o.source_id, o.value, o.comparator, o.upper, o.status, o.reported,
                            o.locator, o.note, o.file_id, o.line, f.load_id, ?2, 'withdrawn' {left_out}"
                ),
                params![package, self.load_id],
            )?;
            let mut take = self.connection.prepare(
                "DELETE FROM observation
                  WHERE series_id = ?1
                    AND (period, source_id) IN (SELECT period, source_id FROM revision
                                                 WHERE series_id = ?1 AND removed_by = ?2 AND reason = 'withdrawn')",
            )?;
            let series: BTreeSet<i64> = touched.iter().map(|&(series_id, _)| series_id).collect();
            for series_id in series {
                withdrawn += take.execute(params![series_id, self.load_id])? as u64;
                self.touched.push(series_id);
                let metric: String =
                    self.connection
                        .query_row("SELECT metric FROM series WHERE series_id = ?", [series_id], |row| row.get(0))?;
                self.metrics.extend(self.dictionary.number(0, &metric));
            }
            self.bereft.extend(touched.iter().map(|&(_, source_id)| source_id));
        }
        Ok(withdrawn)
    }

    /// Brings what series, sources and metrics tell of their figures up to date. Where `go_on`, which is asked now and
    /// then, says no, it is left undone.
    pub fn summarize(self, go_on: &mut dyn FnMut() -> bool) -> rusqlite::Result<()> {
        let mut update = self.connection.prepare(SERIES_AGAIN)?;
        for (series_id, number) in self.touched.iter().zip(1_u64..) {
            update.execute([series_id])?;
            if number.is_multiple_of(STEP) && !go_on() {
                return Ok(());
            }
        }
        for &metric in &self.metrics {
            cover_again(self.connection, self.dictionary.codes.code(0, metric))?;
        }
        self.sources.write(self.connection, self.dictionary)?;
        if self.bereft.is_empty() {
            return Ok(());
        }
        self.connection.execute_batch(TOLD_BY)?;
        let mut count = self.connection.prepare(SOURCE_AGAIN)?;
        self.bereft.iter().try_for_each(|source_id| count.execute([source_id]).map(drop))
    }
}

/// Runs a statement whose parameters are a key and the columns behind it.
fn bind_and_run(
    statement: &mut Statement<'_>,
    key: [&dyn ToSql; 3],
    columns: &[Field<'_>; COLUMNS],
) -> rusqlite::Result<()> {
    let columns = columns.map(Parameter);
    let columns = columns.iter().map(|column| column as &dyn ToSql);
    statement.execute(params_from_iter(key.into_iter().chain(columns))).map(drop)
}

impl Before {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        let mut columns = [const { Value::Null }; COLUMNS];
        for (place, column) in columns.iter_mut().enumerate() {
            *column = row.get(place)?;
        }
        Ok(Self(columns))
    }

    fn file_id(&self) -> &i64 {
        match &self.0[PLACE[0]] {
            Value::Integer(file_id) => file_id,
            _ => &0,
        }
    }

    /// Whether these columns tell the same.
    fn is_same(&self, columns: &[Field<'_>; COLUMNS]) -> bool {
        self.0.iter().zip(columns).enumerate().all(|(place, (before, told))| match (before, told) {
            _ if PLACE.contains(&place) => true,
            (Value::Null, Field::Null) => true,
            (Value::Real(before), Field::Real(told)) => before == told,
            // A REAL without a fraction is packed as SQLite stores it.
            (Value::Real(before), Field::Integer(told)) => *before == *told as f64,
            (Value::Text(before), Field::Text(told)) => before.as_bytes() == *told,
            _ => false,
        })
    }

    /// Whether a series counts another figure in its place otherwise.
    fn is_counted_otherwise(&self, figure: Packed<'_>) -> bool {
        let [value, _, _, _, status, comparator, ..] = &self.0;
        let is = |column: &Value, text: &str| matches!(column, Value::Text(found) if found == text);
        (*value == Value::Null) != figure.is_missing()
            || is(comparator, "=") == figure.is_hedged()
            || is(status, "F") != figure.is_forecast()
    }
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
