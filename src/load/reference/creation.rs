//! Creates the rows that figures and other rows refer to and that do not exist yet, from the codes and labels of files that a mapping
//! reads, and finds out which editions of sources that exist they state.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use super::alike::{Pair, Spellings};
use super::catalog::{Catalog, Entry, key_of};
use super::cell::value;
use super::integrity::{odd_row, odd_siblings};
use super::names::Names;
use super::source_dates::{DatedSource, SourceDates, UndatedSource};
use crate::error::Result;
use crate::interrupt;
use crate::load::input::file::OpenFile;
use crate::load::input::record::Record;
use crate::load::ledger::counts::Change;
use crate::load::schema::{CREATABLE, Table, TableName};
use crate::mapping::{Columns, Labels, New, Plan, read_labels};
use crate::model::Marks;
use crate::problem::{Place, Problems, Violation};

/// What a load adds for the files that a mapping reads, and what people should know of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Made {
    /// The codes of the rows that were created, by table.
    pub rows: BTreeMap<TableName, Vec<String>>,
    /// The editions of sources that existed.
    pub editions: Vec<DatedSource>,
    /// The sources whose date is not known.
    pub undated: Vec<UndatedSource>,
    /// New codes that differ from others only by how they are written.
    pub alike: Vec<Pair>,
    /// How many figures have no region, sector, enterprise and breakdown.
    pub without_subject: u64,
}

/// Creates the rows of the `wanted` tables that the rows of files of one table refer to and that do not exist, and the
/// editions of sources that exist.
///
/// # Errors
/// Fails where the user ends the program. What is missing for a row is added to `problems`.
pub(crate) fn create(
    (of, files): (&'static Table, &[(usize, OpenFile)]),
    wanted: &[TableName],
    catalog: &mut Catalog,
    problems: &mut Problems,
) -> Result<Made> {
    let mut plans = files.iter().filter_map(|(_, file)| file.plan.as_ref());
    let tables = CREATABLE.iter().filter(|table| wanted.contains(table) || **table == TableName::Source);
    let tables: Vec<_> = tables.map(|table| (table.table(), of.column(table.text()))).collect();
    // Only rows that existed before are found by name: those that are created here have only the name in the file.
    let has_names = plans.any(|plan| tables.iter().any(|(table, _)| plan.has_names(table.name)));
    let names = if has_names { Names::of(catalog) } else { Names::default() };
    let (made, dates) = (BTreeMap::new(), SourceDates::default());
    let spellings = Spellings::default();
    let mut creator = Creator { of, tables, wanted, names, spellings, catalog, problems, dates, made };
    for (_, file) in files {
        let Some(plan) = &file.plan else { continue };
        creator.read(file, plan)?;
    }
    creator.reject_lost(files);
    let Creator { made: mut rows, dates, catalog, .. } = creator;
    rows.values_mut().for_each(|codes| codes.sort_unstable());
    let (editions, undated) = dates.finish(catalog);
    Ok(Made { rows, editions, undated, ..Made::default() })
}

/// Creates rows from files.
struct Creator<'a> {
    /// The table that the files are of.
    of: &'static Table,
    /// The tables, each with the column that refers to it.
    tables: Vec<(&'static Table, Option<usize>)>,
    /// Those in which rows are created; of the others, only the dates of sources are read.
    wanted: &'a [TableName],
    names: Names,
    spellings: Spellings,
    catalog: &'a mut Catalog,
    problems: &'a mut Problems,
    dates: SourceDates,
    /// The codes of the rows that were created, by table.
    made: BTreeMap<TableName, Vec<String>>,
}

impl Made {
    /// Adds what files of another table made.
    pub(crate) fn extend(&mut self, other: Self) {
        for (table, codes) in other.rows {
            self.rows.entry(table).or_default().extend(codes);
        }
        self.editions.extend(other.editions);
        self.undated.extend(other.undated);
    }
}

impl Creator<'_> {
    /// Creates the rows that a file refers to.
    fn read(&mut self, file: &OpenFile, plan: &Plan) -> Result<()> {
        let is_read = |name: &str| self.tables.iter().any(|(table, _)| table.name == name);
        let labels = read_labels(plan, &file.file, &is_read, self.problems);
        let mut seen: Vec<HashSet<String>> = vec![HashSet::new(); self.tables.len()];
        // If the columns of new rows are the same for all figures of a row of the file, only the first figure is used.
        let is_by_row = self.tables.iter().all(|(_, column)| column.is_none_or(|column| plan.is_by_row(column)));
        // If all figures of the file have one source, and nothing else is wanted, only the first row is used.
        let is_by_file = self.wanted.is_empty()
            && self
                .tables
                .iter()
                .all(|(table, column)| column.is_none_or(|column| plan.is_fixed(column)) && !plan.varies(table.name));
        // A fault ends the rows here, and is reported when figures are read.
        let Ok(blocks) = file.file.blocks() else { return Ok(()) };
        for block in blocks.without_digest().map_while(std::result::Result::ok) {
            interrupt::check()?;
            let mut rows = file.file.rows(&block);
            // What is wrong with the shape of rows, or with a mapping for one, is reported when figures are read.
            let mut ignored = Problems::default();
            while let Some(row) = rows.next(&mut |_| {}, &mut ignored) {
                file.records(&row, &mut ignored, &mut |record, new, _| {
                    if let (Some(record), Some(new)) = (record, new) {
                        self.make_for((file, plan), record, new, &labels, &mut seen);
                        return !is_by_row;
                    }
                    true
                });
                if is_by_file && seen.iter().any(|codes| !codes.is_empty()) {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Creates the rows that a row refers to.
    fn make_for(
        &mut self,
        (file, plan): (&OpenFile, &Plan),
        record: &Record<'_>,
        new: &New<'_, '_>,
        labels: &Labels,
        seen: &mut [HashSet<String>],
    ) {
        for (index, seen) in seen.iter_mut().enumerate() {
            let (table, column) = self.tables[index];
            let is_source = table.id == TableName::Source;
            let scheme = if table.id == TableName::Scheme { self.scheme(plan, record, new) } else { String::new() };
            let code = column.map_or(scheme.as_str(), |column| record.cells[column]);
            let key = match is_source && plan.varies(table.name) {
                true => Cow::Owned(key_of([code, &new.column(table.name, "published_on")])),
                false => Cow::Borrowed(code),
            };
            if code.is_empty() || seen.contains(&*key) {
                continue;
            }
            let existing = self.existing(plan, table.id, code);
            // A withdrawal needs no new rows.
            if existing.is_none() && record.is_withdrawal() {
                continue;
            }
            seen.insert(key.into_owned());
            if existing.is_some() && !is_source || existing.is_none() && !self.wanted.contains(&table.id) {
                continue;
            }
            let mut columns = new.columns(table.name).unwrap_or_default();
            for (name, text) in labels.get(table.name).and_then(|of| of.get(code)).into_iter().flatten() {
                // A file that describes the code is believed before the rows of the data.
                if !text.is_empty() {
                    columns.retain(|(of, _)| of != name);
                    columns.push((name.clone(), text.clone()));
                }
            }
            let row = || record.row.place(None);
            let stated = existing.as_deref().unwrap_or(code);
            let is_good = !is_source
                || self.dates.put(stated, &mut columns, file, self.problems, &row)
                    && self.dates.compare(stated, &columns, self.catalog, self.problems, &row);
            if !is_good {
                // Its figures are not reported too.
                let sources = self.catalog.entries_mut(TableName::Source);
                sources.rows.remove(stated);
                sources.rejected.insert(stated.to_owned());
            }
            if existing.is_some() || !is_good {
                continue;
            }
            let unit = self.of.column("unit").map_or("", |column| record.cells[column]);
            let unit = self.existing(plan, TableName::Unit, unit).unwrap_or_else(|| unit.to_owned());
            let place = || new.place(table.name).unwrap_or_else(row);
            if self.make(table, code, &columns, &unit, place) {
                self.made.entry(table.id).or_default().push(code.to_owned());
            }
        }
    }

    /// The scheme of the sector that would be created for a row; empty where there is none.
    fn scheme(&mut self, plan: &Plan, record: &Record<'_>, new: &New<'_, '_>) -> String {
        let sector = self.of.column("sector").map_or("", |column| record.cells[column]);
        let is_new = !sector.is_empty() && self.existing(plan, TableName::Sector, sector).is_none();
        if is_new { new.column(TableName::Sector.text(), "scheme") } else { String::new() }
    }

    /// The code of the row that a text of a file means, where there is one already, be it a rejected one.
    fn existing(&mut self, plan: &Plan, table: TableName, code: &str) -> Option<String> {
        let (entries, code) = (self.catalog.entries(table), self.catalog.current(table, code));
        if entries.rows.contains_key(code) || entries.rejected.contains(code) {
            return Some(code.to_owned());
        }
        let names = if plan.has_names(table.text()) { self.names.codes(table, code) } else { &[] };
        if let Some(code) = names.first() {
            return Some(code.clone());
        }
        self.spellings.read(self.catalog, table, plan.ignores_case());
        self.spellings.code(table, code, plan.ignores_case()).map(str::to_owned)
    }

    /// Creates one row; where something is missing, reports that and returns false. `columns` are those that the
    /// mapping gives.
    fn make(
        &mut self,
        table: &'static Table,
        code: &str,
        columns: &Columns,
        unit: &str,
        place: impl Fn() -> Place,
    ) -> bool {
        let mut values = Vec::with_capacity(table.columns.len());
        for column in table.columns {
            let of_mapping = columns.iter().find(|(name, _)| name == column.name).map(|(_, text)| text.trim());
            // What follows from the code itself: its name, and that it is a unit of its own.
            let otherwise = match (table.id, column.name) {
                (_, "code" | "name" | "title") | (TableName::Unit, "dimension") => code,
                (TableName::Unit, "factor") => "1",
                (TableName::Metric, "unit") => unit,
                _ => "",
            };
            let text = of_mapping.filter(|text| !text.is_empty() && column.name != "code").unwrap_or(otherwise);
            match value(table, column, text, Marks::default(), self.catalog, self.problems) {
                Ok(value) => values.push(value),
                Err(fact) => {
                    let fact = match fact {
                        Violation::EmptyCell { column, .. } => {
                            Violation::CannotCreate { table: table.name, code: code.to_owned(), column }
                        }
                        fact => fact,
                    };
                    self.problems.add(fact, place);
                    self.catalog.entries_mut(table.id).rejected.insert(code.to_owned());
                    return false;
                }
            }
        }
        if let Some((fact, _)) = odd_row(table, &values) {
            self.problems.add(fact, place);
            return false;
        }
        let entry = Entry { values, change: Some(Change::Inserted), origin: None, before: None };
        self.catalog.entries_mut(table.id).rows.insert(code.to_owned(), entry);
        self.spellings.add(table.id, code);
        true
    }

    /// Rejects created rows that are not consistent with the others: those that refer to a row of their own table that
    /// does not exist, those that are their own ancestors, and those that share a value that must be unique.
    fn reject_lost(&mut self, files: &[(usize, OpenFile)]) {
        let Some((_, file)) = files.iter().find(|(_, file)| file.plan.is_some()) else { return };
        for (&name, codes) in &mut self.made {
            loop {
                let facts = odd_siblings(name.table(), codes, self.catalog, self.problems);
                if facts.is_empty() {
                    break;
                }
                for (code, fact) in facts {
                    self.problems.add(fact, || Place::of_file(file.file.label()));
                    let entries = self.catalog.entries_mut(name);
                    entries.rows.remove(&code);
                    codes.retain(|made| *made != code);
                    entries.rejected.insert(code);
                }
            }
        }
    }
}
