//! Everything that ends a command before it has done what was asked. Facts only: [`crate::diagnostic`] tells them.

use std::path::PathBuf;

use crate::problem::{Problems, Suggestion};

/// The result of a stage.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a command ended early.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The dataset is wrong: nothing of it was written.
    #[error("the dataset has problems")]
    Problems(Box<Problems>),
    /// The dataset is wrong, and what is wrong has been written to standard output.
    #[error("the dataset has problems")]
    Reported { problems: u64 },
    /// The good rows were written, and these were refused and kept.
    #[error("rows were rejected")]
    Rejected { problems: Box<Problems>, rejected: u64, db: PathBuf },
    /// Figures cannot be true together: how often, and of which rules there is more than that.
    #[error("figures contradict each other")]
    Findings { count: u64, cut: Vec<String> },
    /// A stamped report does not stand, or is not what was stamped. The newest load then and now.
    #[error("the report does not stand")]
    Unverified { file: PathBuf, fault: StampFault, loads: (i64, i64) },
    /// The SQL of a query or a report is wrong.
    #[error("the SQL is wrong")]
    Sql(Box<SqlError>),
    /// A name or a parameter on the command line is wrong.
    #[error("the command line is wrong")]
    Usage(Box<UsageError>),
    /// A database cannot be used.
    #[error("the database {file} cannot be used")]
    Store { file: PathBuf, fault: StoreFault },
    /// A file or a stream cannot be read or written.
    #[error("{action} {file}")]
    Io { action: &'static str, file: PathBuf, source: std::io::Error },
    /// Somebody ended the command: what it had begun has been taken back.
    #[error("interrupted")]
    Interrupted,
    /// Nobody reads the output any more: not a failure.
    #[error("the output was closed")]
    BrokenPipe,
}

/// What a stamped report differs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StampFault {
    /// The database gives other rows.
    Rows,
    /// Somebody changed the text of the file.
    Text,
    Both,
    /// Somebody changed the stamp.
    Stamp,
}

/// What is wrong with a statement.
#[derive(Debug)]
pub enum SqlError {
    /// SQLite cannot compile it.
    Syntax { sql: String, message: String, offset: Option<usize>, near: Option<Suggestion>, columns: Vec<TableColumns> },
    /// It does something else than read.
    Forbidden { action: String },
    /// There is more than one statement, or none.
    NotOneStatement { found_any: bool },
    /// It failed while it ran.
    Failed { message: String },
    /// It returned more than can be laid out as a table.
    TooLargeForTable { rows: u64 },
    /// It ran longer than allowed.
    TimedOut { seconds: f64 },
    /// A parameter of the statement has no value, or a value has no parameter.
    Parameter { missing: Vec<String>, unknown: Vec<String>, known: Vec<String> },
}

/// A table or view and its columns.
#[derive(Clone, Debug)]
pub struct TableColumns {
    pub table: String,
    pub columns: Vec<String>,
}

/// What is wrong with a command line that its grammar allows.
#[derive(Debug)]
pub enum UsageError {
    /// Nothing was named that could be read.
    NothingToRead,
    /// A file that does not exist, or a pattern that no file matches.
    NoFile {
        path: PathBuf,
    },
    /// A folder or a pattern where one file is wanted.
    SeveralFiles {
        path: PathBuf,
        files: usize,
    },
    /// An encoding of a name that nobody knows.
    UnknownEncoding {
        name: String,
    },
    /// A table that no rows can be made in.
    NotCreatable {
        name: String,
        near: Option<Suggestion>,
    },
    /// A file to be written whose name tells a format that rows are not written in.
    UnknownEnding {
        ending: String,
    },
    /// Standard input beside files.
    PipeAndFiles,
    /// A file that no profile knows; whether it was looked at to see what it is.
    NoProfile {
        file: PathBuf,
        is_seen: bool,
    },
    /// A file of which only a person can know something.
    Doubt {
        file: PathBuf,
        what: String,
        mend: String,
    },
    /// A mapping that somebody may have worked on.
    MappingExists {
        file: PathBuf,
    },
    /// No rule has this code.
    UnknownRule {
        code: String,
        near: Option<Suggestion>,
        known: Vec<String>,
    },
    UnknownReport {
        name: String,
        near: Option<Suggestion>,
        known: Vec<String>,
    },
    UnknownTable {
        name: String,
        near: Option<Suggestion>,
    },
    /// A `-p` that is given twice.
    RepeatedParameter {
        name: String,
    },
    /// A `-p` that is not `key=value`.
    ParameterForm {
        text: String,
    },
    /// A report's parameter is missing, unknown or not of its type.
    Parameter {
        report: String,
        name: String,
        fault: ParameterFault,
        usage: String,
    },
    /// A dataset's folder has no descriptor.
    NoDataset {
        path: PathBuf,
    },
    /// The file to build exists and is not to be touched.
    Exists {
        file: PathBuf,
    },
    /// `--output` names the database itself.
    OutputIsDatabase {
        file: PathBuf,
    },
    /// The ledger has no load of this number.
    NoLoad {
        load: i64,
        loads: usize,
    },
    /// `trace` was given nothing to look for, or found nothing.
    NothingToTrace,
    NothingTraced {
        words: Vec<String>,
    },
    /// The files that refused rows are of do not fit into one file.
    RejectsOfSeveralFiles {
        paths: Vec<String>,
    },
    /// No load, or not this one, refused a row, or none of this file.
    NoRejects {
        load: Option<i64>,
        path: Option<String>,
    },
    /// A format without room for a stamp, and no file that it could stand beside.
    NoPlaceForStamp,
    /// A file without a stamp.
    NoStamp {
        file: PathBuf,
    },
    /// No row of the report cites anything.
    NothingCited {
        report: String,
    },
    /// No query has run that a row could be of, or it was one `of` another database.
    NoLastQuery {
        of: Option<PathBuf>,
    },
    /// A row of a query that does not say which figure it is.
    RowWithoutKey {
        sql: String,
    },
    /// A row that is a figure which was replaced or withdrawn.
    FormerRow {
        row: i64,
    },
    /// A row behind the last one.
    NoRow {
        row: i64,
        rows: i64,
        sql: String,
    },
    /// A number of seconds or rows that makes no sense.
    Number {
        flag: &'static str,
        text: String,
        expected: &'static str,
    },
}

/// What is wrong with one parameter of a report.
#[derive(Debug)]
pub enum ParameterFault {
    Missing { choices: Vec<Suggestion>, more: usize },
    Unknown { near: Option<Suggestion> },
    Repeated,
    Type { value: String, expected: &'static str },
    Choice { value: String, near: Option<Suggestion>, choices: Vec<Suggestion>, more: usize },
}

/// Why a database cannot be used.
#[derive(Debug)]
pub enum StoreFault {
    NotFound,
    IsFolder,
    /// A file that is not an SQLite database.
    NotADatabase,
    /// An SQLite database of another program.
    NotOurs,
    /// A yearbook without its mark, such as one that was restored from a dump, and the version of its schema.
    Unmarked {
        version: i32,
    },
    /// A yearbook whose schema was made by other migrations than those of this program.
    OtherMigrations,
    Newer {
        file: i32,
        known: i32,
    },
    Older {
        file: i32,
        known: i32,
    },
    Locked,
    /// Another program created the file while this one built it.
    Appeared,
    ReadOnly,
    Full,
    Damaged {
        message: String,
    },
    /// The folder of a new file does not exist or cannot be written.
    Folder {
        message: String,
    },
    Other {
        message: String,
    },
}

impl Error {
    /// Wraps an input or output error, telling a closed pipe from a failure.
    pub fn io(action: &'static str, file: impl Into<PathBuf>, source: std::io::Error) -> Self {
        if source.kind() == std::io::ErrorKind::BrokenPipe {
            Self::BrokenPipe
        } else {
            Self::Io { action, file: file.into(), source }
        }
    }

    /// Wraps an error of writing a database, telling a full disk from other failures.
    pub fn database(file: impl Into<PathBuf>, source: std::io::Error) -> Self {
        if source.kind() == std::io::ErrorKind::StorageFull {
            Self::Store { file: file.into(), fault: StoreFault::Full }
        } else {
            Self::io("writing", file, source)
        }
    }

    pub fn sql(error: SqlError) -> Self {
        Self::Sql(Box::new(error))
    }

    pub fn usage(error: UsageError) -> Self {
        Self::Usage(Box::new(error))
    }
}
