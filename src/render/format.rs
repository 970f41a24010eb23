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
    /// Tab-separated values, with \t, \n and \\ for what would break a line, and \N for a missing value
    Tsv,
    /// An array of objects
    Json,
    /// One JSON object a line
    Ndjson,
    /// A table for GitHub and its like
    Markdown,
    /// A page that needs nothing else, with a chart where the report has one
    Html,
}

impl Format {
    /// Whether the rows are written as they come, so that there may be any number of them.
    pub(crate) fn streams(self) -> bool {
        !matches!(self, Self::Table | Self::Markdown)
    }

    /// Whether people read it: numbers are grouped, and lines below the rows are not taken for one of them.
    pub(crate) fn is_for_people(self) -> bool {
        matches!(self, Self::Table | Self::Markdown | Self::Html)
    }
}
