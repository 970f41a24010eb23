//! Collects the results of threads in the order of the files and their blocks.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender};

use super::points::Points;
use crate::dataset::Digest;
use crate::error::{Error, Result};
use crate::load::input::file::OpenFile;
use crate::load::ledger::counts::Counts;
use crate::problem::{Problems, RejectedRow, Rule};

/// The result for a block of a file, or for the end of a file.
pub(crate) struct Done {
    pub number: usize,
    /// The place of the file among those that are read.
    pub file: usize,
    /// How many rows were read and rejected.
    pub counts: Counts,
    pub problems: Problems,
    /// What the points in numbers show, where a mapping does not say what they are.
    pub points: Points,
    /// How many bytes of the file have been read.
    pub bytes: u64,
    pub digest: Option<Digest>,
}

/// What a thread that resolves rows sends to the one that collects.
pub(super) enum Message {
    Done(Box<Done>),
    /// The thread cannot go on.
    Failed(Error),
    /// The thread panics.
    Panicked,
}

/// Receives the progress of the reading, and the rejected rows.
pub(crate) trait Follow {
    /// So many bytes have been read. An error ends the reading.
    ///
    /// # Errors
    /// Fails where the reading shall end.
    fn progress(&mut self, bytes: u64) -> Result<()>;

    /// These rows of a file of the load were rejected.
    ///
    /// # Errors
    /// Fails where they cannot be kept.
    fn rejected(&mut self, file: usize, rows: &[RejectedRow]) -> Result<()>;
}

/// Collects the results for blocks, which come in any order, and adds them up in the order of the blocks.
pub(super) struct OrderedCollector<'a> {
    files: &'a [(usize, OpenFile)],
    problems: &'a mut Problems,
    follow: &'a mut dyn Follow,
    suggests: &'a AtomicBool,
    /// Sends a ticket, with which another block may be cut, for each block that has been added.
    tickets: Sender<()>,
    /// One for each file that has been begun.
    totals: Vec<Done>,
}

impl<'a> OrderedCollector<'a> {
    pub(super) fn new(
        files: &'a [(usize, OpenFile)],
        problems: &'a mut Problems,
        follow: &'a mut dyn Follow,
        suggests: &'a AtomicBool,
        tickets: Sender<()>,
    ) -> Self {
        Self { files, problems, follow, suggests, tickets, totals: Vec::new() }
    }

    /// Collects all results, and returns what became of each file; after a panic, of those before it.
    pub(super) fn collect(mut self, results: &Receiver<Message>) -> Result<Vec<Done>> {
        let mut early: Vec<Done> = Vec::new();
        let mut next = 0;
        for result in results {
            match result {
                Message::Done(done) => early.push(*done),
                Message::Failed(error) => return Err(error),
                Message::Panicked => break,
            }
            while let Some(place) = early.iter().position(|done| done.number == next) {
                next += 1;
                self.add(early.swap_remove(place))?;
                // When all blocks have been cut, there is no receiver.
                self.tickets.send(()).ok();
            }
        }
        Ok(self.totals)
    }

    /// Adds what became of the next block.
    fn add(&mut self, mut done: Done) -> Result<()> {
        self.follow.rejected(self.files[done.file].0, &done.problems.take_kept())?;
        self.problems.append(std::mem::take(&mut done.problems));
        if !self.problems.shows_more(Rule::UnknownCode) {
            self.suggests.store(false, Ordering::Relaxed);
        }
        let before: u64 = self.files[..done.file].iter().map(|(_, file)| file.file.size).sum();
        self.follow.progress(before + done.bytes)?;
        match self.totals.last_mut().filter(|total| total.file == done.file) {
            Some(total) => {
                total.counts = Counts::total([&total.counts, &done.counts]);
                total.points.append(done.points);
                total.digest = done.digest;
            }
            None => self.totals.push(done),
        }
        Ok(())
    }
}
