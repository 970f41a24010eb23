//! The figures of a batch on their way into a store: whole trees into a new one, one by one into one that has figures.

use std::sync::mpsc::sync_channel;

use super::codes::{Dictionary, Met};
use super::figure::{Key, Packed};
use super::fresh::{Writer, Written};
use super::header::OpenFile;
use super::observations::Observations;
use super::repeated::Repeated;
use super::revise::{Replacer, Reviser, Touched};
use super::runs::{RUN, Run, Runs};
use super::stored::{Found, StoredFigures};
use super::{Counts, STEP};
use crate::draft::folder_of;
use crate::error::{Error, Result};
use crate::problem::{Problems, RejectedRow};
use crate::store::record::Fields;
use crate::store::{Store, sqlite};

/// The figures of a batch on their way into a store.
pub struct Placement<'a> {
    /// The `source_id` of each source of the dictionary.
    pub source_ids: Vec<i64>,
    pub load_id: i64,
    /// The datasets whose figures are withdrawn where they are told no more.
    pub complete: &'a [String],
    /// What has been changed while figures were read.
    pub touched: Touched,
    pub files: &'a mut [OpenFile],
    pub observations: &'a mut Observations,
}

/// What else came of placing figures.
#[derive(Debug, Default)]
pub struct Placed {
    /// RejectedRow rows that are kept, with the number of their file.
    pub refused: Vec<(usize, Vec<RejectedRow>)>,
    /// How many figures that were told before are told no more.
    pub withdrawn: u64,
}

impl Placement<'_> {
    /// Writes whole trees into a file that has no figures yet.
    pub fn write_fresh(
        self,
        store: &Store,
        problems: &mut Problems,
        progress: &mut dyn FnMut(u64, u64) -> Result<()>,
    ) -> Result<Placed> {
        let broken = |source| Error::database(store.file(), source);
        let (total, mut done) = (self.observations.count, 0);
        store.commit()?;
        let mut writer = Writer::new(store, self.source_ids.clone())?;
        let (long, mut run) = (Runs::new(folder_of(store.file())), Run::default());
        // Their keys are numbered in order already.
        let put_aside = |run| long.add(run, &Met::default()).map_err(broken);
        let mut repeated = Repeated::new(problems);
        let (dictionary, figures) = self.observations.parts();
        figures.for_each(&mut repeated, |key, figure| {
            done += 1;
            if done % STEP == 0 {
                progress(done, total)?;
            }
            if !writer.add(dictionary, key, figure)? {
                run.add_packed(key, figure);
                if run.size() >= RUN {
                    put_aside(std::mem::take(&mut run))?;
                }
            }
            Ok(())
        })?;
        put_aside(run)?;
        let refused = repeated.refuse(dictionary, self.files, problems);
        let written = writer.finish(dictionary, &mut || progress(total, total))?;
        store.begin()?;
        self.observations.replace_figures(long)?;
        self.tell(store, &written, None, progress)?;
        Ok(Placed { refused, withdrawn: 0 })
    }

    /// Tells SQLite of figures that have been written as whole trees, and lets it write those that are left. `numbers` is what
    /// the numbers of the periods meant then, unless that is what they mean now.
    pub fn tell(
        self,
        store: &Store,
        written: &Written,
        numbers: Option<&Dictionary>,
        progress: &mut dyn FnMut(u64, u64) -> Result<()>,
    ) -> Result<()> {
        let fault = |source: rusqlite::Error| sqlite(store.file(), &source);
        let Self { source_ids, load_id, files, observations, .. } = self;
        for (number, file) in (0..).zip(files).filter(|(_, file)| file.table.name == "observation") {
            file.counts.unchanged = written.untold.get(&number).copied().unwrap_or(0);
            file.counts.inserted = file.counts.read - file.counts.rejected - file.counts.unchanged;
        }
        let total = observations.count;
        let (dictionary, figures) = observations.parts();
        let replacer = Replacer::new(store.connection(), load_id, Touched::default()).map_err(fault)?;
        let mut reviser = Reviser::new(dictionary, &source_ids, replacer).map_err(fault)?;
        figures.for_each(&mut Repeated::default(), |key, figure| {
            progress(total, total)?;
            reviser.add(key, figure).map(drop).map_err(fault)
        })?;
        let numbers = numbers.unwrap_or(dictionary);
        written.sources.write(store.connection(), numbers).map_err(fault)?;
        written.coverage.write(store.connection(), numbers).map_err(fault)
    }

    /// Compares figures with what a file holds, and changes what differs.
    pub fn revise(
        self,
        store: &Store,
        problems: &mut Problems,
        progress: &mut dyn FnMut(u64, u64) -> Result<()>,
    ) -> Result<Placed> {
        let fault = |source: rusqlite::Error| sqlite(store.file(), &source);
        let Self { ref source_ids, load_id, complete, touched, files, observations } = self;
        let total = observations.count;
        let (dictionary, figures) = observations.parts();
        let connection = store.connection();
        let replacer = Replacer::new(connection, load_id, touched).map_err(fault)?;
        let mut reviser = Reviser::new(dictionary, source_ids, replacer).map_err(fault)?;
        // For a few figures, looking each up is quicker than reading what all others are.
        let count = "SELECT count(*) FROM (SELECT 1 FROM series LIMIT ? + 1)";
        let stored: u64 = connection.query_row(count, [total], |row| row.get(0)).map_err(fault)?;
        if !complete.is_empty() {
            reviser.notes_what_is_told().map_err(fault)?;
        }
        let is_walked = total >= stored && complete.is_empty();
        let mut stored = if is_walked { StoredFigures::of(store)? } else { None };
        let mut changes: Vec<Counts> = files.iter().map(|_| Counts::default()).collect();

        // One thread finds what is not stored just so, this one changes it.
        let (batches, queue) = sync_channel::<Differing>(4);
        let repeated = std::thread::scope(|scope| {
            let file_count = files.len();
            let mut repeated = Repeated::new(problems);
            let finder = scope.spawn(move || {
                let mut batch = Differing::new(file_count);
                let mut subject = None;
                let found = figures.for_each(&mut repeated, |key, figure| {
                    batch.looked_at += 1;
                    let mut is_stored = || {
                        let Some(stored) = stored.as_mut().filter(|_| figure.is_told()) else { return false };
                        let is_other = subject.replace(key.subject()) != Some(key.subject());
                        let under = (dictionary.period(key.period), source_ids[key.source as usize]);
                        let is_told = |columns: Fields<'_>| figure.is_same(columns);
                        matches!(
                            stored.find(is_other, || dictionary.subject(key.subject()), under, is_told),
                            Found::Same
                        )
                    };
                    let counts = &mut batch.known[figure.file() as usize];
                    if figure.is_stored() || is_stored() {
                        counts.unchanged += 1;
                    } else {
                        batch.figures.push((key, batch.bytes.len()));
                        batch.bytes.extend_from_slice(figure.bytes());
                    }
                    if batch.looked_at < STEP {
                        return Ok(());
                    }
                    let full = std::mem::replace(&mut batch, Differing::new(file_count));
                    // Nobody takes them any more: why, the other thread tells.
                    batches.send(full).map_err(|_| Error::Interrupted)
                });
                drop(batches.send(batch));
                found.map(|()| repeated)
            });
            let mut done = 0;
            let changed = queue.into_iter().try_for_each(|batch| {
                done += batch.looked_at;
                progress(done, total)?;
                for (changes, known) in changes.iter_mut().zip(&batch.known) {
                    *changes = Counts::total([&*changes, known]);
                }
                for (key, figure) in batch.figures() {
                    let change = reviser.add(key, figure).map_err(fault)?;
                    changes[figure.file() as usize].add(Some(change));
                }
                Ok(())
            });
            let found = finder.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            changed.and(found)
        })?;
        let refused = repeated.refuse(dictionary, files, problems);
        for (file, changes) in files.iter_mut().zip(changes) {
            file.counts = Counts::total([&file.counts, &changes]);
        }
        // Whoever says no is asked again before anything is committed.
        let withdrawn = reviser.withdraw(complete).map_err(fault)?;
        reviser.summarize(&mut || progress(total, total).is_ok()).map_err(fault)?;
        Ok(Placed { refused, withdrawn })
    }
}

/// Figures of which it is not known what becomes of them, and what became of the others.
struct Differing {
    /// Each key with the place of its figure.
    figures: Vec<(Key, usize)>,
    bytes: Vec<u8>,
    /// By file.
    known: Vec<Counts>,
    looked_at: u64,
}

impl Differing {
    fn new(files: usize) -> Self {
        Self { figures: Vec::new(), bytes: Vec::new(), known: vec![Counts::default(); files], looked_at: 0 }
    }

    fn figures(&self) -> impl Iterator<Item = (Key, Packed<'_>)> {
        self.figures.iter().filter_map(|&(key, start)| Some((key, Packed::at_start_of(&self.bytes[start..])?)))
    }
}
