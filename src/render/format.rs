//! The formats that rows are written in.

use serde::{Deserialize, Serialize};

/// How rows are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    /// Columns for reading in a terminal
    #[default]
    Table,
    /// Comma-separated values (RFC 4180)
    Csv,
    /// Tab-separated values; a tab, line feed or backslash in a text is \t, \n or \\, a missing value is \N
    Tsv,
    /// An array of objects
    Json,
    /// One JSON object per line
    Ndjson,
    /// A table in GitHub's Markdown
    Markdown,
    /// A page in one file, with a chart if the report has one
    Html,
    /// The chart in characters, in the place of the rows
    #[value(skip)]
    Chart,
}

impl Format {
    /// Whether the rows are written as they come, so that there may be any number of them.
    pub(crate) fn streams(self) -> bool {
        !matches!(self, Self::Table | Self::Markdown | Self::Chart)
    }

    /// Whether people read it: numbers are grouped, and lines below the rows are not taken for one of them.
    pub(crate) fn is_for_people(self) -> bool {
        matches!(self, Self::Table | Self::Markdown | Self::Html | Self::Chart)
    }
}
