//! The columns by which the rows of a table differ.

use std::collections::HashMap;

use super::called::holds_codes;
use crate::profile::sample::Sample;
use crate::profile::words::figure::is_figure;

/// Whether the filled cells of a column differ.
pub(crate) fn has_several(sample: &Sample, column: usize) -> bool {
    let mut cells = sample.cells(column);
    let first = cells.next();
    cells.any(|cell| Some(cell) != first)
}

/// Some columns, and others that are none of them.
pub(crate) fn without(columns: &[usize], others: &[usize]) -> Vec<usize> {
    columns.iter().copied().filter(|column| others.binary_search(column).is_err()).collect()
}

/// The lines of two rows whose cells in some columns are the same, if there are such.
pub(crate) fn repeated(sample: &Sample, columns: &[usize]) -> Option<(u64, u64)> {
    let mut lines: HashMap<Vec<&str>, u64> = HashMap::new();
    sample.rows.iter().find_map(|(line, row)| {
        let cells = columns.iter().map(|column| row.get(*column).map_or("", String::as_str)).collect();
        lines.insert(cells, *line).map(|above| (above, *line))
    })
}

/// Those of some columns without which rows of one period would have the same labels as others, in ascending order; `certain`
/// are the columns of periods and of other labels.
pub(crate) fn needed(sample: &Sample, certain: &[usize], columns: &[usize]) -> Vec<usize> {
    const MOST: usize = 8;
    if columns.len() > MOST || repeated(sample, certain).is_none() {
        return Vec::new();
    }
    let is_needed = |column: &usize| {
        let others = columns.iter().filter(|other| *other != column);
        repeated(sample, &certain.iter().chain(others).copied().collect::<Vec<_>>()).is_some()
    };
    let mut needed: Vec<usize> = columns.iter().copied().filter(is_needed).collect();
    needed.sort_unstable();
    needed
}

/// Those of some columns, beside the column of years where there is one, that hold numbers as the columns of figures do, of which
/// `first` is the first, and are neither codes nor labels. All are in ascending order.
pub(crate) fn numbers_beside(sample: &Sample, (columns, year): (&[usize], Option<usize>), first: usize) -> Vec<usize> {
    let holds = |column: &usize| {
        let is_numbering = *column < first && sample.is_numbering(*column);
        sample.all(*column, &is_figure) && !holds_codes(&sample.columns[*column]) && !is_numbering
    };
    let numbers: Vec<usize> = columns.iter().copied().filter(holds).collect();
    // Labels stand before figures.
    let before: Vec<usize> = numbers.iter().copied().filter(|column| *column < first).collect();
    let certain: Vec<usize> = without(columns, &numbers).into_iter().chain(year).collect();
    without(&numbers, &needed(sample, &certain, &before))
}
