//! A folder of files, which are drafts until all of them are complete. A list of them, which is written last, shows the next
//! export what it may replace.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use rusqlite::types::ValueRef;
use serde::{Deserialize, Serialize};

use super::scope::Exported;
use crate::draft::{self, Draft};
use crate::error::{Error, Result, UsageError};
use crate::render::BYTE_ORDER_MARK;
use crate::render::number::real;
use crate::store::Row;

/// The file in which an export lists its files.
const LIST: &str = "export.json";

/// The version of that list.
const FORMAT: u32 = 1;

/// The files of an export, each with its SHA-256.
#[derive(Debug, Default, Deserialize, Serialize)]
struct List {
    format: u32,
    files: BTreeMap<String, String>,
}

/// A folder that is being written.
pub(super) struct ExportFolder<'a> {
    path: &'a Path,
    /// The files of the export before, which are as it wrote them.
    former: BTreeMap<String, String>,
    /// The paths of the files in it, in the order in which they get their names.
    files: Vec<(String, Draft)>,
}

impl<'a> ExportFolder<'a> {
    /// Makes the folder.
    ///
    /// # Errors
    /// It holds something else than an export, or one of its files was changed, or it cannot be made.
    pub(super) fn new(path: &'a Path) -> Result<Self> {
        draft::make_folder(path)?;
        draft::remove_abandoned(&path.join("draft"), draft::OUTPUT);
        Ok(Self { path, former: former(path)?, files: Vec::new() })
    }

    /// Begins a file of comma-separated values with these columns.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn table(&self, columns: &[&str], has_mark: bool) -> Result<Table> {
        let draft = self.draft()?;
        let begin = || {
            let mut file = draft.file.as_file().try_clone()?;
            file.write_all(if has_mark { BYTE_ORDER_MARK } else { b"" })?;
            let mut writer = csv::Writer::from_writer(file);
            writer.write_record(columns)?;
            Ok(writer)
        };
        let writer = begin().map_err(|source| Error::io("writing", self.path, source))?;
        Ok(Table { folder: self.path.to_owned(), draft, writer })
    }

    /// Adds a table that is complete.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn add(&mut self, path: String, table: Table) -> Result<()> {
        let Table { draft, mut writer, .. } = table;
        writer.flush().map_err(|source| Error::io("writing", self.path, source))?;
        self.files.push((path, draft));
        Ok(())
    }

    /// Adds a file with this text.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn add_text(&mut self, path: String, text: &str) -> Result<()> {
        let draft = self.draft()?;
        let written = draft.file.as_file().write_all(text.as_bytes());
        written.map_err(|source| Error::io("writing", self.path, source))?;
        self.files.push((path, draft));
        Ok(())
    }

    /// Gives all files their names, but for those that are there already, and removes those of the export before that are no
    /// longer a part of it. Returns how many there were of each.
    ///
    /// # Errors
    /// They cannot be written or removed.
    pub(super) fn place(self) -> Result<Exported> {
        let (mut exported, mut list) = (Exported::default(), List { format: FORMAT, ..List::default() });
        for (name, draft) in self.files {
            let path = self.path.join(&name);
            let failed = |source| Error::io("writing", &path, source);
            let (sha256, _) = draft::checksum_of(draft.file.path()).map_err(failed)?;
            if self.former.get(&name) == Some(&sha256) {
                exported.unchanged += 1;
            } else {
                let place = || {
                    std::fs::create_dir_all(draft::folder_of(&path))?;
                    draft.place(&path, true)
                };
                place().map_err(failed)?;
                exported.files += 1;
            }
            list.files.insert(name, sha256);
        }
        for name in self.former.keys().filter(|name| !list.files.contains_key(*name)) {
            let path = self.path.join(name);
            std::fs::remove_file(&path).map_err(|source| Error::io("removing", &path, source))?;
            // It may hold others.
            drop(std::fs::remove_dir(draft::folder_of(&path)));
            exported.removed += 1;
        }
        let path = self.path.join(LIST);
        let write = || draft::write(&path, &serde_json::to_vec_pretty(&list)?);
        write().map_err(|source| Error::io("writing", &path, source))?;
        Ok(exported)
    }

    fn draft(&self) -> Result<Draft> {
        draft::of_output(&self.path.join("draft")).map_err(|source| Error::io("writing", self.path, source))
    }
}

/// The files of an earlier export to a folder, each with its SHA-256, which are as it wrote them; none in an empty folder.
fn former(folder: &Path) -> Result<BTreeMap<String, String>> {
    let listed = match std::fs::read(folder.join(LIST)).map(|bytes| serde_json::from_slice::<List>(&bytes)) {
        Ok(Ok(list)) if list.format == FORMAT => list.files,
        _ => BTreeMap::new(),
    };
    let mut found = files_in(folder)?;
    found.retain(|file| file != LIST || listed.is_empty());
    if !found.iter().all(|file| listed.contains_key(file)) {
        return Err(Error::usage(UsageError::NotAnExport { folder: folder.to_owned() }));
    }
    let mut former = BTreeMap::new();
    for name in found {
        let file = folder.join(&name);
        let (now, _) = draft::checksum_of(&file).map_err(|source| Error::io("reading", &file, source))?;
        if listed.get(&name) != Some(&now) {
            return Err(Error::usage(UsageError::ChangedExport { file }));
        }
        former.insert(name, now);
    }
    Ok(former)
}

/// The paths of all files in a folder and below it, as they are listed.
fn files_in(folder: &Path) -> Result<Vec<String>> {
    let failed = |source| Error::io("reading the folder", folder, source);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match path.is_dir() {
            true => files.extend(files_in(&path)?.into_iter().map(|below| format!("{name}/{below}"))),
            false => files.push(name),
        }
    }
    Ok(files)
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
