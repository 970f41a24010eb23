//! Why a database cannot be used.

use std::path::Path;

use crate::problem::without_number;

/// Why a database cannot be used.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoreFault {
    /// There is no such file.
    NotFound,
    /// It is a folder.
    IsFolder,
    /// A file that is not an SQLite database.
    NotADatabase,
    /// An SQLite database of another program.
    NotOurs,
    /// A yearbook database without the `application_id`, such as one that was restored from a dump; `version` is that
    /// of its schema.
    Unmarked { version: i32 },
    /// A yearbook database whose schema was made by other migrations than those of this program.
    OtherMigrations,
    /// A yearbook database that somebody has changed: how its schema differs from ours.
    OtherSchema { differences: Vec<String> },
    /// A yearbook database whose `user_version` is not that of its tables.
    WrongVersion { version: i32 },
    /// Its schema is newer than those that this program knows.
    Newer { file: i32, known: i32 },
    /// Its schema is older than the one that is needed.
    Older { file: i32, known: i32 },
    /// Another program is using it.
    Locked,
    /// It is in WAL mode, and the files that SQLite needs beside it cannot be made.
    Wal,
    /// Another program is building the new file.
    BeingBuilt,
    /// Another program created the file while this program was building it.
    Appeared,
    /// It cannot be written.
    ReadOnly,
    /// The disk is full.
    Full,
    /// It is damaged.
    Damaged { message: String },
    /// The folder of a new file does not exist or cannot be written.
    Folder { message: String },
    /// Another program has changed it, so that a correction would leave rows of the table `table` that refer to a row of
    /// `of` that does not exist, or that have the same unique value.
    ChangedSince { table: String, of: Option<String> },
    /// Anything else that SQLite reports.
    Other { message: String },
}

impl StoreFault {
    /// What is wrong with the file, in one sentence.
    pub(super) fn sentence(&self, file: &Path) -> String {
        let file = file.display();
        match self {
            Self::NotFound => format!("there is no database {file}"),
            Self::IsFolder => format!("{file} is a folder, not a database"),
            Self::BeingBuilt => format!("another program is building {file}"),
            Self::Appeared => format!("another program has created {file} in the meantime"),
            Self::NotADatabase => format!("{file} is not an SQLite database"),
            Self::NotOurs => format!("{file} is an SQLite database of another program, not of yearbook"),
            Self::Unmarked { .. } => {
                format!("{file} has the tables of yearbook, but not its application_id, which a dump does not contain")
            }
            Self::OtherMigrations => {
                format!("{file} was made by another build of yearbook, with another schema of the same version")
            }
            Self::OtherSchema { differences } => {
                let rest = match differences.len().saturating_sub(3) {
                    0 => String::new(),
                    rest => format!(", and {rest} more"),
                };
                let first = differences.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(", ");
                format!("{file} does not have the schema of yearbook: {first}{rest}")
            }
            Self::WrongVersion { version } => format!("{file} does not have the tables of its user_version {version}"),
            Self::Newer { file: found, known } => {
                format!("{file} has schema {found}, but this yearbook knows schemas up to {known} only")
            }
            Self::Older { file: 0, .. } => format!("{file} is empty"),
            Self::Older { file: found, known } => {
                format!("{file} has schema {found}, but this yearbook reads schema {known}")
            }
            Self::Wal => {
                format!(
                    "{file} is in WAL mode: to read it, SQLite has to make files beside it, and the file or its folder cannot be written"
                )
            }
            Self::Locked => format!("another program is using {file}"),
            Self::ReadOnly => format!("{file} cannot be written"),
            Self::Full => format!("the disk is full: {file} was not changed"),
            Self::Damaged { message } => format!("{file} is damaged: {message}"),
            Self::Folder { message } => format!("{file} cannot be created: {}", without_number(message)),
            Self::ChangedSince { table, of } => {
                let why = of.as_ref().map(|of| format!(" would refer to a row of `{of}` that does not exist"));
                let why = why.unwrap_or_else(|| " are there already".to_owned());
                format!("another program has changed {file}: nothing was corrected, because rows of `{table}`{why}")
            }
            Self::Other { message } => format!("{file}: {message}"),
        }
    }
}
