//! Rows and cells, and what is wrong with their shape.

use super::blocks::Block;
use super::layout::Layout;
use super::split::{SplitRow, Splitter};
use crate::problem::{Place, Problems, RowText, Violation};

/// The rows of a block, one at a time.
pub(crate) struct Rows<'a> {
    block: &'a Block,
    layout: &'a Layout,
    splitter: Splitter<'a>,
    row: SplitRow,
}

/// One row.
pub(crate) struct Row<'a> {
    layout: &'a Layout,
    block: &'a Block,
    cells: &'a SplitRow,
    /// The line on which the row starts, from one.
    pub line: u64,
}

impl<'a> Rows<'a> {
    pub(super) fn new(block: &'a Block, layout: &'a Layout) -> Self {
        let splitter = Splitter::new(&block.text, layout.grammar).on_line(block.line);
        let splitter = if block.has_quotes { splitter } else { splitter.without_quotes() };
        Self { block, layout, splitter, row: SplitRow::default() }
    }

    /// The next row of the right length; rows of another length are problems, and their cells are handed to `misshapen`.
    pub(crate) fn next(&mut self, misshapen: &mut dyn FnMut(&[&str]), problems: &mut Problems) -> Option<Row<'_>> {
        let expected = self.layout.columns.len();
        loop {
            if !self.splitter.next_row(&mut self.row) {
                return None;
            }
            if self.row.len() == expected && self.row.bad_quote.is_none() && !self.holds_rows(expected) {
                break;
            }
            let is_blank =
                self.row.len() == 1 && !self.row.has_quotes() && self.row.cell(&self.block.text, 0).trim().is_empty();
            if !is_blank {
                misshapen(&self.row.cells(&self.block.text));
                self.record(expected, problems);
            }
        }
        Some(Row { layout: self.layout, block: self.block, cells: &self.row, line: self.row.line })
    }

    /// Whether a row of the right length is two rows that a pair of stray quotes made one: its first line and its last have as
    /// many cells as the header. Of two columns, a text of several lines may look so.
    fn holds_rows(&self, expected: usize) -> bool {
        let text = &self.block.text[self.row.bytes.clone()];
        let cells = |line: &str| 1 + line.bytes().filter(|byte| *byte == self.layout.grammar.delimiter).count();
        let is_row = |line: Option<&str>| line.is_some_and(|line| cells(line) == expected);
        expected > 2
            && self.row.has_quotes()
            && text.contains(['\n', '\r'])
            && is_row(text.lines().next())
            && is_row(text.lines().next_back())
    }

    /// Records what is wrong with a row of another length, or with a quote in it.
    fn record(&self, expected: usize, problems: &mut Problems) {
        let (row, text) = (&self.row, &self.block.text);
        let found = row.len();
        // A cell of several lines that is closed, in a row of the wrong length: its lines may be rows that a stray quote
        // took, or a text. All of them are rejected together.
        let of_several_lines =
            |cell: &usize| row.cell_bytes(*cell).is_some_and(|bytes| text[bytes].contains(['\n', '\r']));
        let (fact, column) = match row.bad_quote.or_else(|| (0..found).find(of_several_lines)) {
            Some(column) => (Violation::UnclosedQuote, column),
            // The first cell too many, or the last one there is.
            None => {
                let ungrouped = ungrouped(&row.cells(text), found.saturating_sub(expected));
                (Violation::RowLength { expected, found, ungrouped }, expected.min(found.saturating_sub(1)))
            }
        };
        let text = &text[row.bytes.clone()];
        let shown = text.lines().next().unwrap_or_default();
        let place = || self.layout.place(shown, row.line, Some(column));
        problems.reject(RowText { line: row.line, text }, fact, place);
    }
}

/// The number whose groups of three digits may be the `extra` cells too many and the one before them.
fn ungrouped(cells: &[&str], extra: usize) -> Option<String> {
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_first = |cell: &str| {
        let digits = cell.trim_start_matches(['-', '~', '<', '>', '=']);
        (1..=3).contains(&digits.len()) && is_digits(digits)
    };
    let is_number =
        |cells: &&[&str]| is_first(cells[0]) && cells[1..].iter().all(|group| group.len() == 3 && is_digits(group));
    let mut found = cells.windows(extra + 1).filter(is_number).filter(|_| extra > 0);
    // Of two such numbers, nothing shows which one was divided.
    found.next().filter(|_| found.next().is_none()).map(<[&str]>::concat)
}

impl<'a> Row<'a> {
    /// The text of a cell; empty where the cell holds one of the column's missing values.
    pub(crate) fn cell(&self, column: usize) -> &'a str {
        let text = self.cells.cell(&self.block.text, column);
        if self.layout.missing[column].iter().any(|missing| missing == text) { "" } else { text }
    }

    /// Whether no cell holds anything.
    pub(crate) fn is_blank(&self) -> bool {
        (0..self.cells.len()).all(|column| self.cells.cell(&self.block.text, column).trim().is_empty())
    }

    /// The place of a cell, or of the row.
    pub(crate) fn place(&self, column: Option<usize>) -> Place {
        self.layout.place(&self.block.text[self.cells.bytes.start..], self.line, column)
    }

    /// The place of a column's name in the header.
    pub(crate) fn header_place(&self, column: usize) -> Place {
        self.layout.header_place(column)
    }

    /// The row as it stands in the file.
    pub(crate) fn text(&self) -> RowText<'a> {
        RowText { line: self.line, text: &self.block.text[self.cells.bytes.clone()] }
    }
}
