//! The threads that read figures: one cuts files into blocks, others take the blocks apart and resolve their rows, and what
//! they find goes on its way in the order of the files.

use std::num::NonZero;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use super::Counts;
use super::compare::Compared;
use super::gathering::{Follow, Gathering};
use super::header::OpenFile;
use super::resolve::{Known, Resolver};
use super::runs::{RUN, Run, Runs};
use super::stored::StoredFigures;
use super::tables::Table;
use crate::dataset::{Block, Digest, Fault};
use crate::error::{Error, Result};
use crate::problem::Problems;
use crate::store::Store;

/// More threads than this wait for the one that reads and hashes.
const MAXIMUM_THREADS: usize = 4;

/// So many blocks for each thread may be taken apart while others wait for an earlier one, which holds what they found.
const AHEAD: usize = 16;

/// The way of figures that have been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// They are sorted.
    Sorted,
    /// As long as they come in the order in which figures are stored: to whoever follows the reading.
    InOrder,
    /// They go nowhere: all that is asked is whether they come in that order.
    Nowhere,
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
pub struct Done {
    pub number: usize,
    /// The place of the file among those that are read.
    pub file: usize,
    /// What became of the rows, as far as that is known.
    pub counts: Counts,
    pub problems: Problems,
    pub compared: Compared,
    /// The figures, where they are in order so far, but for those that are known to be stored just so.
    pub run: Option<Run>,
    /// How many bytes of the file have been read.
    pub bytes: u64,
    pub digest: Option<Digest>,
}

/// Reads files with one thread that cuts, some that resolve, and this one, which takes what they found in order. Returns what
/// became of each file; `None` where figures have gone another way than they must, and are to be sorted from the first one on.
pub fn read_all(
    files: &[(usize, OpenFile)],
    known: &Known<'_>,
    store: Option<&Store>,
    runs: &Runs,
    way: Way,
    problems: &mut Problems,
    follow: &mut dyn Follow,
) -> Result<Option<Vec<Done>>> {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get).min(MAXIMUM_THREADS);
    let signs = Signs { way: Mutex::new(way), suggests: AtomicBool::new(true), none_yet: problems.alike() };
    let resolvers = (0..threads).map(|_| {
        let stored = store.map(StoredFigures::of).transpose()?.flatten();
        Ok(Resolver::new(known, stored))
    });
    let resolvers: Vec<Resolver<'_>> = resolvers.collect::<Result<_>>()?;
    std::thread::scope(|scope| {
        let (tasks, task_queue) = sync_channel::<Task>(2 * threads);
        let (results, result_queue) = sync_channel::<Result<Done>>(4 * threads);
        let task_queue = Arc::new(Mutex::new(task_queue));
        let (tickets, ticket_queue) = channel();
        (0..AHEAD * threads).for_each(|_| {
            tickets.send(()).ok();
        });
        scope.spawn(move || cut(files, &tasks, &ticket_queue));
        for resolver in resolvers {
            let (task_queue, results, signs) = (Arc::clone(&task_queue), results.clone(), &signs);
            scope.spawn(move || {
                let _guard = Guard(&results);
                if let Err(error) = resolve_all(files, resolver, runs, &task_queue, &results, signs) {
                    drop(results.send(Err(error)));
                }
            });
        }
        // The queues end when the threads at their other ends do.
        drop((task_queue, results));
        let compares = store.is_some() && way == Way::InOrder;
        let gathering = Gathering {
            files,
            known,
            runs,
            signs: &signs,
            problems,
            follow,
            totals: Vec::new(),
            is_in_order: true,
            last: Vec::new(),
            is_settled: compares,
            has_handed_over: compares,
            aside: Run::default(),
            aside_count: 0,
            tickets,
        };
        gathering.gather(&result_queue)
    })
}

/// Ends the gathering where a thread that resolves panics: its block would be waited for, and no further one be cut.
struct Guard<'a>(&'a SyncSender<Result<Done>>);

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.send(Err(Error::Interrupted)).ok();
        }
    }
}

/// What the thread that gathers tells those that resolve.
pub struct Signs {
    way: Mutex<Way>,
    /// Whether what was meant by an unknown code is looked for: that is slow, and only done for the first problems of the load.
    pub suggests: AtomicBool,
    /// No problems, of the kind that is wanted.
    none_yet: Problems,
}

impl Signs {
    pub fn way(&self) -> Way {
        *self.way.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn set_way(&self, way: Way) {
        *self.way.lock().unwrap_or_else(PoisonError::into_inner) = way;
    }
}

/// Cuts files into blocks until they are read or nobody wants more; each takes a ticket.
fn cut(files: &[(usize, OpenFile)], tasks: &SyncSender<Task>, tickets: &Receiver<()>) {
    let mut numbers = 0..;
    let mut hand_over = |file: usize, content: Content| {
        let number = numbers.next().unwrap_or_default();
        tickets.recv().is_ok() && tasks.send(Task { number, file, content }).is_ok()
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
    signs: &Signs,
) -> Result<()> {
    let known = resolver.known();
    let put_aside = |run: Run| runs.add(run, known.met).map_err(|source| Error::database(known.db, source));
    let mut sorted = Run::default();
    loop {
        let task = tasks.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Task { number, file, content }) = task else { break };
        let (load_number, opened) = &files[file];
        let mut done = Done {
            number,
            file,
            counts: Counts::default(),
            problems: signs.none_yet.clone(),
            compared: Compared::default(),
            run: None,
            bytes: 0,
            digest: None,
        };
        done.problems.skips_suggestions = !signs.suggests.load(Ordering::Relaxed);
        match content {
            Content::Block(block) => {
                done.bytes = block.read;
                let way = signs.way();
                resolver.comparer().begin_block(way == Way::Sorted);
                let mut of_block = Run::default();
                let mut rows = opened.file.rows(&block);
                let mut misshapen = 0;
                let mut is_too_large = false;
                // A row is used where it is returned: to move every one of them would take longer than to find it.
                while let Some(row) = &rows.next(&mut |_| misshapen += 1, &mut done.problems) {
                    let Done { counts: Counts { read, rejected, .. }, problems, .. } = &mut done;
                    let before = *rejected;
                    let mut run = match way {
                        Way::Sorted => Some(&mut sorted),
                        Way::InOrder => Some(&mut of_block),
                        Way::Nowhere => None,
                    };
                    if opened.plan.is_none() {
                        let mut cells = [""; Table::WIDEST];
                        let record = opened.record(row, &mut cells);
                        *read += 1;
                        let is_good = resolver.resolve(&record, *load_number, problems, run.as_deref_mut());
                        *rejected += u64::from(!is_good);
                    } else {
                        opened.records(row, problems, &mut |record, _, problems| {
                            *read += 1;
                            let is_good = record.is_some_and(|record| {
                                resolver.resolve(record, *load_number, problems, run.as_deref_mut())
                            });
                            *rejected += u64::from(!is_good);
                            true
                        });
                    }
                    if *rejected > before {
                        problems.keep_row(row.line, row.text());
                    }
                    if let Some(run) = run.filter(|run| run.size() >= RUN) {
                        put_aside(std::mem::take(run))?;
                        is_too_large = true;
                    }
                }
                done.compared = resolver.comparer().end_block();
                done.counts.read += misshapen;
                done.counts.rejected += misshapen;
                if way == Way::InOrder {
                    done.run = Some(of_block);
                    // One that takes so many bytes is sorted in parts, and then so are all.
                    done.compared.is_disordered |= is_too_large;
                }
            }
            Content::End(digest) => {
                done.bytes = digest.bytes;
                done.digest = Some(digest);
            }
            Content::Fault(fault) => opened.file.report(fault, &mut done.problems),
        }
        if results.send(Ok(done)).is_err() {
            return Ok(());
        }
    }
    put_aside(sorted)
}
