//! The figures of a load, from its files to a sorted stream.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::collector::Follow;
use super::dictionary::{Codes, Dictionary, Interned};
use super::duplicates::Duplicates;
use super::merged::Merged;
use super::reader::{Shared, read_all};
use super::row::Known;
use super::series::{StatedSeries, for_each_series};
use super::sort::Runs;
use crate::error::{Error, Result};
use crate::load::input::file::OpenFile;
use crate::load::ledger::counts::Counts;
use crate::load::limits::Limits;
use crate::load::progress::{Progress, Watch};
use crate::load::reference::catalog::Catalog;
use crate::problem::Problems;

/// After how many figures progress is reported.
const STEP: u64 = 1 << 14;

/// All figures of a load in the order of their keys.
#[derive(Debug)]
pub(crate) struct Figures {
    pub dictionary: Dictionary,
    merged: Merged,
    /// How many figures there are, duplicates included.
    pub count: u64,
    limits: Limits,
    db: PathBuf,
}

impl Figures {
    /// Reads files of figures, each with its number in the load, and sets their counts and checksums. `catalog` has the
    /// rows that figures refer to. Figures that do not fit in memory go to temporary files beside the database.
    ///
    /// # Errors
    /// Fails where `follow` does, and where temporary files cannot be written. What is wrong with rows is added to `problems`.
    pub(crate) fn read(
        files: &mut [(usize, OpenFile)],
        catalog: &Catalog,
        db: &Path,
        limits: Limits,
        problems: &mut Problems,
        follow: &mut dyn Follow,
    ) -> Result<Self> {
        let codes = Arc::new(Codes::of(catalog));
        let (interned, runs) = (Interned::default(), Runs::new(&folder_beside(db), limits));
        let known = Known::new(catalog, &codes, &interned);
        let shared = Shared { files, known: &known, runs: &runs, limits, db };
        let read = if files.is_empty() { Vec::new() } else { read_all(&shared, problems, follow)? };
        let mut count = 0;
        for done in read {
            let file = &mut files[done.file].1;
            count += done.counts.read - done.counts.rejected;
            if let Some((fact, line, column)) = done.points.doubt() {
                problems.add(fact, || file.file.place_of_line(line, column));
            }
            file.counts = Counts::total([&file.counts, &done.counts]);
            if let Some(digest) = done.digest {
                file.digest = digest;
            }
        }
        let datasets = files.iter().map(|(number, file)| (*number, &file.package));
        let (dictionary, ranks) = Dictionary::of(&codes, &interned, datasets);
        let merged = runs.merged(ranks).map_err(|source| Error::database(db, source))?;
        Ok(Self { dictionary, merged, count, limits, db: db.to_owned() })
    }

    /// Passes every series to `take`, in the order of their keys, with the first figure of each key and the other rows that
    /// state the same, and returns the duplicates and the dictionary. `watch` is called repeatedly with the number of figures so far.
    ///
    /// # Errors
    /// Fails where `take` or `watch` does, and where a temporary file cannot be read.
    pub(crate) fn for_each_series(
        self,
        duplicates: Duplicates,
        watch: &mut Watch<'_>,
        mut take: impl FnMut(&Dictionary, StatedSeries<'_>) -> Result<()>,
    ) -> Result<(Duplicates, Dictionary)> {
        let Self { mut dictionary, merged, count, limits, db } = self;
        let broken = |source| Error::database(&db, source);
        let (mut figures, mut reported, mut without_subject) = (0, 0, 0);
        let take = |series: StatedSeries<'_>| {
            figures += series.len() as u64;
            if matches!(series.subject, [_, 0, 0, 0, 0]) {
                without_subject += series.len() as u64;
            }
            if figures - reported >= STEP {
                reported = figures;
                watch(Progress::Placing { figures, of: count })?;
            }
            take(&dictionary, series)
        };
        let duplicates = for_each_series(merged, &dictionary, duplicates, limits.batch, broken, take)?;
        dictionary.without_subject = without_subject;
        Ok((duplicates, dictionary))
    }
}

/// The folder for temporary files of a load into a database: beside it, where there is such a folder.
fn folder_beside(db: &Path) -> PathBuf {
    let beside = crate::draft::folder_of(db);
    if beside.is_dir() { beside.to_owned() } else { std::env::temp_dir() }
}
