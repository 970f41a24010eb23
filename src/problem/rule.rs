//! The rules that a dataset can break.

use std::fmt;

/// How many problems of one rule are kept whole; the rest are counted.
pub(crate) const SHOWN_PER_RULE: usize = 10;

/// Defines [`Rule`] with the stable code of each rule.
macro_rules! rules {
    ($($rule:ident = $code:literal,)*) => {
        /// A rule that a dataset can break. Each has a page: `yearbook check --explain CODE`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        #[allow(missing_docs)]
        pub(crate) enum Rule { $($rule,)* }

        impl Rule {
            /// Every rule.
            #[cfg(test)]
            pub(crate) const ALL: &'static [Self] = &[$(Self::$rule,)*];

            /// The stable code.
            pub(crate) fn code(self) -> &'static str {
                match self { $(Self::$rule => $code,)* }
            }
        }
    };
}

rules! {
    AliasSubject = "alias-subject",
    Ambiguous = "ambiguous",
    AmbiguousName = "ambiguous-name",
    AmbiguousPart = "ambiguous-part",
    AmbiguousPeriod = "ambiguous-period",
    CannotCreate = "cannot-create",
    Code = "code",
    Cycle = "cycle",
    Date = "date",
    Descriptor = "descriptor",
    DuplicateColumn = "duplicate-column",
    DuplicateDataset = "duplicate-dataset",
    DuplicateKey = "duplicate-key",
    EmptyCell = "empty-cell",
    Encoding = "encoding",
    Immutable = "immutable",
    LadderRung = "ladder-rung",
    Level = "level",
    Mapping = "mapping",
    MinimumAboveMaximum = "minimum-above-maximum",
    MisspelledKey = "misspelled-key",
    MissingColumn = "missing-column",
    MissingHeader = "missing-header",
    NotPositive = "not-positive",
    Number = "number",
    OtherDefinition = "other-definition",
    PatternMismatch = "pattern-mismatch",
    Period = "period",
    RejectedReference = "rejected-reference",
    Report = "report",
    RevisesAll = "revises-all",
    RowLength = "row-length",
    Scale = "scale",
    SharedCreditCode = "shared-credit-code",
    SharedRung = "shared-rung",
    StatusValueMismatch = "status-value-mismatch",
    Succession = "succession",
    TwoDates = "two-dates",
    UnclosedQuote = "unclosed-quote",
    UndatedFigures = "undated-figures",
    UnknownCode = "unknown-code",
    UnknownColumn = "unknown-column",
    UnknownPart = "unknown-part",
    UnknownPlaceholder = "unknown-placeholder",
    UnknownTable = "unknown-table",
    UnknownValue = "unknown-value",
    UnreadableFile = "unreadable-file",
    Unsupported = "unsupported",
    UntilBeforeFrom = "until-before-from",
    WholeNumber = "whole-number",
    WrongDelimiter = "wrong-delimiter",
    WrongDimension = "wrong-dimension",
}

impl Rule {
    /// Whether the rule is broken by a single row, and not by a file or a descriptor: then the other rows can still be
    /// loaded.
    pub(crate) fn is_of_a_row(self) -> bool {
        !matches!(
            self,
            Self::Ambiguous
                | Self::AmbiguousPart
                | Self::AmbiguousPeriod
                | Self::CannotCreate
                | Self::Descriptor
                | Self::DuplicateColumn
                | Self::DuplicateDataset
                | Self::Encoding
                | Self::Mapping
                | Self::MisspelledKey
                | Self::MissingColumn
                | Self::MissingHeader
                | Self::Report
                | Self::RevisesAll
                | Self::TwoDates
                | Self::UndatedFigures
                | Self::UnknownColumn
                | Self::UnknownPart
                | Self::UnknownPlaceholder
                | Self::UnknownTable
                | Self::UnreadableFile
                | Self::Unsupported
                | Self::WrongDelimiter
        )
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
