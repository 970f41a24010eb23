//! Rows become bytes: one trait, one match, one file per format, each with its own escaping.
//!
//! `table`, `chart`, `markdown` and `html` are for people: figures are grouped and aligned, and characters that would control a
//! terminal or a page are made visible. `csv`, `tsv`, `json` and `ndjson` are for programs: every value is exact, and
//! only escapes of the format are added.

mod chart;
mod column;
mod csv;
mod drawing;
mod format;
mod html;
mod json;
mod markdown;
mod markup;
pub(crate) mod number;
mod records;
mod screen;
mod sink;
mod style;
mod table;
#[cfg(test)]
pub(crate) mod tests;
mod tsv;
mod wrap;

use std::io::Write;

use crate::table::{Cell, Heading};

pub(crate) use csv::BYTE_ORDER_MARK;
pub(crate) use format::Format;
pub(crate) use json::unique as json_keys;
pub(crate) use markup::prose;
pub(crate) use screen::Screen;
pub(crate) use sink::Render;
pub(crate) use style::SHEET;

/// The renderer of a format. It writes in small pieces: `out` should be buffered.
pub(crate) fn renderer<'a>(format: Format, screen: Screen, out: &'a mut dyn Write) -> Box<dyn Render + 'a> {
    match format {
        Format::Table => Box::new(table::Table::new(screen, out)),
        Format::Csv => Box::new(csv::Csv::new(out)),
        Format::Tsv => Box::new(tsv::Tsv::new(out)),
        Format::Json => Box::new(json::Json::array(out)),
        Format::Ndjson => Box::new(json::Json::lines(out)),
        Format::Markdown => Box::new(markdown::Markdown::new(out)),
        Format::Chart => Box::new(drawing::Drawing::new(screen, out)),
        Format::Html => Box::new(html::Html::new(out)),
    }
}

/// The renderer of tables with their chart, for a page that someone else writes with [`SHEET`].
pub(crate) fn part<'a>(out: &'a mut dyn Write) -> Box<dyn Render + 'a> {
    Box::new(html::Html::part(out))
}

/// The markup of the chart of these rows; `None` where they hold no number.
pub(crate) fn picture(heading: &Heading, rows: &[Vec<Cell>]) -> Option<String> {
    chart::draw(heading.chart?, heading, &column::columns(heading, rows), rows)
}
