//! What is wrong with the SQL of a query or a report.

use crate::problem::{Suggestion, counted};

/// What is wrong with a statement.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SqlError {
    /// SQLite cannot compile it.
    #[error("{}", syntax_sentence(.message))]
    Syntax { sql: String, message: String, offset: Option<usize>, near: Option<Suggestion>, columns: Vec<TableColumns> },
    /// It does something other than reading.
    #[error("a statement must only read, but this one would {action}")]
    Forbidden { action: String },
    /// There is more than one statement, or none.
    #[error("there is {} statement", if *.found_any { "more than one" } else { "no" })]
    NotOneStatement { found_any: bool },
    /// It failed while it ran.
    #[error("the statement failed: {message}")]
    Failed { message: String },
    /// It returned more than can be laid out as a table.
    #[error("there are too many rows to lay out as a table: memory for it was used up at row {rows}")]
    TooLargeForTable { rows: u64 },
    /// It needed more memory or disk space than allowed.
    #[error("the statement needs more than {limit}")]
    TooLarge { limit: String },
    /// It sorted or grouped more rows than fit into memory and on the disk.
    #[error("the disk has no room for the temporary files of the statement")]
    DiskFull,
    /// It ran longer than allowed.
    #[error("the statement took longer than {} (--timeout)", counted(.seconds, "second"))]
    TimedOut { seconds: f64 },
    /// A parameter of the statement has no value, or a value has no parameter.
    #[error("{}", parameter_sentence(.missing, .unknown))]
    Parameter { missing: Vec<String>, unknown: Vec<String>, known: Vec<String> },
}

/// A table or view and its columns.
#[derive(Clone, Debug)]
pub struct TableColumns {
    pub table: String,
    pub columns: Vec<String>,
}

impl SqlError {
    /// Whether a parameter among these has no name, so that no value can be given for it.
    pub(crate) fn has_nameless(parameters: &[String]) -> bool {
        parameters.iter().any(|name| name == "?" || name.chars().all(|c| c.is_ascii_digit()))
    }
}

/// SQLite refuses to change a view before it asks whether the statement may write.
fn syntax_sentence(message: &str) -> String {
    match message.strip_prefix("cannot modify ").and_then(|rest| rest.split_once(" because it is a view")) {
        Some((view, _)) => format!("a statement must only read, but this one would change {view}"),
        None => format!("the SQL is wrong: {message}"),
    }
}

fn parameter_sentence(missing: &[String], unknown: &[String]) -> String {
    let list = |names: &[String]| names.iter().map(|name| format!(":{name}")).collect::<Vec<_>>().join(", ");
    if SqlError::has_nameless(missing) {
        "the statement has a parameter without a name".to_owned()
    } else if missing.is_empty() {
        format!("the statement has no parameter {}", list(unknown))
    } else {
        format!("no value is given for {}", list(missing))
    }
}
