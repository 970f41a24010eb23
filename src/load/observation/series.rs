//! The sorted figures of a load as a stream of series, made by a thread of its own.

use std::sync::mpsc::{SyncSender, sync_channel};

use super::dictionary::Dictionary;
use super::duplicates::{Duplicates, FileLine};
use super::figure::{Action, Key, Packed};
use super::merged::Merged;
use super::statistics::{figure_checksum, period_checksum};
use crate::thread;

/// All figures that a load states of one series, in the order of their periods and sources.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StatedSeries<'a> {
    /// The number of its metric, region, sector, enterprise and breakdown in the dictionary.
    pub subject: [u32; 5],
    figures: &'a [Entry],
    bytes: &'a [u8],
    also: &'a [FileLine],
    /// The sum of the checksums of the figures; `None` where some rows withdraw a figure or leave it unchanged.
    pub checksum: Option<u64>,
}

/// One of them: the numbers of its period and source, and what is stated.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stated<'a> {
    pub period: u32,
    pub source: u32,
    pub figure: Packed<'a>,
    /// The other rows that state the same.
    pub also: &'a [FileLine],
}

impl<'a> StatedSeries<'a> {
    /// How many figures there are.
    pub(crate) fn len(&self) -> usize {
        self.figures.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Stated<'a>> + use<'a> {
        let (bytes, all) = (self.bytes, self.also);
        self.figures.iter().filter_map(move |&Entry { period, source, start, also: (first, count) }| {
            let figure = Packed::at_start_of(&bytes[start..])?;
            Some(Stated { period, source, figure, also: &all[first as usize..][..count as usize] })
        })
    }

    /// Whether several rows state one of the figures.
    pub(crate) fn has_repeated(&self) -> bool {
        self.figures.iter().any(|entry| entry.also.1 > 0)
    }
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    period: u32,
    source: u32,
    /// Where the figure starts in the bytes of the batch.
    start: usize,
    /// Which of the other rows of the batch state the same: the first, and how many.
    also: (u32, u32),
}

/// Some series, which are handed from one thread to the other together.
#[derive(Debug, Default)]
struct Batch {
    series: Vec<SeriesEnd>,
    figures: Vec<Entry>,
    bytes: Vec<u8>,
    /// The rows that state a figure which another row has stated.
    also: Vec<FileLine>,
}

#[derive(Debug)]
struct SeriesEnd {
    subject: [u32; 5],
    checksum: Option<u64>,
    /// Where the figures of the series end.
    end: usize,
}

impl Batch {
    fn iter(&self) -> impl Iterator<Item = StatedSeries<'_>> {
        let mut start = 0;
        self.series.iter().map(move |&SeriesEnd { subject, checksum, end }| {
            let figures = &self.figures[std::mem::replace(&mut start, end)..end];
            StatedSeries { subject, figures, bytes: &self.bytes, also: &self.also, checksum }
        })
    }
}

/// Passes every series to `take`, in the order of their keys, with the first figure of each key and the other rows that state
/// the same; returns the duplicates. `batch` is about how many bytes of figures one thread passes to the other at once.
///
/// # Errors
/// Fails where `take` does. Where a temporary file cannot be read or no thread can be started, the error is that of
/// `broken`.
pub(crate) fn for_each_series<E: Send>(
    figures: Merged,
    dictionary: &Dictionary,
    duplicates: Duplicates,
    batch: usize,
    broken: impl Fn(std::io::Error) -> E + Sync,
    mut take: impl FnMut(StatedSeries<'_>) -> Result<(), E>,
) -> Result<Duplicates, E> {
    std::thread::scope(|scope| {
        let (batches, queue) = sync_channel::<Batch>(4);
        let sort = || {
            let batch_size = batch;
            let (batch, is_taken_back, is_former) = (Batch::default(), false, false);
            Grouper { dictionary, duplicates, size: batch_size, batches, batch, is_taken_back, is_former }
                .group(figures)
        };
        let grouper = thread::start_in(scope, sort).map_err(&broken)?;
        for batch in queue {
            batch.iter().try_for_each(&mut take)?;
        }
        let grouped = grouper.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        grouped.map_err(&broken)
    })
}

/// Makes series of figures.
struct Grouper<'a> {
    dictionary: &'a Dictionary,
    duplicates: Duplicates,
    size: usize,
    batches: SyncSender<Batch>,
    batch: Batch,
    /// Whether the figure that was added last has been taken back.
    is_taken_back: bool,
    /// Whether a row of the last key states a code that was renamed or merged.
    is_former: bool,
}

impl Grouper<'_> {
    fn group(mut self, mut figures: Merged) -> std::io::Result<Duplicates> {
        let periods: Vec<u64> = self.dictionary.periods.iter().map(|(code, _)| period_checksum(code)).collect();
        let mut before: Option<(Key, FileLine)> = None;
        while let Some((_, key, figure)) = figures.next()? {
            let line = (figure.file(), figure.line());
            if let Some((key_before, first)) = before
                && key_before == key
            {
                if !self.repeats_last(figure, first) {
                    self.duplicates.add(key, line, first);
                    // Of two values nothing says which one is right.
                    if self.duplicates.keeps_all() && self.last_differs(figure) {
                        self.take_back_last(key, first, line, &periods);
                    }
                }
                continue;
            }
            before = Some((key, line));
            self.is_former = figure.is_former();
            let subject = key.subject();
            if self.batch.series.last().is_none_or(|series| series.subject != subject) && !self.begin(subject) {
                // The receiver is closed: the other thread has the error.
                return Ok(self.duplicates);
            }
            self.add(key, figure, &periods);
        }
        self.batches.send(self.batch).ok();
        Ok(self.duplicates)
    }

    /// Begins another series; false where the receiver is closed.
    fn begin(&mut self, subject: [u32; 5]) -> bool {
        if self.batch.bytes.len() >= self.size && self.batches.send(std::mem::take(&mut self.batch)).is_err() {
            return false;
        }
        let end = self.batch.figures.len();
        self.batch.series.push(SeriesEnd { subject, checksum: Some(0), end });
        true
    }

    /// The figure that was added last, where it is there.
    fn last(&self) -> Option<Packed<'_>> {
        let last = self.batch.figures.last().filter(|_| !self.is_taken_back)?;
        Packed::at_start_of(&self.batch.bytes[last.start..])
    }

    /// Whether the figure that was added last, from the row `first`, is stated once more by a row that may do so: one of
    /// another dataset, or one whose code has become that of the other row.
    fn repeats_last(&mut self, figure: Packed<'_>, first: FileLine) -> bool {
        self.is_former |= figure.is_former();
        let is_stated = |figure: Packed<'_>| figure.action() == Action::State;
        let same = |last: Packed<'_>| is_stated(last) && is_stated(figure) && last.content() == figure.content();
        let is_same = self.last().is_some_and(same);
        let Some(entry) = self.batch.figures.last_mut().filter(|_| is_same) else { return false };
        let dataset = |file: u32| self.dictionary.dataset(file).checksum;
        let is_of_other = |(file, _): &FileLine| dataset(*file) != dataset(figure.file());
        let rows = &self.batch.also[entry.also.0 as usize..];
        let may_repeat = self.is_former || is_of_other(&first) && rows.iter().all(is_of_other);
        if may_repeat {
            entry.also.1 += 1;
            self.batch.also.push((figure.file(), figure.line()));
        }
        may_repeat
    }

    /// Whether the figure that was added last is there and states something else than this one, of the same key.
    fn last_differs(&self, figure: Packed<'_>) -> bool {
        self.last().is_some_and(|last| !last.states_what(figure))
    }

    /// Takes back the figure of this key that was added last, from the row `first`: the row `line` states another one.
    fn take_back_last(&mut self, key: Key, first: FileLine, line: FileLine, periods: &[u64]) {
        self.is_taken_back = true;
        let Some(entry) = self.batch.figures.pop() else { return };
        for row in self.batch.also.drain(entry.also.0 as usize..).chain([first]) {
            self.duplicates.add(key, row, line);
        }
        let Some(figure) = Packed::at_start_of(&self.batch.bytes[entry.start..]) else { return };
        let checksum = self.checksum(key, figure, periods);
        self.batch.bytes.truncate(entry.start);
        let start = self.batch.series.len().checked_sub(2).map_or(0, |before| self.batch.series[before].end);
        let Some(series) = self.batch.series.last_mut() else { return };
        series.end -= 1;
        series.checksum = series.checksum.map(|sum| sum.wrapping_sub(checksum));
        if series.end == start {
            self.batch.series.pop();
        }
    }

    fn checksum(&self, key: Key, figure: Packed<'_>, periods: &[u64]) -> u64 {
        let source_id = self.dictionary.codes.source_id(key.source);
        let dataset = self.dictionary.dataset(figure.file()).checksum;
        figure_checksum(periods[key.period as usize], source_id, dataset, figure.content())
    }

    #[inline]
    fn add(&mut self, key: Key, figure: Packed<'_>, periods: &[u64]) {
        self.is_taken_back = false;
        let is_stated = figure.action() == Action::State;
        let checksum = if is_stated { self.checksum(key, figure, periods) } else { 0 };
        let start = self.batch.bytes.len();
        self.batch.bytes.extend_from_slice(figure.bytes());
        let also = (self.batch.also.len() as u32, 0);
        self.batch.figures.push(Entry { period: key.period, source: key.source, start, also });
        let Some(series) = self.batch.series.last_mut() else { return };
        series.end += 1;
        series.checksum = series.checksum.filter(|_| is_stated).map(|sum| sum.wrapping_add(checksum));
    }
}
