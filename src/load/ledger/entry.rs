//! The rows that a load adds to `load` and `load_file`.

use rusqlite::{Connection, params};

use super::counts::Counts;

/// When a load took place, by which program, and what it read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LoadFacts<'a> {
    /// ISO 8601 in UTC.
    pub started_at: &'a str,
    /// The version of this program.
    pub version: &'a str,
    /// A checksum of everything that was read.
    pub fingerprint: Option<&'a str>,
}

/// A file of a load.
#[derive(Debug)]
pub(crate) struct FileFacts {
    pub package: String,
    pub path: String,
    pub table: &'static str,
    pub sha256: String,
    pub bytes: u64,
    pub counts: Counts,
    /// The header, and the dialect in JSON, where rows of the file were rejected.
    pub header: Option<(Option<String>, String)>,
}

/// The numbers of a load and of its first file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LoadNumbers {
    pub load_id: i64,
    pub first_file: i64,
}

/// What an entry of the ledger is: a load, or a correction of what the file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Load,
    Undo,
    Remove,
    Rename,
    Merge,
}

impl Action {
    /// The word in the ledger.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Undo => "undo",
            Self::Remove => "remove",
            Self::Rename => "rename",
            Self::Merge => "merge",
        }
    }
}

/// What is written of a load as a whole.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry<'a> {
    pub numbers: LoadNumbers,
    pub facts: LoadFacts<'a>,
    pub action: Action,
    /// What a correction corrected.
    pub about: Option<&'a str>,
    /// The change counter that the file has after the load, where it is known.
    pub change_counter: Option<u32>,
    pub counts: Counts,
    /// How many figures the load withdrew.
    pub withdrawn: u64,
}

/// Copies a file that was loaded before, as a file of this load or correction that states no rows.
///
/// # Errors
/// Fails where SQLite does.
pub(crate) fn copy_file(connection: &Connection, file_id: i64, copy: i64, load_id: i64) -> rusqlite::Result<()> {
    let sql = "
        INSERT INTO load_file (file_id, load_id, dataset, path, table_name, sha256, bytes, read, inserted, revised, unchanged,
                               rejected)
        SELECT ?2, ?3, dataset, path, table_name, sha256, bytes, 0, 0, 0, 0, 0 FROM load_file WHERE file_id = ?1";
    connection.prepare_cached(sql)?.execute([file_id, copy, load_id]).map(drop)
}

impl Entry<'_> {
    /// Writes the load and its files.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(crate) fn write(&self, connection: &Connection, files: &[FileFacts]) -> rusqlite::Result<()> {
        let Self { numbers, facts, action, about, change_counter, counts, withdrawn } = *self;
        connection.execute(
            "INSERT INTO load (load_id, started_at, version, read, inserted, revised, unchanged, rejected, fingerprint,
                               change_counter, withdrawn, action, about)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                numbers.load_id,
                facts.started_at,
                facts.version,
                counts.read,
                counts.inserted,
                counts.revised,
                counts.unchanged,
                counts.rejected,
                facts.fingerprint,
                change_counter,
                withdrawn,
                action.word(),
                about
            ],
        )?;
        let mut insert = connection.prepare(
            "INSERT INTO load_file (file_id, load_id, dataset, path, table_name, sha256, bytes, read, inserted, revised,
                                    unchanged, rejected, header, dialect)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?;
        for (file, file_id) in files.iter().zip(numbers.first_file..) {
            let counts = file.counts;
            insert.execute(params![
                file_id,
                numbers.load_id,
                file.package,
                file.path,
                file.table,
                file.sha256,
                file.bytes,
                counts.read,
                counts.inserted,
                counts.revised,
                counts.unchanged,
                counts.rejected,
                file.header.as_ref().and_then(|(text, _)| text.as_ref()),
                file.header.as_ref().map(|(_, dialect)| dialect)
            ])?;
        }
        Ok(())
    }
}
