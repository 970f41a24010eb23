//! Reads the rows of the tables without figures: all of them, or those that the exported figures refer to.

use std::collections::HashMap;

use super::steps::Steps;
use super::wanted::Wanted;
use crate::error::Result;
use crate::export::folder::cell;
use crate::export::scope::Filter;
use crate::load::TableName;
use crate::load::schema::{Column, Kind, Table};
use crate::store::Sandbox;

/// The tables, each before those that its rows refer to: the order in which it is known which rows are exported.
const ORDER: [TableName; 14] = [
    TableName::Claim,
    TableName::EnterpriseDesignation,
    TableName::AuditException,
    TableName::Designation,
    TableName::Enterprise,
    TableName::EnterpriseSector,
    TableName::Metric,
    TableName::Unit,
    TableName::Sector,
    TableName::Region,
    TableName::Alias,
    TableName::Succession,
    TableName::Scheme,
    TableName::Source,
];

/// The rows of a table that are exported.
pub(super) struct Rows {
    pub table: &'static Table,
    /// In the order of their keys.
    pub rows: Vec<Row>,
    /// How many others there are.
    pub left_out: u64,
}

/// A row that is exported.
pub(super) struct Row {
    /// In which it is stated.
    pub step: usize,
    /// A missing value is an empty text.
    pub cells: Vec<String>,
    /// Whether it names a source that had not been published by the day as of which the database is read.
    pub is_ahead: bool,
}

/// The rows of all tables without figures that are exported.
///
/// # Errors
/// The database cannot be read.
pub(super) fn read(filter: &Filter, steps: &Steps, sandbox: &Sandbox, wanted: &mut Wanted) -> Result<Vec<Rows>> {
    let select = |name: TableName| {
        let mut read = all(name.table(), steps, sandbox)?;
        if wanted.is_part() {
            add_all_that_rows_refer_to(&read, filter, wanted);
        }
        let all = read.rows.len();
        read.rows.retain(|row| is_exported(read.table, &row.cells, filter, wanted));
        read.left_out = (all - read.rows.len()) as u64;
        Ok(read)
    };
    ORDER.into_iter().map(select).collect()
}

/// Notes what the rows of a table that are exported refer to; that may be other rows of it.
fn add_all_that_rows_refer_to(Rows { table, rows, .. }: &Rows, filter: &Filter, wanted: &mut Wanted) {
    let code = table.column("code");
    let places: HashMap<&String, usize> =
        rows.iter().enumerate().filter_map(|(place, row)| Some((&row.cells[code?], place))).collect();
    let mut open: Vec<usize> =
        (0..rows.len()).filter(|row| is_exported(table, &rows[*row].cells, filter, wanted)).collect();
    while let Some(place) = open.pop() {
        for (column, cell) in table.columns.iter().zip(&rows[place].cells) {
            if let Kind::Reference(of) = column.kind
                && wanted.add(of, cell)
                && of == table.id
            {
                open.extend(places.get(cell));
            }
        }
    }
}

/// Whether a row is exported.
fn is_exported(table: &Table, cells: &[String], filter: &Filter, wanted: &Wanted) -> bool {
    let text = |name: &str| table.column(name).and_then(|column| cells.get(column)).map(String::as_str);
    let has = |of: TableName| text(of.text()).is_none_or(|code| code.is_empty() || wanted.has(of, code));
    match table.id {
        // What is stated beside figures is exported where it is about what is asked for.
        TableName::Claim | TableName::EnterpriseDesignation | TableName::AuditException => {
            // An exception holds whatever source states the figure.
            let is_any = |column: &str| column == "source" && table.id == TableName::AuditException;
            filter.by_column().iter().all(|(column, code)| code.is_none() || is_any(column) || text(column) == *code)
        }
        TableName::EnterpriseSector => has(TableName::Enterprise),
        TableName::Alias => [TableName::Region, TableName::Sector, TableName::Enterprise].into_iter().all(has),
        TableName::Succession => {
            let mut codes = table.columns.iter().zip(cells);
            codes.all(|(column, code)| match column.kind {
                Kind::Reference(TableName::Source) => true,
                Kind::Reference(of) => code.is_empty() || wanted.has(of, code),
                _ => true,
            })
        }
        _ => text("code").is_some_and(|code| wanted.has(table.id, code)),
    }
}

/// All rows of a table. Those of `source` are the editions.
fn all(table: &'static Table, steps: &Steps, sandbox: &Sandbox) -> Result<Rows> {
    let width = table.columns.len();
    let mut read = Rows { table, rows: Vec::new(), left_out: 0 };
    let mut statement = sandbox.prepare(&select(table))?;
    let mut cursor = statement.cursor();
    while let Some(row) = cursor.advance()? {
        let cells = (0..width).map(|index| cell(&row, index)).collect::<Result<Vec<String>>>()?;
        let (source, edition) = (row.integer(width)?, row.integer(width + 1)?);
        let step = source.zip(edition).and_then(|(source, edition)| steps.of(source, edition));
        let names_source = |name: &str| table.column(name).is_some_and(|column| !cells[column].is_empty());
        let is_ahead = source.is_some() && edition.is_none() && !names_source("source");
        read.rows.push(Row { step: step.unwrap_or(0), cells, is_ahead });
    }
    Ok(read)
}

/// The statement that returns all rows of a table, and behind their columns the number of their source and that of the edition
/// which states them.
fn select(table: &Table) -> String {
    let key = table.key.iter().filter_map(|name| Some((table.column(name)? + 1).to_string()));
    let order = key.collect::<Vec<_>>().join(", ");
    if table.id == TableName::Source {
        // Another program may have added a source without an edition.
        let column = |name: &str| match name {
            "code" | "priority" => format!("s.{name}"),
            name => format!("CASE WHEN e.edition IS NULL THEN s.{name} ELSE e.{name} END AS {name}"),
        };
        let columns: Vec<String> = table.columns.iter().map(|of| column(of.name)).collect();
        return format!(
            "SELECT {}, s.source_id, coalesce(e.edition, 1)
               FROM source AS s LEFT JOIN edition AS e ON e.source_id = s.source_id ORDER BY {order}, e.edition",
            columns.join(", ")
        );
    }
    let column = |of: &Column| match of.kind {
        Kind::Reference(TableName::Source) => {
            "(SELECT q.code FROM source AS q WHERE q.source_id = t.source_id) AS source".to_owned()
        }
        _ => format!("t.{}", of.name),
    };
    let columns: Vec<String> = table.columns.iter().map(column).collect();
    let source = if table.column("source").is_some() { "t.source_id" } else { "NULL" };
    let edition = if table.has_edition() { "t.edition" } else { "NULL" };
    format!("SELECT {}, {source}, {edition} FROM {} AS t ORDER BY {order}", columns.join(", "), table.name)
}
