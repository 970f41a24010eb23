//! A row of a table as a file has it: a row of the file, or what a mapping made of one.

use super::header::Header;
use crate::dataset::Row;
use crate::mapping::Plan;
use crate::model::Marks;
use crate::problem::Place;

/// A row of a table, its texts in the order of the table's columns.
pub(crate) struct Record<'a> {
    pub cells: &'a [&'a str],
    /// The row of the file that it comes from.
    pub row: &'a Row<'a>,
    pub header: &'a Header,
    pub plan: Option<&'a Plan>,
    /// The column of the file that the value stands in, where that differs within a row.
    pub value_column: Option<usize>,
    /// The power of ten, or the word for it, that the value is stated in.
    pub scale: &'a str,
    /// What is done with the figure, in SDMX's words.
    pub action: &'a str,
}

impl Record<'_> {
    /// Whether the row withdraws a figure: SDMX's action `D`.
    pub(crate) fn is_withdrawal(&self) -> bool {
        self.action.eq_ignore_ascii_case("D") || self.action.eq_ignore_ascii_case("delete")
    }

    /// The marks of the numbers in the column at this place in the table.
    pub(crate) fn marks(&self, index: usize) -> Marks {
        self.header.marks_at(index)
    }

    /// The text of a column, if a mapping made it of more than the cell that a problem marks.
    pub(crate) fn made(&self, column: &str) -> Option<&str> {
        self.plan?;
        let text = *self.cells.get(self.header.index(column)?)?;
        let position = self.value_column.filter(|_| column == "value").or(self.header.position(column));
        let is_cell = position.is_some_and(|position| self.row.cell(position).trim().starts_with(text));
        (!text.is_empty() && !is_cell).then_some(text)
    }

    /// The place of a column: its cell, or the rule of the mapping that fills it.
    pub(crate) fn place(&self, column: &str) -> Place {
        if let Some(position) = self.value_column.filter(|_| column == "value") {
            return self.row.place(Some(position));
        }
        match (self.header.position(column), self.plan, self.header.index(column)) {
            (None, Some(plan), Some(index)) if plan.is_by_column(index) => match self.value_column {
                Some(column) => self.row.header_place(column),
                None => plan.place(index),
            },
            (None, Some(plan), Some(index)) if plan.fills(index) => plan.place(index),
            (position, ..) => self.row.place(position),
        }
    }
}
