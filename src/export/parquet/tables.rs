//! The statements that read the tables, each with the columns of its file.

use super::rows::{Column, Kind};
use crate::error::Result;
use crate::store::Sandbox;
use crate::table::Cell;

/// The tables that are exported, beside `observation`. What only `--at-load` needs, and what can be counted, is left out.
const TABLES: [&str; 22] = [
    "source",
    "edition",
    "unit",
    "region",
    "scheme",
    "sector",
    "metric",
    "enterprise",
    "enterprise_sector",
    "alias",
    "succession",
    "designation",
    "enterprise_designation",
    "period",
    "load",
    "load_file",
    "report",
    "series",
    "claim",
    "revision",
    "audit_exception",
    "data_dictionary",
];

/// The columns that number rows of this database, each with the natural key that takes the place of the number. What a load
/// numbers is known in its own shard only.
const KEYS: [(&str, &str); 9] = [
    ("series_id", SERIES),
    ("source_id", "coalesce((SELECT k.code FROM source AS k WHERE k.source_id = t.source_id), t.source_id)"),
    ("edition", EDITION),
    ("load_id", ":shard || char(31) || t.load_id"),
    ("loaded_by", ":shard || char(31) || t.loaded_by"),
    ("removed_by", ":shard || char(31) || t.removed_by"),
    ("file_id", ":shard || char(31) || t.file_id"),
    ("revision_id", ":shard || char(31) || t.revision_id"),
    ("withdrawn_in", WITHDRAWN_IN),
];

const SERIES: &str =
    "(SELECT k.metric || char(31) || k.region || char(31) || k.sector || char(31) || k.enterprise || char(31) ||
                              k.breakdown FROM series AS k WHERE k.series_id = t.series_id)";

const EDITION: &str = "coalesce((SELECT c.code || char(31) || coalesce(k.published_on, '')
                                   FROM edition AS k JOIN source AS c ON c.source_id = k.source_id
                                  WHERE k.source_id = t.source_id AND k.edition = t.edition), t.source_id || char(31) || t.edition)";

const WITHDRAWN_IN: &str = "(SELECT c.code || char(31) || coalesce(k.published_on, '')
                               FROM edition AS k JOIN source AS c ON c.source_id = k.source_id
                              WHERE k.source_id = t.source_id AND k.edition = t.withdrawn_in)";

/// The columns that mean something in this database only.
const LEFT_OUT: [&str; 1] = ["checksum"];

/// A table: what reads it, and the columns of its files.
pub(super) struct Table {
    pub name: &'static str,
    pub columns: Vec<Column>,
    pub sql: String,
}

/// All tables, the figures last.
///
/// # Errors
/// The database cannot be read.
pub(super) fn all(sandbox: &Sandbox) -> Result<Vec<Table>> {
    let mut tables = TABLES.into_iter().map(|name| table(name, sandbox)).collect::<Result<Vec<Table>>>()?;
    tables.push(observation(sandbox)?);
    Ok(tables)
}

fn table(name: &'static str, sandbox: &Sandbox) -> Result<Table> {
    let sql = format!("SELECT p.name, p.type FROM pragma_table_info('{name}', 'main') AS p ORDER BY p.cid");
    let mut columns = Vec::new();
    sandbox.prepare(&sql)?.for_each(|row| {
        if let [Cell::Text(name), Cell::Text(kind)] = row
            && !LEFT_OUT.contains(&name.as_str())
        {
            columns.push(Column { name: name.clone(), kind: kind_of(name, kind) });
        }
        Ok(true)
    })?;
    let selected = columns.iter().map(|Column { name, .. }| match KEYS.iter().find(|(column, _)| column == name) {
        Some((_, key)) => format!("{key} AS {name}"),
        None => format!("t.{name}"),
    });
    let selected = selected.collect::<Vec<_>>().join(", ");
    // The first columns are the key, or name what the row is about.
    let order = (1..=columns.len()).map(|place| place.to_string()).collect::<Vec<_>>().join(", ");
    Ok(Table { name, sql: format!("SELECT {selected} FROM {name} AS t ORDER BY {order}"), columns })
}

fn observation(sandbox: &Sandbox) -> Result<Table> {
    let sql = include_str!("observation.sql").to_owned();
    let names = sandbox.prepare(&sql)?.columns();
    let columns = names.into_iter().map(|name| Column { kind: kind_of(&name, declared(&name)), name }).collect();
    Ok(Table { name: "observation", columns, sql })
}

/// The type of a column of `observation.sql`.
fn declared(name: &str) -> &'static str {
    match name {
        "value" | "upper" | "rounding" => "REAL",
        "line" | "preference" => "INTEGER",
        _ => "TEXT",
    }
}

fn kind_of(name: &str, declared: &str) -> Kind {
    match declared {
        _ if KEYS.iter().any(|(column, _)| *column == name) => Kind::Id,
        "INTEGER" => Kind::Integer,
        "REAL" => Kind::Real,
        _ => Kind::Text,
    }
}
