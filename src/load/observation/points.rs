//! Points in the numbers of a file whose mapping does not say what they are.

use crate::load::input::record::Record;
use crate::problem::Violation;

/// What the points in the numbers of a file show: before three digits each may group thousands.
#[derive(Debug, Default)]
pub(crate) struct Points {
    /// The first number whose point may do so: its text, its line, and its column in the file.
    first: Option<(String, u64, Option<usize>)>,
    /// Whether a number shows that points mark decimals.
    is_decided: bool,
}

impl Points {
    /// Looks at the number of a row, at this place in the table.
    pub(crate) fn look(&mut self, record: &Record<'_>, value: usize) {
        if self.is_decided || record.header.states_marks(value) {
            return;
        }
        let text = record.cells[value];
        let Some((before, behind)) = text.split_once('.') else {
            // Thousands that are not grouped.
            self.is_decided = text.len() > 4 && text.bytes().all(|byte| byte.is_ascii_digit());
            return;
        };
        let digits = before.trim_start_matches(|c: char| !c.is_ascii_digit());
        if behind.contains('.') {
            // A range.
        } else if behind.len() != 3 || digits.starts_with('0') || digits.len() > 3 {
            self.is_decided = true;
        } else if self.first.is_none() {
            let column = record.value_column.or(record.header.position("value"));
            self.first = Some((text.to_owned(), record.row.line, column));
        }
    }

    /// Adds what later rows of the file show.
    pub(crate) fn append(&mut self, later: Self) {
        self.is_decided |= later.is_decided;
        self.first = self.first.take().or(later.first);
    }

    /// What is wrong where every point of the file stands before three digits, and the line and the column of the first.
    pub(crate) fn doubt(&self) -> Option<(Violation, u64, Option<usize>)> {
        let (text, line, column) = self.first.as_ref().filter(|_| !self.is_decided)?;
        let (what, ways) = crate::model::mark_in_doubt(text, '.');
        Some((Violation::Ambiguous { what, ways }, *line, *column))
    }
}
