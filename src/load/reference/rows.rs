//! Rows of every table but `observation`: cells become values, references are looked up, and each row is compared with
//! the one that the database holds.

use std::sync::Arc;

use rusqlite::types::Value;

use super::catalog::{Catalog, Entry, key, key_of};
use super::cell::value;
use super::integrity::{RowOrigin, check_among_themselves, immutable_change, odd_row};
use crate::dataset::{Digest, Fault, Row};
use crate::load::input::file::OpenFile;
use crate::load::input::header::Header;
use crate::load::input::record::Record;
use crate::load::ledger::counts::{Change, Counts};
use crate::load::schema::{Column, Table, TableName};
use crate::problem::{Problems, RejectedRow, Violation};

/// Reads all files of a table into the catalog. The files have the numbers that they have in the load, and get their
/// counts and digests. Rejected rows that are kept are returned with the number of their file.
pub(crate) fn read(
    table: &'static Table,
    files: &mut [(usize, OpenFile)],
    catalog: &mut Catalog,
    problems: &mut Problems,
) -> Vec<(usize, Vec<RejectedRow>)> {
    let mut kept = Vec::new();
    let mut rows: Vec<RowOrigin> = Vec::new();
    for index in 0..files.len() {
        let mut reader =
            FileReader { table, files, index, catalog, problems, rows: &mut rows, counts: Counts::default() };
        let read = reader.read();
        let counts = reader.counts;
        files[index].1.counts = counts;
        kept.push((files[index].0, problems.take_kept()));
        match read {
            Ok(digest) => files[index].1.digest = digest,
            Err(fault) => {
                files[index].1.file.report(fault, problems);
                catalog.entries_mut(table.id).is_incomplete = true;
            }
        }
    }
    catalog.remove_immutable(table);
    kept.extend(check_among_themselves(table, files, &rows, catalog, problems));
    for row in &rows {
        let (number, file) = &mut files[row.file];
        let entries = catalog.entries_mut(table.id);
        let entry = entries.rows.get(&row.key);
        if entry.is_some_and(|entry| entry.origin.is_some()) {
            entries.stated.push((*number, row.key.clone()));
        }
        let change = entry.and_then(|Entry { change, origin, .. }| match *origin == Some((*number, row.line)) {
            true => *change,
            // Another dataset has the same row, and that one is stored.
            false => change.map(|_| Change::Unchanged),
        });
        file.counts.add(change);
    }
    kept
}

/// Reads one file of a table.
struct FileReader<'a> {
    table: &'static Table,
    files: &'a [(usize, OpenFile)],
    /// The index of the file in the files of the table.
    index: usize,
    catalog: &'a mut Catalog,
    problems: &'a mut Problems,
    /// The accepted rows.
    rows: &'a mut Vec<RowOrigin>,
    /// What became of the others.
    counts: Counts,
}

impl FileReader<'_> {
    fn read(&mut self) -> Result<Digest, Fault> {
        let (table, (_, source)) = (self.table, &self.files[self.index]);
        let mut misshapen = Vec::new();
        let mut blocks = source.file.blocks()?;
        while let Some(block) = blocks.next().transpose()? {
            let mut rows = source.file.rows(&block);
            while let Some(row) = rows.next(&mut |cells| misshapen.push(key_of_cells(source, cells)), self.problems) {
                // Each row of the table that the row of the file becomes; `None` is one that a mapping rejected.
                let mut records: Vec<Option<(Vec<Value>, bool)>> = Vec::with_capacity(1);
                source.records(&row, self.problems, &mut |record, _, problems| {
                    records.push(record.map(|record| {
                        let catalog = &mut *self.catalog;
                        let mut reader = RowReader { table, record, catalog, problems, is_valid: true };
                        (reader.values(), reader.is_valid)
                    }));
                    true
                });
                records.into_iter().for_each(|record| self.add(&row, record));
            }
        }
        self.counts.read += misshapen.len() as u64;
        self.counts.rejected += misshapen.len() as u64;
        // A reference to such a row is not reported as unknown.
        self.catalog.entries_mut(table.id).rejected.extend(misshapen.into_iter().flatten());
        Ok(blocks.digest())
    }

    /// Adds a row, or says what is wrong with it.
    fn add(&mut self, row: &Row<'_>, record: Option<(Vec<Value>, bool)>) {
        let (table, (number, source)) = (self.table, &self.files[self.index]);
        self.counts.read += 1;
        let Some((mut values, is_valid)) = record else {
            self.counts.rejected += 1;
            return;
        };
        let row_key = key(table, &values);
        // The row that it was merged into has other columns.
        if is_valid && self.catalog.is_merged(table.id, &row_key) {
            self.counts.unchanged += 1;
            return;
        }
        let entries = self.catalog.entries(table.id);
        let stored = entries.rows.get(&row_key);
        let is_stored = stored.is_some_and(|stored| stored.origin.is_none()) && table.id == TableName::Source;
        let edition = if is_stored { self.catalog.editions.stated_by(&row_key, &values) } else { None };
        let before = edition.as_ref().map(|edition| edition.before).or(stored.map(|stored| stored.values.as_slice()));
        if let Some(before) = before {
            keep_unstated(table, &source.header, &mut values, before);
        }
        let is_new = edition.is_some_and(|edition| edition.is_new);
        let odd = stored.filter(|_| is_valid).and_then(|_| odd_row(table, &values));
        let wrong = match stored {
            Some(Entry { origin: None, values: stored, .. }) => {
                immutable_change(table, stored, &values).or(odd).or_else(|| {
                    let rejected = entries.immutable.get(&row_key).filter(|_| is_valid)?;
                    Some((self.duplicate(&row_key, *rejected), table.key[0]))
                })
            }
            _ if odd.is_some() || !is_valid => odd,
            Some(Entry { origin: Some((origin, _)), values: earlier, .. })
                if (origin != number || source.plan.is_some()) && *earlier == values =>
            {
                // Two datasets may have the same row, for example if both list the country. Both are accepted, or both
                // rejected. So may two rows of a file of another shape, which names the sector of each enterprise.
                self.rows.push(self.origin(row, row_key));
                return;
            }
            Some(Entry { origin: Some(origin), .. }) => Some((self.duplicate(&row_key, *origin), table.key[0])),
            None => None,
        };
        if wrong.is_some() || !is_valid {
            let entries = self.catalog.entries_mut(table.id);
            if let Some((Violation::Immutable { .. }, _)) = wrong {
                entries.immutable.insert(row_key, (*number, row.line));
            } else if !is_valid {
                entries.rejected.insert(row_key);
            }
            if let Some((fact, column)) = wrong {
                self.problems.reject(row.text(), fact, || row.place(source.header.position(column)));
            }
            self.counts.rejected += 1;
            return;
        }
        let change = match before {
            Some(before) if !is_new && *before == *values => Change::Unchanged,
            Some(_) if !is_new => Change::Revised,
            _ => Change::Inserted,
        };
        let before = stored.filter(|_| self.problems.keeps_rows()).cloned().map(Box::new);
        self.rows.push(self.origin(row, row_key.clone()));
        let entry = Entry { values, change: Some(change), origin: Some((*number, row.line)), before };
        self.catalog.entries_mut(table.id).rows.insert(row_key, entry);
    }

    fn origin(&self, row: &Row<'_>, key: String) -> RowOrigin {
        let text = if self.problems.keeps_rows() { row.text().text.to_owned() } else { String::new() };
        RowOrigin { file: self.index, line: row.line, key, text }
    }

    /// The violation that an earlier row of the load has the same key; `origin` is its file and `line` its line.
    fn duplicate(&self, row_key: &str, (origin, line): (usize, u64)) -> Violation {
        let earlier = self.files.iter().find(|(number, _)| *number == origin);
        let (_, earlier) = earlier.unwrap_or(&self.files[self.index]);
        Violation::DuplicateKey {
            table: self.table.name,
            key: row_key.replace('\u{1f}', " | "),
            file: Arc::clone(earlier.file.label()),
            line,
        }
    }
}

/// Columns that a file does not have keep their stored values, and so does the date of a source where it is not stated.
fn keep_unstated(table: &Table, header: &Header, values: &mut [Value], before: &[Value]) {
    for (column, (value, before)) in table.columns.iter().zip(values.iter_mut().zip(before)) {
        let is_unknown = column.name == "published_on" && *value == Value::Null;
        if !header.fills(column.name) || is_unknown {
            value.clone_from(before);
        }
    }
}

/// The key of a row that has too few or too many cells, where all cells of the key are there.
fn key_of_cells(source: &OpenFile, cells: &[&str]) -> Option<String> {
    let cell = |name: &&str| source.header.position(name).and_then(|position| cells.get(position).copied());
    source.table.key.iter().map(cell).collect::<Option<Vec<&str>>>().map(key_of)
}

/// Turns the cells of one row into values, and says what is wrong with them.
struct RowReader<'a, 'r> {
    table: &'static Table,
    record: &'a Record<'r>,
    catalog: &'a mut Catalog,
    problems: &'a mut Problems,
    is_valid: bool,
}

impl RowReader<'_, '_> {
    fn values(&mut self) -> Vec<Value> {
        let columns = self.table.columns.iter().enumerate();
        let values: Vec<Value> = columns.map(|(index, column)| self.value(index, column)).collect();
        if self.is_valid
            && let Some((fact, column)) = odd_row(self.table, &values)
        {
            self.reject(fact, column);
        }
        values
    }

    fn reject(&mut self, fact: Violation, column: &str) {
        self.problems.reject(self.record.row.text(), fact, || self.record.place(column));
        self.is_valid = false;
    }

    fn value(&mut self, index: usize, column: &'static Column) -> Value {
        let cell = self.record.cells[index];
        let marks = self.record.marks(index);
        match value(self.table, column, cell, marks, self.catalog, self.problems) {
            Ok(value) => value,
            Err(fact) => {
                // What refers to the row finds it by its key all the same, and a code of a rejected row is a code.
                let is_code =
                    self.table.key.contains(&column.name) || matches!(fact, Violation::RejectedReference { .. });
                self.reject(fact, column.name);
                if is_code { Value::Text(cell.to_owned()) } else { Value::Null }
            }
        }
    }
}
