//! What threads found in blocks of rows, on its way in the order of the files.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, Sender};

use super::Counts;
use super::codes::{Codes, Met};
use super::header::OpenFile;
use super::reading::{Done, Signs, Way};
use super::replacing::Replacements;
use super::resolve::Known;
use super::runs::{RUN, Run, Runs};
use crate::error::{Error, Result};
use crate::problem::{Problems, RejectedRow, Rule};

/// Whoever follows the reading.
pub trait Follow {
    /// So many bytes have been read. An error ends the reading.
    fn progress(&mut self, bytes: u64) -> Result<()>;

    /// These rows of a file of the load were refused.
    fn refused(&mut self, file: usize, rows: &[RejectedRow]) -> Result<()>;

    /// These figures are told otherwise than they are stored. Says whether they have been changed.
    fn replace(&mut self, replacements: &Replacements) -> Result<bool>;

    /// Where nobody takes figures: all of so many are sorted, and none of more.
    fn wants(&self) -> Option<usize>;

    /// These figures stand behind all that were handed over before, in the order in which figures are stored. Nobody else
    /// keeps them: where they are not taken, which is what is returned, all are read again and sorted. Those that are to be
    /// sorted in any case go `aside`.
    fn take(&mut self, run: &Run, codes: &Arc<Codes>, met: &Met, aside: &mut Run) -> Result<bool>;

    /// All is read again: what was taken and replaced is as if it had not been.
    fn start_over(&mut self) -> Result<()>;
}

/// Takes what became of the blocks, in the order of the blocks.
pub struct Gathering<'a> {
    pub files: &'a [(usize, OpenFile)],
    pub known: &'a Known<'a>,
    pub runs: &'a Runs,
    pub signs: &'a Signs,
    pub problems: &'a mut Problems,
    pub follow: &'a mut dyn Follow,
    /// One for each file.
    pub totals: Vec<Done>,
    /// Whether all figures so far have come in the order in which they are stored, each once; the key of the last.
    pub is_in_order: bool,
    pub last: Vec<u8>,
    /// Whether every figure so far is stored as it is told, or has been changed.
    pub is_settled: bool,
    /// Whether figures that were read are not all in runs: where the order breaks, they must be read again.
    pub has_handed_over: bool,
    /// Figures that are to be sorted although all are in order, and how many there have been.
    pub aside: Run,
    pub aside_count: usize,
    /// Lets one more block be cut for each that is done with.
    pub tickets: Sender<()>,
}

impl Gathering<'_> {
    pub fn gather(mut self, results: &Receiver<Result<Done>>) -> Result<Option<Vec<Done>>> {
        let mut early: Vec<Done> = Vec::new();
        let mut next = 0;
        for result in results {
            let mut done = result?;
            if !self.is_settled {
                // It is not looked at any more, and those that came early would take their memory.
                done.compared.replacements = Replacements::default();
            }
            early.push(done);
            while let Some(place) = early.iter().position(|done| done.number == next) {
                next += 1;
                if !self.add(early.swap_remove(place))? {
                    return Ok(None);
                }
                // Where all has been cut, nobody takes it.
                self.tickets.send(()).ok();
            }
        }
        self.sort_aside()?;
        Ok(Some(self.totals))
    }

    /// Adds what became of the next block; false where all must be read again.
    fn add(&mut self, mut done: Done) -> Result<bool> {
        self.follow.refused(self.files[done.file].0, &done.problems.take_kept())?;
        self.problems.append(std::mem::take(&mut done.problems));
        if !self.problems.shows_more(Rule::UnknownCode) {
            self.signs.suggests.store(false, Ordering::Relaxed);
        }
        let compared = std::mem::take(&mut done.compared);
        if let Some([first, last]) = compared.span {
            self.is_in_order &= !compared.is_disordered && self.last < first;
            self.is_settled &= self.is_in_order && compared.unknown == 0;
            self.last = last;
        }
        if self.is_settled && !compared.replacements.is_empty() {
            self.is_settled = !self.problems.forbid_writing() && self.follow.replace(&compared.replacements)?;
        }
        if self.is_settled {
            done.counts.revised += compared.replacements.len() as u64;
            done.run = None;
        }
        if self.signs.way() != Way::Sorted {
            done.counts.unchanged += compared.same;
        }
        if !self.send_on(done.run.take())? {
            return Ok(false);
        }
        let before: u64 = self.files[..done.file].iter().map(|(_, file)| file.file.size).sum();
        self.follow.progress(before + done.bytes)?;
        match self.totals.last_mut().filter(|total| total.file == done.file) {
            Some(total) => {
                total.counts = Counts::total([&total.counts, &done.counts]);
                total.digest = done.digest;
            }
            None => self.totals.push(done),
        }
        Ok(true)
    }

    /// Sends the figures of a block on their way, where nobody has yet; false where all must be read again.
    fn send_on(&mut self, run: Option<Run>) -> Result<bool> {
        let mut way = self.signs.way();
        if way != Way::Sorted && !self.is_in_order {
            if self.has_handed_over {
                return Ok(false);
            }
            way = Way::Sorted;
            self.signs.set_way(way);
            self.sort_aside()?;
        }
        let Some(run) = run.filter(|_| way != Way::Nowhere) else { return Ok(true) };
        if way == Way::Sorted {
            return self.sort(run).map(|()| true);
        }
        if let Some(most) = self.follow.wants() {
            self.aside_count += run.len();
            if self.aside_count > most {
                self.forget();
                return Ok(true);
            }
            run.iter().for_each(|(key, figure)| self.aside.add_packed(key, figure));
        } else if self.problems.forbid_writing() {
            self.forget();
            return Ok(true);
        } else {
            self.has_handed_over = true;
            if !self.follow.take(&run, self.known.codes, self.known.met, &mut self.aside)? {
                return Ok(false);
            }
        }
        if self.aside.size() >= RUN {
            self.sort_aside()?;
        }
        Ok(true)
    }

    /// Keeps no figures from here on, nor those that there were.
    fn forget(&mut self) {
        self.has_handed_over = true;
        self.signs.set_way(Way::Nowhere);
        self.aside = Run::default();
        self.runs.clear();
    }

    fn sort_aside(&mut self) -> Result<()> {
        let aside = std::mem::take(&mut self.aside);
        self.sort(aside)
    }

    fn sort(&self, run: Run) -> Result<()> {
        self.runs.add(run, self.known.met).map_err(|source| Error::database(self.known.db, source))
    }
}
