//! The merged cells of a sheet.

use std::collections::BTreeMap;

use calamine::Dimensions;

use super::cell::Filled;
use super::range::Corner;

/// The merged ranges of a sheet that cover a row; the rows are visited in order.
#[derive(Debug)]
pub(super) struct Merges {
    /// The ranges that start below the row, the first one last.
    below: Vec<Dimensions>,
    /// The ranges that cover the row, by their first columns, and the first row that one of them does not cover.
    here: BTreeMap<u32, Dimensions>,
    until: u32,
}

impl Merges {
    pub(super) fn new(mut ranges: Vec<Dimensions>) -> Self {
        ranges.sort_unstable_by_key(|range| std::cmp::Reverse(range.start));
        Self { below: ranges, here: BTreeMap::new(), until: u32::MAX }
    }

    pub(super) fn go_to(&mut self, row: u32) {
        if row >= self.until {
            self.here.retain(|_, range| range.end.0 >= row);
        }
        let mut is_changed = row >= self.until;
        while let Some(range) = self.below.pop_if(|range| range.start.0 <= row) {
            if range.end.0 >= row {
                self.here.insert(range.start.1, range);
                is_changed = true;
            }
        }
        if is_changed {
            self.until = self.here.values().map(|range| range.end.0.saturating_add(1)).min().unwrap_or(u32::MAX);
        }
    }

    /// The range that covers a column in this row.
    pub(super) fn at(&self, column: u32) -> Option<&Dimensions> {
        self.here.range(..=column).next_back().map(|(_, range)| range).filter(|range| range.end.1 >= column)
    }

    /// The start of a range across columns beside which the row has no cells.
    pub(super) fn alone(&self, cells: &[Filled]) -> Option<Corner> {
        let mut ranges = self.here.values();
        let range = ranges.next().filter(|range| ranges.next().is_none() && range.end.1 > range.start.1)?;
        let is_beside = |cell: &Filled| !(range.start.1..=range.end.1).contains(&cell.at.1);
        (!cells.iter().any(is_beside)).then_some(range.start)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.here.is_empty()
    }
}
