//! Every fact that can be wrong, and the rule that it breaks.

use std::sync::Arc;

use super::Suggestion;
use crate::model::{CodeError, PeriodError, QuantityError};

/// What is wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// The descriptor is not JSON, or not of the form of a Data Package.
    Descriptor { message: String },
    /// A descriptor asks for something that is not supported.
    Unsupported { what: String, mend: String },
    /// A resource fills no table that exists.
    UnknownTable { name: String, near: Option<Suggestion> },
    /// A file that the descriptor names cannot be read.
    Unreadable { message: String, mend: &'static str },
    /// Two datasets of one load have the same name.
    SameName { name: String, other: String },
    /// A key that is nearly one of ours.
    MisspeltKey { key: String, near: &'static str },
    /// A file without a header.
    EmptyFile,
    /// A header of one column that holds a delimiter which is not declared.
    Delimiter { found: char, is_mapped: bool },
    /// A title that ends before it starts.
    UntilBeforeFrom,
    /// A byte that belongs to no character of the file's encoding.
    Encoding { byte: u8, encoding: &'static str },
    /// A file holds several sheets, files or ranges, and nobody said which, or not the one that is wanted.
    Inside { what: &'static str, wanted: Option<String>, near: Option<String>, there: Vec<String> },
    /// A mapping is not TOML, or does not say what a mapping says.
    Mapping { message: String, mend: Option<String> },
    /// A mapping names something that a file does not have.
    Placeholder { name: String, near: Option<String>, file: Arc<str>, known: String },
    /// A text does not match the pattern that a placeholder is filled by.
    Pattern { placeholder: String, cell: String },
    /// What is wrong with a text that a mapping made.
    Made { text: String, fact: Box<Self> },
    /// A row that figures refer to cannot be made: nothing says what one of its columns holds.
    Creation { table: &'static str, code: String, column: &'static str },
    /// Several rows have a name that stands for one of them.
    Ambiguous { table: &'static str, name: String, codes: Vec<String> },
    /// A text is no power of ten.
    Scale,
    /// A report's front matter or SQL is wrong.
    Report { message: String, mend: Option<String> },
    /// A header names a column that its table does not have.
    UnknownColumn { table: &'static str, name: String, near: Option<Suggestion>, known: Vec<&'static str> },
    /// A header names one column twice.
    RepeatedColumn { name: String },
    /// A column that every row needs is absent.
    MissingColumn { table: &'static str, name: &'static str },
    /// A row has more or fewer cells than the header.
    RowLength { expected: usize, found: usize },
    /// A quote is opened and not closed where the cell ends.
    BadQuote,
    /// A cell that must be filled is empty.
    EmptyCell { column: &'static str },
    /// A cell is not a code.
    Code { error: CodeError },
    /// A cell is not a number or a quantity.
    Quantity { error: QuantityError },
    /// A cell is not a whole number within the bounds.
    Integer { minimum: i64, maximum: i64 },
    /// A number that must be positive is not.
    NotPositive,
    /// A minimum is above its maximum.
    MinimumAboveMaximum,
    /// A cell is not a period.
    Period { error: PeriodError },
    /// A cell is not a date.
    Date { error: PeriodError },
    /// A cell is none of a fixed list.
    Choice { allowed: Vec<&'static str>, near: Option<Suggestion> },
    /// A code of a row that was refused itself.
    RejectedReference { table: &'static str, code: String },
    /// A code that nothing has.
    UnknownCode { table: &'static str, resource: &'static str, code: String, near: Option<Suggestion>, is_mapped: bool },
    /// A unit measures something else than the metric's own unit.
    WrongDimension { unit: String, dimension: String, metric: String, metric_unit: String, metric_dimension: String },
    /// A status says that the value is missing, and there is one; or the other way round.
    StatusAgainstValue { status: &'static str, has_value: bool },
    /// One key is told twice in one load.
    Repeated { table: &'static str, key: String, file: Arc<str>, line: u64 },
    /// A row is its own ancestor.
    Cycle { codes: Vec<String> },
    /// A column that may not change once figures rest on it.
    Frozen { table: &'static str, column: &'static str, stored: String },
    /// An alias names no subject, or more than one.
    AliasSubject { subjects: usize },
    /// A rung without a ladder or a ladder without a rung.
    LadderRung,
    /// Two designations on one rung.
    SharedRung { ladder: String, rung: String, other: String },
    /// One credit code, two firms.
    SharedCreditCode { other: String },
}

impl Fact {
    /// The stable code of the rule that is broken.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Descriptor { .. } => "descriptor",
            Self::Unsupported { .. } => "unsupported",
            Self::UnknownTable { .. } => "unknown-table",
            Self::Unreadable { .. } => "unreadable-file",
            Self::SameName { .. } => "same-name",
            Self::MisspeltKey { .. } => "misspelt-key",
            Self::EmptyFile => "empty-file",
            Self::Delimiter { .. } => "delimiter",
            Self::UntilBeforeFrom => "until-before-from",
            Self::Encoding { .. } => "encoding",
            Self::Inside { .. } => "inside",
            Self::Mapping { .. } => "mapping",
            Self::Placeholder { .. } => "placeholder",
            Self::Pattern { .. } => "pattern",
            Self::Made { fact, .. } => fact.rule(),
            Self::Creation { .. } => "creation",
            Self::Ambiguous { .. } => "ambiguous-name",
            Self::Scale => "scale",
            Self::Report { .. } => "report",
            Self::UnknownColumn { .. } => "unknown-column",
            Self::RepeatedColumn { .. } => "repeated-column",
            Self::MissingColumn { .. } => "missing-column",
            Self::RowLength { .. } => "row-length",
            Self::BadQuote => "quote",
            Self::EmptyCell { .. } => "empty-cell",
            Self::Code { .. } => "code",
            Self::Quantity { .. } => "number",
            Self::Integer { .. } => "whole-number",
            Self::NotPositive => "not-positive",
            Self::MinimumAboveMaximum => "minimum-above-maximum",
            Self::Period { .. } => "period",
            Self::Date { .. } => "date",
            Self::Choice { .. } => "choice",
            Self::RejectedReference { .. } => "rejected-reference",
            Self::UnknownCode { .. } => "unknown-code",
            Self::WrongDimension { .. } => "wrong-dimension",
            Self::StatusAgainstValue { .. } => "status-against-value",
            Self::Repeated { .. } => "repeated",
            Self::Cycle { .. } => "cycle",
            Self::Frozen { .. } => "frozen",
            Self::AliasSubject { .. } => "alias-subject",
            Self::LadderRung => "ladder-rung",
            Self::SharedRung { .. } => "shared-rung",
            Self::SharedCreditCode { .. } => "shared-credit-code",
        }
    }
}

impl Fact {
    /// Whether one row is wrong, and not a file or a descriptor: the other rows can be read without it.
    pub fn is_of_a_row(&self) -> bool {
        !matches!(
            self,
            Self::Descriptor { .. }
                | Self::Unsupported { .. }
                | Self::UnknownTable { .. }
                | Self::Unreadable { .. }
                | Self::SameName { .. }
                | Self::MisspeltKey { .. }
                | Self::EmptyFile
                | Self::Delimiter { .. }
                | Self::Encoding { .. }
                | Self::Inside { .. }
                | Self::Mapping { .. }
                | Self::Placeholder { .. }
                | Self::Creation { .. }
                | Self::Report { .. }
                | Self::UnknownColumn { .. }
                | Self::RepeatedColumn { .. }
                | Self::MissingColumn { .. }
        )
    }
}
