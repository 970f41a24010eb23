//! Reads a load from its files: every code is looked up, every problem is recorded, and the figures are sorted.

use std::path::Path;

use rusqlite::Connection;

use super::input::file::{OpenFile, OpenFiles};
use super::ledger::counts::Counts;
use super::ledger::entry::{FileFacts, LoadNumbers};
use super::ledger::rejects;
use super::limits::Limits;
use super::observation::Follow;
use super::observation::stream::Figures;
use super::progress::{Progress, Watch};
use super::reference::alike::pairs;
use super::reference::catalog::Catalog;
use super::reference::creation::{Made, create};
use super::reference::definitions::Definitions;
use super::reference::{rows, schemes};
use super::schema::{Table, TableName, reference_tables};
use crate::dataset::{Package, fingerprint, sha256};
use crate::error::Result;
use crate::problem::{Problems, RejectedRow};
use crate::store::{Store, sqlite};

/// What is loaded.
#[derive(Clone, Debug)]
pub(crate) struct Input<'a> {
    pub packages: &'a [Package],
    pub reports: Vec<StoredReport>,
    /// The tables in which rows are created that figures and other rows refer to and that do not exist.
    pub creates: &'a [TableName],
    /// Whether rows may replace what other datasets state of them, which are not loaded, and figures those whose date is not known.
    pub overrides: bool,
}

/// A report that a dataset brings, already checked.
#[derive(Clone, Debug)]
pub(crate) struct StoredReport {
    pub package: String,
    /// The path in the dataset.
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
    /// The report as a file of the load.
    pub(crate) fn facts(&self) -> FileFacts {
        FileFacts {
            package: self.package.clone(),
            path: self.path.clone(),
            table: "report",
            sha256: sha256(self.sql.as_bytes()),
            bytes: self.sql.len() as u64,
            counts: Counts { read: 1, ..Counts::default() },
            header: None,
        }
    }
}

/// Everything that a load brings, read and resolved.
#[derive(Debug)]
pub(super) struct Session {
    pub numbers: LoadNumbers,
    pub files: Vec<OpenFile>,
    pub catalog: Catalog,
    pub figures: Figures,
    pub reports: Vec<StoredReport>,
    /// The rows that were created because others refer to them.
    pub made: Made,
    /// Whether the load may replace what is not its own to replace.
    pub overrides: bool,
}

impl Session {
    /// Reads datasets, and resolves their codes with those in a store; `db` is the path of the database that they are
    /// for. Where `rejects_into` is given, rejected rows that are kept are written there.
    ///
    /// # Errors
    /// Fails where the database cannot be read, a temporary file not be written, or the user ends the program. What is wrong
    /// with the datasets is added to `problems`.
    pub(super) fn read(
        input: Input<'_>,
        (store, db): (&Store, &Path),
        rejects_into: Option<&Connection>,
        limits: Limits,
        problems: &mut Problems,
        watch: &mut Watch<'_>,
    ) -> Result<Self> {
        let Input { packages, reports, creates, overrides } = input;
        let fault = |source: rusqlite::Error| sqlite(db, &source);
        let mut catalog = Catalog::read(store.connection()).map_err(fault)?;
        let numbers = LoadNumbers {
            load_id: store.next_id("load", "load_id")?,
            first_file: store.next_id("load_file", "file_id")?,
        };
        let sources = catalog.editions.source_ids();
        let definitions = Definitions { connection: store.connection(), db, packages, sources, overrides };
        let OpenFiles { files, incomplete } = OpenFiles::of(packages, problems);
        for table in incomplete {
            catalog.entries_mut(table).is_incomplete = true;
        }
        let total = files.iter().map(|file| file.file.size).sum();
        let mut opened: Vec<Option<OpenFile>> = files.into_iter().map(Some).collect();
        let first_file = numbers.first_file;
        let mut made = Made::default();
        let mut reading = Reading { db, rejects_into, first_file, done: 0, total, watch };
        for table in reference_tables() {
            reading.progress(0)?;
            let mut files = take_files(&mut opened, table);
            if !creates.is_empty() && files.iter().any(|(_, file)| file.plan.is_some()) {
                made.extend(create((table, &files), creates, &mut catalog, problems)?);
            }
            let read = rows::read(table, &mut files, &mut catalog, &definitions, problems);
            for (number, rejected) in read.map_err(fault)? {
                reading.rejected(number, &rejected)?;
            }
            reading.done += files.iter().map(|(_, file)| file.file.size).sum::<u64>();
            put_back(files, &mut opened);
            if table.id == TableName::Scheme {
                schemes::add(&mut catalog);
            }
        }
        let observation = TableName::Observation.table();
        let mut files = take_files(&mut opened, observation);
        made.extend(create((observation, &files), creates, &mut catalog, problems)?);
        schemes::remove_unused(&mut catalog);
        made.alike = pairs(&catalog);
        let figures = Figures::read(&mut files, &catalog, db, limits, problems, &mut reading)?;
        put_back(files, &mut opened);
        let files = opened.into_iter().flatten().collect();
        let session = Self { numbers, files, catalog, figures, reports, made, overrides };
        problems.rows = (session.counts().read, session.counts().rejected);
        Ok(session)
    }

    /// What became of all rows so far.
    pub(super) fn counts(&self) -> Counts {
        counts_of(&self.files, &self.reports)
    }

    /// One checksum of everything that was read, and of `context`, the other inputs that determine the result.
    pub(super) fn fingerprint(&self, packages: &[Package], context: &str) -> String {
        fingerprint(packages, self.files.iter().map(|file| file.digest.content), context)
    }

    /// How many files there are, reports among them.
    pub(super) fn file_count(&self) -> usize {
        self.files.len() + self.reports.len()
    }
}

/// What became of the rows of files; a report counts as a row that was read.
pub(super) fn counts_of(files: &[OpenFile], reports: &[StoredReport]) -> Counts {
    let reports = Counts { read: reports.len() as u64, ..Counts::default() };
    Counts::total(files.iter().map(|file| &file.counts).chain([&reports]))
}

/// Reports how far the reading is, and keeps rejected rows.
struct Reading<'a, 'w> {
    db: &'a Path,
    rejects_into: Option<&'a Connection>,
    first_file: i64,
    /// How many bytes have been read before those that the caller counts, and how many there are.
    done: u64,
    total: u64,
    watch: &'a mut Watch<'w>,
}

impl Follow for Reading<'_, '_> {
    fn progress(&mut self, bytes: u64) -> Result<()> {
        (self.watch)(Progress::Reading { bytes: self.done + bytes, of: self.total })
    }

    fn rejected(&mut self, file: usize, rows: &[RejectedRow]) -> Result<()> {
        let Some(connection) = self.rejects_into.filter(|_| !rows.is_empty()) else { return Ok(()) };
        let written = rejects::write(connection, self.first_file + file as i64, rows);
        written.map_err(|source| sqlite(self.db, &source))
    }
}

/// The files of a table, each with its number in the load; [`put_back`] brings them back to their places.
fn take_files(opened: &mut [Option<OpenFile>], table: &Table) -> Vec<(usize, OpenFile)> {
    let numbered = opened.iter_mut().enumerate();
    numbered.filter_map(|(number, file)| Some((number, file.take_if(|file| file.table.id == table.id)?))).collect()
}

fn put_back(files: Vec<(usize, OpenFile)>, opened: &mut [Option<OpenFile>]) {
    for (number, file) in files {
        opened[number] = Some(file);
    }
}
