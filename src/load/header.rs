//! Which columns of a table a file has, and what stands for those that it lacks.

use std::sync::Arc;

use super::registry::Registry;
use super::tables::{TABLES, Table};
use crate::dataset::{Digest, File, Package, Resource, Row};
use crate::model::{Marks, nearest};
use crate::problem::{Fact, Place, Problems, Suggestion};

use super::{Counts, FileFacts};

/// A column that every file may have, and that says nothing: why a row was refused the last time.
pub const REASON: &str = "reason";

/// A file whose header is known to fit its table.
#[derive(Debug)]
pub struct OpenFile {
    pub package: String,
    pub table: &'static Table,
    pub file: File,
    pub header: Header,
    pub counts: Counts,
    /// What the file is known by, when it has been read.
    pub digest: Digest,
}

impl OpenFile {
    pub fn facts(self) -> FileFacts {
        let Digest { sha256, bytes, .. } = self.digest;
        FileFacts {
            header: (self.counts.rejected > 0).then(|| self.file.header_text()),
            package: self.package,
            path: self.file.path,
            table: self.table.name,
            sha256,
            bytes,
            counts: self.counts,
        }
    }
}

/// Where the columns of a table stand in a file, and what the descriptor says of those that do not.
#[derive(Debug)]
pub struct Header {
    table: &'static Table,
    /// In the order of the table's columns.
    columns: Vec<HeaderColumn>,
}

/// A column of the table, as one file has it.
#[derive(Debug, Default)]
struct HeaderColumn {
    position: Option<usize>,
    default: Option<String>,
    /// How the file writes the numbers of the column.
    marks: Marks,
}

impl Header {
    fn column(&self, name: &str) -> Option<&HeaderColumn> {
        self.table.column(name).map(|index| &self.columns[index])
    }

    /// The marks of the numbers in a column.
    pub fn marks(&self, column: &str) -> Marks {
        self.column(column).map(|column| column.marks).unwrap_or_default()
    }

    /// The marks of the numbers in the column at this place in the table.
    pub fn marks_at(&self, index: usize) -> Marks {
        self.columns[index].marks
    }

    /// Whether the file, or the descriptor for it, says anything of a column.
    pub fn tells(&self, column: &str) -> bool {
        self.column(column).is_some_and(|column| column.position.is_some() || column.default.is_some())
    }

    /// The position of a column, where the file has it.
    pub fn position(&self, column: &str) -> Option<usize> {
        self.column(column)?.position
    }

    /// The text of the column at this place in the table: the cell, or the descriptor's default where the file lacks
    /// the column.
    pub fn cell<'a>(&'a self, row: &Row<'a>, index: usize) -> &'a str {
        let column = &self.columns[index];
        match column.position {
            Some(position) => row.cell(position),
            None => column.default.as_deref().unwrap_or(""),
        }
    }
}

/// Opens every file of every package; what cannot be opened leaves its table incomplete.
pub fn open_files(packages: &[Package], registry: &mut Registry, problems: &mut Problems) -> Vec<OpenFile> {
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
                    let package = package.name.clone();
                    Some(OpenFile {
                        package,
                        table,
                        file,
                        header,
                        counts: Counts::default(),
                        digest: Digest::default(),
                    })
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
    let columns = table.columns.iter();
    let columns =
        columns.map(|column| HeaderColumn { marks: resource.marks(column.name), ..HeaderColumn::default() }).collect();
    let mut header = Header { table, columns };
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
        if name == REASON {
            continue;
        }
        let fact = match table.column(name) {
            None => unknown(name),
            Some(index) => match header.columns[index].position.replace(position) {
                None => continue,
                Some(_) => Fact::RepeatedColumn { name: name.clone() },
            },
        };
        problems.add(fact, || file.header_place(position));
        is_good = false;
    }
    for (name, value) in &resource.defaults {
        match table.column(name) {
            Some(index) => header.columns[index].default = Some(value.clone()),
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
