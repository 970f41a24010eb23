//! Merges sorted runs into one sequence of figures.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::io;

use super::dictionary::Ranks;
use super::figure::{Key, Packed};
use super::sorted_run::SortedRun;

/// A run, and its current figure.
#[derive(Debug)]
struct Source {
    run: SortedRun,
    /// The key as it stands in the run, and as it sorts.
    key: Key,
    rank: Key,
}

impl Source {
    /// Goes to the next figure; false after the last.
    #[inline]
    fn advance(&mut self, ranks: &Ranks) -> io::Result<bool> {
        let Some(key) = self.run.advance()? else { return Ok(false) };
        (self.key, self.rank) = (key, ranks.of(&key));
        Ok(true)
    }

    fn place(&self) -> Option<&[u8]> {
        self.run.figure().map(Packed::place)
    }
}

/// The reverse order of keys, because a heap pops its greatest element.
impl Ord for Source {
    fn cmp(&self, other: &Self) -> Ordering {
        other.rank.cmp(&self.rank).then_with(|| other.place().cmp(&self.place()))
    }
}

impl PartialOrd for Source {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Source {}

/// The figures of several runs in the order of their keys.
#[derive(Debug)]
pub(crate) struct Merged {
    ranks: Ranks,
    /// The run of the figure that was returned last.
    current: Option<Source>,
    others: BinaryHeap<Source>,
}

impl Merged {
    pub(crate) fn new(runs: Vec<SortedRun>, ranks: Ranks) -> io::Result<Self> {
        let mut others = BinaryHeap::with_capacity(runs.len());
        for run in runs {
            let mut source = Source { run, key: Key::default(), rank: Key::default() };
            if source.advance(&ranks)? {
                others.push(source);
            }
        }
        Ok(Self { ranks, current: None, others })
    }

    /// The next figure: its key as it stands in the runs, its key as it sorts, and the figure; `None` after the last.
    ///
    /// # Errors
    /// Fails where a temporary file cannot be read.
    pub(crate) fn next(&mut self) -> io::Result<Option<(Key, Key, Packed<'_>)>> {
        let goes_on = match &mut self.current {
            Some(current) => current.advance(&self.ranks)?,
            None => false,
        };
        if goes_on {
            // Runs mostly hold long parts of the order: as long as the next figure is in the same run, the heap is not
            // changed.
            if let (Some(current), Some(mut other)) = (&mut self.current, self.others.peek_mut())
                && *current < *other
            {
                std::mem::swap(current, &mut other);
            }
        } else {
            self.current = self.others.pop();
        }
        let Some(source) = &self.current else { return Ok(None) };
        let figure = source.run.figure().ok_or(io::ErrorKind::InvalidData)?;
        Ok(Some((source.key, source.rank, figure)))
    }
}
