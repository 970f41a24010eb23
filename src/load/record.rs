//! A row of a table as a file tells it, whether it is a row of the file or what a mapping made of one.

use super::header::Header;
use super::registry::Registry;
use crate::dataset::Row;
use crate::mapping::Plan;
use crate::model::Marks;
use crate::problem::Place;

/// A row of a table, its texts in the order of the table's columns.
pub struct Record<'a> {
    pub cells: &'a [&'a str],
    /// The row of the file that tells it.
    pub row: &'a Row<'a>,
    pub header: &'a Header,
    pub plan: Option<&'a Plan>,
    /// The column of the file that the value stands in, where that differs within a row.
    pub value_column: Option<usize>,
    /// The power of ten, or the word for it, that the value is told in.
    pub scale: &'a str,
    /// What is done with the figure, in SDMX's words.
    pub action: &'a str,
}

impl Record<'_> {
    /// Whether a column holds names in place of codes, and a row has this one.
    pub fn is_name(&self, column: &'static str, text: &str, registry: &Registry) -> bool {
        self.plan.is_some_and(|plan| plan.has_names(column)) && !registry.codes_named(column, text).is_empty()
    }

    /// The marks of the numbers in the column at this place in the table.
    pub fn marks(&self, index: usize) -> Marks {
        self.header.marks_at(index)
    }

    /// The place of a column: the cell that it is told by, or what the mapping says of it.
    pub fn place(&self, column: &str) -> Place {
        if let Some(position) = self.value_column.filter(|_| column == "value") {
            return self.row.place(Some(position));
        }
        match (self.header.position(column), self.plan, self.header.index(column)) {
            (None, Some(plan), Some(index)) if plan.tells(index) => plan.place(index),
            (position, ..) => self.row.place(position),
        }
    }
}
