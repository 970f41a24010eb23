//! The threads that read figures: one cuts files into blocks, others split the blocks and resolve their rows, and the one
//! that called collects what they found in the order of the files.

use std::num::NonZero;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use super::collector::{Done, Follow, Message, OrderedCollector};
use super::points::Points;
use super::resolver::Resolver;
use super::row::Known;
use super::sort::{Run, Runs};
use crate::dataset::{Block, Digest, Fault};
use crate::error::{Error, Result};
use crate::load::input::file::OpenFile;
use crate::load::input::record::Record;
use crate::load::ledger::counts::Counts;
use crate::load::limits::Limits;
use crate::load::schema::{Table, TableName};
use crate::problem::Problems;
use crate::thread;

/// The maximum number of threads: more would only wait for the thread that reads and hashes.
const MAXIMUM_THREADS: usize = 4;

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

/// What all threads share.
pub(crate) struct Shared<'a> {
    /// Files of figures, each with its number in the load.
    pub files: &'a [(usize, OpenFile)],
    pub known: &'a Known<'a>,
    pub runs: &'a Runs,
    pub limits: Limits,
    /// The database that the figures are for.
    pub db: &'a Path,
}

/// Reads files into sorted runs, and returns the result for each file; `follow` receives the progress. Problems are in
/// the order of the files.
///
/// # Errors
/// Fails where `follow` does, and where runs cannot be kept.
pub(crate) fn read_all(shared: &Shared<'_>, problems: &mut Problems, follow: &mut dyn Follow) -> Result<Vec<Done>> {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get).min(MAXIMUM_THREADS);
    let suggests = AtomicBool::new(true);
    let keeps_rows = problems.keeps_rows();
    std::thread::scope(|scope| {
        let (tasks, task_queue) = sync_channel::<Task>(2 * threads);
        let (results, result_queue) = sync_channel::<Message>(4 * threads);
        let task_queue = Arc::new(Mutex::new(task_queue));
        let (tickets, ticket_queue) = channel();
        (0..shared.limits.blocks_ahead * threads).for_each(|_| {
            tickets.send(()).ok();
        });
        let failed = |source| Error::io("reading", "the figures", source);
        thread::start_in(scope, move || cut(shared.files, &tasks, &ticket_queue)).map_err(failed)?;
        for number in 0..threads {
            let (tasks, results) = (Arc::clone(&task_queue), results.clone());
            let suggests = &suggests;
            let started = thread::start_in(scope, move || {
                let _guard = PanicGuard(&results);
                let mut worker =
                    Worker { shared, resolver: Resolver::new(shared.known), run: Run::default(), suggests, keeps_rows };
                if let Err(error) = worker.resolve_all(&tasks, &results) {
                    drop(results.send(Message::Failed(error)));
                }
            });
            match started {
                Err(source) if number == 0 => return Err(failed(source)),
                // Fewer threads do.
                Err(_) => break,
                Ok(_) => {}
            }
        }
        // The queues end when the threads at their other ends do.
        drop((task_queue, results));
        OrderedCollector::new(shared.files, problems, follow, &suggests, tickets).collect(&result_queue)
    })
}

/// Ends the collection if a thread that resolves rows panics: otherwise the collection would wait for its block
/// forever. The
/// scope of the threads then raises the panic.
struct PanicGuard<'a>(&'a SyncSender<Message>);

impl Drop for PanicGuard<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.send(Message::Panicked).ok();
        }
    }
}

/// Cuts files into blocks until all are read or the receiver is closed; each block takes a ticket.
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

/// The number of a file, where it and the last line of a block fit into the place of a figure.
pub(super) fn check_place(file: usize, last_line: u64) -> std::io::Result<u32> {
    let (file, line) = (u32::try_from(file), u32::try_from(last_line));
    line.and(file).map_err(|_| std::io::Error::other(format!("the file has more than {} lines", u32::MAX)))
}

/// One of the threads that resolve rows.
struct Worker<'a> {
    shared: &'a Shared<'a>,
    resolver: Resolver<'a>,
    run: Run,
    /// Whether suggestions for unknown codes are still computed: that is slow, and only the first problems show them.
    suggests: &'a AtomicBool,
    keeps_rows: bool,
}

impl Worker<'_> {
    /// Resolves the rows of blocks until there are no more blocks or the receiver is closed.
    fn resolve_all(&mut self, tasks: &Mutex<Receiver<Task>>, results: &SyncSender<Message>) -> Result<()> {
        loop {
            let task = tasks.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(Task { number, file, content }) = task else { break };
            let mut problems = Problems::new(self.keeps_rows);
            problems.skips_suggestions = !self.suggests.load(Ordering::Relaxed);
            let (counts, points) = (Counts::default(), Points::default());
            let mut done = Done { number, file, counts, problems, points, bytes: 0, digest: None };
            match content {
                Content::Block(block) => {
                    done.bytes = block.read;
                    self.resolve(&block, &mut done)?;
                }
                Content::End(digest) => {
                    done.bytes = digest.bytes;
                    done.digest = Some(digest);
                }
                Content::Fault(fault) => self.shared.files[file].1.file.report(fault, &mut done.problems),
            }
            if results.send(Message::Done(Box::new(done))).is_err() {
                return Ok(());
            }
        }
        self.keep_run()
    }

    /// Resolves the rows of a block.
    fn resolve(&mut self, block: &Block, done: &mut Done) -> Result<()> {
        let (number, opened) = &self.shared.files[done.file];
        let number = check_place(*number, block.end_line())
            .map_err(|source| Error::io("reading", opened.file.label().as_ref(), source))?;
        let Done { counts: Counts { read, rejected, .. }, problems, points, .. } = done;
        let value = TableName::Observation.table().column("value").unwrap_or_default();
        let mut rows = opened.file.rows(block);
        let mut misshapen = 0;
        // A row is used where it is returned: to move every one of them would take longer than to find it.
        while let Some(row) = &rows.next(&mut |_| misshapen += 1, problems) {
            let mut resolve = |record: &Record<'_>, problems: &mut Problems| {
                self.resolver.resolve(record, number, problems, &mut self.run)
            };
            if opened.plan.is_none() {
                let mut cells = [""; Table::WIDEST];
                let record = opened.record(row, &mut cells);
                *read += 1;
                *rejected += u64::from(!resolve(&record, problems));
            } else {
                opened.records(row, problems, &mut |record, _, problems| {
                    *read += 1;
                    record.into_iter().for_each(|record| points.look(record, value));
                    *rejected += u64::from(!record.is_some_and(|record| resolve(record, problems)));
                    true
                });
            }
            if self.run.size() >= self.shared.limits.run {
                self.keep_run()?;
            }
        }
        *read += misshapen;
        *rejected += misshapen;
        Ok(())
    }

    /// Sorts the figures so far.
    fn keep_run(&mut self) -> Result<()> {
        let Shared { runs, known, db, .. } = self.shared;
        runs.add(&mut self.run, known.interned).map_err(|source| Error::database(*db, source))
    }
}
