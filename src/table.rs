//! Columns and rows: all that a renderer sees.
//!
//! The types are here so that the code that queries a database and the code that writes a page need not know each other.

use crate::model::Comparator;

/// A value as SQLite has it, or a figure that was made of several such values.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    /// Missing, which is neither zero nor an empty text.
    Null,
    Integer(i64),
    /// Never NaN when it comes from SQLite, which stores that as NULL; an infinity is possible.
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
    Figure(Box<Figure>),
    /// The code of a period that no source states, but that was inferred.
    InferredPeriod(String),
}

/// A number as a source states it or as it follows from others. It is spelled by the renderer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Figure {
    /// `None` where the figure is missing.
    pub value: Option<f64>,
    pub comparator: Comparator,
    /// The upper bound of a range.
    pub upper: Option<f64>,
    pub precision: Precision,
    pub unit: Option<String>,
    /// The name of the status; `None` for a normal figure.
    pub status: Option<String>,
}

/// How exactly people see a number. Programs always get it whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Precision {
    /// All digits, and no fewer decimals than these.
    AtLeast(usize),
    /// So many significant digits, also before the decimal point: 28,500 has three.
    Digits(usize),
}

impl Cell {
    /// Approximately how much memory the cell takes, in bytes.
    pub(crate) fn size(&self) -> usize {
        let text = match self {
            Self::Text(text) | Self::InferredPeriod(text) => text.len(),
            Self::Blob(bytes) => bytes.len(),
            Self::Figure(_) => size_of::<Figure>(),
            Self::Null | Self::Integer(_) | Self::Real(_) => 0,
        };
        size_of::<Self>() + text
    }
}

/// What is known of a table before its first row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Heading {
    pub title: Option<String>,
    pub description: Option<String>,
    /// The names of the columns, as the statement returns them; two may be the same.
    pub columns: Vec<String>,
    /// The chart, for a format that can draw one.
    pub chart: Option<Chart>,
}

/// A picture of the numbers of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Chart {
    pub kind: ChartKind,
    /// The index of the column that names what is shown.
    pub label: usize,
    /// The index of the column that holds the numbers.
    pub value: usize,
    /// The index of the column that names the line of a point; `None` where the picture has one line, or bars.
    pub line: Option<usize>,
}

impl Chart {
    /// The chart in a table with other columns, of which `position` returns the index; `None` where one is not there.
    pub(crate) fn moved(self, position: impl Fn(usize) -> Option<usize>) -> Option<Self> {
        let Self { kind, label, value, line } = self;
        Some(Self { kind, label: position(label)?, value: position(value)?, line: line.and_then(position) })
    }
}

/// The form of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChartKind {
    /// One horizontal bar a row.
    Bar,
    /// One point a row; those of one line are joined in the order of the rows.
    Line,
}
