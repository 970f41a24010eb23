//! Writes the rows of every table but `observation` to the database.

use std::collections::HashMap;

use rusqlite::types::Value;
use rusqlite::{Connection, Statement, params, params_from_iter};

use super::catalog::{Catalog, Entry, Standing};
use super::editions::{Edition, Editions, OWN};
use crate::load::ledger::counts::Change;
use crate::load::schema::{Kind, Table, TableName, reference_tables};
use crate::model::Period;

/// Writes the rows of every table but `observation`, and returns the `source_id` of each source.
///
/// # Errors
/// Fails where SQLite does.
pub(crate) fn write_rows(connection: &Connection, catalog: &Catalog) -> rusqlite::Result<HashMap<String, i64>> {
    // The `source_id` of each source, and the number of the edition that the load states.
    let mut sources: HashMap<String, (i64, i64)> = HashMap::new();
    for table in reference_tables() {
        let mut entries: Vec<(&String, &Entry)> = catalog.entries(table.id).rows.iter().collect();
        entries.sort_unstable_by_key(|(key, _)| *key);
        if table.id == TableName::Source {
            sources = write_sources(connection, &catalog.editions, &entries)?;
            continue;
        }
        free_unique_columns(connection, table, &entries)?;
        let (mut insert, mut update) = (prepare_insert(connection, table)?, prepare_update(connection, table)?);
        for (row_key, entry) in entries {
            let standing = catalog.entries(table.id).standing.get(row_key);
            let statement = match entry.change {
                Some(Change::Inserted) => &mut insert,
                Some(Change::Revised) => &mut update,
                // What the older edition states is kept as what the row was before it is again what the newer one states.
                Some(Change::Kept) if standing.is_some() => &mut update,
                Some(Change::Kept | Change::Unchanged) | None => continue,
            };
            if entry.change != Some(Change::Revised) || standing.is_none() {
                write_row(statement, table, &entry.values, None, &sources)?;
            }
            if let Some(Standing { values, edition }) = standing {
                write_row(statement, table, values, Some(*edition), &sources)?;
            }
        }
    }
    Ok(sources.into_iter().map(|(code, (source_id, _))| (code, source_id)).collect())
}

/// Writes a row by [`prepare_insert`] or [`prepare_update`], in an edition or in that which the load states of its source.
fn write_row(
    statement: &mut Statement<'_>,
    table: &Table,
    values: &[Value],
    edition: Option<i64>,
    sources: &HashMap<String, (i64, i64)>,
) -> rusqlite::Result<()> {
    for (index, (column, value)) in table.columns.iter().zip(values).enumerate() {
        match (column.kind, value) {
            (Kind::Reference(TableName::Source), Value::Text(code)) => {
                let source = sources.get(code);
                statement.raw_bind_parameter(index + 1, source.map(|(source_id, _)| source_id))?;
                if table.has_edition() {
                    let edition = edition.or(source.map(|(_, edition)| *edition));
                    statement.raw_bind_parameter(table.columns.len() + 1, edition)?;
                }
            }
            _ => statement.raw_bind_parameter(index + 1, value)?,
        }
    }
    statement.raw_execute().map(drop)
}

/// Writes the periods that are not stored yet: those of rows, and those that figures are stated about.
///
/// # Errors
/// Fails where SQLite does.
pub(crate) fn write_periods(
    connection: &Connection,
    catalog: &Catalog,
    stated: impl Iterator<Item = Period>,
) -> rusqlite::Result<()> {
    let mut insert = connection.prepare(
        "INSERT INTO period (code, frequency, start_date, end_date, year_before) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (code) DO NOTHING",
    )?;
    let mut periods = catalog.periods();
    periods.extend(stated);
    periods.sort_unstable();
    periods.dedup();
    for period in periods {
        insert.execute(params![
            period.to_string(),
            period.frequency().code(),
            period.start().to_string(),
            period.end().to_string(),
            period.year_before().to_string()
        ])?;
    }
    Ok(())
}

/// Writes the sources and editions that a load brings, and returns the `source_id` of every source with the number of the
/// edition that the load states.
///
/// # Errors
/// Fails where SQLite does.
fn write_sources(
    connection: &Connection,
    editions: &Editions,
    entries: &[(&String, &Entry)],
) -> rusqlite::Result<HashMap<String, (i64, i64)>> {
    let mut add_source = connection.prepare(&insert("source", &["source_id", "code", "priority", "title"]))?;
    let mut update_source = connection.prepare("UPDATE source SET priority = ? WHERE source_id = ?")?;
    let mut put_edition = connection.prepare(&format!(
        "{} ON CONFLICT (source_id, edition) DO UPDATE SET {}",
        insert("edition", &[&["source_id", "edition"][..], &OWN[..]].concat()),
        OWN.map(|column| format!("{column} = excluded.{column}")).join(", ")
    ))?;
    connection.execute_batch(&first_editions())?;
    let table = TableName::Source.table();
    let column = |name: &&str| table.column(name).unwrap_or_default();
    let (own, priority, title) = (OWN.each_ref().map(column), column(&"priority"), column(&"title"));
    let mut last = editions.last_source_id();
    let mut numbers = HashMap::new();
    for (code, Entry { values, change, .. }) in entries {
        let source_id = editions.source_id(code).unwrap_or_else(|| {
            last += 1;
            last
        });
        let edition = editions.stated_by(code, values).map_or(Edition::FIRST, |stated| stated.edition).number;
        numbers.insert((*code).clone(), (source_id, edition));
        if !matches!(change, Some(Change::Inserted | Change::Revised)) {
            continue;
        }
        match editions.source_id(code) {
            None => add_source.execute((source_id, code, &values[priority], &values[title]))?,
            Some(_) => update_source.execute((&values[priority], source_id))?,
        };
        let key = [Value::Integer(source_id), Value::Integer(edition)];
        put_edition.execute(params_from_iter(key.iter().chain(own.iter().map(|&index| &values[index]))))?;
    }
    connection.execute_batch(PUBLISHED_END)?;
    connection.execute_batch(CITED_AS)?;
    connection.execute_batch(&newest_into_source())?;
    Ok(numbers)
}

/// Sets `edition.published_end`, the last day of the date of publication.
const PUBLISHED_END: &str = "
    UPDATE edition AS e
       SET published_end = d.last_day
      FROM (SELECT source_id, edition,
                   CASE length(published_on) WHEN 4 THEN published_on || '-12-31'
                        WHEN 7 THEN date(published_on || '-01', '+1 month', '-1 day')
                        ELSE published_on END AS last_day
              FROM edition) AS d
     WHERE d.source_id = e.source_id AND d.edition = e.edition AND d.last_day IS NOT e.published_end";

/// Sets `edition.cited_as`: the publisher, with the title where another edition of the same publisher and date exists.
const CITED_AS: &str = "
    UPDATE edition AS e
       SET cited_as = a.name
      FROM (SELECT source_id, edition,
                   coalesce(publisher, title) ||
                   CASE WHEN publisher IS NOT NULL AND count(*) OVER (PARTITION BY publisher, published_on) > 1
                        THEN ', \"' || title || '\"' ELSE '' END AS name
              FROM edition) AS a
     WHERE a.source_id = e.source_id AND a.edition = e.edition AND a.name <> e.cited_as";

/// Adds the first edition of sources that another program has added without one.
fn first_editions() -> String {
    let columns = OWN.join(", ");
    format!(
        "INSERT INTO edition (source_id, edition, {columns})
         SELECT source_id, 1, {columns} FROM source WHERE source_id NOT IN (SELECT source_id FROM edition)"
    )
}

/// Copies the columns of the newest edition of each source to the source.
fn newest_into_source() -> String {
    let columns = OWN.join(", ");
    let of_newest = OWN.map(|column| format!("n.{column}")).join(", ");
    let differs = OWN.map(|column| format!("source.{column} IS NOT n.{column}")).join(" OR ");
    format!(
        "UPDATE source SET ({columns}) = ({of_newest})
           FROM (SELECT *, row_number() OVER (PARTITION BY source_id ORDER BY published_end DESC, edition DESC) AS place
                   FROM edition) AS n
          WHERE n.source_id = source.source_id AND n.place = 1 AND ({differs})"
    )
}

/// Empties the unique columns of all rows that get a new value, so that two rows can exchange their values.
fn free_unique_columns(connection: &Connection, table: &Table, entries: &[(&String, &Entry)]) -> rusqlite::Result<()> {
    let sql = match table.id {
        TableName::Enterprise => "UPDATE enterprise SET credit_code = NULL WHERE code = ?",
        TableName::Designation => "UPDATE designation SET ladder = NULL, rung = NULL WHERE code = ?",
        _ => return Ok(()),
    };
    let mut free = connection.prepare(sql)?;
    for (key, _) in entries.iter().filter(|(_, entry)| entry.change == Some(Change::Revised)) {
        free.execute([key])?;
    }
    Ok(())
}

fn prepare_insert<'a>(connection: &'a Connection, table: &Table) -> rusqlite::Result<Statement<'a>> {
    let mut columns: Vec<&str> = table.columns.iter().map(|column| column.stored_name()).collect();
    columns.extend(table.has_edition().then_some("edition"));
    connection.prepare(&insert(table.name, &columns))
}

/// The statement that inserts a row with these columns.
fn insert(table: &str, columns: &[&str]) -> String {
    format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), vec!["?"; columns.len()].join(", "))
}

/// Sets every column of the row with the same key; the parameters are those of [`prepare_insert`].
fn prepare_update<'a>(connection: &'a Connection, table: &Table) -> rusqlite::Result<Statement<'a>> {
    let numbered = |is_key: bool| {
        let columns =
            table.columns.iter().zip(1..).filter(move |(column, _)| table.key.contains(&column.name) == is_key);
        columns.map(|(column, number)| format!("{} = ?{number}", column.stored_name())).collect::<Vec<_>>()
    };
    let (mut set, key) = (numbered(false), numbered(true));
    set.extend(table.has_edition().then(|| format!("edition = ?{}", table.columns.len() + 1)));
    // A table that is all key has nothing to set: its rows are inserted or unchanged.
    let set = if set.is_empty() { key.clone() } else { set };
    connection.prepare(&format!("UPDATE {} SET {} WHERE {}", table.name, set.join(", "), key.join(" AND ")))
}
