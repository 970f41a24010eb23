//! Figures in the order of their keys, however many there are: sorted in runs, which go to disk when the memory for them is
//! full, and merged when all have been read.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::dictionary::{Interned, Ranks};
use super::figure::{Figure, Key, Packed};
use super::merged::Merged;
use super::sorted_run::{RunWriter, SortedRun};
use crate::load::limits::Limits;

/// Figures as they were read.
#[derive(Debug, Default)]
pub(crate) struct Run {
    entries: Vec<Entry>,
    /// The packed figures, one after the other.
    figures: Vec<u8>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    key: Key,
    /// Where the figure starts.
    start: u32,
}

impl Run {
    /// Adds a figure. Where it starts and how long it is fit into 32 bits in every run that [`Runs::add`] accepts.
    pub(crate) fn add(&mut self, key: Key, figure: &Figure<'_>) {
        self.entries.push(Entry { key, start: self.figures.len() as u32 });
        figure.pack(&mut self.figures);
    }

    /// How many bytes it takes.
    pub(crate) fn size(&self) -> usize {
        self.entries.len() * size_of::<Entry>() + self.figures.len()
    }

    fn figure(&self, entry: &Entry) -> Option<Packed<'_>> {
        Packed::at_start_of(&self.figures[entry.start as usize..])
    }

    /// Sorts the figures, those of one key by file and line, and appends them to `bytes` as a [`SortedRun`]. Then it is
    /// empty.
    fn sort_into(&mut self, ranks: &Ranks, bytes: &mut Vec<u8>) {
        let mut entries = std::mem::take(&mut self.entries);
        entries.iter_mut().for_each(|entry| entry.key = ranks.of(&entry.key));
        let place = |entry: &Entry| self.figure(entry).map(Packed::place);
        // Figures of one row have one place, and stay in the order in which the row states them.
        let order = |left: &Entry, right: &Entry| {
            let by_place = || place(left).cmp(&place(right)).then(left.start.cmp(&right.start));
            left.key.cmp(&right.key).then_with(by_place)
        };
        if !entries.is_sorted_by(|left, right| order(left, right).is_le()) {
            entries.sort_unstable_by(order);
        }
        let numbers = ranks.inverse();
        let mut writer = RunWriter::default();
        for entry in &entries {
            let Some(figure) = self.figure(entry) else { continue };
            writer.put(&numbers.of(&entry.key), figure, bytes);
        }
        entries.clear();
        self.entries = entries;
        self.figures.clear();
    }
}

/// Whether every place in so many bytes of figures fits into 32 bits.
pub(super) fn check_size(bytes: usize) -> io::Result<()> {
    let fits = u32::try_from(bytes).map(drop);
    fits.map_err(|_| io::Error::other("one row of a file states more than 4 GiB of figures"))
}

/// All runs so far; threads add to it at the same time.
#[derive(Debug)]
pub(crate) struct Runs {
    /// Where runs go when memory is full.
    folder: PathBuf,
    limits: Limits,
    sorted: Mutex<Sorted>,
}

#[derive(Debug, Default)]
struct Sorted {
    in_memory: Vec<Vec<u8>>,
    size: usize,
    in_files: Vec<File>,
}

impl Runs {
    pub(crate) fn new(folder: &Path, limits: Limits) -> Self {
        Self { folder: folder.to_owned(), limits, sorted: Mutex::default() }
    }

    /// Sorts a run, keeps its figures and empties it; `interned` numbered its breakdowns and periods.
    ///
    /// # Errors
    /// Fails where memory for sorted runs is full and no temporary file can be written, and where one row of a file states
    /// more figures than a run can hold.
    pub(crate) fn add(&self, run: &mut Run, interned: &Interned) -> io::Result<()> {
        if run.entries.is_empty() {
            return Ok(());
        }
        check_size(run.figures.len())?;
        let failed = || io::Error::other("a thread failed");
        let mut bytes = Vec::with_capacity(run.figures.len() + run.entries.len() * 9);
        run.sort_into(&interned.ranks(), &mut bytes);
        let mut sorted = self.sorted.lock().map_err(|_| failed())?;
        if sorted.size + bytes.len() <= self.limits.sorted {
            sorted.size += bytes.len();
            sorted.in_memory.push(bytes);
            return Ok(());
        }
        drop(sorted);
        let mut file = self.temporary_file()?;
        file.write_all(&bytes)?;
        let mut sorted = self.sorted.lock().map_err(|_| failed())?;
        sorted.in_files.push(file);
        if sorted.in_files.len() >= self.limits.files {
            let runs = sorted.in_files.drain(..).map(SortedRun::file).collect::<io::Result<_>>()?;
            // Since this run was sorted, other threads may have numbered more texts, and added runs that use them.
            let file = self.merge(runs, interned.ranks())?;
            sorted.in_files.push(file);
        }
        Ok(())
    }

    /// A temporary file without a name, which is removed when its handle is closed.
    fn temporary_file(&self) -> io::Result<File> {
        tempfile::tempfile_in(&self.folder).or_else(|_| tempfile::tempfile())
    }

    /// Merges runs into one in a temporary file.
    fn merge(&self, runs: Vec<SortedRun>, ranks: Ranks) -> io::Result<File> {
        let mut file = BufWriter::with_capacity(1 << 20, self.temporary_file()?);
        let (mut writer, mut bytes) = (RunWriter::default(), Vec::new());
        let mut merged = Merged::new(runs, ranks)?;
        while let Some((key, _, figure)) = merged.next()? {
            bytes.clear();
            writer.put(&key, figure, &mut bytes);
            file.write_all(&bytes)?;
        }
        file.into_inner().map_err(io::IntoInnerError::into_error)
    }

    /// All figures in the order of their keys, those of one key by file and line; `ranks` turns keys into those of the
    /// dictionary.
    ///
    /// # Errors
    /// Fails where a temporary file cannot be read.
    pub(crate) fn merged(self, ranks: Ranks) -> io::Result<Merged> {
        let Sorted { in_memory, in_files, .. } =
            self.sorted.into_inner().map_err(|_| io::Error::other("a thread failed"))?;
        let mut runs: Vec<SortedRun> = in_memory.into_iter().map(SortedRun::memory).collect();
        for file in in_files {
            runs.push(SortedRun::file(file)?);
        }
        Merged::new(runs, ranks)
    }
}
