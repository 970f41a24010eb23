//! The figures of a batch on their way into a store: whole trees into a new one, one by one into one that has figures.

use std::sync::mpsc::sync_channel;

use super::figure::{Key, Packed};
use super::fresh;
use super::header::OpenFile;
use super::observations::Observations;
use super::repeated::Repeated;
use super::revise::Reviser;
use super::stored::{StoredFigures, stored_series};
use super::summary::Spans;
use super::{Counts, STEP};
use crate::draft::folder_of;
use crate::error::{Error, Result};
use crate::problem::{Problems, Refused};
use crate::store::Store;

/// The figures of a batch on their way into a store.
pub struct Placement<'a> {
    /// The `source_id` of each source of the dictionary.
    pub source_ids: Vec<i64>,
    pub spans: &'a Spans,
    pub load_id: i64,
    /// The datasets whose figures are withdrawn where they are told no more.
    pub complete: &'a [String],
    pub files: &'a mut [OpenFile],
    pub observations: &'a mut Observations,
}

/// What else came of placing figures.
#[derive(Debug, Default)]
pub struct Placed {
    /// Refused rows that are kept, with the number of their file.
    pub refused: Vec<(usize, Vec<Refused>)>,
    /// How many figures that were told before are told no more.
    pub withdrawn: u64,
}

impl Placement<'_> {
    /// Writes whole trees into a file that has no figures yet.
    pub fn write_fresh(
        self,
        store: &mut Store,
        problems: &mut Problems,
        progress: &mut dyn FnMut(u64, u64) -> Result<()>,
    ) -> Result<Placed> {
        let file = store.file().to_owned();
        let fault = |source: rusqlite::Error| crate::store::sqlite(&file, &source);
        let broken = |source: std::io::Error| Error::database(&file, source);
        let Self { source_ids, spans, load_id, files, observations, .. } = self;
        let (total, mut done) = (observations.count, 0);
        let (dictionary, figures) = observations.parts();
        let mut refused = Vec::new();
        let mut nothing_to_withdraw = vec![0; files.len()];
        store.commit()?;
        let written = store.append(|pages, roots| {
            let mut writer = fresh::Writer::new(pages, dictionary, spans, &source_ids, folder_of(&file));
            let mut repeated = Repeated::new(problems);
            figures.for_each(&mut repeated, |key, figure| {
                done += 1;
                if done % STEP == 0 {
                    progress(done, total)?;
                }
                if !figure.is_told() {
                    nothing_to_withdraw[figure.file() as usize] += 1;
                    return Ok(());
                }
                writer.add(key, figure).map_err(broken)
            })?;
            refused = repeated.refuse(dictionary, files, problems);
            writer.finish(roots, &mut || progress(total, total).is_ok()).map_err(|source| match source.kind() {
                std::io::ErrorKind::Interrupted => Error::Interrupted,
                _ => broken(source),
            })
        })?;
        for (file, unchanged) in files.iter_mut().zip(nothing_to_withdraw) {
            if file.table.name == "observation" {
                file.counts.unchanged = unchanged;
                file.counts.inserted = file.counts.read - file.counts.rejected - unchanged;
            }
        }
        store.begin()?;
        let connection = store.connection();
        let mut reviser = Reviser::new(connection, dictionary, load_id, &source_ids, spans).map_err(fault)?;
        let mut long = written.long;
        while let Some((key, figure)) = long.next().map_err(broken)? {
            reviser.add(key, figure).map_err(fault)?;
            progress(total, total)?;
        }
        written.sources.write(connection, dictionary).map_err(fault)?;
        written.coverage.write(connection, dictionary).map_err(fault)?;
        Ok(Placed { refused, withdrawn: 0 })
    }

    /// Compares figures with what a file holds, and changes what differs.
    pub fn revise(
        self,
        store: &mut Store,
        problems: &mut Problems,
        progress: &mut dyn FnMut(u64, u64) -> Result<()>,
    ) -> Result<Placed> {
        let file = store.file().to_owned();
        let fault = |source: rusqlite::Error| crate::store::sqlite(&file, &source);
        let Self { source_ids, spans, load_id, complete, files, observations } = self;
        let total = observations.count;
        let (dictionary, figures) = observations.parts();
        let connection = store.connection();
        let mut reviser = Reviser::new(connection, dictionary, load_id, &source_ids, spans).map_err(fault)?;
        // For a few figures, looking each up is quicker than reading what all others are.
        let count = "SELECT count(*) FROM series";
        let stored: u64 = connection.query_row(count, [], |row| row.get(0)).map_err(fault)?;
        if !complete.is_empty() {
            reviser.notes_what_is_told().map_err(fault)?;
        }
        let walk = if total >= stored && complete.is_empty() { store.walk("observation")? } else { None };
        let series = match &walk {
            Some(_) => stored_series(connection, dictionary).map_err(fault)?,
            None => Vec::new(),
        };
        let mut stored = walk.map(|walk| StoredFigures::new(walk, &series, dictionary, &source_ids));
        let mut changes: Vec<Counts> = files.iter().map(|_| Counts::default()).collect();

        // One thread finds what is not stored just so, this one changes it.
        let (batches, queue) = sync_channel::<Differing>(4);
        let repeated = std::thread::scope(|scope| {
            let file_count = files.len();
            let mut repeated = Repeated::new(problems);
            let finder = scope.spawn(move || {
                let mut batch = Differing::new(file_count);
                let found = figures.for_each(&mut repeated, |key, figure| {
                    batch.looked_at += 1;
                    if figure.is_told() && stored.as_mut().is_some_and(|stored| stored.holds(&key, figure)) {
                        batch.unchanged[figure.file() as usize] += 1;
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
                for (changes, unchanged) in changes.iter_mut().zip(&batch.unchanged) {
                    changes.unchanged += unchanged;
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

/// Figures that are not stored just so, and how many were.
struct Differing {
    /// Each key with the place of its figure.
    figures: Vec<(Key, usize)>,
    bytes: Vec<u8>,
    /// By file.
    unchanged: Vec<u64>,
    looked_at: u64,
}

impl Differing {
    fn new(files: usize) -> Self {
        Self { figures: Vec::new(), bytes: Vec::new(), unchanged: vec![0; files], looked_at: 0 }
    }

    fn figures(&self) -> impl Iterator<Item = (Key, Packed<'_>)> {
        self.figures.iter().filter_map(|&(key, start)| Some((key, Packed::at_start_of(&self.bytes[start..])?)))
    }
}
