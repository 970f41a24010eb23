//! The files of datasets, each with its table and its header.

use std::sync::Arc;

use super::header::{Header, mapped_header, read_header};
use super::record::Record;
use crate::dataset::{Digest, File, Package, Resource, Row, Section};
use crate::load::ledger::counts::Counts;
use crate::load::ledger::entry::FileFacts;
use crate::load::schema::{TABLES, Table, TableName};
use crate::mapping::{New, Plan, periods};
use crate::model::nearest;
use crate::problem::{Place, Problems, RowText, Skip, Suggestion, Violation};

/// A file whose header is known to fit its table.
#[derive(Debug)]
pub(crate) struct OpenFile {
    pub package: String,
    pub table: &'static Table,
    pub file: File,
    pub header: Header,
    /// How rows of another shape become rows of the table.
    pub plan: Option<Plan>,
    /// Whether `--published-on` can give the date of its sources: no descriptor names its mapping.
    pub takes_date: bool,
    pub counts: Counts,
    /// The checksums of the file, when it has been read.
    pub digest: Digest,
}

/// Receives a row of the table, the columns of new rows of other tables, and the problems; returns whether to continue.
type Take<'a> = dyn FnMut(Option<&Record<'_>>, Option<&New<'_, '_>>, &mut Problems) -> bool + 'a;

impl OpenFile {
    /// Passes to `take` the rows of the table that a row of the file becomes: one, or those that a mapping makes of it.
    /// A row that a mapping rejects is reported, and passed as `None`. `take` returns whether to continue.
    pub(crate) fn records(&self, row: &Row<'_>, problems: &mut Problems, take: &mut Take<'_>) {
        let header = &self.header;
        let Some(plan) = &self.plan else {
            take(Some(&self.record(row, &mut [""; Table::WIDEST])), None, problems);
            return;
        };
        let left_out = plan.each(row, &mut |outcome, new| match outcome {
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
                problems.reject(row.text(), fact, || row.place(column));
                take(None, Some(new), problems)
            }
        });
        let (label, RowText { line, text }) = (self.file.label(), row.text());
        if let Some(why) = left_out.row {
            problems.skip(why, label, 1, (line, text));
        }
        if left_out.figures > 0 {
            problems.skip(Skip::FigureByRule, label, left_out.figures, (line, text));
        }
        for &column in plan.unused().iter().filter(|column| self.file.columns()[**column].is_empty()) {
            let cell = row.cell(column).trim();
            if !cell.is_empty() {
                problems.skip(Skip::Cell, label, 1, (line, cell));
            }
        }
    }

    /// A row of a file that has the shape of the table, as a row of the table; `cells` is a buffer for its texts.
    pub(crate) fn record<'a>(&'a self, row: &'a Row<'a>, cells: &'a mut [&'a str; Table::WIDEST]) -> Record<'a> {
        let header = &self.header;
        let (cells, action) = (header.cells_of(row, cells), header.action_of(row));
        Record { cells, row, header, plan: None, value_column: None, scale: "", action }
    }

    pub(crate) fn facts(self) -> FileFacts {
        let Digest { sha256, bytes, .. } = self.digest;
        FileFacts {
            header: (self.counts.rejected > 0).then(|| self.file.header_text()),
            package: self.package,
            path: self.file.stored_path,
            table: self.table.name,
            sha256,
            bytes,
            counts: self.counts,
        }
    }
}

/// The files of datasets that could be opened, and the tables that are incomplete because of the files that could not.
#[derive(Debug, Default)]
pub(crate) struct OpenFiles {
    pub files: Vec<OpenFile>,
    pub incomplete: Vec<TableName>,
}

impl OpenFiles {
    /// Opens every file of every dataset; what is wrong with a file is added to `problems`.
    pub(crate) fn of(packages: &[Package], problems: &mut Problems) -> Self {
        let mut opened = Self::default();
        for package in packages {
            for resource in &package.descriptor.resources {
                let Some(table) = opened.table_of(package, resource, problems) else { continue };
                for path in resource.paths() {
                    let sections = Section::all(package, resource, path, problems).unwrap_or_default();
                    let files: Vec<OpenFile> = sections
                        .iter()
                        .filter_map(|section| open(package, resource, (path, section), table, problems))
                        .collect();
                    if files.is_empty() || files.len() < sections.len() {
                        opened.incomplete.push(table.id);
                    }
                    skip_sheets(&files, &package.label(path), problems);
                    opened.files.extend(files);
                }
            }
        }
        opened
    }

    /// The table that a resource fills.
    fn table_of(&mut self, package: &Package, resource: &Resource, problems: &mut Problems) -> Option<&'static Table> {
        let descriptor = package.label("datapackage.json");
        let in_descriptor = || Place::of_file(&descriptor);
        let name = resource.table.as_deref().unwrap_or(&resource.name);
        let Some(table) = Table::find(name) else {
            let near = nearest(name, TABLES.iter(), |table| table.resource);
            // The rows of this resource are missing, and it is not known from which table.
            let missing = near.into_iter().chain(TABLES.iter().filter(|_| near.is_none()));
            self.incomplete.extend(missing.map(|table| table.id));
            let near = near.map(|table| Suggestion::of(table.resource));
            let of_mapping = resource.rules.as_ref().filter(|_| package.is_loose);
            let named_by = of_mapping.and_then(|mapping| Some((mapping, mapping.rules.table.as_ref()?)));
            problems.add(Violation::UnknownTable { name: name.to_owned(), near }, || match named_by {
                Some((mapping, table)) => mapping.place(table.span()),
                None => in_descriptor(),
            });
            return None;
        };
        if resource.paths().is_empty() {
            let what = format!("the resource `{}` without a `path`", resource.name);
            let fix = "write its rows into a CSV file and name that file".to_owned();
            problems.add(Violation::Unsupported { what, fix }, in_descriptor);
        }
        Some(table)
    }
}

/// Counts the sheets of a workbook that a mapping does not read; what profiles ignore is said when they choose a sheet.
fn skip_sheets(files: &[OpenFile], label: &Arc<str>, problems: &mut Problems) {
    let Some(first) = files.first().filter(|file| file.plan.as_ref().is_some_and(|plan| !plan.is_of_profile())) else {
        return;
    };
    let is_read = |name: &&String| files.iter().any(|file| file.file.sheet() == *name);
    for name in first.file.other_sheets().iter().filter(|name| !is_read(name)) {
        problems.skip(Skip::Sheet, label, 1, (0, name));
    }
}

/// Opens a table of a file for a table of the dataset format.
fn open(
    package: &Package,
    resource: &Resource,
    (path, section): (&str, &Section),
    table: &'static Table,
    problems: &mut Problems,
) -> Option<OpenFile> {
    let file = File::open(package, resource, (path, section), problems)?;
    file.skip_around(problems);
    let (header, plan) = match &resource.rules {
        None => (read_header(table, resource, &file, problems, &package.label("datapackage.json"))?, None),
        Some(mapping) => {
            let columns = table.column_names();
            let plan = Plan::new(mapping, &file, &columns, problems)?;
            let header = mapped_header(table, resource, (&file, &plan), problems, mapping)?;
            if !periods::check(&plan, &file, &columns, problems) {
                return None;
            }
            let names = plan.unused().iter().map(|column| file.columns()[*column].as_str());
            let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
            if !names.is_empty() {
                let line = file.header_place(0).line;
                problems.skip(Skip::Column, file.label(), names.len() as u64, (line, &names.join(", ")));
            }
            (header, Some(plan))
        }
    };
    let (package, takes_date) = (package.name.clone(), resource.mapping.is_none());
    Some(OpenFile {
        package,
        table,
        file,
        header,
        plan,
        takes_date,
        counts: Counts::default(),
        digest: Digest::default(),
    })
}
