//! A file for clients of SQLite that are as old as SQLite 3: tables with columns of TEXT, INTEGER and REAL, and nothing else.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::types::ToSqlOutput;

use super::connection::connect_draft;
use super::fault::sqlite;
use super::journal::remove_remnants;
use super::statement::Cursor;
use crate::draft::{self, Draft};
use crate::error::{Error, Result, UsageError};

/// The application that wrote the file: "YBPL". Of a file without it, nobody knows whose it is.
const APPLICATION: u32 = 0x5942_504c;

/// Where the header of a database has it.
const PLACE: usize = 68;

/// A file that is being written.
pub(crate) struct PlainFile {
    target: PathBuf,
    connection: Connection,
    draft: Draft,
}

impl PlainFile {
    /// Begins a file, in place of one that was written like this before.
    ///
    /// # Errors
    /// The target is another file, or it cannot be written.
    pub(crate) fn new(target: &Path) -> Result<Self> {
        let failed = |source| Error::database(target, source);
        let target = draft::followed(target).map_err(failed)?;
        if target.symlink_metadata().is_ok() && !is_ours(&target) {
            return Err(Error::usage(UsageError::ForeignTarget { file: target }));
        }
        let draft = draft::of_output(&target).map_err(failed)?;
        let connection = connect_draft(draft.file.path(), &target)?;
        let begin = format!("PRAGMA application_id = {APPLICATION}; BEGIN");
        connection.execute_batch(&begin).map_err(|source| sqlite(&target, &source))?;
        Ok(Self { target, connection, draft })
    }

    /// Adds a table with these columns, each with its type, and the rows of a statement. `show` gets how many rows are written.
    ///
    /// # Errors
    /// The rows cannot be read, or the file cannot be written.
    pub(crate) fn add(
        &self,
        table: &str,
        columns: &[(String, String)],
        mut rows: Cursor<'_>,
        show: &mut dyn FnMut(u64) -> Result<()>,
    ) -> Result<u64> {
        let fault = |source: rusqlite::Error| sqlite(&self.target, &source);
        let named: Vec<String> = columns.iter().map(|(name, kind)| format!("\"{name}\" {kind}")).collect();
        let create = format!("CREATE TABLE \"{table}\" ({})", named.join(", "));
        self.connection.execute_batch(&create).map_err(fault)?;
        let insert = format!("INSERT INTO \"{table}\" VALUES ({})", vec!["?"; columns.len()].join(", "));
        let mut insert = self.connection.prepare(&insert).map_err(fault)?;
        let mut written = 0;
        while let Some(row) = rows.advance()? {
            for index in 0..columns.len() {
                let value = ToSqlOutput::Borrowed(row.value(index)?);
                insert.raw_bind_parameter(index + 1, value).map_err(fault)?;
            }
            insert.raw_execute().map_err(fault)?;
            written += 1;
            show(written)?;
        }
        Ok(written)
    }

    /// Completes the file, and gives it its name.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn finish(self) -> Result<()> {
        let Self { target, connection, draft } = self;
        connection.execute_batch("COMMIT").map_err(|source| sqlite(&target, &source))?;
        connection.close().map_err(|(_, source)| sqlite(&target, &source))?;
        remove_remnants(&target)?;
        draft.place(&target, true).map_err(|source| Error::database(&target, source))
    }
}

/// Whether a file was written like this.
fn is_ours(file: &Path) -> bool {
    let mut header = [0; PLACE + 4];
    let read = File::open(file).and_then(|mut file| file.read_exact(&mut header));
    read.is_ok() && header.starts_with(b"SQLite format 3\0") && header[PLACE..] == APPLICATION.to_be_bytes()
}
