//! The interface for Rust programs: load datasets into a database, check them, and read a database.

use std::path::{Path, PathBuf};

use rusqlite::types::Value;

use crate::cli::Inputs;
use crate::command::{self, Against, How, LoadMode, Opened, open_inputs};
use crate::console::Console;
use crate::error::{Error, Result};
use crate::load::Loaded;
use crate::problem::Problems;
use crate::report::catalogue;
use crate::store::{Limits, Sandbox, Store};

/// How [`load()`] and [`check()`] read datasets, as the options of `yearbook load` do.
///
/// ```
/// let options = yearbook::LoadOptions::new().create("region").mode(yearbook::LoadMode::KeepGoing);
/// ```
#[derive(Clone, Debug, Default)]
pub struct LoadOptions {
    map: Option<PathBuf>,
    encoding: Option<String>,
    sheet: Option<String>,
    published_on: Option<String>,
    create: Vec<String>,
    how: How,
}

impl LoadOptions {
    /// The defaults, which are those of the command line.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the mapping that reads all files. Without one, a file is read with the profile that recognises it.
    #[must_use]
    pub fn map(mut self, mapping: impl Into<PathBuf>) -> Self {
        self.map = Some(mapping.into());
        self
    }

    /// The encoding of all files, by a label of the WHATWG standard. Without one, a dataset is UTF-8 unless its resources name
    /// another encoding, and that of other files is detected.
    #[must_use]
    pub fn encoding(mut self, label: impl Into<String>) -> Self {
        self.encoding = Some(label.into());
        self
    }

    /// The sheet of workbooks. Without one, it is the one that the mapping names, else the only one that can be meant.
    #[must_use]
    pub fn sheet(mut self, name: impl Into<String>) -> Self {
        self.sheet = Some(name.into());
        self
    }

    /// When the files were published: a year, a month or a day. Only for files that a mapping or a profile reads: a dataset
    /// states the dates of its sources itself.
    #[must_use]
    pub fn published_on(mut self, date: impl Into<String>) -> Self {
        self.published_on = Some(date.into());
        self
    }

    /// Adds a table in which missing rows that figures refer to are created, such as `region`; `all` adds every such
    /// table.
    #[must_use]
    pub fn create(mut self, table: impl Into<String>) -> Self {
        self.create.push(table.into());
        self
    }

    /// What becomes of the stored figures and of wrong rows. By default a load writes all rows or none, and withdraws nothing.
    #[must_use]
    pub fn mode(mut self, mode: LoadMode) -> Self {
        self.how.mode = mode;
        self
    }

    fn open(&self, datasets: &[impl AsRef<Path>], problems: &mut Problems) -> Result<Opened> {
        let datasets = datasets.iter().map(|path| path.as_ref().to_owned()).collect();
        let Self { map, encoding, sheet, published_on, create, .. } = self.clone();
        let inputs = Inputs { datasets, map, encoding, sheet, published_on, create };
        open_inputs(&inputs, problems, &mut Console::silent())
    }
}

/// Loads datasets into a database, which is created where there is none. A dataset is a folder with a `datapackage.json`, or
/// an office's own file that a mapping or a profile reads.
///
/// The load is one transaction: the database holds all of the datasets afterwards, or is as it was before. Loading the same
/// datasets again changes nothing. The time of the load is that of `SOURCE_DATE_EPOCH` where it is set.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let db = folder.path().join("ningbo.db");
/// let loaded = yearbook::load(&["data/ningbo"], &db, &yearbook::LoadOptions::new())?;
/// assert_eq!(loaded.load_id, Some(1));
/// assert_eq!(loaded.counts.inserted, loaded.counts.read);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// - [`Error::Problems`]: something is wrong with the datasets, and nothing was written.
/// - [`Error::Rejected`]: with [`LoadMode::KeepGoing`], the good rows were written, and these were rejected.
/// - [`Error::Usage`], [`Error::Io`], [`Error::Store`]: a file cannot be read or written.
pub fn load(datasets: &[impl AsRef<Path>], db: impl AsRef<Path>, options: &LoadOptions) -> Result<Loaded> {
    let mut problems = options.how.problems();
    let opened = options.open(datasets, &mut problems)?;
    let (_, loaded) = command::load(db.as_ref(), opened, options.how, &mut problems, &mut Console::silent())?;
    match loaded.counts.rejected {
        0 => Ok(loaded),
        rejected => Err(Error::Rejected { problems: Box::new(problems), rejected, db: db.as_ref().to_owned() }),
    }
}

/// Checks datasets in the same way as a load into a database, and returns what the load would do. Nothing is written,
/// and the database need not exist.
///
/// ```
/// let checked = yearbook::check(&["data/ningbo"], "none.db", &yearbook::LoadOptions::new())?;
/// assert_eq!(checked.counts.rejected, 0);
/// # Ok::<(), yearbook::Error>(())
/// ```
///
/// # Errors
/// Those of [`load()`], for the same reasons.
pub fn check(datasets: &[impl AsRef<Path>], db: impl AsRef<Path>, options: &LoadOptions) -> Result<Loaded> {
    let mut problems = options.how.problems();
    let opened = options.open(datasets, &mut problems)?;
    let against = Against::open(db.as_ref(), &opened, options.how.mode, &mut problems)?;
    let checked = against.check(&mut problems, &mut Console::silent())?;
    if problems.is_empty() { Ok(checked) } else { Err(Error::Problems(Box::new(problems))) }
}

/// Opens a database to read it.
///
/// # Errors
/// [`Error::Store`] where there is no such file, and where the file is not a yearbook database or has an older or newer
/// schema.
pub fn open(db: impl AsRef<Path>) -> Result<Yearbook> {
    let sandbox = Store::open(db.as_ref())?.into_sandbox(Limits::default())?;
    Ok(Yearbook { sandbox })
}

/// An open database that is only read.
#[derive(Debug)]
pub struct Yearbook {
    sandbox: Sandbox,
}

/// The rows that a statement returns.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Rows {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows, each with a value for every column.
    pub rows: Vec<Vec<Value>>,
}

impl Yearbook {
    /// Runs one statement that reads. `parameters` are the values of its parameters, by their names without the mark before
    /// them.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let folder = tempfile::tempdir()?;
    /// # let db = folder.path().join("ningbo.db");
    /// # yearbook::load(&["data/ningbo"], &db, &yearbook::LoadOptions::new())?;
    /// let book = yearbook::open(&db)?;
    /// let sql = "SELECT display, citation FROM fact WHERE metric = :metric";
    /// let found = book.query(sql, &[("metric", "value-added-growth".to_owned().into())])?;
    /// assert_eq!(found.columns, ["display", "citation"]);
    /// assert!(!found.rows.is_empty());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error::Sql`] where the statement does not compile, would write, or lacks a parameter.
    pub fn query(&self, sql: &str, parameters: &[(&str, Value)]) -> Result<Rows> {
        let values = parameters.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        self.rows(sql, &values.collect::<Vec<_>>())
    }

    /// Runs a report, one that is built in or one that a dataset brought. `parameters` are written as on the command line.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let folder = tempfile::tempdir()?;
    /// # let db = folder.path().join("ningbo.db");
    /// # yearbook::load(&["data/ningbo"], &db, &yearbook::LoadOptions::new())?;
    /// let book = yearbook::open(&db)?;
    /// let profile = book.report("profile", &[("enterprise", "BYD")])?;
    /// assert!(!profile.rows.is_empty());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error::Usage`] where no report has the name, and where a parameter is missing or wrong.
    pub fn report(&self, name: &str, parameters: &[(&str, &str)]) -> Result<Rows> {
        let report = catalogue::find(name, &self.sandbox)?;
        let given = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let values = report.bind(&given.collect::<Vec<_>>(), &self.sandbox)?;
        self.rows(&report.sql, &values)
    }

    /// The names of the reports that [`Self::report`] runs.
    ///
    /// # Errors
    /// [`Error::Sql`] where the database cannot be read.
    pub fn reports(&self) -> Result<Vec<String>> {
        Ok(catalogue::all(&self.sandbox)?.into_iter().map(|(report, _)| report.name).collect())
    }

    fn rows(&self, sql: &str, values: &[(String, Value)]) -> Result<Rows> {
        let mut statement = self.sandbox.prepare(sql)?;
        statement.bind(values)?;
        Ok(Rows { columns: statement.columns(), rows: statement.values()? })
    }
}
