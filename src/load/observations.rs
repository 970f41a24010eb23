//! Rows of `observation`: the figures. A thread cuts files into blocks, others take the blocks apart and resolve their
//! rows, and what they find is put in the order of its keys.

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, OnceLock};

use super::Counts;
use super::codes::{Codes, Dictionary, Met};
use super::compare::Compared;
use super::figure::{Key, Packed};
use super::header::OpenFile;
use super::registry::Registry;
use super::repeated::{Repeated, Told};
use super::replacing::Replacements;
use super::resolve::{Known, Resolver};
use super::runs::{Merged, RUN, Ranks, Run, Runs};
use super::stored::StoredFigures;
use super::tables::Table;
use super::write::source_numbers;
use crate::dataset::{Block, Digest, Fault};
use crate::draft::folder_of;
use crate::error::{Error, Result};
use crate::model::Period;
use crate::problem::{Problems, Refused};
use crate::store::{Store, sqlite};

/// More threads than this wait for the one that reads and hashes.
const MAXIMUM_THREADS: usize = 4;

/// The figures of a load, in the order of their keys.
#[derive(Debug)]
pub struct Observations {
    pub dictionary: Dictionary,
    figures: Figures,
    /// Figures that have been read and not refused.
    pub count: u64,
}

/// A block and the place of its file among those that are read.
struct Task {
    number: usize,
    file: usize,
    content: Content,
}

enum Content {
    Block(Block),
    /// The file has been read.
    End(Digest),
    Fault(Fault),
}

/// What became of a task.
struct Done {
    number: usize,
    file: usize,
    /// What became of the rows, as far as that is known.
    counts: Counts,
    problems: Problems,
    compared: Compared,
    /// How many bytes of the file have been read.
    bytes: u64,
    digest: Option<Digest>,
}

/// Whoever follows the reading.
pub trait Follow {
    /// So many bytes have been read. An error ends the reading.
    fn progress(&mut self, bytes: u64) -> Result<()>;

    /// These rows of a file of the load were refused.
    fn refused(&mut self, file: usize, rows: &[Refused]) -> Result<()>;

    /// These figures are told otherwise than they are stored. Says whether they have been changed.
    fn replace(&mut self, replacements: &Replacements) -> Result<bool>;
}

/// Figures that are being read.
#[derive(Debug)]
pub struct Reader {
    codes: Codes,
    met: Met,
    runs: Runs,
    db: PathBuf,
    first_file: i64,
    count: u64,
    is_settled: bool,
}

impl Reader {
    /// `db` is the database that figures are read for: beside it they go where memory does not hold them. `first_file` is
    /// the `file_id` of the load's first file.
    pub fn new(registry: &Registry, db: &Path, first_file: i64) -> Self {
        let beside = folder_of(db);
        let folder = if beside.is_dir() { beside.to_owned() } else { std::env::temp_dir() };
        let (codes, met, runs) = (Codes::of(registry), Met::default(), Runs::new(&folder));
        Self { codes, met, runs, db: db.to_owned(), first_file, count: 0, is_settled: false }
    }

    /// Reads files of observations, which are numbered as in the load, and compares them with what a store holds.
    pub fn read(
        &mut self,
        files: &mut [(usize, OpenFile)],
        registry: &Registry,
        store: Option<&Store>,
        problems: &mut Problems,
        follow: &mut dyn Follow,
    ) -> Result<()> {
        if files.is_empty() {
            return Ok(());
        }
        let (codes, met) = (&self.codes, &self.met);
        let sources =
            store.map(|store| source_numbers(store.connection()).map_err(|source| sqlite(store.file(), &source)));
        let source_ids = codes.source_ids(&sources.transpose()?.unwrap_or_default());
        let (db, first_file) = (self.db.as_path(), self.first_file);
        let known = Known { registry, codes, met, names: OnceLock::new(), db, first_file, source_ids };
        let (all_done, is_settled) = read_all(files, &known, store, &self.runs, problems, follow)?;
        self.is_settled = is_settled;
        for done in all_done {
            let file = &mut files[done.file].1;
            let counts = done.counts;
            self.count += counts.read - counts.rejected;
            let later = Counts { read: counts.read, rejected: counts.rejected, ..Counts::default() };
            file.counts = Counts::total([&file.counts, if self.is_settled { &counts } else { &later }]);
            if let Some(digest) = done.digest {
                file.digest = digest;
            }
        }
        Ok(())
    }

    /// Puts all figures in order, and tells the registry of their periods.
    pub fn finish(self, registry: &mut Registry) -> Result<Observations> {
        let Self { codes, met, runs, db, count, is_settled, .. } = self;
        let (breakdowns, breakdown_ranks) = met.breakdowns.in_order();
        let (periods, period_ranks) = met.periods.in_order();
        let ranks = Ranks { breakdowns: breakdown_ranks, periods: period_ranks };
        // The codes are spelled by periods, so they are read as such.
        let periods: Vec<(String, Period)> =
            periods.into_iter().filter_map(|code| Period::parse(&code).ok().map(|period| (code, period))).collect();
        registry.periods.extend(periods.iter().cloned());
        // With figures that are settled nothing is left to do; giving back what they took need not be waited for.
        let runs = match is_settled {
            true => {
                std::thread::spawn(move || drop(runs));
                Runs::new(folder_of(&db))
            }
            false => runs,
        };
        let figures = runs.merged(ranks).map_err(|source| Error::io("reading", &db, source))?;
        Ok(Observations {
            dictionary: Dictionary { codes, breakdowns, periods },
            figures: Figures { merged: figures, db },
            count,
        })
    }
}

impl Observations {
    /// What the numbers of keys mean, and the figures themselves.
    pub fn parts(&mut self) -> (&Dictionary, &mut Figures) {
        (&self.dictionary, &mut self.figures)
    }
}

/// The figures of a load in the order of their keys.
#[derive(Debug)]
pub struct Figures {
    merged: Merged,
    db: PathBuf,
}

impl Figures {
    /// Hands over every figure in the order of the keys, but those whose key has been told before.
    pub fn for_each(
        &mut self,
        repeated: &mut Repeated,
        mut take: impl FnMut(Key, Packed<'_>) -> Result<()>,
    ) -> Result<()> {
        let mut before: Option<(Key, Told)> = None;
        let Self { merged, db } = self;
        while let Some((key, figure)) = merged.next().map_err(|source| Error::io("reading", &*db, source))? {
            let told = (figure.file(), figure.line());
            if let Some((key_before, first)) = before
                && key_before == key
            {
                repeated.add(key, told, first);
                continue;
            }
            before = Some((key, told));
            take(key, figure)?;
        }
        Ok(())
    }
}

/// Reads files with one thread that cuts, some that resolve, and this one, which takes what they found in order.
fn read_all(
    files: &[(usize, OpenFile)],
    known: &Known<'_>,
    store: Option<&Store>,
    runs: &Runs,
    problems: &mut Problems,
    follow: &mut dyn Follow,
) -> Result<(Vec<Done>, bool)> {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get).min(MAXIMUM_THREADS);
    // Looking for the nearest code is slow, and only for the first problems of the load.
    let suggestions = AtomicBool::new(true);
    let none_yet = problems.alike();
    let resolvers = (0..threads).map(|_| {
        let stored = store.map(StoredFigures::of).transpose()?.flatten();
        Ok(Resolver::new(known, stored))
    });
    let resolvers: Vec<Resolver<'_>> = resolvers.collect::<Result<_>>()?;
    std::thread::scope(|scope| {
        let (tasks, task_queue) = sync_channel::<Task>(2 * threads);
        let (results, result_queue) = sync_channel::<Result<Done>>(4 * threads);
        let task_queue = Arc::new(Mutex::new(task_queue));
        scope.spawn(move || cut(files, &tasks));
        for resolver in resolvers {
            let (task_queue, results) = (Arc::clone(&task_queue), results.clone());
            let (suggestions, none_yet) = (&suggestions, &none_yet);
            scope.spawn(move || {
                if let Err(error) = resolve_all(files, resolver, runs, &task_queue, &results, (suggestions, none_yet)) {
                    drop(results.send(Err(error)));
                }
            });
        }
        // The queues end when the threads at their other ends do.
        drop((task_queue, results));
        gather(&result_queue, files, problems, &suggestions, follow)
    })
}

/// Cuts files into blocks until they are read or nobody wants more.
fn cut(files: &[(usize, OpenFile)], tasks: &SyncSender<Task>) {
    let mut numbers = 0..;
    let mut hand_over = |file: usize, content: Content| {
        let number = numbers.next().unwrap_or_default();
        tasks.send(Task { number, file, content }).is_ok()
    };
    for (index, (_, file)) in files.iter().enumerate() {
        let mut read = || -> Result<Option<Digest>, Fault> {
            let mut blocks = file.file.blocks()?;
            while let Some(block) = blocks.next().transpose()? {
                if !hand_over(index, Content::Block(block)) {
                    return Ok(None);
                }
            }
            Ok(Some(blocks.digest()))
        };
        let end = match read() {
            Ok(Some(digest)) => Content::End(digest),
            Ok(None) => return,
            Err(fault) => Content::Fault(fault),
        };
        if !hand_over(index, end) {
            return;
        }
    }
}

/// Resolves the rows of blocks until there are no more or nobody wants them.
fn resolve_all(
    files: &[(usize, OpenFile)],
    mut resolver: Resolver<'_>,
    runs: &Runs,
    tasks: &Mutex<Receiver<Task>>,
    results: &SyncSender<Result<Done>>,
    (suggestions, none_yet): (&AtomicBool, &Problems),
) -> Result<()> {
    let known = resolver.known();
    let put_aside = |run: Run| runs.add(run, known.met).map_err(|source| Error::database(known.db, source));
    let mut run = Run::default();
    loop {
        let task = tasks.lock().unwrap_or_else(std::sync::PoisonError::into_inner).recv();
        let Ok(Task { number, file, content }) = task else { break };
        let (load_number, opened) = &files[file];
        let mut done = Done {
            number,
            file,
            counts: Counts::default(),
            problems: none_yet.clone(),
            compared: Compared::default(),
            bytes: 0,
            digest: None,
        };
        done.problems.skips_suggestions = !suggestions.load(Ordering::Relaxed);
        match content {
            Content::Block(block) => {
                done.bytes = block.read;
                resolver.comparer().begin_block();
                let mut rows = block.rows(&opened.file);
                let mut misshapen = 0;
                while let Some(row) = rows.next(&mut |_| misshapen += 1, &mut done.problems) {
                    let Done { counts: Counts { read, rejected, .. }, problems, .. } = &mut done;
                    let before = *rejected;
                    if opened.plan.is_none() {
                        let mut cells = [""; Table::WIDEST];
                        let record = opened.record(&row, &mut cells);
                        *read += 1;
                        *rejected += u64::from(!resolver.resolve(&record, *load_number, problems, &mut run));
                    } else {
                        opened.records(&row, problems, &mut |record, _, problems| {
                            *read += 1;
                            let is_good =
                                record.is_some_and(|record| resolver.resolve(record, *load_number, problems, &mut run));
                            *rejected += u64::from(!is_good);
                            true
                        });
                    }
                    if *rejected > before {
                        problems.keep_row(row.line, row.text());
                    }
                    if run.size() >= RUN {
                        put_aside(std::mem::take(&mut run))?;
                    }
                }
                done.compared = resolver.comparer().end_block();
                done.counts.read += misshapen;
                done.counts.rejected += misshapen;
            }
            Content::End(digest) => {
                done.bytes = digest.bytes;
                done.digest = Some(digest);
            }
            Content::Fault(fault) => opened.file.tell(fault, &mut done.problems),
        }
        if results.send(Ok(done)).is_err() {
            return Ok(());
        }
    }
    put_aside(run)
}

/// Takes what became of the blocks, in the order of the blocks.
fn gather(
    results: &Receiver<Result<Done>>,
    files: &[(usize, OpenFile)],
    problems: &mut Problems,
    suggestions: &AtomicBool,
    follow: &mut dyn Follow,
) -> Result<(Vec<Done>, bool)> {
    let mut early: Vec<Done> = Vec::new();
    let mut totals: Vec<Done> = Vec::new();
    let mut settled = Settled { holds: true, last: Vec::new() };
    let mut next = 0;
    for result in results {
        let mut done = result?;
        if !settled.holds {
            // It is not looked at any more, and those that came early would take their memory.
            done.compared = Compared::default();
        }
        early.push(done);
        while let Some(place) = early.iter().position(|done| done.number == next) {
            let mut done = early.swap_remove(place);
            next += 1;
            follow.refused(files[done.file].0, &done.problems.take_kept())?;
            problems.append(std::mem::take(&mut done.problems));
            let compared = std::mem::take(&mut done.compared);
            settled.add(&compared);
            if settled.holds && !compared.replacements.is_empty() {
                settled.holds = !problems.forbid_writing() && follow.replace(&compared.replacements)?;
            }
            done.counts.unchanged += compared.same;
            done.counts.revised += compared.replacements.len() as u64;
            if !problems.shows_more("unknown-code") {
                suggestions.store(false, Ordering::Relaxed);
            }
            let before: u64 = files[..done.file].iter().map(|(_, file)| file.file.size).sum();
            follow.progress(before + done.bytes)?;
            match totals.last_mut().filter(|total| total.file == done.file) {
                Some(total) => {
                    total.counts = Counts::total([&total.counts, &done.counts]);
                    total.digest = done.digest;
                }
                None => totals.push(done),
            }
        }
    }
    Ok((totals, settled.holds))
}

/// Whether it is known what becomes of every figure so far, and none is told twice: all stand in the order in which they
/// are stored.
#[derive(Debug)]
struct Settled {
    holds: bool,
    /// The key of the last figure.
    last: Vec<u8>,
}

impl Settled {
    /// Adds the figures of a block. Those that are not unknown have been met in their order, each once.
    fn add(&mut self, compared: &Compared) {
        let Some([first, last]) = &compared.span else { return };
        self.holds &= compared.unknown == 0 && self.last < *first;
        self.last.clone_from(last);
    }
}
