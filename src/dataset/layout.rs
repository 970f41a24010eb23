//! The layout of a file whose header has been read: its columns, its grammar, and the places of its cells.

use std::sync::Arc;

use super::split::{Grammar, SplitRow, Splitter};
use crate::problem::{Excerpt, Place};

/// The most text of a row that a problem shows before and after the mark, in bytes.
const MAXIMUM_EXCERPT: usize = 4096;

/// The properties of a file that reading its rows needs.
#[derive(Debug)]
pub(super) struct Layout {
    /// The path as the user knows it.
    pub label: Arc<str>,
    pub grammar: Grammar,
    /// The column names: of the header, or of the schema where the file has none.
    pub columns: Vec<String>,
    /// The line and the text of the header's last row, with its line end; `None` where the file has no header.
    pub header: Option<(u64, String)>,
    /// The texts that mean a missing value, by column.
    pub missing: Vec<Vec<String>>,
}

impl Layout {
    /// The place of a column's name in the header.
    pub(super) fn header_place(&self, column: usize) -> Place {
        let Some((line, text)) = &self.header else { return Place::of_file(&self.label) };
        let mut place = self.place(text, *line, Some(column));
        // The marked text is the name of the column: it need not be repeated.
        place.excerpt = place.excerpt.map(|excerpt| Excerpt { column: None, ..excerpt });
        place
    }

    /// The place of a cell, or of a whole row, in the text that starts with that row.
    pub(super) fn place(&self, text: &str, line: u64, column: Option<usize>) -> Place {
        let mut row = SplitRow::default();
        Splitter::new(text, self.grammar).next_row(&mut row);
        let mark = column.and_then(|column| row.cell_bytes(column)).unwrap_or(row.bytes.clone());
        let shown = text.floor_char_boundary(row.bytes.end.min(mark.start.saturating_add(MAXIMUM_EXCERPT)));
        let start = text.floor_char_boundary(mark.start.saturating_sub(MAXIMUM_EXCERPT));
        let mark = mark.start - start..mark.end.min(shown) - start;
        let column = column.and_then(|column| self.columns.get(column).cloned());
        let text = text[start..shown].to_owned();
        Place { file: Arc::clone(&self.label), line, excerpt: Some(Excerpt { text, mark, column }) }
    }
}
