//! Rows of every table but `observation`: cells become values, references are looked up, and each row is compared with
//! the one that the database holds.

use std::sync::Arc;

use rusqlite::types::Value;

use super::catalog::{Catalog, Entry, Standing, key, key_of, text};
use super::definitions::{Definitions, StatedRow, difference, redefinition};
use super::integrity::{RowOrigin, check_among_themselves, immutable_change, odd_row};
use super::row_values::RowReader;
use crate::dataset::{Digest, Fault, Row};
use crate::load::input::file::OpenFile;
use crate::load::input::header::Header;
use crate::load::ledger::counts::{Change, Counts};
use crate::load::schema::{Table, TableName};
use crate::problem::{Problems, RejectedRow, Violation};

/// Reads all files of a table into the catalog. The files have the numbers that they have in the load, and get their
/// counts and digests. Rejected rows that are kept are returned with the number of their file.
///
/// # Errors
/// Fails where SQLite does.
pub(crate) fn read(
    table: &'static Table,
    files: &mut [(usize, OpenFile)],
    catalog: &mut Catalog,
    definitions: &Definitions<'_>,
    problems: &mut Problems,
) -> rusqlite::Result<Vec<(usize, Vec<RejectedRow>)>> {
    let mut kept = Vec::new();
    let mut rows: Vec<RowOrigin> = Vec::new();
    catalog.read_former(table, definitions.connection)?;
    for index in 0..files.len() {
        let mut reader = FileReader {
            table,
            files,
            index,
            catalog,
            definitions,
            problems,
            rows: &mut rows,
            counts: Counts::default(),
            deferred: Vec::new(),
            failed: None,
        };
        let read = reader.read();
        reader.add_deferred();
        let FileReader { counts, failed, .. } = reader;
        if let Some(error) = failed {
            return Err(error);
        }
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
        let is_kept = entry.is_some_and(|entry| entry.change == Some(Change::Kept));
        if is_kept {
            entries.kept.push((*number, row.line));
        }
        // Where a newer edition is known to leave the row out, there is none that is stated.
        if entry.is_some_and(|entry| entry.origin.is_some()) && (!is_kept || entries.editions.contains_key(&row.key)) {
            entries.stated.push((*number, row.key.clone()));
        }
        let change = entry.and_then(|Entry { change, origin, .. }| match *origin == Some((*number, row.line)) {
            true => *change,
            // Another dataset has the same row, and that one is stored.
            false => change.map(|change| if change == Change::Kept { change } else { Change::Unchanged }),
        });
        file.counts.add(change);
    }
    Ok(kept)
}

/// What becomes of a row.
enum Outcome {
    Accepted {
        change: Change,
        /// The datasets whose definitions it replaces.
        replaced: Vec<String>,
        /// What stands after the load, where a newer edition is known to state the row.
        standing: Option<Standing>,
    },
    /// Another dataset of the load has stated it.
    Repeated,
    /// It differs from an earlier row of the load with its key; the second violation is that of the earlier row.
    Disputed([(Violation, &'static str); 2]),
    Rejected {
        /// What is wrong and has not been reported, and the column.
        wrong: Option<(Violation, &'static str)>,
        /// Whether it is rejected for what it changes of the stored row.
        changes_stored: bool,
    },
}

/// Reads one file of a table.
struct FileReader<'a> {
    table: &'static Table,
    files: &'a [(usize, OpenFile)],
    /// The index of the file in the files of the table.
    index: usize,
    catalog: &'a mut Catalog,
    definitions: &'a Definitions<'a>,
    problems: &'a mut Problems,
    /// The accepted rows.
    rows: &'a mut Vec<RowOrigin>,
    /// What became of the others.
    counts: Counts,
    /// The rows whose code is that of a stored row and of one that was merged into it, each with its line.
    deferred: Vec<(u64, StatedRow)>,
    /// Why the stored definitions could not be read.
    failed: Option<rusqlite::Error>,
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
                let mut records: Vec<Option<StatedRow>> = Vec::with_capacity(1);
                source.records(&row, self.problems, &mut |record, _, problems| {
                    records.push(record.map(|record| {
                        let catalog = &mut *self.catalog;
                        let mut reader = RowReader { table, record, catalog, problems, is_valid: true };
                        let (values, is_valid) = (reader.values(), reader.is_valid);
                        let cells = record.cells.iter().zip(&values);
                        let is_empty = cells.map(|(cell, value)| cell.is_empty() || *value == Value::Null).collect();
                        let code = if let [code] = table.key { table.column(code) } else { None };
                        let is_renamed = code.is_some_and(|place| text(&values[place]) != record.cells[place]);
                        StatedRow { values, is_empty, is_valid, is_renamed }
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
    fn add(&mut self, row: &Row<'_>, record: Option<StatedRow>) {
        self.counts.read += 1;
        let Some(stated) = record else {
            self.counts.rejected += 1;
            return;
        };
        let row_key = key(self.table, &stated.values);
        let is_merged = stated.is_valid && !stated.is_renamed && self.catalog.is_merged(self.table.id, &row_key);
        match is_merged {
            false => self.accept(row, stated),
            true if self.catalog.entries(self.table.id).rows.contains_key(&row_key) => {
                self.deferred.push((row.line, stated));
            }
            true => self.ignore_merged(&row_key),
        }
    }

    /// Ignores a row that was merged into another one, which has other columns: what it was merged into is stated.
    fn ignore_merged(&mut self, row_key: &str) {
        let (table, number) = (self.table.id, self.files[self.index].0);
        self.counts.unchanged += 1;
        let current = self.catalog.current(table, row_key).to_owned();
        self.catalog.entries_mut(table).stated.push((number, current));
    }

    /// Adds the rows whose code means two things. Where the file states by its former code what has the code now, the other
    /// one is meant, which was merged into it.
    fn add_deferred(&mut self) {
        let (number, source) = &self.files[self.index];
        let deferred = std::mem::take(&mut self.deferred);
        let mut lines: Vec<u64> = deferred.iter().map(|(line, _)| *line).collect();
        lines.dedup();
        let mut deferred = deferred.into_iter().peekable();
        source.file.rows_on(&lines, &mut |row| {
            while let Some((_, stated)) = deferred.next_if(|(line, _)| *line == row.line) {
                let row_key = key(self.table, &stated.values);
                let entry = self.catalog.entries(self.table.id).rows.get(&row_key);
                match entry.and_then(|entry| entry.origin).is_some_and(|(file, _)| file == *number) {
                    true => self.ignore_merged(&row_key),
                    false => self.accept(row, stated),
                }
            }
        });
    }

    /// Accepts or rejects a row.
    fn accept(&mut self, row: &Row<'_>, mut stated: StatedRow) {
        let (table, (number, source)) = (self.table, &self.files[self.index]);
        let row_key = key(table, &stated.values);
        let outcome = match self.outcome(&row_key, row.line, &mut stated) {
            Ok(outcome) => outcome,
            Err(error) => {
                self.failed = Some(error);
                return;
            }
        };
        let origin = self.origin(row, row_key.clone());
        let keeps_rows = self.problems.keeps_rows();
        let entries = self.catalog.entries_mut(table.id);
        match outcome {
            Outcome::Accepted { change, replaced, standing } => {
                self.rows.push(origin);
                entries.standing.extend(standing.map(|standing| (row_key.clone(), standing)));
                let before = entries.rows.get(&row_key).filter(|_| keeps_rows).cloned().map(Box::new);
                entries.replaced.extend(replaced.into_iter().map(|dataset| (dataset, row_key.clone())));
                let (values, origin) = (stated.values, Some((*number, row.line)));
                entries.rows.insert(row_key, Entry { values, change: Some(change), origin, before });
            }
            Outcome::Repeated => {
                self.rows.push(origin);
                if let Some(entry) = entries.rows.get_mut(&row_key) {
                    entry.fill(table, stated.values, (*number, row.line));
                }
            }
            Outcome::Disputed([(fact, column), of_earlier]) => {
                // Of two rows nothing says which one is right.
                if keeps_rows {
                    entries.disputed.entry(row_key).or_insert(of_earlier);
                }
                self.problems.reject(row.text(), fact, || row.place(source.header.position(column)));
                self.counts.rejected += 1;
            }
            Outcome::Rejected { wrong, changes_stored } => {
                if changes_stored {
                    entries.immutable.insert(row_key, (*number, row.line));
                } else if !stated.is_valid {
                    entries.rejected.insert(row_key);
                }
                if let Some((fact, column)) = wrong {
                    self.problems.reject(row.text(), fact, || row.place(source.header.position(column)));
                }
                self.counts.rejected += 1;
            }
        }
    }

    /// What becomes of a row; cells that state nothing get the values of the row before.
    ///
    /// # Errors
    /// Fails where SQLite does.
    fn outcome(&self, row_key: &str, line: u64, stated: &mut StatedRow) -> rusqlite::Result<Outcome> {
        let (table, entries) = (self.table, self.catalog.entries(self.table.id));
        let stored = match entries.rows.get(row_key) {
            Some(Entry { origin: None, values, .. }) => values,
            Some(Entry { origin: Some(origin), values, .. }) => {
                return Ok(self.repeated(row_key, line, stated, *origin, values));
            }
            None if stated.is_valid => {
                let older = self.catalog.older(table, row_key, &stated.values, &self.files[self.index].1.package);
                let change = older.map_or(Change::Inserted, |(change, _)| change);
                return Ok(Outcome::Accepted { change, replaced: Vec::new(), standing: None });
            }
            None => return Ok(Outcome::Rejected { wrong: None, changes_stored: false }),
        };
        let is_source = table.id == TableName::Source;
        let edition = if is_source { self.catalog.editions.stated_by(row_key, &stated.values) } else { None };
        let before = edition.as_ref().map_or(stored.as_slice(), |edition| edition.before);
        let is_new = edition.is_some_and(|edition| edition.is_new);
        keep_unstated(table, &self.files[self.index].1.header, &mut stated.values, before);
        if *before != *stated.values && self.catalog.has_merged(table.id, row_key) {
            // It may have the cell from what was merged into it.
            stated.keep_empty(before);
        }
        let package = &self.files[self.index].1.package;
        let older = self.catalog.older(table, row_key, &stated.values, package).filter(|_| stated.is_valid);
        let is_changed = stated.is_valid && !is_new && older.is_none() && *before != *stated.values;
        let (redefined, replaced) =
            if is_changed { self.definitions.compare(table, before, stated, package)? } else { Default::default() };
        let wrong = immutable_change(table, stored, &stated.values).or(redefined);
        if wrong.is_some() {
            return Ok(Outcome::Rejected { wrong, changes_stored: true });
        }
        let odd = odd_row(table, &stated.values).filter(|_| stated.is_valid);
        let wrong = odd.or_else(|| {
            let rejected = entries.immutable.get(row_key).filter(|_| stated.is_valid)?;
            Some((self.duplicate(row_key, *rejected), table.key[0]))
        });
        if wrong.is_some() || !stated.is_valid {
            return Ok(Outcome::Rejected { wrong, changes_stored: false });
        }
        let (change, standing) = older.unwrap_or_else(|| match is_new {
            true => (Change::Inserted, None),
            false if *before == *stated.values => (Change::Unchanged, None),
            false => (Change::Revised, None),
        });
        Ok(Outcome::Accepted { change, replaced, standing })
    }

    /// What becomes of a row whose key an earlier row of the load has, in the file and line of `origin`. Two datasets may have
    /// the same row, for example if both list the country. Both are accepted, or both rejected. So may two rows of a file of
    /// another shape, which names the sector of each enterprise.
    fn repeated(
        &self,
        row_key: &str,
        line: u64,
        stated: &mut StatedRow,
        origin: (usize, u64),
        earlier: &[Value],
    ) -> Outcome {
        let (table, (number, file)) = (self.table, &self.files[self.index]);
        keep_unstated(table, &file.header, &mut stated.values, earlier);
        let of_other = self.files.iter().find(|(number, other)| *number == origin.0 && other.package != file.package);
        if of_other.is_some() {
            stated.keep_empty(earlier);
        }
        let odd = odd_row(table, &stated.values).filter(|_| stated.is_valid);
        if odd.is_some() || !stated.is_valid {
            return Outcome::Rejected { wrong: odd, changes_stored: false };
        }
        let values = &stated.values;
        match of_other {
            Some((_, other)) => difference(table, earlier, values).map_or(Outcome::Repeated, |column| {
                let of = |file: &OpenFile, line| {
                    format!("the dataset {} ({}, line {line})", file.package, file.file.label())
                };
                let wrong = redefinition(table, earlier, values, column, of(other, origin.1), None);
                let of_earlier = redefinition(table, values, earlier, column, of(file, line), None);
                Outcome::Disputed([(wrong, column.name), (of_earlier, column.name)])
            }),
            None if *earlier != *values => {
                let duplicate = |of| (self.duplicate(row_key, of), table.key[0]);
                Outcome::Disputed([duplicate(origin), duplicate((*number, line))])
            }
            None if origin.0 != *number || file.plan.is_some() => Outcome::Repeated,
            None => {
                let wrong = Some((self.duplicate(row_key, origin), table.key[0]));
                Outcome::Rejected { wrong, changes_stored: false }
            }
        }
    }

    fn origin(&self, row: &Row<'_>, key: String) -> RowOrigin {
        let text = if self.problems.keeps_rows() { row.text().text.to_owned() } else { String::new() };
        RowOrigin { file: self.index, line: row.line, key, text }
    }

    /// What became of codes that are now this one, in words.
    fn former_of(&self, code: &str) -> Option<String> {
        let former = self.catalog.former(self.table.id).filter(|(former, now)| *now == code && *former != code);
        let mut words: Vec<String> = former.map(|(former, _)| self.catalog.became(self.table.id, former)).collect();
        words.sort_unstable();
        (!words.is_empty()).then(|| words.join(", "))
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
            spellings: Vec::new(),
            because: self.former_of(row_key),
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
