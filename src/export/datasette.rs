//! What Datasette 0.65 shows around the tables: descriptions from the data dictionary, facets, labels, and the reports as
//! queries with parameters.
//!
//! Datasette passes every parameter as a text, and one that is not given as the empty text, so the SQL of a report has its
//! defaults and types written into it. See <https://docs.datasette.io/en/stable/metadata.html> and `sql_queries.html` there.

use serde_json::{Map, Value, json};

use crate::error::Result;
use crate::lexer::replace_parameters;
use crate::report::catalogue;
use crate::report::{Need, Parameter, Report, Type};
use crate::store::Sandbox;
use crate::table::Cell;

/// The settings that the reports need: a second is too short for some. Each of the many columns would be suggested as a facet.
pub(crate) const SETTINGS: &str =
    "{\n  \"sql_time_limit_ms\": 30000,\n  \"max_returned_rows\": 10000,\n  \"suggest_facets\": false\n}\n";

/// Keeps the list of columns, which is long, from filling the page above the rows.
pub(crate) const STYLE: &str = ".column-descriptions { max-height: 12rem; overflow: auto; font-size: .85rem; }\n";

/// The columns that rows are filtered by, where a table or a view has them.
const FACETS: [&str; 10] = [
    "metric_name",
    "region_name",
    "sector_name",
    "enterprise_name",
    "frequency",
    "status_name",
    "kind",
    "level",
    "scheme",
    "publisher",
];

/// The content of `metadata.json` for a database of this name.
pub(crate) fn metadata(database: &str, sandbox: &Sandbox) -> Result<Value> {
    let mut queries = Map::new();
    for (report, _) in catalogue::all(sandbox)? {
        queries.insert(report.name.clone(), query(&report, sandbox)?);
    }
    let datasets = sandbox.datasets()?.join(", ");
    Ok(json!({
        "title": format!("Yearbook: {datasets}"),
        "description": "Figures with their sources. Begin with the view current_fact, or with a report below the tables.",
        "extra_css_urls": ["/static/yearbook.css"],
        "databases": { database: { "tables": tables(sandbox)?, "queries": queries } },
    }))
}

fn tables(sandbox: &Sandbox) -> Result<Map<String, Value>> {
    let sql = "SELECT table_name, column_name, type, meaning, unit FROM data_dictionary ORDER BY table_name, position";
    let mut tables = Map::new();
    sandbox.prepare(sql)?.for_each(|row| {
        let text = |index: usize| row.get(index).and_then(Cell::text).unwrap_or_default();
        let (name, column, meaning, unit) = (text(0), text(1), text(3), text(4));
        if column.is_empty() {
            let description = format!("One row is {meaning}.");
            tables.insert(name.to_owned(), json!({ "description": description, "columns": {}, "facets": [] }));
        } else if let Some(table) = tables.get_mut(name) {
            let unit = if unit.is_empty() { String::new() } else { format!(" (in {unit})") };
            table["columns"][column] = json!(format!("{meaning}{unit}"));
            if let Some(facets) = table["facets"].as_array_mut().filter(|_| FACETS.contains(&column)) {
                facets.push(json!(column));
            }
            if ["name", "title"].contains(&column) {
                table["label_column"] = json!(column);
            }
        }
        Ok(true)
    })?;
    Ok(tables)
}

/// A report as a query.
fn query(report: &Report, sandbox: &Sandbox) -> Result<Value> {
    let mut description = report.description.clone();
    let mut typed = Vec::new();
    for parameter in &report.parameters {
        let default = match &parameter.need {
            Need::Default(default) => Some(default.clone()),
            Need::Optional => None,
            Need::Required => catalogue::choices(parameter, sandbox)?.into_iter().next().map(|choice| choice.code),
        };
        let meaning = parameter.meaning.trim_end_matches('.');
        let otherwise = default.as_ref().map_or(String::new(), |default| format!("; {default} if it is empty"));
        description += &format!(" {}: {meaning}{otherwise}.", parameter.name);
        typed.push((parameter, default));
    }
    let sql = replace_parameters(&report.sql, |name| {
        typed
            .iter()
            .find(|(parameter, _)| parameter.name == name)
            .map(|(parameter, default)| value(parameter, default.as_deref()))
    });
    let params: Vec<&str> = report.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
    Ok(json!({ "title": report.title, "description": description, "sql": sql, "params": params, "hide_sql": true }))
}

/// The SQL of a parameter's value.
fn value(parameter: &Parameter, default: Option<&str>) -> String {
    let given = format!("nullif(:{}, '')", parameter.name);
    let text = match default {
        Some(default) => format!("coalesce({given}, '{}')", default.replace('\'', "''")),
        None => given,
    };
    match parameter.kind {
        Type::Integer | Type::Count => format!("cast({text} as bigint)"),
        Type::Number => format!("cast({text} as double)"),
        _ => text,
    }
}
