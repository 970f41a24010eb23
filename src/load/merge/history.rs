//! Writes the changes of a load, and keeps the earlier figures in `revision`.

use std::collections::BTreeSet;

use foldhash::HashMap;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Statement, ToSql, params};

use super::changes::{Changes, End, Holder, Moved};
use super::figure::{CONTENT_COLUMNS, FigureKey};
use super::series::{SeriesWriter, is_one};
use super::stored::{Stored, StoredSeries};
use crate::load::ledger::entry::{LoadNumbers, copy_file};
use crate::load::observation::duplicates::FileLine;
use crate::load::observation::figure::{Packed, decode_content};
use crate::load::observation::statistics::{Coverage, SourceTotals, Totals};
use crate::model::Period;
use crate::store::bulk::record::Field;
use crate::store::row_history::record_handed_over;

/// Adds a dataset that states a figure beside the one that it came from.
pub(crate) const ALSO_STATE: &str = "INSERT OR IGNORE INTO also_stated (series_id, period, source_id, dataset, file_id, line) VALUES (?, ?, ?, ?, ?, ?)";

/// Writes changes; a figure that is revised or withdrawn is first copied to `revision`.
pub(crate) struct History<'c> {
    connection: &'c Connection,
    numbers: LoadNumbers,
    last_series: i64,
    /// The number of the next file that is copied, and those of the copies, by the file.
    next_copy: i64,
    copies: HashMap<i64, i64>,
    keep: Statement<'c>,
    end_former: Statement<'c>,
    insert: Statement<'c>,
    update: Statement<'c>,
    delete: Statement<'c>,
    also_state: Statement<'c>,
    forget: Statement<'c>,
    hand_over: Statement<'c>,
    /// How many figures became those of another edition, and how many statements of figures by other datasets than those that they
    /// came from were added or deleted.
    restated: u64,
    series: SeriesWriter<'c>,
    /// The totals of the figures that are inserted, by source.
    sources: SourceTotals,
    /// The sources of figures that were withdrawn.
    withdrawn_from: BTreeSet<i64>,
    /// The metrics whose coverage has changed.
    metrics: BTreeSet<String>,
}

impl<'c> History<'c> {
    /// Begins the changes of a load; `files` is how many files and reports it has.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(crate) fn new(connection: &'c Connection, numbers: LoadNumbers, files: usize) -> rusqlite::Result<Self> {
        let last_series =
            connection.query_row("SELECT coalesce(max(series_id), 0) FROM series", [], |row| row.get(0))?;
        Ok(Self {
            connection,
            numbers,
            last_series,
            next_copy: numbers.first_file + files as i64,
            copies: HashMap::default(),
            // `OR FAIL`: if one of these statements fails, the whole load does. So it needs no rollback of its own, for
            // which SQLite would copy every page.
            keep: connection.prepare(
                "INSERT OR FAIL INTO revision (series_id, period, source_id, file_id, line, edition, value, locator, status,
                                               comparator, upper, reported, note, period_inferred, removed_by, reason,
                                               withdrawn_in, loaded_by)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
                         coalesce((SELECT load_id FROM load_file WHERE file_id = ?4), ?15))",
            )?,
            end_former: connection.prepare("UPDATE revision SET reason = ?2 WHERE revision_id = ?1")?,
            insert: connection.prepare(
                "INSERT OR FAIL INTO observation (series_id, period, source_id, file_id, line, edition, value, locator, status,
                                                  comparator, upper, reported, note, period_inferred)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            )?,
            update: connection.prepare(
                "UPDATE OR FAIL observation
                    SET file_id = ?4, line = ?5, edition = ?6, value = ?7, locator = ?8, status = ?9, comparator = ?10,
                        upper = ?11, reported = ?12, note = ?13, period_inferred = ?14
                  WHERE series_id = ?1 AND period = ?2 AND source_id = ?3",
            )?,
            delete: connection
                .prepare("DELETE FROM observation WHERE series_id = ?1 AND period = ?2 AND source_id = ?3")?,
            also_state: connection.prepare(ALSO_STATE)?,
            forget: connection.prepare(
                "DELETE FROM also_stated
                  WHERE series_id = ?1 AND period = ?2 AND source_id = ?3 AND dataset = coalesce(?4, dataset)",
            )?,
            hand_over: connection.prepare(
                "UPDATE OR FAIL observation SET file_id = ?4, line = ?5, edition = ?6
                  WHERE series_id = ?1 AND period = ?2 AND source_id = ?3",
            )?,
            restated: 0,
            series: SeriesWriter::new(connection)?,
            sources: SourceTotals::default(),
            withdrawn_from: BTreeSet::new(),
            metrics: BTreeSet::new(),
        })
    }

    /// Updates the totals of sources and metrics, and returns whether figures are stated by other datasets or editions than before.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(crate) fn finish(self) -> rusqlite::Result<bool> {
        let Self { connection, sources, withdrawn_from, metrics, restated, .. } = self;
        sources.add_to_stored(connection)?;
        if !withdrawn_from.is_empty() {
            SourceTotals::count_again(connection, &withdrawn_from.into_iter().collect::<Vec<_>>())?;
        }
        metrics.iter().try_for_each(|metric| Coverage::count_again(connection, metric))?;
        Ok(restated > 0)
    }

    fn keep(&mut self, key: FigureKey<'_>, row: (i64, i64), content: &[u8], removal: Removal) -> rusqlite::Result<()> {
        let next = bind_figure(&mut self.keep, key, row, content)?;
        let load = self.numbers.load_id;
        let (load, reason, withdrawn_in) = match removal {
            Removal::Revised => (load, "revised", None),
            Removal::Corrected => (load, "corrected", None),
            Removal::WithdrawnIn(edition) => (load, "withdrawn", Some(edition)),
            Removal::HandedOver { from } => (from, "handed over", None),
        };
        self.keep.raw_bind_parameter(next, load)?;
        self.keep.raw_bind_parameter(next + 1, reason)?;
        self.keep.raw_bind_parameter(next + 2, withdrawn_in)?;
        is_one(self.keep.raw_execute()?)?;
        match removal {
            Removal::HandedOver { .. } => {
                record_handed_over(self.connection, self.numbers.load_id, self.connection.last_insert_rowid())
            }
            _ => Ok(()),
        }
    }

    /// The copy of a file that belongs to this load, because the file of a figure says since when it is stored.
    fn copy_of(&mut self, file_id: i64) -> rusqlite::Result<i64> {
        if let Some(copy) = self.copies.get(&file_id) {
            return Ok(*copy);
        }
        let copy = self.next_copy;
        copy_file(self.connection, file_id, copy, self.numbers.load_id)?;
        self.copies.insert(file_id, copy);
        self.next_copy += 1;
        Ok(copy)
    }

    /// The file and line of a figure of this load.
    fn row(&self, figure: Packed<'_>) -> (i64, i64) {
        (self.numbers.first_file + i64::from(figure.file()), i64::from(figure.line()))
    }
}

impl Changes for History<'_> {
    fn new_series(&mut self) -> i64 {
        self.last_series += 1;
        self.last_series
    }

    fn insert(&mut self, key: FigureKey<'_>, period: Period, figure: Packed<'_>) -> rusqlite::Result<()> {
        self.sources.add(key.source_id, period, 1);
        let row = self.row(figure);
        bind_figure(&mut self.insert, key, row, figure.content())?;
        is_one(self.insert.raw_execute()?)
    }

    fn revise(&mut self, key: FigureKey<'_>, before: Stored<'_>, figure: Packed<'_>) -> rusqlite::Result<()> {
        let removal = if before.edition == key.edition { Removal::Corrected } else { Removal::Revised };
        let old = FigureKey { edition: before.edition, ..key };
        self.keep(old, (before.file_id, before.line), before.content, removal)?;
        let row = self.row(figure);
        bind_figure(&mut self.update, key, row, figure.content())?;
        is_one(self.update.raw_execute()?)
    }

    fn insert_former(
        &mut self,
        key: FigureKey<'_>,
        withdrawn_in: Option<i64>,
        figure: Packed<'_>,
    ) -> rusqlite::Result<()> {
        let row = self.row(figure);
        self.keep(key, row, figure.content(), withdrawn_in.map_or(Removal::Revised, Removal::WithdrawnIn))
    }

    fn copy_former(&mut self, revision_id: i64, edition: i64, withdrawn_in: Option<i64>) -> rusqlite::Result<()> {
        let sql = format!(
            "INSERT INTO revision (series_id, period, source_id, edition, {CONTENT_COLUMNS}, file_id, line, loaded_by, removed_by,
                                   reason, withdrawn_in)
             SELECT series_id, period, source_id, ?3, {CONTENT_COLUMNS}, file_id, line, ?2, ?2,
                    CASE WHEN ?4 IS NULL THEN 'revised' ELSE 'withdrawn' END, ?4
               FROM revision WHERE revision_id = ?1"
        );
        self.restated += 1;
        let mut copy = self.connection.prepare_cached(&sql)?;
        is_one(copy.execute(params![revision_id, self.numbers.load_id, edition, withdrawn_in])?)
    }

    fn end_former(&mut self, revision_id: i64, end: End) -> rusqlite::Result<()> {
        self.restated += 1;
        is_one(self.end_former.execute(params![revision_id, end.reason()])?)
    }

    fn change_edition(
        &mut self,
        series_id: i64,
        before: Stored<'_>,
        edition: i64,
        why: Moved,
        row: Option<Packed<'_>>,
    ) -> rusqlite::Result<()> {
        let Stored { period, source_id, .. } = before;
        let removal = match why {
            Moved::Earlier => Removal::HandedOver { from: self.numbers.load_id },
            Moved::StatedUntil(until) if until == before.edition => Removal::Corrected,
            Moved::StatedUntil(_) => Removal::Revised,
            Moved::WithdrawnIn(edition) => Removal::WithdrawnIn(edition),
        };
        let key = FigureKey { series_id, period, source_id, edition: before.edition };
        self.keep(key, (before.file_id, before.line), before.content, removal)?;
        let (file_id, line) = match row {
            Some(figure) => self.row(figure),
            None => (self.copy_of(before.file_id)?, before.line),
        };
        self.restated += 1;
        is_one(self.hand_over.execute(params![series_id, period, source_id, file_id, line, edition])?)
    }

    fn withdraw(&mut self, series_id: i64, before: Stored<'_>, edition: i64) -> rusqlite::Result<()> {
        let Stored { period, source_id, file_id, line, content, .. } = before;
        let key = FigureKey { series_id, period, source_id, edition: before.edition };
        self.keep(key, (file_id, line), content, Removal::WithdrawnIn(edition))?;
        self.withdrawn_from.insert(before.source_id);
        is_one(self.delete.execute(params![series_id, before.period, before.source_id])?)
    }

    fn also_state(&mut self, key: FigureKey<'_>, dataset: &str, (file, line): FileLine) -> rusqlite::Result<()> {
        let file_id = self.numbers.first_file + i64::from(file);
        let FigureKey { series_id, period, source_id, .. } = key;
        let added = self.also_state.execute(params![series_id, period, source_id, dataset, file_id, line])?;
        self.restated += added as u64;
        Ok(())
    }

    fn forget(&mut self, series_id: i64, figure: Stored<'_>, dataset: Option<&str>) -> rusqlite::Result<()> {
        let deleted = self.forget.execute(params![series_id, figure.period, figure.source_id, dataset])?;
        self.restated += deleted as u64;
        Ok(())
    }

    fn hand_over(&mut self, series_id: i64, before: Stored<'_>, to: Holder<'_>) -> rusqlite::Result<()> {
        let Stored { period, source_id, edition, content, .. } = before;
        let (file_id, line) = match to {
            Holder::Stated(figure) => self.row(figure),
            Holder::Stored(place) => place,
        };
        let sql = "SELECT coalesce((SELECT load_id FROM load_file WHERE file_id = ?), ?)";
        let from = self.connection.prepare_cached(sql)?.query_row([file_id, self.numbers.load_id], |row| row.get(0))?;
        let key = FigureKey { series_id, period, source_id, edition };
        self.keep(key, (before.file_id, before.line), content, Removal::HandedOver { from })?;
        is_one(self.hand_over.execute(params![series_id, period, source_id, file_id, line, edition])?)
    }

    fn end_series(&mut self, series: &StoredSeries, is_new: bool, after: &Totals) -> rusqlite::Result<()> {
        let covered = |totals: &Totals| Totals { alternatives: 0, checksum: None, ..*totals };
        let [metric, ..] = &series.codes;
        if covered(after) != covered(&series.totals) && !self.metrics.contains(metric) {
            self.metrics.insert(metric.clone());
        }
        match is_new {
            true => self.series.insert(series, after),
            false => self.series.update(series.series_id, after),
        }
    }
}

/// Why a figure is no longer what its source states.
#[derive(Clone, Copy)]
enum Removal {
    /// A later edition states another figure.
    Revised,
    /// The same edition states another figure.
    Corrected,
    /// This edition no longer states it.
    WithdrawnIn(i64),
    /// It still is, but the dataset that it came from no longer states it. From this load on, another dataset states it too.
    HandedOver { from: i64 },
}

/// Binds the first parameters of a statement: a key, file and line, and the columns of a content. Returns the number of the
/// next parameter.
fn bind_figure(
    statement: &mut Statement<'_>,
    key: FigureKey<'_>,
    (file_id, line): (i64, i64),
    content: &[u8],
) -> rusqlite::Result<usize> {
    let FigureKey { series_id, period, source_id, edition } = key;
    let place = [
        Field::Integer(series_id),
        Field::Text(period.as_bytes()),
        Field::Integer(source_id),
        Field::Integer(file_id),
        Field::Integer(line),
        Field::Integer(edition),
    ];
    let mut next = 1;
    for field in place.into_iter().chain(decode_content(content)) {
        statement.raw_bind_parameter(next, Parameter(field))?;
        next += 1;
    }
    Ok(next)
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
