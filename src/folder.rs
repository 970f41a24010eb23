//! A folder that a command writes, again and again: files are written only where their bytes differ, and only files that a former
//! run wrote are replaced or removed.
//!
//! `manifest.txt` lists every file with its SHA-256, as `sha256sum --check` reads it. Its first line is a comment that names the
//! command. While a folder is written, each file is added to it before it gets its name, so that also what an interrupted run
//! wrote is known to the next one; a file may then have one of several checksums.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::fs::{self, File};
use std::io::{self, Cursor, Read, Seek, Write};
use std::path::{Path, PathBuf};

use crate::draft::{self, Draft};
use crate::error::{Error, Result, UsageError};
use crate::problem::counted;

const MANIFEST: &str = "manifest.txt";

/// What a folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Csv,
    Datapackage,
    Datasette,
    Site,
}

impl Kind {
    /// The command that writes it.
    fn command(self) -> &'static str {
        match self {
            Self::Csv => "export --to csv",
            Self::Datapackage => "export --to datapackage",
            Self::Datasette => "export --to datasette",
            Self::Site => "publish",
        }
    }

    /// Whether people may change its files and add others. The pages of a site are written again; what people made of an export is
    /// their work, which is never replaced.
    fn keeps_changes(self) -> bool {
        self != Self::Site
    }
}

/// The files of a manifest by their paths, each with the SHA-256 that it may have.
type Listed = BTreeMap<String, Vec<String>>;

/// A folder that is being written.
pub(crate) struct Folder {
    path: PathBuf,
    kind: Kind,
    /// The files of former runs and of this one.
    listed: Listed,
    /// The files of this run.
    current: Listed,
    /// The manifest, while it grows.
    manifest: File,
    counts: Counts,
}

/// What became of the files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub written: u64,
    /// Files that had the same bytes before.
    pub unchanged: u64,
    /// Files of a former run that are no longer a part of the folder.
    pub removed: u64,
    /// Those of them that somebody has changed since.
    pub kept: u64,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} written", counted(self.written, "file"))?;
        let kept = "no longer written, and kept because somebody changed them";
        for (count, what) in [(self.unchanged, "unchanged"), (self.removed, "removed"), (self.kept, kept)] {
            if count > 0 {
                write!(f, ", {count} {what}")?;
            }
        }
        Ok(())
    }
}

impl Folder {
    /// Opens a folder, which is made where there is none.
    ///
    /// # Errors
    /// The folder holds something else; or, where changes are kept, another file or one that was changed; or it cannot be read or
    /// written.
    pub(crate) fn open(path: &Path, kind: Kind) -> Result<Self> {
        Self::open_around(path, kind, &|_| false)
    }

    /// The same, where files that are no part of the export may lie in the folder: those of which `is_other` is true are neither
    /// looked at nor changed.
    ///
    /// # Errors
    /// Those of [`Self::open`].
    pub(crate) fn open_around(path: &Path, kind: Kind, is_other: &dyn Fn(&Path) -> bool) -> Result<Self> {
        draft::make_folder(path)?;
        let target = path.join(MANIFEST);
        draft::remove_abandoned(&target, draft::OUTPUT);
        let listed = match fs::read(&target) {
            Ok(bytes) => parse(&bytes, kind),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let mut entries = fs::read_dir(path).map_err(|source| Error::io("reading the folder", path, source))?;
                entries.all(|entry| entry.is_ok_and(|entry| is_other(&entry.path()))).then(Listed::new)
            }
            Err(error) => return Err(Error::io("reading", &target, error)),
        };
        let mut listed = listed.ok_or_else(|| not_ours(path, kind))?;
        listed.retain(|file, _| !is_other(&path.join(file)));
        if kind.keeps_changes() {
            check(path, path, &listed, kind, is_other)?;
        }
        // The last line of an interrupted run may be incomplete: others are not added to it.
        let begin = || {
            draft::write(&target, text_of(kind, &listed).as_bytes())?;
            File::options().append(true).open(&target)
        };
        let manifest = begin().map_err(|source| Error::io("writing", &target, source))?;
        let (current, counts) = (Listed::new(), Counts::default());
        Ok(Self { path: path.to_owned(), kind, listed, current, manifest, counts })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a file, unless it has these bytes already.
    ///
    /// # Errors
    /// The file cannot be written, or a file of this name is there that no former run wrote.
    pub(crate) fn write(&mut self, path: &str, bytes: &[u8]) -> Result<()> {
        self.copy(path, &mut Cursor::new(bytes))
    }

    /// The same for what is read from elsewhere.
    ///
    /// # Errors
    /// Those of [`Self::write`], and those of reading.
    pub(crate) fn copy(&mut self, path: &str, content: &mut (impl Read + Seek)) -> Result<()> {
        let target = self.path.join(path);
        let failed = |source| Error::io("writing", &target, source);
        content.rewind().map_err(failed)?;
        let (checksum, _) = draft::checksum(&mut *content).map_err(failed)?;
        if self.is_new(path, &target, checksum)? {
            content.rewind().map_err(failed)?;
            File::create(&target).and_then(|mut file| io::copy(content, &mut file)).map_err(failed)?;
        }
        Ok(())
    }

    /// A new file in the folder, for [`Self::place`].
    ///
    /// # Errors
    /// The folder cannot be written.
    pub(crate) fn draft(&self) -> Result<Draft> {
        draft::of_output(&self.path.join(MANIFEST)).map_err(|source| Error::io("writing", &self.path, source))
    }

    /// Gives a draft its name, unless the file of this name has its bytes already.
    ///
    /// # Errors
    /// Those of [`Self::write`].
    pub(crate) fn place(&mut self, path: &str, draft: Draft) -> Result<()> {
        let target = self.path.join(path);
        let failed = |source| Error::io("writing", &target, source);
        let (checksum, _) = draft::checksum_of(draft.file.path()).map_err(failed)?;
        if self.is_new(path, &target, checksum)? {
            self.manifest.sync_data().and_then(|()| draft.place(&target, true)).map_err(failed)?;
        }
        Ok(())
    }

    /// Lists a file of this run, and returns whether its bytes are not there yet.
    fn is_new(&mut self, path: &str, target: &Path, checksum: String) -> Result<bool> {
        let failed = |source| Error::io("writing", target, source);
        self.current.insert(path.to_owned(), vec![checksum.clone()]);
        if leads_through_link(&self.path, path) {
            return Err(foreign(target, self.kind));
        }
        if let Ok(before) = fs::symlink_metadata(target) {
            let Some(listed) = self.listed.get(path).filter(|_| before.is_file()) else {
                return Err(foreign(target, self.kind));
            };
            let (found, _) = draft::checksum_of(target).map_err(failed)?;
            if found == checksum {
                self.counts.unchanged += 1;
                return Ok(false);
            }
            if self.kind.keeps_changes() && !listed.contains(&found) {
                return Err(changed(target));
            }
        }
        let listed = self.listed.entry(path.to_owned()).or_default();
        if !listed.contains(&checksum) {
            writeln!(self.manifest, "{checksum}  {path}").map_err(failed)?;
            listed.push(checksum);
        }
        fs::create_dir_all(draft::folder_of(target)).map_err(failed)?;
        self.counts.written += 1;
        Ok(true)
    }

    /// Removes what former runs wrote and this one did not, and writes the manifest of what is there now.
    ///
    /// # Errors
    /// A file cannot be written or removed.
    pub(crate) fn finish(mut self) -> Result<Counts> {
        let gone: Vec<_> = self.listed.iter().filter(|(path, _)| !self.current.contains_key(*path)).collect();
        for (path, checksums) in gone {
            let file = self.path.join(path);
            match draft::checksum_of(&file) {
                _ if leads_through_link(&self.path, path) => {}
                Ok((found, _)) if checksums.contains(&found) => {
                    fs::remove_file(&file).map_err(|source| Error::io("removing", &file, source))?;
                    self.counts.removed += 1;
                    let folders = file.ancestors().skip(1).take_while(|folder| *folder != self.path);
                    // A folder that is not empty stays.
                    let _ = folders.map(fs::remove_dir).take_while(io::Result::is_ok).count();
                }
                Ok(_) => {
                    self.counts.kept += 1;
                    self.current.insert(path.clone(), checksums.clone());
                }
                // Somebody has removed it.
                Err(_) => {}
            }
        }
        let target = self.path.join(MANIFEST);
        let written = draft::write(&target, text_of(self.kind, &self.current).as_bytes());
        written.map_err(|source| Error::io("writing", &target, source))?;
        Ok(self.counts)
    }
}

fn not_ours(folder: &Path, kind: Kind) -> Error {
    Error::usage(UsageError::OtherFolder { folder: folder.to_owned(), command: kind.command() })
}

fn foreign(file: &Path, kind: Kind) -> Error {
    Error::usage(UsageError::ForeignFile { file: file.to_owned(), command: kind.command() })
}

/// Whether one of the folders between a folder and a file below it is a link, which may lead to another place.
fn leads_through_link(folder: &Path, path: &str) -> bool {
    Path::new(path).ancestors().skip(1).any(|between| between != Path::new("") && folder.join(between).is_symlink())
}

fn changed(file: &Path) -> Error {
    Error::usage(UsageError::ChangedExport { file: file.to_owned() })
}

/// Finds files that are not listed, or that were changed, in a folder below `top`.
fn check(folder: &Path, top: &Path, listed: &Listed, kind: Kind, is_other: &dyn Fn(&Path) -> bool) -> Result<()> {
    let failed = |source| Error::io("reading the folder", folder, source);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let (path, found) = (entry.path(), entry.file_type().map_err(failed)?);
        if found.is_dir() {
            check(&path, top, listed, kind, is_other)?;
            continue;
        }
        let name: Vec<_> = path.strip_prefix(top).unwrap_or(&path).iter().map(|part| part.to_string_lossy()).collect();
        let name = name.join("/");
        if name != MANIFEST && !is_other(&path) {
            let checksums = listed.get(&name).ok_or_else(|| foreign(&path, kind))?;
            let is_as_written = || draft::checksum_of(&path).map(|(now, _)| checksums.contains(&now));
            if !found.is_file() || !is_as_written().map_err(|source| Error::io("reading", &path, source))? {
                return Err(changed(&path));
            }
        }
    }
    Ok(())
}

/// The first line of a manifest.
fn heading(kind: Kind) -> String {
    format!("# yearbook {}", kind.command())
}

fn text_of(kind: Kind, listed: &Listed) -> String {
    let mut text = heading(kind) + "\n";
    for (path, checksum) in listed.iter().flat_map(|(path, of)| of.iter().map(move |checksum| (path, checksum))) {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "{checksum}  {path}");
    }
    text
}

/// The files of a manifest; `None` where it is not one of this kind. No path leads out of the folder.
fn parse(bytes: &[u8], kind: Kind) -> Option<Listed> {
    let (complete, _) = std::str::from_utf8(bytes).ok()?.rsplit_once('\n')?;
    let mut lines = complete.lines();
    let mut listed = Listed::new();
    lines.next().filter(|first| *first == heading(kind))?;
    for line in lines {
        let (checksum, path) = line.split_once("  ")?;
        let is_hex = checksum.len() == 64 && checksum.bytes().all(|byte| byte.is_ascii_hexdigit());
        let is_below =
            path.split('/').all(|part| !part.is_empty() && part != "." && part != "..") && !path.contains(['\\', ':']);
        (is_hex && is_below).then(|| listed.entry(path.to_owned()).or_default().push(checksum.to_owned()))?;
    }
    Some(listed)
}
