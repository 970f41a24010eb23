//! From the files of datasets to rows of the database: validate, resolve, write.
//!
//! [`Batch::read`] reads everything, looks up every code and records every problem. Where refused rows are kept it writes
//! them, and [`write()`] writes the others; else only a batch without problems is written. Figures that are stored otherwise
//! may be changed as they are read, all in the transaction that [`Store::begin`] opened before anything was read, and that a load
//! with problems never ends. Those of a new file, which nobody sees before it is whole, may be written as they are read.

mod appending;
mod codes;
mod compare;
mod conversion;
mod create;
mod figure;
mod fresh;
mod gathering;
mod header;
mod observations;
mod placement;
mod reading;
mod record;
mod registry;
mod reject;
mod repeated;
mod replacing;
mod resolve;
mod revise;
mod rows;
mod runs;
mod sequence;
mod siblings;
mod stored;
mod summary;
pub mod tables;
mod write;

use std::path::Path;
use std::sync::Arc;

use crate::dataset::{Decided, Package, fingerprint, sha256};
use crate::error::Result;
use crate::problem::{Problems, RejectedRow};
use crate::store::{Store, sqlite};
use appending::{Appended, Appending};
use codes::{Codes, Met};
pub use create::{CREATABLE, Made};
use gathering::Follow;
use header::{OpenFile, open_files};
use observations::{Observations, Reader};
use reading::Way;
use registry::{Change, Registry};
use repeated::Repeated;
use replacing::{Replacements, Replacing};
use revise::Touched;
use runs::Run;
use tables::{TABLES, Table};
pub use write::{LoadFacts, Written, write};

/// The columns of observations, in the order of the table.
pub fn observation_columns() -> Vec<&'static str> {
    Table::named("observation").column_names()
}

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
            header: None,
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
    /// The header, and the dialect in JSON, where rows of the file were refused.
    pub header: Option<(Option<String>, String)>,
}

/// Everything that a load will write, checked and resolved.
#[derive(Debug)]
pub struct Batch {
    files: Vec<OpenFile>,
    registry: Registry,
    /// Of those that have been written, only the ones that SQLite must write are left.
    observations: Observations,
    reports: Vec<StoredReport>,
    /// What was changed while figures were read.
    touched: Touched,
    /// The figures, where they were written as they were read.
    appended: Option<Appended>,
    /// Whether what figures refer to has been written.
    has_rows: bool,
    /// The rows that no file tells and that were made for figures.
    pub made: Made,
}

/// What datasets are read against.
#[derive(Clone, Copy, Debug)]
pub struct Against<'a> {
    /// Without one, against nothing.
    pub store: Option<&'a Store>,
    /// The path of the database, whether or not there is one.
    pub db: &'a Path,
    /// The tables that rows are made in which figures refer to and no file tells.
    pub creates: &'a [&'static str],
    pub aim: Aim,
}

/// What datasets are read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// To know what is wrong with them. More than [`AT_HAND`] figures may be forgotten.
    Check,
    /// To [`write()`] them into a store that [`Store::begin`] has been called on. Some of it may be written as it is read.
    Load,
    /// The same, and what is stored and not told is withdrawn: nothing that is stored changes before all has been read.
    LoadComplete,
}

/// So many figures are there when all have been read to be checked, in whatever order they come.
pub const AT_HAND: usize = 500_000;

impl Batch {
    /// Reads datasets. `progress` is told how many bytes of how many have been read, and may end the reading.
    pub fn read(
        packages: &[Package],
        reports: Vec<StoredReport>,
        against: Against<'_>,
        problems: &mut Problems,
        progress: &mut dyn FnMut(u64, u64) -> Result<()>,
    ) -> Result<Self> {
        let Against { store, db, creates, aim } = against;
        let read = |store: &Store| Registry::read(store.connection()).map_err(|source| sqlite(store.file(), &source));
        let mut registry = store.map(read).transpose()?.unwrap_or_default();
        let mut opened: Vec<Option<OpenFile>> =
            open_files(packages, &mut registry, problems).into_iter().map(Some).collect();
        let total: u64 = opened.iter().flatten().map(|opened| opened.file.size).sum();
        let first_file = store.map(|store| store.next_id("load_file", "file_id")).transpose()?.unwrap_or(1);
        let mut following = Following {
            store,
            first_file,
            replacing: None,
            appending: None,
            first_load: None,
            has_rows: false,
            done: 0,
            total,
            progress,
        };
        for table in TABLES.iter().filter(|table| table.name != "observation") {
            following.progress(0)?;
            let mut files = take_files(&mut opened, table);
            for (number, refused) in rows::read(table, &mut files, &mut registry, problems) {
                following.refused(number, &refused)?;
            }
            following.done += files.iter().map(|(_, file)| file.file.size).sum::<u64>();
            put_back(files, &mut opened);
        }
        registry.refuse_frozen();
        let mut files = take_files(&mut opened, Table::named("observation"));
        let made = create::create(&files, creates, &mut registry, problems)?;
        let changed = store.filter(|store| aim == Aim::Load && !store.is_new());
        // Where rows are kept, a figure that is told twice does not end the load.
        if let Some(store) = changed.filter(|_| !problems.keeps_rows()) {
            following.replacing = Some(Replacing::new(store)?);
        }
        let new = store.filter(|store| aim != Aim::Check && store.is_new());
        following.first_load = new.map(|store| (store, &registry));
        let way = match !problems.keeps_rows() && (new.is_some() || changed.is_some() || aim == Aim::Check) {
            true => Way::InOrder,
            false => Way::Sorted,
        };
        let mut reader = Reader::new(&registry, db, first_file);
        reader.read(&mut files, &registry, changed, way, problems, &mut following)?;
        put_back(files, &mut opened);
        let observations = reader.finish()?;
        let appended = following.finish_appending(problems)?;
        let touched = following.replacing.take().map(Replacing::finish).transpose()?.unwrap_or_default();
        let has_rows = following.has_rows;
        drop(following);
        let files = opened.into_iter().flatten().collect();
        let batch = Self { files, registry, observations, reports, touched, appended, has_rows, made };
        problems.rows = (batch.counts().read, batch.counts().rejected);
        Ok(batch)
    }

    /// Finds the figures that are told twice, which only all of them in order can show. `progress` is told how many
    /// figures of how many have been looked at, and may end the search.
    pub fn refuse_repeated(
        &mut self,
        problems: &mut Problems,
        progress: &mut dyn FnMut(u64, u64) -> Result<()>,
    ) -> Result<()> {
        let (count, mut done) = (self.observations.count, 0);
        let (dictionary, figures) = self.observations.parts();
        let mut repeated = Repeated::new(problems);
        figures.for_each(&mut repeated, |_, _| {
            done += 1;
            if done % STEP == 0 { progress(done, count) } else { Ok(()) }
        })?;
        repeated.refuse(dictionary, &mut self.files, problems);
        problems.rows = (self.counts().read, self.counts().rejected);
        Ok(())
    }

    /// The files that are in another encoding than UTF-8, or that nobody said the encoding of: each with it.
    pub fn encodings(&self) -> Vec<(&str, Decided)> {
        self.files.iter().filter_map(|file| Some((file.file.label().as_ref(), file.file.encoding()?))).collect()
    }

    /// What became of all rows so far.
    pub fn counts(&self) -> Counts {
        let reports = Counts { read: self.reports.len() as u64, ..Counts::default() };
        Counts::total(self.files.iter().map(|file| &file.counts).chain([&reports]))
    }

    /// One checksum of everything that was read; `context` is what else decides what is made of it.
    pub fn fingerprint(&self, packages: &[Package], context: &str) -> String {
        fingerprint(packages, self.files.iter().map(|file| file.digest.content), context)
    }

    /// How many files there are, reports among them.
    pub fn file_count(&self) -> usize {
        self.files.len() + self.reports.len()
    }
}

/// Tells how far the reading is, and writes what need not wait for its end.
struct Following<'a> {
    store: Option<&'a Store>,
    first_file: i64,
    replacing: Option<Replacing<'a>>,
    appending: Option<Appending<'a>>,
    /// The store that a first load is written into, and what its figures refer to.
    first_load: Option<(&'a Store, &'a Registry)>,
    /// Whether that has been written.
    has_rows: bool,
    /// How many bytes of how many have been read before those that the reader counts.
    done: u64,
    total: u64,
    progress: &'a mut dyn FnMut(u64, u64) -> Result<()>,
}

impl Follow for Following<'_> {
    fn progress(&mut self, bytes: u64) -> Result<()> {
        (self.progress)(self.done + bytes, self.total)
    }

    fn refused(&mut self, file: usize, rows: &[RejectedRow]) -> Result<()> {
        let Some(store) = self.store.filter(|_| !rows.is_empty()) else { return Ok(()) };
        reject::write(store.connection(), self.first_file + file as i64, rows)
            .map_err(|source| sqlite(store.file(), &source))
    }

    fn replace(&mut self, replacements: &Replacements) -> Result<bool> {
        self.replacing.as_mut().map_or(Ok(false), |replacing| replacing.replace(replacements))
    }

    fn wants(&self) -> Option<usize> {
        (self.first_load.is_none() && self.replacing.is_none()).then_some(AT_HAND)
    }

    fn take(&mut self, run: &Run, codes: &Arc<Codes>, met: &Met, aside: &mut Run) -> Result<bool> {
        let Some((store, registry)) = self.first_load else {
            // Those that are not known to be stored just so are looked at again when all have been read.
            run.iter().for_each(|(key, figure)| aside.add_packed(key, figure));
            return Ok(true);
        };
        let appending = match &mut self.appending {
            Some(appending) => appending,
            none => none.insert(Appending::begin(store, registry, codes)?),
        };
        self.has_rows = true;
        appending.add(run, met, aside)
    }

    fn start_over(&mut self) -> Result<()> {
        self.replacing.as_mut().map_or(Ok(()), Replacing::take_back)?;
        self.appending.take().map_or(Ok(()), Appending::abandon)
    }
}

impl Following<'_> {
    /// Ends what was written while figures were read. Nothing will be of it where something is wrong.
    fn finish_appending(&mut self, problems: &Problems) -> Result<Option<Appended>> {
        let Some(appending) = self.appending.take() else { return Ok(None) };
        if problems.forbid_writing() {
            return appending.abandon().map(|()| None);
        }
        appending.finish(&mut || (self.progress)(self.total, self.total)).map(Some)
    }
}

/// The files of a table, each with its number in the load; [`put_back`] brings them back to their places.
fn take_files(opened: &mut [Option<OpenFile>], table: &Table) -> Vec<(usize, OpenFile)> {
    let numbered = opened.iter_mut().enumerate();
    numbered.filter_map(|(number, file)| Some((number, file.take_if(|file| file.table.name == table.name)?))).collect()
}

fn put_back(files: Vec<(usize, OpenFile)>, opened: &mut [Option<OpenFile>]) {
    for (number, file) in files {
        opened[number] = Some(file);
    }
}

/// After how many figures somebody is told how far the work is.
const STEP: u64 = 1 << 14;
