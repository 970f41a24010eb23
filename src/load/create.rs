//! Rows that figures refer to and that do not exist yet, made from the codes and labels of the files that a mapping reads.

use std::collections::{BTreeMap, HashSet};

use super::header::OpenFile;
use super::registry::{Change, Entry, Names, Registry};
use super::rows::{odd_row, value};
use super::siblings::odd_siblings;
use super::tables::Table;
use crate::error::Result;
use crate::interrupt;
use crate::mapping::{Columns, read_labels};
use crate::model::Marks;
use crate::problem::{Place, Problems, Violation};

/// The tables that rows can be made in, each after those that its rows refer to.
pub const CREATABLE: [&str; 6] = ["source", "unit", "region", "sector", "metric", "enterprise"];

/// The rows that were made: the codes of each table.
#[derive(Clone, Debug, Default)]
pub struct Made(pub BTreeMap<&'static str, Vec<String>>);

/// Makes the rows of some tables that the figures of files refer to and that nothing tells of.
pub fn create(
    files: &[(usize, OpenFile)],
    wanted: &[&'static str],
    registry: &mut Registry,
    problems: &mut Problems,
) -> Result<Made> {
    let mut made = Made::default();
    if wanted.is_empty() {
        return Ok(made);
    }
    let observation = Table::named("observation");
    let tables: Vec<(&'static Table, Option<usize>)> = CREATABLE
        .iter()
        .filter(|table| wanted.contains(*table))
        .map(|table| (Table::named(table), observation.column(table)))
        .collect();
    // By name goes what was there before: rows that are made here have no other name than the file's.
    let names = Names::of(registry);
    for (_, file) in files.iter().filter(|(_, file)| file.plan.is_some()) {
        let plan = file.plan.as_ref();
        let labels = plan.map(|plan| read_labels(plan, &file.file, problems)).unwrap_or_default();
        let mut seen: Vec<HashSet<String>> = vec![HashSet::new(); tables.len()];
        // Rows whose columns do not differ between the figures of one row of the file are made from the first.
        let is_by_row = plan
            .is_some_and(|plan| tables.iter().all(|(_, column)| column.is_none_or(|column| plan.is_by_row(column))));
        // A fault ends the rows here, and is told when figures are read.
        let Ok(blocks) = file.file.blocks() else { continue };
        for block in blocks.without_digest().map_while(std::result::Result::ok) {
            interrupt::check()?;
            let mut rows = file.file.rows(&block);
            // What is wrong with the shape of rows, or with a mapping for one, is told when figures are read.
            let mut ignored = Problems::default();
            while let Some(row) = rows.next(&mut |_| {}, &mut ignored) {
                file.records(&row, &mut ignored, &mut |record, new, _| {
                    let (Some(record), Some(new)) = (record, new) else { return true };
                    // What is taken back needs nothing that was not there.
                    if record.is_withdrawal() {
                        return true;
                    }
                    for ((table, column), seen) in tables.iter().zip(&mut seen) {
                        let code = column.map_or("", |column| record.cells[column]);
                        if code.is_empty() || seen.contains(code) {
                            continue;
                        }
                        seen.insert(code.to_owned());
                        if registry.entries(table.name).rows.contains_key(code)
                            || record.is_name(table.name, code, &names)
                        {
                            continue;
                        }
                        let told = labels.get(table.name).and_then(|of| of.get(code)).cloned();
                        let told = told.or_else(|| new.columns(table.name)).unwrap_or_default();
                        let unit = observation.column("unit").map_or("", |column| record.cells[column]);
                        let place = || new.place(table.name).unwrap_or_else(|| record.row.place(None));
                        if make(table, code, &told, unit, registry, problems, place) {
                            made.0.entry(table.name).or_default().push(code.to_owned());
                        }
                    }
                    !is_by_row
                });
            }
        }
    }
    refuse_lost(&mut made, registry, problems, files);
    made.0.values_mut().for_each(|codes| codes.sort_unstable());
    problems.leave_row();
    Ok(made)
}

/// Makes one row; false, and told, where something is missing.
fn make(
    table: &'static Table,
    code: &str,
    told: &Columns,
    unit: &str,
    registry: &mut Registry,
    problems: &mut Problems,
    place: impl Fn() -> Place,
) -> bool {
    let mut values = Vec::with_capacity(table.columns.len());
    for column in table.columns {
        let of_mapping = told.iter().find(|(name, _)| name == column.name).map(|(_, text)| text.trim());
        // What follows from the code itself: its name, and that it is a unit of its own.
        let otherwise = match (table.name, column.name) {
            (_, "code") => code,
            (_, "name" | "title") | ("unit", "dimension") => code,
            ("unit", "factor") => "1",
            ("metric", "unit") => unit,
            _ => "",
        };
        let text = of_mapping.filter(|text| !text.is_empty() && column.name != "code").unwrap_or(otherwise);
        match value(table, column, text, Marks::default(), registry, problems) {
            Ok(value) => values.push(value),
            Err(Violation::EmptyCell { column }) => {
                problems.add(Violation::CannotCreate { table: table.name, code: code.to_owned(), column }, place);
                registry.entries_mut(table.name).refused.insert(code.to_owned());
                return false;
            }
            Err(fact) => {
                problems.add(fact, place);
                registry.entries_mut(table.name).refused.insert(code.to_owned());
                return false;
            }
        }
    }
    if let Some((fact, _)) = odd_row(table, &values) {
        problems.add(fact, place);
        return false;
    }
    let entry = Entry { values, change: Some(Change::Inserted), origin: None };
    registry.entries_mut(table.name).rows.insert(code.to_owned(), entry);
    true
}

/// Refuses rows that do not go with the others, now that all of them are there: those that refer to a row of their own table
/// which nothing tells of, or to themselves by a detour, and those that share what only one may have.
fn refuse_lost(made: &mut Made, registry: &mut Registry, problems: &mut Problems, files: &[(usize, OpenFile)]) {
    let Some((_, file)) = files.iter().find(|(_, file)| file.plan.is_some()) else { return };
    for (&name, codes) in &mut made.0 {
        loop {
            let facts = odd_siblings(Table::named(name), codes, registry, problems);
            if facts.is_empty() {
                break;
            }
            for (code, fact) in facts {
                problems.add(fact, || Place::of_file(file.file.label()));
                let entries = registry.entries_mut(name);
                entries.rows.remove(&code);
                codes.retain(|made| *made != code);
                entries.refused.insert(code);
            }
        }
    }
}
