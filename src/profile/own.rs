//! Columns of a table of somebody else that are called as our own are.

use super::names::placeholder;
use super::sample::{Sample, names_places};
use super::writer::Writer;
use crate::model::Status;

/// The columns that a table of somebody else may have too.
const OWN: [&str; 6] = ["metric", "unit", "source", "status", "locator", "note"];

/// Whether a column is called as one of units is.
pub(super) fn is_unit(name: &str) -> bool {
    ["unit", "units", "unit of measure", "单位", "计量单位"].contains(&name.to_lowercase().as_str())
}

/// The columns of a file that are called as ours are, each with its place in the file.
#[derive(Debug, Default)]
pub(super) struct Own(Vec<(&'static str, usize)>);

impl Own {
    /// Those among some columns. A column of statuses that are not ours is another column, and so is one of several units
    /// where one metric is of places: a metric has one unit.
    pub(super) fn of(sample: &Sample, columns: &[usize]) -> Self {
        let names = || columns.iter().map(|column| sample.columns[*column].as_str());
        let is_of_places = names().any(names_places) && !names().any(|name| name.eq_ignore_ascii_case("metric"));
        let has_several = |column: usize| {
            let mut cells = sample.cells(column);
            let first = cells.next();
            cells.any(|cell| Some(cell) != first)
        };
        let is_ours = |name: &str, column: usize| {
            let is_called = match name {
                "unit" => is_unit(&sample.columns[column]),
                _ => sample.columns[column].eq_ignore_ascii_case(name),
            };
            is_called
                && sample.cells(column).next().is_some()
                && (name != "status" || sample.cells(column).all(|cell| Status::parse(cell).is_some()))
                && (name != "unit" || !is_of_places || !has_several(column))
        };
        let found = |name: &'static str| Some((name, columns.iter().copied().find(|column| is_ours(name, *column))?));
        Self(OWN.into_iter().filter_map(found).collect())
    }

    /// The place of a column of ours in the file.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.0.iter().find(|(own, _)| *own == name).map(|(_, column)| *column)
    }

    /// Whether a column of the file is one of them.
    pub(super) fn has(&self, column: usize) -> bool {
        self.0.iter().any(|(_, own)| *own == column)
    }

    /// Writes what fills them.
    pub(super) fn write(&self, sample: &Sample, writer: &mut Writer) {
        for (name, column) in &self.0 {
            writer.pair(name, &format!("{{{}}}", placeholder(sample, *column)));
        }
    }
}
