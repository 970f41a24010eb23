//! Columns and rows: all that a renderer sees.
//!
//! The types are here so that the code that queries a database and the code that writes a page need not know each other.

use std::fmt;

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
    /// The sources of a row.
    Cited(Vec<Cited>),
    /// The numbers of the footnotes of a row.
    Notes(Vec<usize>),
}

/// A source as it is called within a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cited {
    pub text: String,
    pub url: Option<String>,
}

/// A line below a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Note {
    /// The number that rows refer to it by.
    pub number: Option<usize>,
    pub text: String,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number {
            Some(number) => write!(f, "[{number}] {}", self.text),
            None => f.write_str(&self.text),
        }
    }
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

/// A period that no source states, as people see it.
pub(crate) fn inferred(code: &str) -> String {
    format!("{code} (inferred)")
}

impl Cell {
    /// The text; `None` where it is something else.
    pub(crate) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// Approximately how much memory the cell takes, in bytes.
    pub(crate) fn size(&self) -> usize {
        let text = match self {
            Self::Text(text) | Self::InferredPeriod(text) => text.len(),
            Self::Blob(bytes) => bytes.len(),
            Self::Figure(_) => size_of::<Figure>(),
            Self::Cited(cited) => {
                cited.iter().map(|it| size_of::<Cited>() + it.text.len() + it.url.as_ref().map_or(0, String::len)).sum()
            }
            Self::Notes(numbers) => size_of_val(numbers.as_slice()),
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
    /// What holds for all rows and is said once, as a name and a value, such as `unit` and `%`.
    pub common: Vec<(String, String)>,
    /// Whether thin spaces divide the thousands of numbers, for people; else commas.
    pub has_thin_groups: bool,
}

impl Heading {
    /// The line below the title: what holds for all rows and is not in the title.
    pub(crate) fn subtitle(&self) -> Option<String> {
        let title = self.title.as_deref().unwrap_or_default();
        let is_said = |name: &str, value: &str| matches!(name, "metric" | "period") && title.contains(value);
        let parts: Vec<String> = self
            .common
            .iter()
            .filter(|(name, value)| !is_said(name, value))
            .map(|(name, value)| {
                let (first, rest) = name.split_at(name.chars().next().map_or(0, char::len_utf8));
                format!("{}{rest}: {value}", first.to_uppercase())
            })
            .collect();
        (!parts.is_empty()).then(|| parts.join(" · "))
    }
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
    /// The indexes of its columns.
    pub(crate) fn columns(self) -> impl Iterator<Item = usize> {
        [Some(self.label), Some(self.value), self.line].into_iter().flatten()
    }

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
