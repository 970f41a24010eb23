//! Rows of `observation`: the figures of a load, and the order of their keys that they are put in.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::Counts;
use super::codes::{Codes, Dictionary, Met};
use super::figure::{Key, Packed};
use super::gathering::Follow;
use super::header::OpenFile;
use super::reading::{Way, read_all};
use super::registry::Registry;
use super::repeated::{Repeated, Told};
use super::resolve::Known;
use super::runs::{Merged, Ranks, Runs};
use super::write::source_numbers;
use crate::draft::folder_of;
use crate::error::{Error, Result};
use crate::problem::Problems;
use crate::store::{Store, sqlite};

/// The figures of a load, in the order of their keys.
#[derive(Debug)]
pub struct Observations {
    pub dictionary: Dictionary,
    figures: Figures,
    /// Figures that have been read and not refused, but those of which it is known that nothing is left to do.
    pub count: u64,
}

/// Figures that are being read.
#[derive(Debug)]
pub struct Reader {
    codes: Arc<Codes>,
    met: Met,
    /// Where runs go that memory does not hold.
    folder: PathBuf,
    runs: Runs,
    db: PathBuf,
    first_file: i64,
    count: u64,
}

impl Reader {
    /// `db` is the database that figures are read for: beside it they go where memory does not hold them. `first_file` is
    /// the `file_id` of the load's first file.
    pub fn new(registry: &Registry, db: &Path, first_file: i64) -> Self {
        let beside = folder_of(db);
        let folder = if beside.is_dir() { beside.to_owned() } else { std::env::temp_dir() };
        let (codes, met, runs) = (Arc::new(Codes::of(registry)), Met::default(), Runs::new(&folder));
        Self { codes, met, folder, runs, db: db.to_owned(), first_file, count: 0 }
    }

    /// Reads files of observations, which are numbered as in the load, and compares them with what a store holds. Figures
    /// first go the given way.
    pub fn read(
        &mut self,
        files: &mut [(usize, OpenFile)],
        registry: &Registry,
        store: Option<&Store>,
        way: Way,
        problems: &mut Problems,
        follow: &mut dyn Follow,
    ) -> Result<()> {
        if files.is_empty() {
            return Ok(());
        }
        let (codes, met) = (&self.codes, &self.met);
        let source_ids = match store {
            Some(store) => {
                let sources = source_numbers(store.connection()).map_err(|source| sqlite(store.file(), &source))?;
                codes.source_ids(&sources)
            }
            None => codes.source_ids(&HashMap::new()),
        };
        let (db, first_file) = (self.db.as_path(), self.first_file);
        let known = Known { registry, codes, met, names: OnceLock::new(), db, first_file, source_ids };
        let before = problems.clone();
        let mut done = read_all(files, &known, store, &self.runs, way, problems, follow)?;
        if done.is_none() {
            *problems = before;
            self.runs = Runs::new(&self.folder);
            follow.start_over()?;
            done = read_all(files, &known, store, &self.runs, Way::Sorted, problems, follow)?;
        }
        let lost = || Error::database(db, std::io::Error::other("sorted figures were not in order"));
        for done in done.ok_or_else(lost)? {
            let file = &mut files[done.file].1;
            let counts = done.counts;
            self.count += counts.read - counts.rejected - counts.revised - counts.unchanged;
            file.counts = Counts::total([&file.counts, &counts]);
            if let Some(digest) = done.digest {
                file.digest = digest;
            }
        }
        Ok(())
    }

    /// Puts all figures in order.
    pub fn finish(self) -> Result<Observations> {
        let Self { codes, met, runs, db, count, .. } = self;
        let (dictionary, ranks) = Dictionary::in_order(&codes, &met);
        let merged = runs.merged(ranks).map_err(|source| Error::io("reading", &db, source))?;
        Ok(Observations { dictionary, figures: Figures { merged, db }, count })
    }
}

impl Observations {
    /// What the numbers of keys mean, and the figures themselves.
    pub fn parts(&mut self) -> (&Dictionary, &mut Figures) {
        (&self.dictionary, &mut self.figures)
    }

    /// Puts others in the place of the figures, whose keys are numbered by the same dictionary.
    pub fn replace_figures(&mut self, runs: Runs) -> Result<()> {
        let merged = runs.merged(Ranks::default());
        self.figures.merged = merged.map_err(|source| Error::io("reading", &self.figures.db, source))?;
        Ok(())
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
