//! From the files of datasets to rows of the database: validate, resolve, write.
//!
//! [`Batch::read`] reads everything, looks up every code and records every problem; it writes nothing. Only a batch
//! without problems is written, by [`write()`], in the transaction that [`begin()`] opened before anything was read.

mod observations;
mod registry;
mod rows;
pub mod tables;
mod write;

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::Connection;

use crate::dataset::{File, Package, Resource, Row, sha256};
use crate::error::Result;
use crate::model::{Marks, nearest};
use crate::problem::{Fact, Place, Problems, Suggestion};
use observations::Observations;
use registry::{Change, Registry};
use rows::TableFile;
use tables::{TABLES, Table};
pub use write::{Written, begin, write};

/// What became of rows: `read` is the sum of the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub read: u64,
    pub inserted: u64,
    pub revised: u64,
    pub unchanged: u64,
    pub rejected: u64,
}

impl Counts {
    /// Counts what became of one row that is already counted as read; `None` is a rejected one.
    fn add(&mut self, change: Option<Change>) {
        match change {
            Some(Change::Inserted) => self.inserted += 1,
            Some(Change::Revised) => self.revised += 1,
            Some(Change::Unchanged) => self.unchanged += 1,
            None => self.rejected += 1,
        }
    }

    fn total<'a>(all: impl IntoIterator<Item = &'a Self>) -> Self {
        all.into_iter().fold(Self::default(), |sum, counts| Self {
            read: sum.read + counts.read,
            inserted: sum.inserted + counts.inserted,
            revised: sum.revised + counts.revised,
            unchanged: sum.unchanged + counts.unchanged,
            rejected: sum.rejected + counts.rejected,
        })
    }
}

/// A report that a dataset brings, already checked.
#[derive(Clone, Debug)]
pub struct StoredReport {
    pub package: String,
    /// The path in the package.
    pub path: String,
    pub name: String,
    pub title: String,
    pub description: String,
    /// The whole file, front matter included.
    pub sql: String,
    /// The declared parameters as a JSON array.
    pub parameters: String,
}

impl StoredReport {
    fn facts(&self) -> FileFacts {
        FileFacts {
            package: self.package.clone(),
            path: self.path.clone(),
            table: "report",
            sha256: sha256(self.sql.as_bytes()),
            bytes: self.sql.len() as u64,
            counts: Counts { read: 1, ..Counts::default() },
        }
    }
}

/// A file of the load, as the ledger tells it.
#[derive(Debug)]
pub struct FileFacts {
    pub package: String,
    pub path: String,
    pub table: &'static str,
    pub sha256: String,
    pub bytes: u64,
    pub counts: Counts,
}

/// Everything that a load will write, checked and resolved.
#[derive(Debug)]
pub struct Batch {
    pub files: Vec<FileFacts>,
    registry: Registry,
    observations: Observations,
    reports: Vec<StoredReport>,
}

impl Batch {
    /// Reads datasets against what a database holds; without one, against nothing.
    ///
    /// `progress` is told how many bytes of how many have been read.
    pub fn read(
        packages: &[Package],
        reports: Vec<StoredReport>,
        connection: Option<&Connection>,
        problems: &mut Problems,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Self, rusqlite::Error> {
        let mut registry = connection.map(Registry::read).transpose()?.unwrap_or_default();
        let mut opened = open_files(packages, &mut registry, problems);
        let total: u64 = opened.iter().map(|opened| opened.file.size).sum();
        let mut done = 0;
        let mut observations = Observations::default();
        for table in &TABLES {
            let of_table: Vec<usize> =
                (0..opened.len()).filter(|&number| opened[number].table.name == table.name).collect();
            let files: Vec<TableFile<'_>> = of_table
                .iter()
                .map(|&number| TableFile { file: &opened[number].file, header: &opened[number].header, number })
                .collect();
            let counts = if table.name == "observation" {
                observations.read(&files, &mut registry, problems, &mut |bytes| progress(done + bytes, total))
            } else {
                rows::read(table, &files, &mut registry, problems)
            };
            done += files.iter().map(|file| file.file.size).sum::<u64>();
            progress(done, total);
            for (number, counts) in of_table.into_iter().zip(counts) {
                opened[number].counts = counts;
            }
        }
        let mut files: Vec<FileFacts> = opened.into_iter().map(OpenFile::facts).collect();
        files.extend(reports.iter().map(StoredReport::facts));
        let total = Counts::total(files.iter().map(|file| &file.counts));
        problems.rows = (total.read, total.rejected);
        Ok(Self { files, registry, observations, reports })
    }

    /// What became of all rows so far.
    pub fn counts(&self) -> Counts {
        Counts::total(self.files.iter().map(|file| &file.counts))
    }
}

/// A file whose header is known to fit its table.
struct OpenFile {
    package: String,
    table: &'static Table,
    file: File,
    header: Header,
    counts: Counts,
}

impl OpenFile {
    fn facts(self) -> FileFacts {
        FileFacts {
            package: self.package,
            path: self.file.path,
            table: self.table.name,
            sha256: self.file.sha256,
            bytes: self.file.size,
            counts: self.counts,
        }
    }
}

/// Where the columns of a table stand in a file, and what the descriptor says of those that do not.
#[derive(Debug)]
pub struct Header {
    positions: HashMap<&'static str, usize>,
    defaults: HashMap<&'static str, String>,
    /// How the file writes the numbers of each column.
    marks: HashMap<&'static str, Marks>,
}

fn marks_of(table: &Table, resource: &Resource) -> HashMap<&'static str, Marks> {
    table.columns.iter().map(|column| (column.name, resource.marks(column.name))).collect()
}

impl Header {
    /// The marks of the numbers in a column.
    fn marks(&self, column: &str) -> Marks {
        self.marks.get(column).copied().unwrap_or_default()
    }

    /// Whether the file, or the descriptor for it, says anything of a column.
    fn tells(&self, column: &str) -> bool {
        self.positions.contains_key(column) || self.defaults.contains_key(column)
    }

    /// The position of a column, where the file has it.
    pub fn position(&self, column: &str) -> Option<usize> {
        self.positions.get(column).copied()
    }

    /// The text of a column: the cell, or the descriptor's default where the file lacks the column.
    pub fn cell<'a>(&'a self, row: &Row<'a>, column: &str) -> &'a str {
        match self.positions.get(column) {
            Some(&position) => row.cell(position),
            None => self.defaults.get(column).map_or("", String::as_str),
        }
    }
}

/// Opens every file of every package; what cannot be opened leaves its table incomplete.
fn open_files(packages: &[Package], registry: &mut Registry, problems: &mut Problems) -> Vec<OpenFile> {
    let mut opened = Vec::new();
    for package in packages {
        let descriptor = package.label("datapackage.json");
        let in_descriptor = || Place::of_file(&descriptor);
        for resource in &package.descriptor.resources {
            let name = resource.table.as_deref().unwrap_or(&resource.name);
            let Some(table) = Table::find(name) else {
                let near = nearest(name, TABLES.iter(), |table| table.resource);
                // Rows that were meant for a table are missing from it, but from which?
                for table in near.into_iter().chain(TABLES.iter().filter(|_| near.is_none())) {
                    registry.entries_mut(table.name).incomplete = true;
                }
                let near = near.map(|table| Suggestion::of(table.resource));
                problems.add(Fact::UnknownTable { name: name.to_owned(), near }, in_descriptor);
                continue;
            };
            if resource.paths().is_empty() {
                let what = format!("the resource `{}` without a `path`", resource.name);
                let mend = "write its rows into a CSV file and name that file".to_owned();
                problems.add(Fact::Unsupported { what, mend }, in_descriptor);
            }
            for path in resource.paths() {
                let file = File::open(package, resource, path, problems);
                let opened_file = file.and_then(|file| {
                    let header = read_header(table, resource, &file, problems, &descriptor)?;
                    Some(OpenFile { package: package.name.clone(), table, file, header, counts: Counts::default() })
                });
                match opened_file {
                    Some(file) => opened.push(file),
                    None => registry.entries_mut(table.name).incomplete = true,
                }
            }
        }
    }
    opened
}

/// Matches a header with the columns of a table.
fn read_header(
    table: &'static Table,
    resource: &Resource,
    file: &File,
    problems: &mut Problems,
    descriptor: &Arc<str>,
) -> Option<Header> {
    let mut header = Header { positions: HashMap::new(), defaults: HashMap::new(), marks: marks_of(table, resource) };
    let mut is_good = true;
    let undeclared = match file.columns.as_slice() {
        [] => Some(Fact::EmptyFile),
        [column] => {
            [';', '\t', '|', ','].into_iter().find(|&mark| column.contains(mark)).map(|found| Fact::Delimiter { found })
        }
        _ => None,
    };
    if let Some(fact) = undeclared {
        problems.add(fact, || file.header_place(0));
        return None;
    }
    let unknown = |name: &str| {
        let near = nearest(name, table.columns.iter(), |column| column.name);
        let near = near.map(|column| Suggestion::of(column.name));
        Fact::UnknownColumn { table: table.resource, name: name.to_owned(), near, known: table.column_names() }
    };
    for (position, name) in file.columns.iter().enumerate() {
        let fact = match table.columns.iter().find(|column| column.name == name) {
            None => unknown(name),
            Some(column) => match header.positions.insert(column.name, position) {
                None => continue,
                Some(_) => Fact::RepeatedColumn { name: name.clone() },
            },
        };
        problems.add(fact, || file.header_place(position));
        is_good = false;
    }
    for (name, value) in &resource.defaults {
        match table.columns.iter().find(|column| column.name == name) {
            Some(column) => {
                header.defaults.insert(column.name, value.clone());
            }
            None => {
                problems.add(unknown(name), || Place::of_file(descriptor));
                is_good = false;
            }
        }
    }
    for column in table.columns.iter().filter(|column| column.required) {
        if !header.tells(column.name) {
            let fact = Fact::MissingColumn { table: table.resource, name: column.name };
            problems.add(fact, || Place::of_file(&file.label));
            is_good = false;
        }
    }
    is_good.then_some(header)
}
