//! What a load did, or would do.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::input::file::OpenFile;
use super::ledger::counts::Counts;
use super::ledger::entry::FileFacts;
use super::reference::catalog::Catalog;
use super::reference::creation::Made;
use crate::dataset::Decided;

/// What a load did, or what it would do, as a check found.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Loaded {
    /// The load's number in the ledger; `None` where nothing changed, and so nothing was written but a migration.
    pub load_id: Option<i64>,
    /// The version of the schema from which the load migrated the database to the newest one, where it did and the file
    /// was not empty.
    pub migrated_from: Option<i32>,
    /// What became of the rows.
    pub counts: Counts,
    /// How many stored figures are withdrawn.
    pub withdrawn: u64,
    /// How many stored figures a complete dataset no longer states, and another dataset does: they stay.
    pub handed_over: u64,
    /// How many stored figures of an older edition a complete dataset no longer states: they stay, because a newer edition is loaded
    /// that may state them.
    pub kept: u64,
    /// How many stored rows of other tables are withdrawn.
    pub withdrawn_rows: u64,
    /// The files of older editions of which rows change nothing, because a newer edition states or withdraws what they state, each
    /// with how many rows these are, and the line of the first.
    pub(crate) kept_rows: Vec<(String, u64, u64)>,
    /// How many stored rows of other tables a complete dataset no longer states in an older edition: they stay, because a newer one
    /// states them.
    pub(crate) newer_rows: u64,
    /// Whether what older editions state of rows is recorded, which stay as newer ones state them.
    pub(crate) records_former: bool,
    /// How many rows are again what each dataset states, because the complete one that replaced its definitions no longer states
    /// them.
    pub(crate) given_back: BTreeMap<String, u64>,
    /// Whether an edition is complete from now on that was not known to be.
    pub(crate) completes: bool,
    /// The datasets that state fewer rows of some tables than when they were loaded the last time, each with how many fewer and
    /// with that load; none where datasets are complete.
    pub(crate) shrunk: Vec<Shrunk>,
    /// The datasets that are not loaded and whose definitions rows replace, each with how many.
    pub(crate) replaced: BTreeMap<String, u64>,
    /// The datasets that revised figures, each with how many.
    pub(crate) revised_by: BTreeMap<String, u64>,
    /// The rows that were created because figures refer to them.
    pub(crate) made: Made,
    /// How many files were read, reports among them.
    pub files: usize,
    /// The files, each with its encoding, that are not in UTF-8 or whose encoding was not given.
    pub(crate) encodings: Vec<(String, Decided)>,
}

impl Loaded {
    /// Adds what became of rows of other tables than `observation`.
    pub(super) fn with_rows(self, catalog: &Catalog, files: &[OpenFile]) -> Self {
        let kept =
            catalog.kept().into_iter().map(|(file, (rows, first))| (files[file].file.label().to_string(), rows, first));
        Self {
            replaced: catalog.replaced(),
            kept_rows: kept.collect(),
            records_former: catalog.records_former(),
            ..self
        }
    }
}

/// That a dataset states fewer rows than in an earlier load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shrunk {
    pub dataset: String,
    /// How many fewer, in the tables of which it states fewer.
    pub rows: u64,
    pub load_id: i64,
}

/// The datasets that state fewer rows of some tables than in the newest load of each that the ledger has.
pub(super) fn shrunk(connection: &Connection, files: &[FileFacts]) -> rusqlite::Result<Vec<Shrunk>> {
    let mut stated: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
    for FileFacts { package, table, counts, .. } in files {
        *stated.entry(package).or_default().entry(*table).or_default() += counts.read;
    }
    let mut before = connection.prepare(
        "SELECT load_id, table_name, sum(read) FROM load_file
          WHERE dataset = ?1 AND load_id = (SELECT max(load_id) FROM load_file WHERE dataset = ?1)
          GROUP BY load_id, table_name",
    )?;
    let mut shrunk = Vec::new();
    for (dataset, now) in stated {
        let mut found = Shrunk { dataset: dataset.to_owned(), rows: 0, load_id: 0 };
        let mut rows = before.query([dataset])?;
        while let Some(row) = rows.next()? {
            found.load_id = row.get(0)?;
            let now = now.get(row.get_ref(1)?.as_str()?).copied().unwrap_or_default();
            found.rows += row.get::<_, u64>(2)?.saturating_sub(now);
        }
        shrunk.extend(Some(found).filter(|found| found.rows > 0));
    }
    Ok(shrunk)
}

/// The datasets that revised figures, each with how many.
pub(super) fn revised_by(files: &[FileFacts]) -> BTreeMap<String, u64> {
    let mut revised_by = BTreeMap::new();
    for file in files.iter().filter(|file| file.table == "observation" && file.counts.revised > 0) {
        *revised_by.entry(file.package.clone()).or_default() += file.counts.revised;
    }
    revised_by
}
