//! Columns of a table of somebody else that are called as our own are.

use super::names::placeholder;
use super::sample::Sample;
use super::writer::Writer;
use crate::model::Status;

/// The columns that a table of somebody else may have too.
const OWN: [&str; 6] = ["metric", "unit", "source", "status", "locator", "note"];

/// The columns of a file that are called as ours are, each with its place in the file.
#[derive(Debug, Default)]
pub(super) struct Own(Vec<(&'static str, usize)>);

impl Own {
    /// Those among some columns. A column of statuses that are not ours is another column.
    pub(super) fn of(sample: &Sample, columns: &[usize]) -> Self {
        let is_ours = |name: &str, column: usize| {
            sample.columns[column].eq_ignore_ascii_case(name)
                && sample.cells(column).next().is_some()
                && (name != "status" || sample.cells(column).all(|cell| Status::parse(cell).is_some()))
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

    /// Writes what is created as a source: one for the file, or those that it names.
    pub(super) fn write_source(&self, sample: &Sample, writer: &mut Writer) {
        writer.table("create.source");
        if self.column("source").is_none() {
            writer.pair("title", sample.stem());
        }
    }
}
