//! What is wrong with a row that another program wrote.

use crate::problem::{Place, Suggestion};

/// A line that is not a row of the report.
#[derive(Debug, thiserror::Error)]
#[error("{fault}")]
pub struct RowError {
    pub(crate) place: Place,
    /// What is wrong.
    pub fault: RowFault,
}

/// What is wrong with a row that is read from JSON.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RowFault {
    /// The line is not JSON, or not an object.
    #[error("the line is not a JSON object: {message}")]
    NotJson { message: String },
    /// The line is not a text.
    #[error("the line is not UTF-8")]
    NotUtf8,
    /// The line is longer than any row.
    #[error("the line is longer than {limit} bytes")]
    TooLong { limit: usize },
    /// The row lacks a column of the report.
    #[error("the row has no column `{column}`")]
    Missing { column: String },
    /// The report has no such column.
    #[error("the report `{report}` has no column `{column}`")]
    Unknown { column: String, report: String, near: Option<Suggestion> },
    /// The row has a column twice.
    #[error("the row has the column `{column}` twice")]
    Repeated { column: String },
    /// The value of a column is of another type.
    #[error("`{column}` must be {expected}, or null")]
    Type { column: String, expected: &'static str },
    /// The text is not a comparator.
    #[error("`{text}` is not a comparator")]
    Comparator { text: String },
}

impl RowFault {
    /// A line that the reader of JSON does not accept.
    pub(crate) fn not_json(error: &serde_json::Error) -> Self {
        let message = error.to_string();
        let end = message.find(" at line ").unwrap_or(message.len());
        Self::NotJson { message: message[..end].to_owned() }
    }
}
