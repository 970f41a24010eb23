//! Rows become bytes: one trait, one match, one file per format, each with its own escaping.
//!
//! `table`, `markdown` and `html` are for eyes: figures are grouped and aligned, and what would act on a terminal or a
//! page is made visible. `csv`, `tsv`, `json` and `ndjson` are for programs: every value is exact and nothing is changed
//! but what the format's own grammar asks for.

mod chart;
mod csv;
mod figure;
mod html;
mod json;
mod markdown;
mod records;
mod style;
mod table;
mod tsv;
mod visible;
mod wrap;

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use crate::table::{Cell, Heading};

/// How rows are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
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
    pub fn streams(self) -> bool {
        !matches!(self, Self::Table | Self::Markdown)
    }

    /// Whether lines can stand below the rows without being taken for one.
    pub fn has_notes(self) -> bool {
        matches!(self, Self::Table | Self::Markdown | Self::Html)
    }
}

/// What a terminal can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Screen {
    /// The columns of characters there are; `None` where nothing is to be wrapped, as into a pipe or a file.
    pub width: Option<usize>,
    /// Whether bold and dim text is understood.
    pub color: bool,
}

/// A table on its way out: [`begin`](Render::begin) once, [`row`](Render::row) for each row, [`end`](Render::end) once.
///
/// A row shorter than the heading is filled with missing values; what is longer is cut. The only errors are those of
/// the output.
pub trait Render {
    /// Takes the heading; what must know the rows first writes nothing yet.
    fn begin(&mut self, heading: &Heading) -> io::Result<()>;
    /// Takes one row.
    fn row(&mut self, row: &[Cell]) -> io::Result<()>;
    /// Writes what is left and flushes the output.
    fn end(&mut self) -> io::Result<()>;

    /// Lines below the rows, such as footnotes: before [`end`](Render::end). A format for programs leaves them out.
    fn notes(&mut self, _lines: &[String]) -> io::Result<()> {
        Ok(())
    }
}

/// The renderer of a format. It writes in small pieces: `out` should be buffered.
pub fn renderer<'a>(format: Format, screen: Screen, out: &'a mut dyn Write) -> Box<dyn Render + 'a> {
    match format {
        Format::Table => Box::new(table::Table::new(screen, out)),
        Format::Csv => Box::new(csv::Csv::new(out)),
        Format::Tsv => Box::new(tsv::Tsv::new(out)),
        Format::Json => Box::new(json::Json::array(out)),
        Format::Ndjson => Box::new(json::Json::lines(out)),
        Format::Markdown => Box::new(markdown::Markdown::new(out)),
        Format::Html => Box::new(html::Html::new(out)),
    }
}

/// Exactly `count` cells of a row, so that no format has to think of a row that does not fit its heading.
fn fitted(row: &[Cell], count: usize) -> impl Iterator<Item = &Cell> {
    row.iter().chain(std::iter::repeat(&Cell::Null)).take(count)
}
