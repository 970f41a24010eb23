//! The SELECTs that make one database of the tables of several shards, `shard_TABLE`, which have the name of the shard in a column
//! `shard`.
//!
//! A row of a code list that several shards have has the columns of the first shard by name, and what that leaves empty, from the
//! others. What depends on all figures is counted again. What no order decides is listed in `refused`.

use super::tables::Table;
use super::totals;

/// The name of a derived table, and its SELECT.
pub(super) type Derived = (String, String);

/// The tables that are not merged row by row, in an order in which they can be created.
const OWN: [(&str, &str); 7] = [
    ("edition", include_str!("derive/edition.sql")),
    ("figure_history", include_str!("derive/figure_history.sql")),
    ("observation", include_str!("derive/observation.sql")),
    ("revision", include_str!("derive/revision.sql")),
    ("series", totals::SERIES),
    ("source", totals::SOURCE),
    ("refused", include_str!("derive/refused.sql")),
];

/// The tables of what lies in what. Of shards that know a part of the levels each, so many are joined that a line over four of them is
/// complete.
const WITHIN: [&str; 2] = ["region", "sector"];

/// The columns in which two shards must agree: figures depend on them, or they say what a code means.
const DEFINITIONS: [(&str, &str); 15] = [
    ("unit", "dimension"),
    ("unit", "factor"),
    ("metric", "unit"),
    ("metric", "kind"),
    ("metric", "aggregation"),
    ("metric", "base_metric"),
    ("metric", "prices"),
    ("metric", "adjustment"),
    ("metric", "base_period"),
    ("metric", "growth_form"),
    ("region", "parent"),
    ("sector", "scheme"),
    ("sector", "parent"),
    ("enterprise", "credit_code"),
    ("designation", "ladder"),
];

/// All derived tables, in an order in which they can be created.
pub(super) fn all(tables: &[Table]) -> Vec<Derived> {
    let is_own = |table: &&Table| OWN.iter().any(|(name, _)| *name == table.name) || table.name.ends_with("_within");
    let merged = tables.iter().filter(|table| !is_own(table)).map(|table| (table.name.clone(), merged(table)));
    let own = OWN.iter().map(|(name, sql)| {
        let rows = tables.iter().find(|table| table.name == *name).map(merged_within).unwrap_or_default();
        (
            (*name).to_owned(),
            sql.replace("{rows}", &rows).replace("{definitions}", &definitions()).replace("{figures}", "observation"),
        )
    });
    let within = WITHIN.iter().flat_map(|table| {
        let joined = |steps: &str| include_str!("derive/within.sql").replace("{steps}", steps);
        let [once, twice] = [format!("{table}_within_joined"), format!("{table}_within")];
        let second = joined(&once);
        [(once, joined(&format!("shard_{twice}"))), (twice, second)]
    });
    merged.chain(within).chain(own).collect()
}

/// The rows of all shards, one for each key.
fn merged(table: &Table) -> String {
    let key = table.key.join(", ");
    let columns = table.columns.iter().map(|column| {
        let name = &column.name;
        match table.key.contains(name) {
            true => name.clone(),
            false => format!("coalesce(max(CASE WHEN place = 1 THEN {name} END), min({name})) AS {name}"),
        }
    });
    format!(
        "SELECT {}\n  FROM (SELECT t.*, row_number() OVER (PARTITION BY {key} ORDER BY shard) AS place FROM shard_{} AS t) AS t\n GROUP BY {key}\n",
        columns.collect::<Vec<_>>().join(",\n       "),
        table.name,
    )
}

fn merged_within(table: &Table) -> String {
    let rows = merged(table);
    rows.trim_end().lines().map(|line| format!("        {line}")).collect::<Vec<_>>().join("\n")
}

/// The statements that find definitions which differ.
fn definitions() -> String {
    let found = DEFINITIONS.iter().map(|(table, column)| {
        format!(
            "SELECT 'the {} of the {table} `' || code || '` is another one in the shard `' || min(shard) || '` than in `' ||
       min(first_shard) || '`' AS problem
  FROM (SELECT code, shard, {column} AS stated, first_value({column}) OVER of_code AS first_stated,
               first_value(shard) OVER of_code AS first_shard
          FROM shard_{table}
         WHERE {column} IS NOT NULL
        WINDOW of_code AS (PARTITION BY code ORDER BY shard)) AS d
 WHERE stated <> first_stated
 GROUP BY code
UNION ALL
",
            column.replace('_', " ")
        )
    });
    let unjoined = WITHIN.iter().map(|table| {
        format!(
            "SELECT 'the {table} `' || b.code || '` lies in `' || a.ancestor || '` over more shards than are joined; one of them must know all levels' AS problem
  FROM {table}_within AS a
  JOIN {table}_within AS b ON b.ancestor = a.code
  LEFT JOIN {table}_within AS c ON c.ancestor = a.ancestor AND c.code = b.code
 WHERE c.code IS NULL
UNION ALL
"
        )
    });
    found.chain(unjoined).collect::<String>().trim_end().to_owned()
}
