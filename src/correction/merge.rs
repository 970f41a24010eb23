//! Merges something into another thing of its kind: its figures and whatever refers to it become those of the other.

use rusqlite::{Connection, OptionalExtension};

use super::rename::{leave_behind, restate};
use super::series::{move_series, pair};
use super::target::{Kind, Reference, references};
use super::transaction::{Done, Transaction, When};
use crate::error::{Error, Result, UsageError};
use crate::load::{Action, TableName};
use crate::store::{Store, within};

/// How many figures that differ are named.
const NAMED: usize = 3;

/// Merges the row of a table with the code `from` into the one with the code `into`.
///
/// # Errors
/// Fails where one of the rows does not exist, where one source states different figures of the two for one period, where
/// the first is above the second, and where the file cannot be written.
pub(crate) fn merge(store: &Store, when: When<'_>, table: TableName, from: &str, into: &str) -> Result<Done> {
    let transaction = Transaction::begin(store, when)?;
    let (connection, kind) = (transaction.connection(), Kind::Of(table));
    transaction.run(|| kind.find(connection, from))??;
    transaction.run(|| kind.find(connection, into))??;
    let refuse = |why: String| {
        Error::usage(UsageError::CannotMerge { table: table.text(), from: from.to_owned(), into: into.to_owned(), why })
    };
    if let Some(why) = transaction.run(|| obstacle(connection, table, from, into))? {
        return Err(refuse(why));
    }
    if let Some(level) = transaction.run(|| too_low(connection, table.text(), from, into))? {
        let (from, into) = (from.to_owned(), into.to_owned());
        let fault = UsageError::MergeTooDeep { table: table.text(), from, into, level, levels: within::LEVELS };
        return Err(Error::usage(fault));
    }
    transaction.run(|| pair(connection, table, from, into))?;
    let (count, first) = transaction.run(|| differences(connection))?;
    if count > 0 {
        return Err(Error::usage(UsageError::MergeDiffers {
            table: table.text(),
            from: from.to_owned(),
            count,
            first,
        }));
    }
    let figures = move_series(&transaction, table, from, into)?;
    transaction.run(|| {
        for Reference { table, column, .. } in
            references(connection, kind)?.into_iter().filter(|of| !of.is_of_figures())
        {
            connection
                .execute(&format!("UPDATE OR IGNORE {table} SET {column} = ?2 WHERE {column} = ?1"), [from, into])?;
            // The other has the same row.
            connection.execute(&format!("DELETE FROM {table} WHERE {column} = ?"), [from])?;
        }
        give_up(connection, table, from, into)?;
        restate(connection, table, from, into)?;
        leave_behind(connection, table, (from, into), true)
    })?;
    transaction.commit(Action::Merge, format!("{} {from} into {into}", table.text()), figures)
}

/// Deletes the row that is given up. Its texts stay where the other row has none, and its other names become aliases.
fn give_up(connection: &Connection, table: TableName, from: &str, into: &str) -> rusqlite::Result<()> {
    let name = table.text();
    connection.execute_batch("DROP TABLE IF EXISTS temp.given_up")?;
    connection.execute(&format!("CREATE TEMP TABLE given_up AS SELECT * FROM {name} WHERE code = ?"), [from])?;
    // No two rows have the same credit code.
    connection.execute(&format!("DELETE FROM {name} WHERE code = ?"), [from])?;
    let texts = table.table().columns.iter().filter(|column| column.is_optional_text());
    let kept: Vec<String> =
        texts.map(|column| format!("{0} = coalesce({0}, (SELECT {0} FROM temp.given_up))", column.name)).collect();
    if !kept.is_empty() {
        connection.execute(&format!("UPDATE {name} SET {} WHERE code = ?", kept.join(", ")), [into])?;
    }
    if table == TableName::Metric {
        return Ok(());
    }
    let names = format!(
        "INSERT OR IGNORE INTO alias (name, {name})
         SELECT g.name, s.code
           FROM (SELECT name FROM temp.given_up UNION SELECT name_zh FROM temp.given_up WHERE name_zh IS NOT NULL) AS g
           JOIN {name} AS s ON s.code = ? AND g.name <> s.name AND g.name IS NOT s.name_zh"
    );
    connection.execute(&names, [into]).map(drop)
}

/// The level of the lowest part of a row where it is part of another one; `None` where there may be such a level.
fn too_low(connection: &Connection, name: &str, from: &str, into: &str) -> rusqlite::Result<Option<usize>> {
    if !within::TABLES.contains(&name) {
        return Ok(None);
    }
    let levels = format!(
        "SELECT 1 + (SELECT max(depth) FROM {name}_within WHERE ancestor = ?1)
                  + (SELECT max(depth) FROM {name}_within WHERE code = ?2)"
    );
    let levels: Option<usize> = connection.query_row(&levels, [from, into], |row| row.get(0))?;
    Ok(levels.filter(|levels| *levels > within::LEVELS))
}

/// Why two rows cannot be merged, whatever figures they have.
fn obstacle(connection: &Connection, table: TableName, from: &str, into: &str) -> rusqlite::Result<Option<String>> {
    if from == into {
        return Ok(Some("they are the same".to_owned()));
    }
    let name = table.text();
    let above = if table == TableName::Metric { "base_metric" } else { "parent" };
    let is_above: bool = connection.query_row(
        &format!(
            "WITH RECURSIVE above (code) AS (
               SELECT {above} FROM {name} WHERE code = ?2
                UNION SELECT r.{above} FROM above AS a JOIN {name} AS r ON r.code = a.code)
             SELECT EXISTS (SELECT 1 FROM above WHERE code = ?1)"
        ),
        [from, into],
        |row| row.get(0),
    )?;
    if is_above {
        let why = format!("`{from}` is above `{into}`, which would become its own {}", above.replace('_', " "));
        return Ok(Some(why));
    }
    if table != TableName::Metric {
        return Ok(None);
    }
    for attribute in ["unit", "kind", "prices", "adjustment", "base_period", "growth_form"] {
        let differ = format!(
            "SELECT a.{attribute}, b.{attribute} FROM metric AS a, metric AS b
              WHERE a.code = ?1 AND b.code = ?2 AND a.{attribute} <> b.{attribute}"
        );
        let both = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
        if let Some((one, other)) = connection.query_row(&differ, [from, into], both).optional()? {
            return Ok(Some(format!("the {attribute} of one is `{one}`, that of the other `{other}`")));
        }
    }
    Ok(None)
}

/// How many figures of a pair of series differ that one source states for one period, and the first of them in words.
fn differences(connection: &Connection) -> rusqlite::Result<(usize, Vec<String>)> {
    let mut different = connection.prepare(
        "SELECT s.metric, a.period, q.code, coalesce(a.value, 'missing'), coalesce(b.value, 'missing')
           FROM temp.pair AS p
           JOIN observation AS a ON a.series_id = p.from_id
           JOIN observation AS b ON b.series_id = p.into_id AND b.period = a.period AND b.source_id = a.source_id
           JOIN series AS s ON s.series_id = p.into_id
           JOIN source AS q ON q.source_id = a.source_id
          WHERE a.value IS NOT b.value OR a.upper IS NOT b.upper OR a.comparator <> b.comparator OR a.status <> b.status
          ORDER BY s.metric, a.period, q.code",
    )?;
    let (mut count, mut first) = (0, Vec::new());
    let mut rows = different.query([])?;
    while let Some(row) = rows.next()? {
        count += 1;
        if first.len() < NAMED {
            let text = |place: usize| -> rusqlite::Result<String> {
                Ok(match row.get_ref(place)? {
                    rusqlite::types::ValueRef::Real(number) => number.to_string(),
                    other => other.as_str()?.to_owned(),
                })
            };
            first.push(format!("{} {} by {}: {} and {}", text(0)?, text(1)?, text(2)?, text(3)?, text(4)?));
        }
    }
    Ok((count, first))
}
