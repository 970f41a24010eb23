//! The errors that end a command.
//!
//! The [`Display`](std::fmt::Display) of each error is what went wrong, in one sentence; the program adds the
//! place and what would fix it.

mod row;
mod sql;
mod store;
mod usage;

use std::path::PathBuf;

pub use crate::problem::{Problem, Problems, Suggestion};
use crate::problem::{counted, without_number};
pub use row::{RowError, RowFault};
pub use sql::{SqlError, TableColumns};
pub use store::StoreFault;
pub use usage::{ParameterFault, UsageError};

/// The result of a stage.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a command ended early.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The dataset is wrong: nothing of it was written.
    #[error("{}", summary(.0.count()))]
    Problems(Box<Problems>),
    /// The dataset is wrong, and what is wrong has been written to standard output.
    #[error("{}", summary(*.problems))]
    Reported { problems: u64 },
    /// The good rows were written; these were rejected and kept.
    #[error("{rejected} row{} REJECTED and not written to the database", if *.rejected == 1 { " was" } else { "s were" })]
    Rejected { problems: Box<Problems>, rejected: u64, db: PathBuf },
    /// An audit found figures that cannot be true together: the number of findings, what else it found, and the rules that
    /// have more findings than were listed.
    #[error("{count} finding{}{others}: figures that cannot be true together", if *.count == 1 { "" } else { "s" })]
    Findings { count: u64, others: String, cut: Vec<String> },
    /// A stamped report differs from the database or was changed; `loads` are the newest load when it was stamped, and
    /// now, and `difference` says which line is the first that differs.
    #[error("{}", .fault.sentence(.file))]
    Unverified { file: PathBuf, fault: StampFault, loads: (i64, i64), difference: Vec<String> },
    /// The SQL of a query or a report is wrong.
    #[error(transparent)]
    Sql(Box<SqlError>),
    /// A row that another program wrote is not a row of the report.
    #[error(transparent)]
    Row(Box<RowError>),
    /// A statement or a command of the shell is wrong: the one on this line of standard input, or the one that was typed.
    #[error("{error}")]
    InShell { line: Option<u64>, error: Box<Error> },
    /// A name or a parameter on the command line is wrong.
    #[error(transparent)]
    Usage(Box<UsageError>),
    /// A database cannot be used.
    #[error("{}", .fault.sentence(.file))]
    Store { file: PathBuf, fault: StoreFault },
    /// A file or a stream cannot be read or written.
    #[error("{action} {}: {}", .file.display(), reason(.source))]
    Io { action: &'static str, file: PathBuf, source: std::io::Error },
    /// The command was interrupted: what it had begun has been rolled back.
    #[error("interrupted: nothing was changed")]
    Interrupted,
    /// The program that reads the output has closed it, which is not a failure.
    #[error("the output was closed")]
    BrokenPipe,
}

/// What the system or a library says, as a part of a sentence.
fn reason(error: &std::io::Error) -> String {
    let message = error.to_string();
    let mut rest = without_number(&message).chars();
    rest.next().into_iter().flat_map(char::to_lowercase).chain(rest.as_str().chars()).collect()
}

/// How a stamped report differs from what was stamped.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StampFault {
    /// The database returns other rows.
    Rows,
    /// The database returns the same rows, but a source that the text cites has changed.
    Sources,
    /// The database returns the same rows, but not the same text around them: the report itself has changed.
    Around,
    /// The text of the file was changed.
    Text,
    /// The text of the file was changed, and its checksum was computed again.
    Recomputed,
    /// The database returns other rows, and the text or the stamp was changed.
    Both,
    /// The text or the stamp was changed.
    TextOrStamp,
    /// The stamp itself was changed.
    Stamp,
    /// The file and its stamp agree, but the database differs from them, and no load explains it.
    Unexplained,
    /// The stamp cannot be read: a field is missing or is not what it should be.
    Malformed { reason: String },
    /// The database has no load with the number of the stamp.
    NoLoad { load: i64, loads: usize },
    /// The database cannot run the report with the parameters of the stamp.
    CannotRun { reason: String },
}

impl StampFault {
    fn sentence(&self, file: &std::path::Path) -> String {
        let file = file.display();
        match self {
            Self::Rows => format!("{file} is out of date: the database returns other rows"),
            Self::Sources => {
                format!("{file} is out of date: the database returns the same rows, but a source has changed")
            }
            Self::Around => {
                format!("{file} is out of date: the database returns the same rows, but another text around them")
            }
            Self::Text => {
                format!("{file} was changed after it was written, but the database still returns the same rows")
            }
            Self::Recomputed => format!(
                "{file} was changed after it was written, and its checksum was computed again, but the database still returns the same rows"
            ),
            Self::Both => format!("{file} is out of date, and was changed after it was written"),
            Self::TextOrStamp => format!("{file} was changed after it was written: its text, its stamp or both"),
            Self::Stamp => format!(
                "the stamp of {file} was changed after it was written, but the database still gives the text around it"
            ),
            Self::Unexplained => {
                format!("{file} is not what the database gives, and no load since it was written explains that")
            }
            Self::Malformed { reason } => format!("the stamp of {file} is damaged: {reason}"),
            Self::NoLoad { load, loads } => format!(
                "{file} was written after load {load}, and this database has {loads} load{}",
                if *loads == 1 { "" } else { "s" }
            ),
            Self::CannotRun { reason } => format!("the report in {file} cannot be run on this database: {reason}"),
        }
    }
}

fn summary(count: u64) -> String {
    format!("{}; nothing was written", counted(count, "problem"))
}

impl Error {
    /// An input or output error; a closed pipe is not a failure.
    pub(crate) fn io(action: &'static str, file: impl Into<PathBuf>, source: std::io::Error) -> Self {
        if source.kind() == std::io::ErrorKind::BrokenPipe {
            Self::BrokenPipe
        } else {
            Self::Io { action, file: file.into(), source }
        }
    }

    /// An error of writing a database; a full disk has a fault of its own.
    pub(crate) fn database(file: impl Into<PathBuf>, source: std::io::Error) -> Self {
        if source.kind() == std::io::ErrorKind::StorageFull {
            Self::Store { file: file.into(), fault: StoreFault::Full }
        } else {
            Self::io("writing", file, source)
        }
    }

    /// An error of a statement.
    pub(crate) fn sql(error: SqlError) -> Self {
        Self::Sql(Box::new(error))
    }

    /// An error of the command line.
    pub(crate) fn usage(error: UsageError) -> Self {
        Self::Usage(Box::new(error))
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;
    use crate::model::{Breakdown, Period, Quantity, Scale, Status};

    #[test]
    fn every_parser_fits_into_a_boxed_error() {
        fn parsed(text: &str) -> Result<(), Box<dyn std::error::Error>> {
            text.parse::<Period>().map(drop)?;
            text.parse::<Quantity>().map(drop)?;
            text.parse::<Breakdown>().map(drop)?;
            text.parse::<Status>().map(drop)?;
            text.parse::<Scale>().map(drop)?;
            Ok(())
        }
        assert_eq!(parsed("25").map_err(|error| error.to_string()), Err("this is not a period".to_owned()));
    }

    #[test]
    fn errors_display_their_details_and_keep_their_source() {
        let failed = SqlError::Failed { message: "datatype mismatch".to_owned() };
        assert_eq!(Error::sql(failed).to_string(), "the statement failed: datatype mismatch");
        let missing = std::io::Error::from(std::io::ErrorKind::NotFound);
        let error = Error::io("reading", "a.csv", missing);
        assert_eq!(error.to_string(), "reading a.csv: entity not found");
        assert!(error.source().is_some());
    }
}
