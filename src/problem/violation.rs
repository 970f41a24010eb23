//! The violations of rules, each with the sentence that describes it.

use std::sync::Arc;

use super::place::Suggestion;
use super::rule::Rule;
use crate::model::{CodeError, PeriodError, QuantityError, ScaleError};

/// A violation of a rule. Its [`Display`](std::fmt::Display) says in one sentence what is wrong.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum Violation {
    /// The descriptor is not JSON, or not of the form of a Data Package.
    #[error("the descriptor cannot be read: {message}")]
    Descriptor { message: String },
    /// A descriptor asks for something that is not supported.
    #[error("{what} is not supported")]
    Unsupported { what: String, fix: String },
    /// A resource fills no table that exists.
    #[error("the resource `{name}` does not name a table")]
    UnknownTable { name: String, near: Option<Suggestion> },
    /// A file that the descriptor names cannot be read. Where `is_of_system`, the system fails to read it, whatever the file is.
    #[error("the file cannot be read: {}", without_number(.message))]
    UnreadableFile { message: String, fix: &'static str, is_of_system: bool },
    /// Two datasets of one load have the same name.
    #[error("duplicate dataset name `{name}`: this dataset and {other} have it")]
    DuplicateDataset { name: String, other: String },
    /// A key of the descriptor is spelled almost like a key that changes what is read.
    #[error("`{key}` looks like a misspelled key")]
    MisspelledKey { key: String, near: &'static str },
    /// A file without a header.
    #[error("the file has no header")]
    MissingHeader,
    /// The header is a single column and contains a delimiter that is not declared.
    #[error("wrong delimiter: expected `{}`, found `{}`", .expected.escape_debug(), .found.escape_debug())]
    WrongDelimiter { expected: char, found: char, is_mapped: bool },
    /// A designation, region, sector or enterprise that ends before it starts. `column` says when it ends.
    #[error("the {what} ends before it starts")]
    UntilBeforeFrom { what: &'static str, column: &'static str },
    /// A byte that belongs to no character of the file's encoding; the encodings in which every byte of the file is valid.
    #[error("{}", encoding_sentence(*.byte, .encoding))]
    Encoding { byte: u8, encoding: &'static str, valid: Vec<&'static str>, is_mapped: bool },
    /// A file holds several sheets, files or ranges, and nothing says which of them to read.
    #[error("the {} has several {}s", .part.whole(), .part.name())]
    AmbiguousPart { part: PartKind, available: Vec<String> },
    /// The periods of a file can be read in two ways; and the lines of a mapping that decide.
    #[error("{what}")]
    AmbiguousPeriod { what: String, fix: String },
    /// A file does not hold the sheet, file or range that is `wanted`; where `wanted` is `None`, it holds none at all.
    #[error("{}", unknown_part_sentence(*.part, .wanted.as_deref()))]
    UnknownPart { part: PartKind, wanted: Option<String>, near: Option<String>, available: Vec<String> },
    /// Something in a file can be read in two ways; the keys of a mapping that decide.
    #[error("{what}")]
    Ambiguous { what: String, ways: Vec<String> },
    /// A mapping is not valid TOML, or lacks something that it must state, or states it wrongly.
    #[error("{message}")]
    Mapping { message: String, fix: Option<String> },
    /// A mapping names something that a file does not have.
    #[error("{file} has no column or placeholder `{name}`")]
    UnknownPlaceholder { name: String, near: Option<String>, file: Arc<str>, known: String },
    /// A text does not match the pattern that fills a placeholder.
    #[error("{}", pattern_sentence(.placeholder, .cell))]
    PatternMismatch { placeholder: String, cell: String },
    /// A violation by a text that a mapping produced.
    #[error("{violation}: the mapping produced `{text}`")]
    OfMappedText { text: String, violation: Box<Self> },
    /// A row that figures refer to cannot be created: nothing says what one of its columns holds.
    #[error("the {table} `{code}` cannot be created: its {column} is not given")]
    CannotCreate { table: &'static str, code: String, column: &'static str },
    /// Files of one load state a source with two dates. Each of the two is a date, and what states it.
    #[error("two dates of publication of the source `{code}` in one load: {first}, and {second}")]
    TwoDates { code: String, first: String, second: String, fix: &'static str },
    /// Several rows have the name that is given in place of a code.
    #[error("ambiguous name `{name}`: more than one {table} has it")]
    AmbiguousName { table: &'static str, name: String, codes: Vec<String> },
    /// A text is no power of ten.
    #[error("{}", ScaleError)]
    Scale,
    /// A report's front matter or SQL is wrong.
    #[error("{message}")]
    Report { message: String, fix: Option<String> },
    /// A header names a column that its table does not have.
    #[error("unknown column `{name}`: the table {table} does not have it")]
    UnknownColumn { table: &'static str, name: String, near: Option<Suggestion>, known: Vec<&'static str> },
    /// A header names one column twice.
    #[error("duplicate column `{name}` in the header")]
    DuplicateColumn { name: String },
    /// A column that every row needs is absent.
    #[error("missing column `{name}`: the table {table} requires it")]
    MissingColumn { table: &'static str, name: &'static str },
    /// A file that a profile reads has another value for every stored figure that it states again.
    #[error("the file has another value for each of the {figures} stored figures that it states again")]
    RevisesAll { figures: u64 },
    /// A load would replace stored figures without a date of publication, and give them its own.
    #[error(
        "the stored figures of `{code}` have no date of publication, and this file, of {date}, would replace {}",
        counted(.figures, "figure")
    )]
    UndatedFigures { code: String, date: String, figures: u64 },
    /// A row has more or fewer cells than the header. `ungrouped` is a number of it without the separators that may have made
    /// cells of its groups.
    #[error("the row has {}, but the header has {expected}", counted(.found, "cell"))]
    RowLength { expected: usize, found: usize, ungrouped: Option<String> },
    /// A quote is opened, and not closed at the end of its cell.
    #[error("the quote that opens this cell is not closed at the end of the cell")]
    UnclosedQuote,
    /// A cell that must be filled is empty; `of_file` is the column of the file that a mapping fills it from.
    #[error("the cell is empty, but every row needs its {column}")]
    EmptyCell { column: &'static str, of_file: Option<String> },
    /// A cell is not a code.
    #[error(transparent)]
    Code { error: CodeError },
    /// A cell is not a number or a quantity.
    #[error(transparent)]
    Number { error: QuantityError },
    /// A cell is not a whole number within the bounds.
    #[error("{}", whole_number_sentence(*.minimum, *.maximum))]
    WholeNumber { minimum: i64, maximum: i64 },
    /// A number that must be positive is not.
    #[error("the number must be greater than zero")]
    NotPositive,
    /// A minimum is above its maximum.
    #[error("the plausible minimum is greater than the plausible maximum")]
    MinimumAboveMaximum,
    /// A cell is not a period.
    #[error(transparent)]
    Period { error: PeriodError },
    /// A cell is not a date.
    #[error("{}", date_sentence(*.error))]
    Date { error: PeriodError },
    /// A cell is not one of the values that its column allows.
    #[error("this is not one of the values that the column allows")]
    UnknownValue { allowed: Vec<&'static str>, near: Option<Suggestion> },
    /// A code refers to a row that was rejected.
    #[error("the row of the {table} `{code}` was rejected")]
    RejectedReference { table: &'static str, code: String },
    /// A code refers to a row that does not exist.
    #[error("no {table} has the code `{code}`")]
    UnknownCode { table: &'static str, resource: &'static str, code: String, near: Option<Suggestion>, is_mapped: bool },
    /// A unit has another dimension than the metric's own unit.
    #[error(
        "the unit `{unit}` measures {dimension}, but the unit `{metric_unit}` of `{metric}` measures {metric_dimension}"
    )]
    WrongDimension { unit: String, dimension: String, metric: String, metric_unit: String, metric_dimension: String },
    /// A status means that the value is missing, but there is one, or requires a value, but there is none.
    #[error("{}", status_sentence(.status, *.has_value))]
    StatusValueMismatch { status: &'static str, has_value: bool },
    /// One key occurs twice in one load; where the two rows spell a code of it in two ways, these are the spellings. `because`
    /// says which of the codes were renamed or merged.
    #[error("duplicate key `{key}`{}", .because.iter().map(|why| format!(": {why}")).collect::<String>())]
    DuplicateKey {
        table: &'static str,
        key: String,
        file: Arc<str>,
        line: u64,
        spellings: Vec<String>,
        because: Option<String>,
    },
    /// A row is its own ancestor.
    #[error("the parents form a cycle: {}", .codes.join(" -> "))]
    Cycle { codes: Vec<String> },
    /// A row lies below too many others, or brings a stored row there.
    #[error("`{code}` would be on level {level}: the levels of a {table} go down to {levels}")]
    Level { table: &'static str, code: String, level: usize, levels: usize },
    /// A row changes a column that may not change, because figures depend on it.
    #[error("the {column} of a stored {table} cannot change: it is `{stored}`")]
    Immutable { table: &'static str, column: &'static str, stored: String },
    /// A row differs from what other datasets state of it, which are in the database `db`, or in the
    /// load too. `row` is its table and its key; `datasets` begins with `the dataset` or `the datasets`.
    #[error(
        "the {column} of {row} is {} in {datasets}{}, but `{stated}` here",
        or_empty(.stored),
        .db.as_ref().map_or(String::new(), |db| format!(" of {db}"))
    )]
    OtherDefinition {
        row: Box<str>,
        column: &'static str,
        stated: String,
        stored: String,
        datasets: Box<str>,
        db: Option<Box<str>>,
    },
    /// An alias names no subject, or more than one.
    #[error(
        "an alias must name one region, sector or enterprise, but this one names {}",
        if *.subjects == 0 { "none".to_owned() } else { .subjects.to_string() }
    )]
    AliasSubject { subjects: usize },
    /// A succession that does not name one thing, and another of its kind.
    #[error("a succession must name one region, sector or enterprise, and another one of this kind as its successor")]
    Succession,
    /// A rung without a ladder or a ladder without a rung.
    #[error("a ladder and its rung must be given together")]
    LadderRung,
    /// Two designations have the same rung of one ladder.
    #[error("rung {rung} of the ladder `{ladder}` already belongs to `{other}`")]
    SharedRung { ladder: String, rung: String, other: String },
    /// Two enterprises have the same credit code.
    #[error("this credit code already belongs to `{other}`")]
    SharedCreditCode { other: String },
}

/// The kind of a part of a file or a Data Package that can be read by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub(crate) enum PartKind {
    /// A sheet of a workbook.
    Sheet,
    /// A range of cells in a workbook.
    Range,
    /// A file of an archive.
    File,
    /// A resource of a Data Package.
    Resource,
}

impl PartKind {
    /// What it is called.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sheet => "sheet",
            Self::Range => "range",
            Self::File => "file",
            Self::Resource => "resource",
        }
    }

    /// What it is a part of.
    pub(crate) fn whole(self) -> &'static str {
        match self {
            Self::Sheet | Self::Range => "workbook",
            Self::File => "archive",
            Self::Resource => "Data Package",
        }
    }
}

impl Violation {
    /// The rule that is broken.
    pub(crate) fn rule(&self) -> Rule {
        match self {
            Self::Descriptor { .. } => Rule::Descriptor,
            Self::Unsupported { .. } => Rule::Unsupported,
            Self::UnknownTable { .. } => Rule::UnknownTable,
            Self::UnreadableFile { .. } => Rule::UnreadableFile,
            Self::DuplicateDataset { .. } => Rule::DuplicateDataset,
            Self::MisspelledKey { .. } => Rule::MisspelledKey,
            Self::MissingHeader => Rule::MissingHeader,
            Self::WrongDelimiter { .. } => Rule::WrongDelimiter,
            Self::UntilBeforeFrom { .. } => Rule::UntilBeforeFrom,
            Self::Encoding { .. } => Rule::Encoding,
            Self::Ambiguous { .. } => Rule::Ambiguous,
            Self::AmbiguousPart { .. } => Rule::AmbiguousPart,
            Self::AmbiguousPeriod { .. } => Rule::AmbiguousPeriod,
            Self::UnknownPart { .. } => Rule::UnknownPart,
            Self::Mapping { .. } => Rule::Mapping,
            Self::UnknownPlaceholder { .. } => Rule::UnknownPlaceholder,
            Self::PatternMismatch { .. } => Rule::PatternMismatch,
            Self::OfMappedText { violation, .. } => violation.rule(),
            Self::CannotCreate { .. } => Rule::CannotCreate,
            Self::RevisesAll { .. } => Rule::RevisesAll,
            Self::TwoDates { .. } => Rule::TwoDates,
            Self::UndatedFigures { .. } => Rule::UndatedFigures,
            Self::AmbiguousName { .. } => Rule::AmbiguousName,
            Self::Scale => Rule::Scale,
            Self::Report { .. } => Rule::Report,
            Self::UnknownColumn { .. } => Rule::UnknownColumn,
            Self::DuplicateColumn { .. } => Rule::DuplicateColumn,
            Self::MissingColumn { .. } => Rule::MissingColumn,
            Self::RowLength { .. } => Rule::RowLength,
            Self::UnclosedQuote => Rule::UnclosedQuote,
            Self::EmptyCell { .. } => Rule::EmptyCell,
            Self::Code { .. } => Rule::Code,
            Self::Number { .. } => Rule::Number,
            Self::WholeNumber { .. } => Rule::WholeNumber,
            Self::NotPositive => Rule::NotPositive,
            Self::MinimumAboveMaximum => Rule::MinimumAboveMaximum,
            Self::Period { .. } => Rule::Period,
            Self::Date { .. } => Rule::Date,
            Self::UnknownValue { .. } => Rule::UnknownValue,
            Self::RejectedReference { .. } => Rule::RejectedReference,
            Self::UnknownCode { .. } => Rule::UnknownCode,
            Self::WrongDimension { .. } => Rule::WrongDimension,
            Self::StatusValueMismatch { .. } => Rule::StatusValueMismatch,
            Self::DuplicateKey { .. } => Rule::DuplicateKey,
            Self::Cycle { .. } => Rule::Cycle,
            Self::Level { .. } => Rule::Level,
            Self::Immutable { .. } => Rule::Immutable,
            Self::OtherDefinition { .. } => Rule::OtherDefinition,
            Self::AliasSubject { .. } => Rule::AliasSubject,
            Self::Succession => Rule::Succession,
            Self::LadderRung => Rule::LadderRung,
            Self::SharedRung { .. } => Rule::SharedRung,
            Self::SharedCreditCode { .. } => Rule::SharedCreditCode,
        }
    }
}

fn or_empty(stored: &str) -> String {
    if stored.is_empty() { "empty".to_owned() } else { format!("`{stored}`") }
}

fn encoding_sentence(byte: u8, encoding: &str) -> String {
    match byte {
        0 => "a text must not contain the byte 0x00".to_owned(),
        _ => format!("the byte 0x{byte:02X} is not valid {encoding}"),
    }
}

fn unknown_part_sentence(part: PartKind, wanted: Option<&str>) -> String {
    let (whole, part) = (part.whole(), part.name());
    wanted
        .map_or_else(|| format!("the {whole} has no {part}"), |wanted| format!("the {whole} has no {part} `{wanted}`"))
}

fn pattern_sentence(placeholder: &str, cell: &str) -> String {
    match cell {
        "" => format!("there is no text for `{placeholder}`"),
        _ => format!("`{cell}` does not match the pattern for `{placeholder}`"),
    }
}

fn whole_number_sentence(minimum: i64, maximum: i64) -> String {
    match minimum {
        i64::MIN => "this is not a whole number".to_owned(),
        _ => format!("this is not a whole number from {minimum} to {maximum}"),
    }
}

fn date_sentence(error: PeriodError) -> &'static str {
    match error {
        PeriodError::NoSuchDate => "this date does not exist in the calendar",
        _ => "this is not a date",
    }
}

fn status_sentence(status: &str, has_value: bool) -> String {
    match has_value {
        true => format!("the status `{status}` means that there is no value, but there is one"),
        false => format!("the status `{status}` requires a value, but there is none"),
    }
}

/// A number and what it counts, such as `1 row`, `2 rows`, `2 series` or `2 enterprises`.
pub(crate) fn counted(count: impl ToString, noun: &str) -> String {
    let count = count.to_string();
    match noun.strip_suffix('y') {
        _ if count == "1" || noun.ends_with('s') => format!("{count} {noun}"),
        Some(stem) => format!("{count} {stem}ies"),
        None => format!("{count} {noun}s"),
    }
}

/// The text of a message of the operating system before its error number. What follows the number may be the path of a
/// temporary file.
pub(crate) fn without_number(message: &str) -> &str {
    message.split(" (os error").next().unwrap_or(message)
}

/// The keys of a mapping of which each is one way to read a file, as a person would name them.
pub(crate) fn ways_listed(ways: &[String]) -> String {
    let listed = |way: &String| match way.split_once('\n').filter(|(head, _)| head.starts_with('[')) {
        Some((table, keys)) => format!("{} under {table}", keys.replace('\n', " with ")),
        None => way.replace('\n', " with "),
    };
    ways.iter().map(listed).collect::<Vec<_>>().join(", or ")
}
