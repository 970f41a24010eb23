//! The files of an export to a folder, which are drafts until all of them are complete.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use rusqlite::types::ValueRef;

use crate::draft::Draft;
use crate::error::{Error, Result};
use crate::folder::{Counts, Folder, Kind};
use crate::render::BYTE_ORDER_MARK;
use crate::render::number::real;
use crate::store::Row;

/// A folder that is being written.
pub(super) struct ExportFolder {
    folder: Folder,
    /// The paths of the files in it, in the order in which they get their names.
    files: Vec<(String, Draft)>,
}

impl ExportFolder {
    /// Makes the folder.
    ///
    /// # Errors
    /// It holds something else than such an export, or one of its files was changed, or it cannot be made.
    pub(super) fn new(path: &Path, kind: Kind) -> Result<Self> {
        Ok(Self { folder: Folder::open(path, kind)?, files: Vec::new() })
    }

    /// Begins a file of comma-separated values with these columns.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn table(&self, columns: &[&str], has_mark: bool) -> Result<Table> {
        let draft = self.folder.draft()?;
        let begin = || {
            let mut file = draft.file.as_file().try_clone()?;
            file.write_all(if has_mark { BYTE_ORDER_MARK } else { b"" })?;
            let mut writer = csv::Writer::from_writer(file);
            writer.write_record(columns)?;
            Ok(writer)
        };
        let writer = begin().map_err(|source| Error::io("writing", self.folder.path(), source))?;
        Ok(Table { folder: self.folder.path().to_owned(), draft, writer })
    }

    /// Adds a table that is complete.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn add(&mut self, path: String, table: Table) -> Result<()> {
        let Table { draft, mut writer, .. } = table;
        writer.flush().map_err(|source| Error::io("writing", self.folder.path(), source))?;
        self.files.push((path, draft));
        Ok(())
    }

    /// Adds a file with this text.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn add_text(&mut self, path: String, text: &str) -> Result<()> {
        let draft = self.folder.draft()?;
        let written = draft.file.as_file().write_all(text.as_bytes());
        written.map_err(|source| Error::io("writing", self.folder.path(), source))?;
        self.files.push((path, draft));
        Ok(())
    }

    /// Gives all files their names, but for those that are there already, and removes those of the export before that are no
    /// longer a part of it. Returns how many there were of each.
    ///
    /// # Errors
    /// They cannot be written or removed.
    pub(super) fn place(mut self) -> Result<Counts> {
        for (path, draft) in self.files {
            self.folder.place(&path, draft)?;
        }
        self.folder.finish()
    }
}

/// A file of comma-separated values that is being written.
pub(super) struct Table {
    folder: PathBuf,
    draft: Draft,
    writer: csv::Writer<File>,
}

impl Table {
    /// Writes a row; a missing value is an empty text.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn write<T: AsRef<[u8]>>(&mut self, cells: impl IntoIterator<Item = T>) -> Result<()> {
        self.writer.write_record(cells).map_err(|source| Error::io("writing", &self.folder, source.into()))
    }
}

/// The cell of a file for a column of a row; a missing value is an empty text.
///
/// # Errors
/// The row cannot be read.
pub(super) fn cell(row: &Row<'_>, index: usize) -> Result<String> {
    Ok(match row.value(index)? {
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => real(number),
        _ => row.text(index)?.into_owned(),
    })
}
