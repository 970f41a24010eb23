//! The folder of a site: files are written only where their bytes differ, and removed only where a former run made them.
//!
//! `manifest.txt` lists every file with its SHA-256, as `sha256sum --check` reads it. While a site is written, each file is added
//! to it before it is written, so that also what an interrupted run made is known to the next one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Cursor, Read, Seek, Write};
use std::path::{Path, PathBuf};

use crate::draft::{self, Draft};
use crate::error::{Error, Result, UsageError};

const MANIFEST: &str = "manifest.txt";

/// The folder that a site is written to.
pub(super) struct Folder {
    path: PathBuf,
    /// The files of former runs, with their checksums.
    former: BTreeMap<String, String>,
    /// The files of this run.
    current: BTreeMap<String, String>,
    /// The manifest, while it grows.
    manifest: File,
    /// The folders that are known to exist.
    folders: BTreeSet<PathBuf>,
    pub counts: Counts,
}

/// What became of the files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub written: u64,
    pub unchanged: u64,
    pub removed: u64,
    /// Files that a former run made, that are no longer a part of the site, and that someone has changed since.
    pub kept: u64,
}

impl Folder {
    /// Opens a folder, which is made where there is none.
    ///
    /// # Errors
    /// The folder holds something and no manifest, or it cannot be read or written.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let failed = |action: &'static str| move |source| Error::io(action, path, source);
        draft::make_folder(path)?;
        let target = path.join(MANIFEST);
        let former = match fs::read_to_string(&target) {
            Ok(text) => parse(&text).ok_or_else(|| not_ours(path))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if fs::read_dir(path).map_err(failed("reading the folder"))?.next().is_some() {
                    return Err(not_ours(path));
                }
                BTreeMap::new()
            }
            Err(error) if error.kind() == io::ErrorKind::InvalidData => return Err(not_ours(path)),
            Err(error) => return Err(Error::io("reading", &target, error)),
        };
        let manifest = File::options().create(true).append(true).open(&target);
        let manifest = manifest.map_err(|source| Error::io("writing", &target, source))?;
        let (current, folders) = (BTreeMap::new(), BTreeSet::new());
        Ok(Self { path: path.to_owned(), former, current, manifest, folders, counts: Counts::default() })
    }

    /// Writes a file of the site, unless it has these bytes already.
    ///
    /// # Errors
    /// The file cannot be written, or a file of this name is there that no former run made.
    pub(super) fn write(&mut self, path: &str, bytes: &[u8]) -> Result<()> {
        self.copy(path, &mut Cursor::new(bytes))
    }

    /// The same for what is read from elsewhere.
    ///
    /// # Errors
    /// Those of [`Self::write`], and those of reading.
    pub(super) fn copy(&mut self, path: &str, content: &mut (impl Read + Seek)) -> Result<()> {
        let target = self.path.join(path);
        let failed = |source| Error::io("writing", &target, source);
        content.rewind().map_err(failed)?;
        let (checksum, length) = draft::checksum(&mut *content).map_err(failed)?;
        if !self.is_new(path, &target, &checksum, length)? {
            return Ok(());
        }
        content.rewind().map_err(failed)?;
        File::create(&target).and_then(|mut file| io::copy(content, &mut file)).map(drop).map_err(failed)
    }

    /// Takes a file, which was written elsewhere on the same disk, into the site.
    ///
    /// # Errors
    /// Those of [`Self::write`].
    pub(super) fn place(&mut self, path: &str, draft: Draft) -> Result<()> {
        let target = self.path.join(path);
        let failed = |source| Error::io("writing", &target, source);
        let (checksum, length) = draft::checksum_of(draft.file.path()).map_err(failed)?;
        match self.is_new(path, &target, &checksum, length)? {
            true => draft.place(&target, true).map_err(failed),
            false => Ok(()),
        }
    }

    /// A new file in the folder, for [`Self::place`].
    ///
    /// # Errors
    /// The folder cannot be written.
    pub(super) fn draft(&self) -> Result<Draft> {
        draft::of_output(&self.path.join(MANIFEST)).map_err(|source| Error::io("writing", &self.path, source))
    }

    /// Notes a file, and returns whether its bytes are not there yet.
    fn is_new(&mut self, path: &str, target: &Path, checksum: &str, length: u64) -> Result<bool> {
        let failed = |source| Error::io("writing", target, source);
        let before = fs::symlink_metadata(target).ok();
        self.current.insert(path.to_owned(), checksum.to_owned());
        if let Some(before) = &before {
            if !self.former.contains_key(path) || !before.is_file() {
                return Err(Error::usage(UsageError::ForeignFile { file: target.to_owned() }));
            }
            if before.len() == length && draft::checksum_of(target).map_err(failed)?.0 == checksum {
                self.counts.unchanged += 1;
                return Ok(false);
            }
        }
        if !self.former.contains_key(path) {
            writeln!(self.manifest, "{checksum}  {path}").map_err(failed)?;
        }
        let folder = target.parent().unwrap_or(&self.path);
        if !self.folders.contains(folder) {
            fs::create_dir_all(folder).map_err(failed)?;
            self.folders.insert(folder.to_owned());
        }
        self.counts.written += 1;
        Ok(true)
    }

    /// Removes what former runs made and this one did not, and writes the manifest of what is there now.
    ///
    /// # Errors
    /// A file cannot be written or removed.
    pub(super) fn finish(mut self) -> Result<Counts> {
        let gone: Vec<_> = self.former.iter().filter(|(path, _)| !self.current.contains_key(*path)).collect();
        for (path, checksum) in gone {
            let file = self.path.join(path);
            match draft::checksum_of(&file) {
                Ok((found, _)) if found == *checksum => {
                    fs::remove_file(&file).map_err(|source| Error::io("removing", &file, source))?;
                    self.counts.removed += 1;
                    remove_empty(&self.path, &file);
                }
                Ok(_) => self.counts.kept += 1,
                // Someone has removed it.
                Err(_) => {}
            }
        }
        let mut text = String::new();
        self.current.iter().for_each(|(path, checksum)| text.extend([checksum, "  ", path, "\n"]));
        let target = self.path.join(MANIFEST);
        let failed = |source| Error::io("writing", &target, source);
        draft::write(&target, text.as_bytes()).map_err(failed)?;
        Ok(self.counts)
    }
}

/// Removes the folders above a file that are empty now.
fn remove_empty(top: &Path, file: &Path) {
    let folders = file.ancestors().skip(1).take_while(|folder| *folder != top);
    // A folder that is not empty stays.
    let _ = folders.map(fs::remove_dir).take_while(io::Result::is_ok).count();
}

fn not_ours(path: &Path) -> Error {
    Error::usage(UsageError::NotASite { folder: path.to_owned() })
}

/// The files of a manifest; `None` where it is not one. No path leads out of the folder.
fn parse(text: &str) -> Option<BTreeMap<String, String>> {
    let line = |line: &str| {
        let (checksum, path) = line.split_once("  ")?;
        let is_hex = checksum.len() == 64 && checksum.bytes().all(|byte| byte.is_ascii_hexdigit());
        let is_below =
            path.split('/').all(|part| !part.is_empty() && part != "." && part != "..") && !path.contains('\\');
        (is_hex && is_below).then(|| (path.to_owned(), checksum.to_owned()))
    };
    text.lines().map(line).collect()
}
