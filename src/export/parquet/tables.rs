//! The statements that read the tables, each with the columns of its file.

use super::rows::{Column, Kind};
use super::totals;
use crate::error::Result;
use crate::export::scope::Filter;
use crate::store::Sandbox;
use crate::table::Cell;

/// The tables that are left out: what only `--at-load`, another load or a migration needs, and what can be counted.
const LEFT_OUT: &str = "'also_stated', 'coverage', 'former_code', 'observation', 'refinery_schema_history', 'reject', 'row_change', 'row_statement'";

/// The columns that number rows of this database, each with the natural key that takes the place of the number. What a load
/// numbers is known in its own shard only.
const KEYS: [(&str, &str); 9] = [
    ("series_id", SERIES),
    ("source_id", SOURCE),
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

const SOURCE: &str = "coalesce((SELECT k.code FROM source AS k WHERE k.source_id = t.source_id),
                               (SELECT k.code FROM removed_source AS k WHERE k.source_id = t.source_id))";

const EDITION: &str = "coalesce((SELECT c.code || char(31) || coalesce(k.published_on, '')
                                   FROM edition AS k JOIN source AS c ON c.source_id = k.source_id
                                  WHERE k.source_id = t.source_id AND k.edition = t.edition),
                                :shard || char(31) || t.source_id || char(31) || t.edition)";

/// An edition that `--as-of` hides withdrew nothing yet; those of a removed source are gone.
const WITHDRAWN_IN: &str = "coalesce((SELECT c.code || char(31) || coalesce(k.published_on, '')
                                        FROM edition AS k JOIN source AS c ON c.source_id = k.source_id
                                       WHERE k.source_id = t.source_id AND k.edition = t.withdrawn_in),
                                     CASE WHEN t.source_id NOT IN (SELECT k.source_id FROM source AS k)
                                          THEN :shard || char(31) || t.source_id || char(31) || t.withdrawn_in END)";

/// What the files of `revision` have besides the columns of the table: what those of `observation` have, too.
const OF_REVISION: [(&str, &str); 9] = [
    ("metric", "k.metric"),
    ("region", "k.region"),
    ("sector", "k.sector"),
    ("enterprise", "k.enterprise"),
    ("breakdown", "k.breakdown"),
    ("source", SOURCE),
    ("decimals", "decimals(t.value, t.comparator, t.upper, m.decimals, t.reported, m.unit)"),
    ("display", "shown(t.value, t.comparator, t.upper, m.decimals, t.reported, m.unit)"),
    ("rounding", "rounding(t.value, t.comparator, t.upper, m.decimals, t.reported, m.unit)"),
];

/// What they are read from.
const REVISION: &str = "revision AS t JOIN series AS k ON k.series_id = t.series_id LEFT JOIN metric AS m ON m.code = k.metric WHERE {chosen}";

/// What has the totals of the chosen figures alone.
const TOTALS: &str = "(WITH chosen AS (
   SELECT o.*
     FROM series AS s JOIN observation AS o ON o.series_id = s.series_id JOIN source AS q ON q.source_id = o.source_id
    WHERE {chosen}
 ), shard_series AS (SELECT * FROM series), shard_source AS (SELECT q.*, '' AS shard FROM source AS q)
 SELECT * FROM ({totals})) AS t";

/// The column of `series` that means something in this database only.
const CHECKSUM: &str = "checksum";

/// A table: what reads it, and the columns of its files.
pub(super) struct Table {
    pub name: String,
    pub columns: Vec<Column>,
    /// The columns that identify a row.
    pub key: Vec<String>,
    pub sql: String,
}

impl Table {
    /// Whether it is the table of all figures.
    pub(super) fn has_figures(&self) -> bool {
        self.name == "observation"
    }
}

/// All tables, the figures last.
///
/// # Errors
/// The database cannot be read.
pub(super) fn all(filter: &Filter, sandbox: &Sandbox) -> Result<Vec<Table>> {
    // Tables that another program has added are not in the dictionary.
    let sql = format!(
        "SELECT DISTINCT d.table_name FROM data_dictionary AS d JOIN main.sqlite_schema AS s ON s.name = d.table_name
          WHERE s.type = 'table' AND d.table_name NOT IN ({LEFT_OUT}) ORDER BY 1"
    );
    let mut names = Vec::new();
    sandbox.prepare(&sql)?.for_each(|row| {
        names.extend(row.iter().filter_map(Cell::text).map(str::to_owned));
        Ok(true)
    })?;
    let mut tables = names.into_iter().map(|name| table(name, filter, sandbox)).collect::<Result<Vec<Table>>>()?;
    tables.push(complete_editions());
    tables.push(observation(filter, sandbox)?);
    Ok(tables)
}

/// The editions that datasets state completely: what such an edition leaves out is not stated from then on.
fn complete_editions() -> Table {
    let columns = ["dataset", "source_id", "edition"];
    let sql = format!(
        "SELECT t.dataset, {SOURCE} AS source_id, {EDITION} AS edition
           FROM (SELECT dataset, row_key ->> 0 AS source_id, row_key ->> 1 AS edition
                   FROM row_statement WHERE table_name = 'edition') AS t
           JOIN edition AS e ON e.source_id = t.source_id AND e.edition = t.edition
          ORDER BY 1, 2, 3"
    );
    Table {
        name: "complete_edition".to_owned(),
        columns: columns.map(|name| Column { name: name.to_owned(), kind: kind_of(name, declared(name)) }).into(),
        key: columns.map(str::to_owned).into(),
        sql,
    }
}

fn table(name: String, filter: &Filter, sandbox: &Sandbox) -> Result<Table> {
    let sql = format!("SELECT p.name, p.type, p.pk FROM pragma_table_info('{name}', 'main') AS p ORDER BY p.cid");
    let (mut columns, mut key) = (Vec::new(), Vec::new());
    sandbox.prepare(&sql)?.for_each(|row| {
        if let [Cell::Text(name), Cell::Text(kind), Cell::Integer(place)] = row
            && name != CHECKSUM
        {
            columns.push(Column { name: name.clone(), kind: kind_of(name, kind) });
            key.extend((*place > 0).then(|| name.clone()));
        }
        Ok(true)
    })?;
    let selected = columns.iter().map(|Column { name, .. }| match KEYS.iter().find(|(column, _)| column == name) {
        Some((_, key)) => format!("{key} AS {name}"),
        None => format!("t.{name}"),
    });
    let mut selected: Vec<String> = selected.collect();
    let mut from = format!("{name} AS t");
    if name == "revision" {
        for (column, sql) in OF_REVISION {
            columns.push(Column { name: column.to_owned(), kind: kind_of(column, declared(column)) });
            selected.push(format!("{sql} AS {column}"));
        }
        from = filter.choose(REVISION, "k", SOURCE);
    }
    if let Some(totals) = totals::of(&name, "chosen").filter(|_| filter.is_of_part()) {
        from = filter.choose(TOTALS, "s", "q.code").replace("{totals}", &totals);
        if name == "series" {
            from += &Filter { source: None, ..filter.clone() }.choose(" WHERE {chosen}", "t", "");
        }
    }
    let selected = selected.join(", ");
    // The first columns are the key, or name what the row is about.
    let order = (1..=columns.len()).map(|place| place.to_string()).collect::<Vec<_>>().join(", ");
    let sql = format!("SELECT {selected} FROM {from} ORDER BY {order}");
    Ok(Table { name, sql, columns, key })
}

fn observation(filter: &Filter, sandbox: &Sandbox) -> Result<Table> {
    let source = "(SELECT q.code FROM source AS q WHERE q.source_id = o.source_id)";
    let sql = filter.choose(include_str!("observation.sql"), "s", source);
    let names = sandbox.prepare(&sql)?.columns();
    let columns = names.into_iter().map(|name| Column { kind: kind_of(&name, declared(&name)), name }).collect();
    Ok(Table { name: "observation".to_owned(), columns, key: Vec::new(), sql })
}

/// The type of a column of `observation.sql`.
fn declared(name: &str) -> &'static str {
    match name {
        "value" | "upper" | "rounding" => "REAL",
        "decimals" | "line" | "preference" => "INTEGER",
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
