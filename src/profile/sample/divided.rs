//! A text divided into rows and cells by a mark.

use std::collections::BTreeMap;

use super::around::Record;
use crate::dataset::{Grammar, SplitRow, Splitter};

/// Whether a mark stands between cells: in most lines that have it, it stands outside quotes. A line with one quote too many or too
/// few starts or ends within quotes.
pub(super) fn divides(text: &str, mark: char) -> bool {
    let (mut outside, mut inside) = (0, 0);
    for line in text.lines().filter(|line| line.matches('"').count() % 2 == 0) {
        let mut parts = line.split('"').enumerate().filter(|(_, part)| part.contains(mark)).peekable();
        match (parts.peek().is_some(), parts.any(|(number, _)| number % 2 == 0)) {
            (true, true) => outside += 1,
            (true, false) => inside += 1,
            _ => {}
        }
    }
    outside >= inside
}

/// The rows of a text, each with its line, and the line of the first one with a quote that is not closed as it should be.
pub(crate) fn records(text: &str, delimiter: char) -> (Vec<Record>, Option<u64>) {
    let mut splitter = Splitter::new(text, Grammar { delimiter: delimiter as u8, ..Grammar::default() });
    let (mut rows, mut row, mut bad_quote) = (Vec::new(), SplitRow::default(), None);
    while splitter.next_row(&mut row) {
        if row.bad_quote.is_some() {
            bad_quote.get_or_insert(row.line);
        }
        let cells: Vec<String> = row.cells(text).into_iter().map(|cell| cell.trim().to_owned()).collect();
        if cells.len() > 1 || cells.iter().any(|cell| !cell.is_empty()) {
            rows.push((row.line, cells));
        }
    }
    (rows, bad_quote)
}

/// How many cells most rows have, and how many rows those are. Lines of prose above and below a table are rows of one cell.
pub(super) fn usual_width(records: &[Record]) -> (usize, usize) {
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    records.iter().for_each(|(_, row)| *widths.entry(row.len()).or_default() += 1);
    if widths.len() > 1 {
        widths.remove(&1);
    }
    widths.into_iter().max_by_key(|&(width, rows)| (rows, width)).unwrap_or((0, 0))
}
