//! Figures in the order of their keys, however many there are: sorted in runs, which go to disk when memory is spent, and
//! merged when all have been read.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::codes::Met;
use super::figure::{Figure, Key, Packed};

/// How large a run grows before it is sorted, in bytes.
pub const RUN: usize = 32 << 20;

/// How much memory sorted runs may take before further ones go to disk, in bytes.
const MEMORY: usize = 400 << 20;

/// How many runs lie on disk before they become one.
const MAXIMUM_SPILLED: usize = 128;

/// For each number that was given as texts were met, its place among all texts in order.
#[derive(Clone, Debug, Default)]
pub struct Ranks {
    pub breakdowns: Vec<u32>,
    pub periods: Vec<u32>,
}

impl Ranks {
    /// For each place in order the number that was given.
    fn inverse(&self) -> Self {
        let turn = |ranks: &[u32]| {
            let mut numbers = vec![0; ranks.len()];
            ranks.iter().zip(0..).for_each(|(&rank, number)| numbers[rank as usize] = number);
            numbers
        };
        Self { breakdowns: turn(&self.breakdowns), periods: turn(&self.periods) }
    }

    fn of(&self, key: &Key) -> Key {
        let rank = |ranks: &[u32], number: u32| ranks.get(number as usize).copied().unwrap_or(number);
        Key { breakdown: rank(&self.breakdowns, key.breakdown), period: rank(&self.periods, key.period), ..*key }
    }
}

/// Figures as they were read.
#[derive(Debug, Default)]
pub struct Run {
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
    /// Adds a figure, and returns it; `first_file` is the `file_id` of the load's first file.
    pub fn add(&mut self, key: Key, figure: &Figure<'_>, first_file: i64) -> Option<Packed<'_>> {
        let start = self.figures.len();
        self.entries.push(Entry { key, start: start as u32 });
        figure.pack(first_file, &mut self.figures);
        Packed::at_start_of(&self.figures[start..])
    }

    pub fn add_packed(&mut self, key: Key, figure: Packed<'_>) {
        self.entries.push(Entry { key, start: self.figures.len() as u32 });
        self.figures.extend_from_slice(figure.bytes());
    }

    /// Adds a figure that is known to be stored just so.
    pub fn add_stored(&mut self, key: Key, figure: &Figure<'_>) {
        self.entries.push(Entry { key, start: self.figures.len() as u32 });
        figure.pack_stored(&mut self.figures);
    }

    /// How many figures there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// The figures as they were added.
    pub fn iter(&self) -> impl Iterator<Item = (Key, Packed<'_>)> {
        self.entries.iter().filter_map(|entry| Some((entry.key, self.figure(entry)?)))
    }

    pub fn size(&self) -> usize {
        self.entries.len() * size_of::<Entry>() + self.figures.len()
    }

    fn figure(&self, entry: &Entry) -> Option<Packed<'_>> {
        Packed::at_start_of(&self.figures[entry.start as usize..])
    }

    fn sort(&mut self, ranks: &Ranks) {
        let mut entries = std::mem::take(&mut self.entries);
        // The numbers that were given as texts were met make way for the order of the texts, and come back.
        entries.iter_mut().for_each(|entry| entry.key = ranks.of(&entry.key));
        let place = |entry: &Entry| self.figure(entry).map(Packed::place);
        let ordered = |left: &Entry, right: &Entry| {
            // Figures of one row have one place, and are in the order in which the row tells them.
            let by_place = || place(left).cmp(&place(right)).then(left.start.cmp(&right.start));
            left.key.cmp(&right.key).then_with(by_place)
        };
        let is_sorted = entries.is_sorted_by(|left, right| ordered(left, right) != Ordering::Greater);
        if !is_sorted {
            entries.sort_unstable_by(ordered);
            // Figures are read again and again from here on, so they are put in order too.
            let mut figures = Vec::with_capacity(self.figures.len());
            for entry in &mut entries {
                let start = figures.len() as u32;
                figures.extend_from_slice(self.figure(entry).map_or(&[], Packed::bytes));
                entry.start = start;
            }
            self.figures = figures;
        }
        let numbers = ranks.inverse();
        entries.iter_mut().for_each(|entry| entry.key = numbers.of(&entry.key));
        self.entries = entries;
    }
}

/// All runs so far; threads add to it side by side.
#[derive(Debug)]
pub struct Runs {
    /// Where runs go when memory is spent.
    folder: PathBuf,
    sorted: Mutex<Sorted>,
}

#[derive(Debug, Default)]
struct Sorted {
    in_memory: Vec<Run>,
    size: usize,
    spilled: Vec<File>,
}

impl Runs {
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), sorted: Mutex::default() }
    }

    /// Sorts a run and keeps it; `met` numbered its breakdowns and periods.
    pub fn add(&self, mut run: Run, met: &Met) -> io::Result<()> {
        if run.entries.is_empty() {
            return Ok(());
        }
        let ranks = met.ranks();
        run.sort(&ranks);
        let mut sorted = self.sorted.lock().map_err(|_| io::Error::other("a thread failed"))?;
        if sorted.size + run.size() <= MEMORY {
            run.entries.shrink_to_fit();
            run.figures.shrink_to_fit();
            sorted.size += run.size();
            sorted.in_memory.push(run);
            return Ok(());
        }
        drop(sorted);
        let file = self.spill(vec![Source::memory(run)], &ranks)?;
        let mut sorted = self.sorted.lock().map_err(|_| io::Error::other("a thread failed"))?;
        sorted.spilled.push(file);
        if sorted.spilled.len() >= MAXIMUM_SPILLED {
            let sources = sorted.spilled.drain(..).map(Source::file).collect::<io::Result<_>>()?;
            // Other threads may have met further texts since, and put runs with them here.
            let file = self.spill(sources, &met.ranks())?;
            sorted.spilled.push(file);
        }
        Ok(())
    }

    /// Forgets all runs.
    pub fn clear(&self) {
        *self.sorted.lock().unwrap_or_else(PoisonError::into_inner) = Sorted::default();
    }

    /// Writes runs as one into a file that nobody else sees and that goes away with its handle.
    fn spill(&self, sources: Vec<Source>, ranks: &Ranks) -> io::Result<File> {
        let mut file =
            BufWriter::with_capacity(1 << 20, tempfile::tempfile_in(&self.folder).or_else(|_| tempfile::tempfile())?);
        let mut merged = Merged::new(sources, Ranks::default(), ranks.clone())?;
        while let Some((key, figure)) = merged.next()? {
            file.write_all(&key.to_bytes())?;
            file.write_all(figure.bytes())?;
        }
        file.into_inner().map_err(io::IntoInnerError::into_error)
    }

    /// All figures in the order of their keys, which are numbered by their ranks from here on; of one key in the order
    /// of files and lines.
    pub fn merged(self, ranks: Ranks) -> io::Result<Merged> {
        let Sorted { in_memory, spilled, .. } =
            self.sorted.into_inner().map_err(|_| io::Error::other("a thread failed"))?;
        let mut sources: Vec<Source> = in_memory.into_iter().map(Source::memory).collect();
        for file in spilled {
            sources.push(Source::file(file)?);
        }
        Merged::new(sources, ranks.clone(), ranks)
    }
}

/// A run that is being read.
#[derive(Debug)]
struct Source {
    reading: Reading,
    /// The key that is read, with the numbers that it has in the run.
    key: Key,
    /// The key by ranks, which is what orders it.
    rank: Key,
}

#[derive(Debug)]
enum Reading {
    Memory { run: Run, next: usize, start: usize },
    File { file: BufReader<File>, figure: Vec<u8> },
}

impl Source {
    fn memory(run: Run) -> Self {
        Self { reading: Reading::Memory { run, next: 0, start: 0 }, key: Key::default(), rank: Key::default() }
    }

    fn file(mut file: File) -> io::Result<Self> {
        file.seek(SeekFrom::Start(0))?;
        let reading = Reading::File { file: BufReader::with_capacity(128 << 10, file), figure: Vec::new() };
        Ok(Self { reading, key: Key::default(), rank: Key::default() })
    }

    /// Goes to the next figure; false behind the last.
    fn advance(&mut self, ranks: &Ranks) -> io::Result<bool> {
        match &mut self.reading {
            Reading::Memory { run, next, start } => {
                let Some(entry) = run.entries.get(*next) else { return Ok(false) };
                self.key = entry.key;
                *start = entry.start as usize;
                *next += 1;
            }
            Reading::File { file, figure } => {
                let mut head = [0; Key::LENGTH + 4];
                if file.fill_buf()?.is_empty() {
                    return Ok(false);
                }
                file.read_exact(&mut head)?;
                let (key, length) = head.split_first_chunk::<{ Key::LENGTH }>().ok_or(io::ErrorKind::InvalidData)?;
                self.key = Key::from_bytes(key);
                figure.clear();
                figure.extend_from_slice(length);
                let length = u32::from_le_bytes([length[0], length[1], length[2], length[3]]) as usize;
                figure.resize(length.max(4), 0);
                file.read_exact(&mut figure[4..])?;
            }
        }
        self.rank = ranks.of(&self.key);
        Ok(true)
    }

    fn figure(&self) -> Option<Packed<'_>> {
        match &self.reading {
            Reading::Memory { run, start, .. } => Packed::at_start_of(run.figures.get(*start..)?),
            Reading::File { figure, .. } => Packed::at_start_of(figure),
        }
    }

    fn place(&self) -> Option<&[u8]> {
        self.figure().map(Packed::place)
    }

    fn order(&self, other: &Self) -> Ordering {
        self.rank.cmp(&other.rank).then_with(|| self.place().cmp(&other.place()))
    }
}

/// The heap gives out its greatest, so the order is turned round.
impl Ord for Source {
    fn cmp(&self, other: &Self) -> Ordering {
        other.order(self)
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

/// Runs read side by side.
#[derive(Debug)]
pub struct Merged {
    /// What keys are handed out as: by rank, or as they were numbered.
    shown: Ranks,
    ranks: Ranks,
    /// The source of the figure that was handed out last.
    current: Option<Source>,
    others: BinaryHeap<Source>,
}

impl Merged {
    fn new(sources: Vec<Source>, shown: Ranks, ranks: Ranks) -> io::Result<Self> {
        let mut others = BinaryHeap::with_capacity(sources.len());
        for mut source in sources {
            if source.advance(&ranks)? {
                others.push(source);
            }
        }
        Ok(Self { shown, ranks, current: None, others })
    }

    /// The next key and its figure.
    pub fn next(&mut self) -> io::Result<Option<(Key, Packed<'_>)>> {
        let goes_on = match &mut self.current {
            Some(current) => current.advance(&self.ranks)?,
            None => false,
        };
        if goes_on {
            // Runs mostly hold long stretches of the order: as long as one is ahead, the heap is left alone.
            let is_behind = match (&self.current, self.others.peek()) {
                (Some(current), Some(other)) => current.order(other) == Ordering::Greater,
                _ => false,
            };
            if is_behind && let (Some(current), Some(mut other)) = (&mut self.current, self.others.peek_mut()) {
                std::mem::swap(current, &mut other);
            }
        } else {
            self.current = self.others.pop();
        }
        let Some(source) = &self.current else { return Ok(None) };
        let figure = source.figure().ok_or(io::ErrorKind::InvalidData)?;
        Ok(Some((self.shown.of(&source.key), figure)))
    }
}
