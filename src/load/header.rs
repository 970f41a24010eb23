//! Which columns of a table a file has, and what stands for those that it lacks.

use std::sync::Arc;

use super::record::Record;
use super::registry::Registry;
use super::tables::{Kind, TABLES, Table};
use crate::dataset::{Digest, File, Mapping, Package, REASON, Resource, Row};
use crate::mapping::{New, Plan};
use crate::model::{Marks, nearest};
use crate::problem::{Place, Problems, Suggestion, Violation};

use super::{Counts, FileFacts};

/// A file whose header is known to fit its table.
#[derive(Debug)]
pub struct OpenFile {
    pub package: String,
    pub table: &'static Table,
    pub file: File,
    pub header: Header,
    /// How rows of another shape become rows of the table.
    pub plan: Option<Plan>,
    pub counts: Counts,
    /// What the file is known by, when it has been read.
    pub digest: Digest,
}

/// Takes a row of the table, what new rows of others would be made of, and problems; false where it wants no more.
type Take<'a> = dyn FnMut(Option<&Record<'_>>, Option<&New<'_, '_>>, &mut Problems) -> bool + 'a;

impl OpenFile {
    /// Hands over the rows of the table that a row of the file is: one, or those that a mapping makes of it. A row that is
    /// refused before that is told, and handed over as nothing. Who takes them says whether to go on.
    pub fn records(&self, row: &Row<'_>, problems: &mut Problems, take: &mut Take<'_>) {
        let header = &self.header;
        let Some(plan) = &self.plan else {
            take(Some(&self.record(row, &mut [""; Table::WIDEST])), None, problems);
            return;
        };
        plan.each(row, &mut |outcome, new| match outcome {
            Ok(mapped) => {
                let (value_column, scale, action) = (mapped.value_column, mapped.scale, mapped.action);
                let filled;
                let cells = match header.has_defaults() {
                    false => mapped.cells,
                    true => {
                        filled = header.with_defaults(mapped.cells);
                        filled.as_slice()
                    }
                };
                let record = Record { cells, row, header, plan: Some(plan), value_column, scale, action };
                take(Some(&record), Some(new), problems)
            }
            Err((fact, column)) => {
                problems.add(fact, || row.place(column));
                take(None, Some(new), problems)
            }
        });
    }

    /// The row of the table that a row of the file is, where the file has the shape of the table; its texts are laid into
    /// `cells`.
    pub fn record<'a>(&'a self, row: &'a Row<'a>, cells: &'a mut [&'a str; Table::WIDEST]) -> Record<'a> {
        let header = &self.header;
        let width = self.table.columns.len();
        for (column, cell) in header.columns.iter().zip(&mut cells[..width]) {
            *cell = match column.position {
                Some(position) => row.cell(position),
                None => column.default.as_deref().unwrap_or(""),
            };
        }
        Record { cells: &cells[..width], row, header, plan: None, value_column: None, scale: "", action: "" }
    }

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
    /// A mapping says what fills the column.
    is_mapped: bool,
}

impl Header {
    fn column(&self, name: &str) -> Option<&HeaderColumn> {
        self.table.column(name).map(|index| &self.columns[index])
    }

    /// The place of a column among those of the table.
    pub fn index(&self, name: &str) -> Option<usize> {
        self.table.column(name)
    }

    /// Whether a descriptor fills columns that a mapping does not speak of.
    fn has_defaults(&self) -> bool {
        self.columns.iter().any(|column| column.default.is_some() && !column.is_mapped)
    }

    /// The texts of a row with what a descriptor fills columns with that a mapping does not speak of.
    fn with_defaults<'a>(&'a self, cells: &[&'a str]) -> Vec<&'a str> {
        let filled = |(column, cell): (&'a HeaderColumn, &&'a str)| match &column.default {
            Some(default) if !column.is_mapped => default.as_str(),
            _ => *cell,
        };
        self.columns.iter().zip(cells).map(filled).collect()
    }

    /// The marks of the numbers in the column at this place in the table.
    pub fn marks_at(&self, index: usize) -> Marks {
        self.columns[index].marks
    }

    /// Whether the file, or the descriptor for it, says anything of a column.
    pub fn tells(&self, column: &str) -> bool {
        self.column(column)
            .is_some_and(|column| column.position.is_some() || column.default.is_some() || column.is_mapped)
    }

    /// The position of a column, where the file has it.
    pub fn position(&self, column: &str) -> Option<usize> {
        self.column(column)?.position
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
                let fact = Violation::UnknownTable { name: name.to_owned(), near };
                let of_mapping = resource.rules.as_ref().filter(|_| package.is_loose);
                let told = of_mapping.and_then(|mapping| Some((mapping, mapping.rules.table.as_ref()?)));
                problems.add(fact, || match told {
                    Some((mapping, table)) => mapping.place(table.span()),
                    None => in_descriptor(),
                });
                continue;
            };
            if resource.paths().is_empty() {
                let what = format!("the resource `{}` without a `path`", resource.name);
                let fix = "write its rows into a CSV file and name that file".to_owned();
                problems.add(Violation::Unsupported { what, fix }, in_descriptor);
            }
            for path in resource.paths() {
                let file = File::open(package, resource, path, problems);
                let opened_file = file.and_then(|file| {
                    let (header, plan) = match &resource.rules {
                        None => (read_header(table, resource, &file, problems, &descriptor)?, None),
                        Some(mapping) => {
                            let names = table.column_names();
                            let plan = Plan::new(mapping, &file, &names, problems)?;
                            (mapped_header(table, resource, (&file, &plan), problems, mapping)?, Some(plan))
                        }
                    };
                    let package = package.name.clone();
                    Some(OpenFile {
                        package,
                        table,
                        file,
                        header,
                        plan,
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
    let undeclared = match file.columns().is_empty() {
        true => Some(Violation::MissingHeader),
        false => file.wrong_delimiter(false),
    };
    if let Some(fact) = undeclared {
        problems.add(fact, || file.header_place(0));
        return None;
    }
    let unknown = |name: &str| {
        let near = nearest(name, table.columns.iter(), |column| column.name);
        let near = near.map(|column| Suggestion::of(column.name));
        Violation::UnknownColumn { table: table.resource, name: name.to_owned(), near, known: table.column_names() }
    };
    for (position, name) in file.columns().iter().enumerate() {
        if name == REASON {
            continue;
        }
        let fact = match table.column(name) {
            None => unknown(name),
            Some(index) => match header.columns[index].position.replace(position) {
                None => continue,
                Some(_) => Violation::DuplicateColumn { name: name.clone() },
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
    for column in table.columns.iter().filter(|column| column.must_be_told()) {
        if !header.tells(column.name) {
            let fact = Violation::MissingColumn { table: table.resource, name: column.name };
            problems.add(fact, || Place::of_file(file.label()));
            is_good = false;
        }
    }
    is_good.then_some(header)
}

/// Where the columns of a table stand in a file that a mapping is for.
fn mapped_header(
    table: &'static Table,
    resource: &Resource,
    (file, plan): (&File, &Plan),
    problems: &mut Problems,
    mapping: &Mapping,
) -> Option<Header> {
    let rules = &mapping.rules;
    let mut columns = Vec::new();
    let mut is_good = true;
    for (index, column) in table.columns.iter().enumerate() {
        // The descriptor tells the marks of its own columns.
        let of_file = plan.position(index).or(plan.first_unpivoted().filter(|_| column.name == "value"));
        let of_file = of_file.and_then(|position| file.columns().get(position));
        let of_resource = of_file.map(|name| resource.marks(name)).unwrap_or_default();
        let marks = Marks {
            decimal: rules.decimal_char.unwrap_or(of_resource.decimal),
            group: rules.group_char.or(of_resource.group),
        };
        let default = resource.defaults.get(column.name).cloned();
        let is_unpivoted = column.kind == Kind::Quantity && plan.first_unpivoted().is_some();
        if column.must_be_told() && !is_unpivoted && default.is_none() && !plan.fills(index) {
            let message = format!("nothing says what fills `{}`, which every row needs", column.name);
            let fix = Some(format!("say it under [columns]: {} = \"...\"", column.name));
            problems.add(Violation::Mapping { message, fix }, || Place::of_file(&mapping.label));
            is_good = false;
        }
        columns.push(HeaderColumn { position: plan.position(index), default, marks, is_mapped: plan.fills(index) });
    }
    is_good.then_some(Header { table, columns })
}
