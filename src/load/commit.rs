//! Writes a load whose figures are sorted: in one transaction, all or nothing.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::build::{Build, Built};
use super::input::file::OpenFile;
use super::ledger::counts::{Change, Counts};
use super::ledger::entry::{Action, Entry, FileFacts, LoadFacts, LoadNumbers};
use super::ledger::rejects;
use super::limits::Limits;
use super::loaded::{Loaded, revised_by, shrunk};
use super::merge::changes::{Changes, LeftOut, OnlyCounted};
use super::merge::history::History;
use super::merge::join::{Join, Joined, Replaced};
use super::merge::recount::recount;
use super::merge::stored::{self, Statements};
use super::observation::dictionary::Dictionary;
use super::observation::duplicates::Duplicates;
use super::observation::statistics::dataset_checksum;
use super::observation::stream::Figures;
use super::progress::{Progress, Watch};
use super::questions::{check_dates, check_identity};
use super::reference::creation::Made;
use super::reference::statements::{Collected, Statements as RowStatements, Written, completes, given_back};
use super::reference::write::{write_periods, write_rows};
use super::reports::{names, write as write_reports};
use super::session::{Input, Session, StoredReport, counts_of};
use crate::dataset::Decided;
use crate::error::{Error, Result};
use crate::problem::Problems;
use crate::store::{Store, Transaction, row_history, sqlite, within};

/// How datasets are loaded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct How<'a> {
    /// When the load takes place, in ISO 8601 and UTC.
    pub started_at: &'a str,
    /// The version of the program.
    pub version: &'a str,
    /// What determines the result of the load besides its files; a part of its fingerprint.
    pub context: &'a str,
    /// The datasets that are complete: their stored figures that the load does not state are withdrawn.
    pub complete: &'a [String],
    /// Whether SQLite writes the figures of a new file too, rather than the bulk page writer.
    pub is_plain: bool,
    pub limits: Limits,
}

impl<'a> How<'a> {
    /// How datasets are checked: nothing is recorded of that. Those of `complete` count as complete.
    pub(crate) fn unrecorded(complete: &'a [String]) -> Self {
        let limits = Limits::default();
        Self { started_at: "", version: "", context: "", complete, is_plain: false, limits }
    }
}

/// Loads datasets into a store. A load that changes nothing leaves the file as it is, byte for byte, but for a migration; see
/// also [`Commit::end_unchanged`].
///
/// # Errors
/// Fails where the store cannot be written, where `watch` fails, and with [`Error::Problems`] where something is wrong
/// with the datasets: then nothing is written, unless `problems` keeps rejected rows and only single rows are wrong.
pub(crate) fn load(
    store: &Store,
    input: Input<'_>,
    how: How<'_>,
    problems: &mut Problems,
    watch: &mut Watch<'_>,
) -> Result<Loaded> {
    let transaction = Transaction::begin(store, how.started_at)?;
    let (packages, connection) = (input.packages, store.connection());
    let session = Session::read(input, (store, store.file()), Some(connection), how.limits, problems, watch)?;
    if problems.forbid_writing() {
        // What is wrong with keys is reported with the rest.
        count(store, session, how, problems, watch)?;
        return Err(Error::Problems(Box::new(std::mem::take(problems))));
    }
    let fingerprint = session.fingerprint(packages, how.context);
    Commit { store, transaction, how, problems, watch }.write(session, &fingerprint)
}

/// Checks datasets against a store, and says what a load would do; `db` is the path of the database that they are for.
///
/// # Errors
/// Fails where the store cannot be read, and where `watch` does. What is wrong with the datasets is added to `problems`.
pub(crate) fn check(
    store: &Store,
    db: &std::path::Path,
    input: Input<'_>,
    how: How<'_>,
    problems: &mut Problems,
    watch: &mut Watch<'_>,
) -> Result<Loaded> {
    let session = Session::read(input, (store, db), None, how.limits, problems, watch)?;
    count(store, session, how, problems, watch)
}

/// Joins the figures of a session with the stored ones, and only counts what a load would do.
fn count(
    store: &Store,
    session: Session,
    how: How<'_>,
    problems: &mut Problems,
    watch: &mut Watch<'_>,
) -> Result<Loaded> {
    let file_count = session.file_count();
    let Session { mut files, catalog, figures, reports, made, overrides, .. } = session;
    let encodings = encodings(&files);
    let statements = RowStatements {
        catalog: &catalog,
        files: &files,
        reports: names(&reports),
        complete: how.complete,
        keeps_former: true,
    };
    let lost = || -> rusqlite::Result<(Collected, BTreeMap<String, u64>, bool)> {
        if how.complete.is_empty() {
            return Ok(Default::default());
        }
        let lost = statements.collect(store.connection(), &catalog.editions.source_ids())?;
        Ok((lost, given_back(store.connection())?, completes(store.connection())?))
    };
    let (Collected { lost: withdrawn_rows, newer: newer_rows }, given_back, completes) =
        lost().map_err(|source| sqlite(store.file(), &source))?;
    let join = Joining { store, how, trusts_checksums: store.is_as_loaded()?, files: files.len() };
    let (Joined { counts, left_out, replaced, .. }, duplicates, dictionary) =
        join.run(figures, Duplicates::new(problems), OnlyCounted, watch)?;
    duplicates.reject(&dictionary, &mut files, problems);
    add_counts(&mut files, counts);
    check_identity(&files, problems);
    check_dates(&files, (&catalog, &dictionary.codes), replaced, overrides, problems);
    let counts = counts_of(&files, &reports);
    problems.rows = (counts.read, counts.rejected);
    let made = Made { without_subject: dictionary.without_subject, ..made };
    let LeftOut { withdrawn, handed_over, kept } = left_out;
    let loaded =
        Loaded { counts, withdrawn, handed_over, kept, withdrawn_rows, given_back, completes, ..Loaded::default() };
    let loaded = Loaded { made, files: file_count, encodings, newer_rows, ..loaded };
    Ok(loaded.with_rows(&catalog, &files))
}

/// The figures of a load, and what the join of them needs.
struct Joining<'a> {
    store: &'a Store,
    how: How<'a>,
    /// Whether the checksums of series are those of their figures.
    trusts_checksums: bool,
    /// How many files the load has.
    files: usize,
}

impl Joining<'_> {
    fn run<C: Changes>(
        &self,
        figures: Figures,
        duplicates: Duplicates,
        changes: C,
        watch: &mut Watch<'_>,
    ) -> Result<(Joined<C>, Duplicates, Dictionary)> {
        let fault = |source: rusqlite::Error| sqlite(self.store.file(), &source);
        let connection = self.store.connection();
        let complete = self.how.complete.iter().map(|name| dataset_checksum(name)).collect();
        let complete = Some(complete).filter(|_| !self.how.complete.is_empty());
        let ratio = self.how.limits.seek_ratio;
        let count = "SELECT count(*) FROM (SELECT 1 FROM series LIMIT ?)";
        let most = figures.count.saturating_mul(ratio).saturating_add(1);
        let stored: u64 = connection.query_row(count, [most.min(i64::MAX as u64)], |row| row.get(0)).map_err(fault)?;
        let plan = if complete.is_some() || stored < most { stored::Plan::Walk } else { stored::Plan::Seek };
        let mut statements = Statements::prepare(connection, plan, self.trusts_checksums).map_err(fault)?;
        let mut join = Join::new(
            statements.cursor().map_err(fault)?,
            &figures.dictionary.codes,
            complete,
            ratio,
            self.files,
            changes,
        );
        let (duplicates, dictionary) = figures
            .for_each_series(duplicates, watch, |dictionary, series| join.add(dictionary, series).map_err(fault))?;
        Ok((join.finish().map_err(fault)?, duplicates, dictionary))
    }
}

/// Writes a session.
struct Commit<'a, 'w> {
    store: &'a Store,
    transaction: Transaction<'a>,
    how: How<'a>,
    problems: &'a mut Problems,
    watch: &'a mut Watch<'w>,
}

impl Commit<'_, '_> {
    fn write(mut self, session: Session, fingerprint: &str) -> Result<Loaded> {
        let fault = |source: rusqlite::Error| sqlite(self.store.file(), &source);
        let connection = self.store.connection();
        let file_count = session.file_count();
        let Session { numbers, mut files, catalog, figures, reports, made, overrides } = session;
        let encodings = encodings(&files);
        // The first load is not recorded: every row was added by it.
        if numbers.load_id > 1 {
            row_history::record(connection, numbers.load_id, false).map_err(fault)?;
        }
        let sources = write_rows(connection, &catalog).map_err(fault)?;
        let stated = figures.dictionary.periods.iter().map(|(_, period)| *period);
        write_periods(connection, &catalog, stated).map_err(fault)?;
        let report_changes = write_reports(connection, &reports).map_err(fault)?;
        let Placed { counts, left_out, replaced, is_restated, duplicates, dictionary } =
            self.place(figures, numbers, (files.len(), reports.len()))?;
        let statements = RowStatements {
            catalog: &catalog,
            files: &files,
            reports: names(&reports),
            complete: self.how.complete,
            keeps_former: true,
        };
        let rows = statements.write(connection, &sources).map_err(fault)?;
        let Written { deleted: withdrawn_rows, newer: newer_rows, is_changed: states_more, completes } = rows;
        row_history::stop(connection).map_err(fault)?;
        // Rows have been written and withdrawn, by this load or by another program.
        let is_restated = within::refresh(connection).map_err(fault)? || is_restated;
        let rejected = duplicates.reject(&dictionary, &mut files, self.problems);
        add_counts(&mut files, counts);
        check_identity(&files, self.problems);
        check_dates(&files, (&catalog, &dictionary.codes), replaced, overrides, self.problems);
        for (file, rows) in rejected {
            rejects::write(connection, numbers.first_file + file as i64, &rows).map_err(fault)?;
        }
        let of_rows = Loaded::default().with_rows(&catalog, &files);
        let facts = facts(files, &reports, report_changes);
        let counts = Counts::total(facts.iter().map(|file| &file.counts));
        self.problems.rows = (counts.read, counts.rejected);
        if self.problems.forbid_writing() {
            return Err(Error::Problems(Box::new(std::mem::take(self.problems))));
        }
        let migrated_from = self.transaction.migrated_from().filter(|before| *before > 0);
        let LeftOut { withdrawn, handed_over, kept } = left_out;
        let loaded = Loaded {
            migrated_from,
            counts,
            withdrawn,
            handed_over,
            kept,
            withdrawn_rows,
            completes,
            given_back: given_back(connection).map_err(fault)?,
            shrunk: if self.how.complete.is_empty() { shrunk(connection, &facts).map_err(fault)? } else { Vec::new() },
            newer_rows,
            made: Made { without_subject: dictionary.without_subject, ..made },
            files: file_count,
            encodings,
            ..of_rows
        };
        let changes_figures = counts.inserted > 0 || counts.revised > 0 || withdrawn + handed_over > 0 || is_restated;
        let changes_rows =
            withdrawn_rows > 0 || states_more || completes || loaded.records_former || !loaded.made.editions.is_empty();
        if !changes_figures && !changes_rows && rejects_are_known(connection, numbers, &facts) {
            return self.end_unchanged(fingerprint).map(|()| loaded);
        }
        let change_counter = self.store.next_change_counter()?;
        let How { started_at, version, .. } = self.how;
        let load_facts = LoadFacts { started_at, version, fingerprint: Some(fingerprint) };
        let (action, about) = (Action::Load, None);
        let entry = Entry { numbers, facts: load_facts, action, about, change_counter, counts, withdrawn };
        entry.write(connection, &facts).map_err(fault)?;
        // After this call, the user can no longer end the load.
        (self.watch)(Progress::Placing { figures: counts.read, of: counts.read })?;
        self.transaction.commit()?;
        self.store.leave_wal();
        Ok(Loaded { load_id: Some(numbers.load_id), revised_by: revised_by(&facts), ..loaded })
    }

    /// Takes back what a load that changes nothing has written, such as rejected rows that are stored already, but keeps a
    /// migration. Where the newest load is an equal one, and the file was changed after it or was then in WAL mode, its
    /// change counter becomes that of now, so that the next equal load is recognised by its checksum.
    fn end_unchanged(self, fingerprint: &str) -> Result<()> {
        let Self { store, transaction, how, .. } = self;
        let is_migrated = transaction.migrated_from().is_some();
        let expected = store.next_change_counter()?.filter(|_| !is_migrated);
        let is_known = store.is_as_loaded()?;
        drop(transaction);
        if is_migrated {
            Transaction::begin(store, how.started_at)?.commit()?;
            store.leave_wal();
        } else if !is_known && expected.is_some() {
            let record = || -> Result<()> {
                let transaction = Transaction::begin(store, how.started_at)?;
                let sql = "UPDATE load SET change_counter = ? WHERE load_id = (SELECT max(load_id) FROM load) AND fingerprint = ?";
                // Another program may have changed the file since.
                if store.next_change_counter()? == expected {
                    let recorded = store.connection().execute(sql, params![expected, fingerprint]);
                    recorded.map_err(|source| sqlite(store.file(), &source))?;
                    transaction.commit()?;
                }
                Ok(())
            };
            // Without it, only the next load takes longer.
            drop(record());
        }
        Ok(())
    }

    /// Writes the figures: into a new file with the bulk page writer, otherwise the changes that the join finds.
    fn place(&mut self, figures: Figures, numbers: LoadNumbers, (files, reports): (usize, usize)) -> Result<Placed> {
        let fault = |source: rusqlite::Error| sqlite(self.store.file(), &source);
        let connection = self.store.connection();
        let duplicates = Duplicates::new(self.problems);
        if self.store.is_new() && !self.how.is_plain {
            let (store, watch) = (self.store, &mut *self.watch);
            let build = || build(store, figures, duplicates, (numbers.first_file, files), watch);
            let (built, duplicates, dictionary) = self.transaction.pause(build)?;
            built.write(connection, &dictionary).map_err(fault)?;
            let (left_out, replaced, is_restated) = (LeftOut::default(), Replaced::new(), false);
            return Ok(Placed { counts: built.counts, left_out, replaced, is_restated, duplicates, dictionary });
        }
        self.transaction.trust_figures()?;
        // Another program may have changed figures without updating their totals.
        let was_wrong = !self.store.is_as_loaded()? && recount(connection).map_err(fault)?;
        let join = Joining { store: self.store, how: self.how, trusts_checksums: true, files };
        let changes = History::new(connection, numbers, files + reports).map_err(fault)?;
        let (Joined { changes, counts, left_out, replaced }, duplicates, dictionary) =
            join.run(figures, duplicates, changes, self.watch)?;
        let is_restated = changes.finish().map_err(fault)? || was_wrong;
        Ok(Placed { counts, left_out, replaced, is_restated, duplicates, dictionary })
    }
}

/// The result of writing the figures.
struct Placed {
    /// By the number of the file in the load.
    counts: Vec<Counts>,
    left_out: LeftOut,
    replaced: Replaced,
    /// Whether what is kept beside stored figures has changed: which other datasets state them, or their totals, which were
    /// wrong.
    is_restated: bool,
    duplicates: Duplicates,
    dictionary: Dictionary,
}

/// Writes the figures of a new file; `files` is the `file_id` of the load's first file and how many there are.
fn build(
    store: &Store,
    figures: Figures,
    duplicates: Duplicates,
    (first_file, files): (i64, usize),
    watch: &mut Watch<'_>,
) -> Result<(Built, Duplicates, Dictionary)> {
    let of = figures.count;
    let mut build = Build::new(store, first_file, files)?;
    let (duplicates, dictionary) =
        figures.for_each_series(duplicates, watch, |dictionary, series| build.add(dictionary, series))?;
    let built = build.finish(&dictionary, &mut || watch(Progress::Placing { figures: of, of }))?;
    Ok((built, duplicates, dictionary))
}

/// The files of a load, and its reports with what became of them.
fn facts(files: Vec<OpenFile>, reports: &[StoredReport], changes: Vec<Change>) -> Vec<FileFacts> {
    let reports = reports.iter().zip(changes).map(|(report, change)| {
        let mut facts = report.facts();
        facts.counts.add(Some(change));
        facts
    });
    files.into_iter().map(|file| file.facts()).chain(reports).collect()
}

/// Adds what became of the figures of each file.
fn add_counts(files: &mut [OpenFile], counts: Vec<Counts>) {
    for (file, counts) in files.iter_mut().zip(counts) {
        file.counts = Counts::total([&file.counts, &counts]);
    }
}

/// The files, each with its encoding, that are not in UTF-8 or whose encoding was not given.
fn encodings(files: &[OpenFile]) -> Vec<(String, Decided)> {
    files.iter().filter_map(|file| Some((file.file.label().to_string(), file.file.encoding()?))).collect()
}

/// Whether the rejected rows of all files are those that the files had when they were loaded the last time.
fn rejects_are_known(connection: &Connection, numbers: LoadNumbers, files: &[FileFacts]) -> bool {
    files.iter().zip(numbers.first_file..).all(|(file, file_id)| {
        file.counts.rejected == 0
            || rejects::is_repeated(connection, file_id, &file.package, &file.path).unwrap_or(false)
    })
}
