//! Removes a dataset, or something that has a code, with all that is nothing without it.

use rusqlite::{Connection, OptionalExtension};

use super::target::{Kind, Reference, references};
use super::transaction::{Corrected, Transaction, When};
use crate::error::{Error, Result, UsageError};
use crate::load::{Action, TableName, forget_dataset, recount};
use crate::store::{
    Store,
    row_history::{key_columns, row_key},
    sqlite,
};

/// What a removal takes along, or would.
#[derive(Debug)]
pub(crate) struct Removal {
    /// Its number in the ledger; `None` where nothing was changed.
    pub load_id: Option<i64>,
    /// The figures: some are withdrawn, and those of a dataset that other datasets state are replaced by theirs.
    pub figures: Corrected,
    /// What becomes of the rows of a table.
    pub rows: Vec<(String, Fate)>,
}

/// What becomes of some rows of a table.
#[derive(Debug)]
pub(crate) enum Fate {
    Removed(u64),
    /// They stay, and this column of them becomes empty.
    Freed(u64, String),
    /// No dataset states them any longer, but other rows refer to them.
    Kept(u64),
    /// They are again what other datasets stated before the one that is removed replaced it.
    Returned(u64),
    /// It is not known what these datasets stated before.
    Unknown(u64, String),
}

/// Removes the thing of a kind with a code.
///
/// # Errors
/// Fails where there is no such thing, where it is a unit of metrics, and where the file cannot be written.
pub(crate) fn remove(store: &Store, when: When<'_>, kind: Kind, code: &str) -> Result<Removal> {
    let transaction = Transaction::begin(store, when)?;
    let connection = transaction.connection();
    let id = kind.find(connection, code).map_err(|source| sqlite(store.file(), &source))??;
    if kind == Kind::Of(TableName::Unit) {
        let metrics = transaction.run(|| metrics_in(connection, code))?;
        if !metrics.is_empty() {
            return Err(Error::usage(UsageError::UnitInUse { code: code.to_owned(), metrics }));
        }
    }
    let references =
        if kind == Kind::Dataset { Vec::new() } else { transaction.run(|| references(connection, kind))? };
    transaction.run(|| take(connection, kind, &id, &references))?;
    let figures = transaction.move_figures("withdrawn")?;
    let mut rows = Vec::new();
    if kind == Kind::Dataset {
        // What figures refer to is known by their totals.
        transaction.run(|| recount(connection))?;
        transaction.run(|| forget_dataset(connection, code))?;
    } else {
        transaction.run(|| {
            for reference in references.iter().filter(|reference| !reference.is_of_figures()) {
                rows.extend(release(connection, reference, &id)?);
            }
            let (table, column) = kind.key();
            connection.execute(&format!("DELETE FROM {table} WHERE {column} = ?"), [&id]).map(drop)
        })?;
    }
    let load_id = transaction.load_id();
    rows.extend(transaction.run(|| removed(connection, load_id, kind))?);
    let done = transaction.commit(Action::Remove, format!("{} {code}", kind.word()), figures)?;
    Ok(Removal { load_id: done.load_id, figures, rows })
}

/// The metrics that have a unit.
fn metrics_in(connection: &Connection, unit: &str) -> rusqlite::Result<Vec<String>> {
    let mut metrics = connection.prepare("SELECT code FROM metric WHERE unit = ? ORDER BY code")?;
    metrics.query_map([unit], |row| row.get(0))?.collect()
}

/// Collects the figures that are withdrawn.
fn take(connection: &Connection, kind: Kind, id: &str, references: &[Reference]) -> rusqlite::Result<()> {
    let take = |which: &str| {
        let sql = format!(
            "INSERT OR IGNORE INTO temp.taken SELECT series_id, period, source_id FROM observation WHERE {which}"
        );
        connection.execute(&sql, [id])?;
        // What earlier editions stated is no fact of their time either.
        let sql = format!("UPDATE revision SET reason = 'corrected' WHERE reason = 'revised' AND {which}");
        connection.execute(&sql, [id]).map(drop)
    };
    if kind == Kind::Dataset {
        take("file_id IN (SELECT file_id FROM load_file WHERE dataset = ?)")?;
        connection.execute("DELETE FROM also_stated WHERE dataset = ?", [id])?;
        return connection.execute(HAND_OVER, []).map(drop);
    }
    references.iter().filter(|reference| reference.is_of_figures()).try_for_each(
        |Reference { table, column, .. }| match table.as_str() {
            "series" => take(&format!("series_id IN (SELECT series_id FROM series WHERE {column} = ?)")),
            _ => take(&format!("{column} = ?")),
        },
    )
}

/// Of the figures that are taken, states those that other datasets state too.
const HAND_OVER: &str = "
    INSERT INTO temp.given (series_id, period, source_id, value, file_id, line, locator, status, comparator, upper, reported,
                            note, edition)
    SELECT o.series_id, o.period, o.source_id, o.value, a.file_id, a.line, o.locator, o.status, o.comparator, o.upper,
           o.reported, o.note, o.edition
      FROM temp.taken AS t
      JOIN observation AS o
        ON o.series_id = t.series_id AND o.period = t.period AND o.source_id = t.source_id
      JOIN (SELECT *, row_number() OVER (PARTITION BY series_id, period, source_id ORDER BY file_id) AS place
              FROM also_stated) AS a
        ON a.series_id = t.series_id AND a.period = t.period AND a.source_id = t.source_id AND a.place = 1";

/// Deletes the rows that refer to what is removed, or empties their reference where they are something without it.
fn release(connection: &Connection, reference: &Reference, id: &str) -> rusqlite::Result<Option<(String, Fate)>> {
    let Reference { table, column, is_optional } = reference;
    if !is_optional {
        return connection.execute(&format!("DELETE FROM {table} WHERE {column} = ?"), [id]).map(|_| None);
    }
    let freed = connection.execute(&format!("UPDATE {table} SET {column} = NULL WHERE {column} = ?"), [id])? as u64;
    Ok((freed > 0).then(|| (table.clone(), Fate::Freed(freed, column.trim_end_matches("_id").to_owned()))))
}

/// Deletes the statements of the rows that a removal has deleted, and returns how many rows of each table those are; of a
/// dataset, also the rows that stay.
fn removed(connection: &Connection, load: i64, kind: Kind) -> rusqlite::Result<Vec<(String, Fate)>> {
    let mut rows = Vec::new();
    for table in crate::store::row_history::TABLES.into_iter().filter(|table| *table != "row_statement") {
        let gone = format!(
            "SELECT row_key FROM row_change WHERE load_id = ?1 AND table_name = '{table}'
             EXCEPT SELECT {} FROM {table}",
            row_key(connection, table)?
        );
        let forget = format!("DELETE FROM row_statement WHERE table_name = '{table}' AND row_key IN ({gone})");
        connection.execute(&forget, [load])?;
        let count: u64 = connection.query_row(&format!("SELECT count(*) FROM ({gone})"), [load], |row| row.get(0))?;
        if count > 0 {
            rows.push((table.to_owned(), Fate::Removed(count)));
        }
        // Its former codes mean nothing any more.
        if key_columns(connection, table)? == ["code"] {
            let meaningless = format!(
                "DELETE FROM former_code WHERE table_name = '{table}' AND code NOT IN (SELECT code FROM {table})"
            );
            connection.execute(&meaningless, [])?;
        }
        if kind == Kind::Dataset {
            let lost = "SELECT count(*) FROM temp.lost WHERE table_name = ? GROUP BY table_name";
            let lost: Option<u64> = connection.query_row(lost, [table], |row| row.get(0)).optional()?;
            let kept = lost.unwrap_or_default().saturating_sub(count);
            rows.extend((kept > 0).then(|| (table.to_owned(), Fate::Kept(kept))));
            rows.extend(replaced(connection, table)?.into_iter().map(|fate| (table.to_owned(), fate)));
        }
    }
    Ok(rows)
}

/// What becomes of the rows of a table that the removed dataset stated in place of others.
fn replaced(connection: &Connection, table: &str) -> rusqlite::Result<Vec<Fate>> {
    let mut replaced = connection.prepare(
        "SELECT is_known, count(DISTINCT row_key), group_concat(DISTINCT dataset)
           FROM temp.replaced WHERE table_name = ? GROUP BY is_known ORDER BY is_known DESC",
    )?;
    let fate = |row: &rusqlite::Row<'_>| {
        let (is_known, rows) = (row.get(0)?, row.get(1)?);
        Ok(if is_known {
            Fate::Returned(rows)
        } else {
            Fate::Unknown(rows, row.get::<_, String>(2)?.replace(',', ", "))
        })
    };
    replaced.query_map([table], fate)?.collect()
}
