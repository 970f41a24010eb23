//! Drafts: files that are written beside their target and renamed to it when they are complete.

use std::fs::{File, TryLockError};
use std::io::{self, Read, Write};
#[cfg(unix)]
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};
use tempfile::{NamedTempFile, TempPath};

use crate::error::{Error, Result, UsageError};
use crate::render::number::hex;

/// A new file in the folder of `target`, with the permissions of any new file.
pub(crate) fn beside(target: &Path, prefix: &str, suffix: &str) -> io::Result<NamedTempFile> {
    let mut draft = tempfile::Builder::new();
    // Without this, only its owner could read the draft, and then the file that it becomes.
    #[cfg(unix)]
    draft.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    draft.prefix(prefix).suffix(suffix).tempfile_in(folder_of(target))
}

/// A draft, and a second file whose lock shows that a program is writing the draft: a draft that is a database cannot
/// have this lock itself, because SQLite locks it in its own way. Dropping this removes both files.
#[derive(Debug)]
pub(crate) struct Draft {
    pub file: NamedTempFile,
    lock: NamedTempFile,
}

const DRAFT: &str = "part";
const LOCK: &str = "lock";

impl Draft {
    /// Begins a file in the folder of `target`, with the owner and the permissions of the target where there is one.
    ///
    /// # Errors
    /// Fails where the folder cannot be written.
    pub(crate) fn beside(target: &Path, prefix: &str) -> io::Result<Self> {
        loop {
            let lock = beside(target, prefix, &format!(".{LOCK}"))?;
            // Without locks on this disk, drafts of programs that were killed are never removed.
            drop(lock.as_file().lock());
            // Before the lock was taken, another program may have removed the file as abandoned.
            if lock.path().exists() {
                let path = lock.path().with_extension(DRAFT);
                let file = File::options().read(true).write(true).create_new(true).open(&path)?;
                let file = NamedTempFile::from_parts(file, TempPath::try_from_path(path)?);
                if let Ok(before) = std::fs::metadata(target) {
                    // Only a privileged program can keep another owner.
                    #[cfg(unix)]
                    drop(std::os::unix::fs::fchown(&file, Some(before.uid()), Some(before.gid())));
                    file.as_file().set_permissions(before.permissions())?;
                }
                return Ok(Self { file, lock });
            }
        }
    }

    /// Syncs the draft and renames it to its target, over an existing file only if it `replaces` one.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] where there is a file that is not replaced; fails where the draft cannot be synced or
    /// renamed.
    pub(crate) fn place(self, target: &Path, replaces: bool) -> io::Result<()> {
        let Self { file, lock } = self;
        file.as_file().sync_all()?;
        let (_open, draft) = file.into_parts();
        let linked = (!replaces).then(|| std::fs::hard_link(&draft, target));
        match linked {
            // The other name of the file is removed. Where that fails, the lock stays, so that the next program finds and
            // removes both.
            Some(Ok(())) => {
                if draft.close().is_err() {
                    drop(lock.keep());
                }
            }
            Some(Err(_)) if target.exists() => return Err(io::ErrorKind::AlreadyExists.into()),
            // Not every disk has hard links.
            Some(Err(_)) | None => std::fs::rename(&draft, target)?,
        }
        sync_folder(target);
        Ok(())
    }
}

/// How the names of drafts of outputs begin.
pub(crate) const OUTPUT: &str = ".yearbook.";

/// The drafts of the outputs that are being written, and their locks. Their names are of no other file.
static WRITING: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A draft of a command's output. It is removed when it is dropped, or by [`remove_output`].
///
/// # Errors
/// Fails where the folder cannot be written.
pub(crate) fn of_output(target: &Path) -> io::Result<Draft> {
    remove_abandoned(target, OUTPUT);
    let draft = Draft::beside(target, OUTPUT)?;
    let paths = [&draft.file, &draft.lock].map(|file| file.path().to_owned());
    WRITING.lock().unwrap_or_else(PoisonError::into_inner).extend(paths);
    Ok(draft)
}

/// Removes the drafts of outputs, for a program that ends without dropping it.
pub(crate) fn remove_output() {
    for path in WRITING.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
        drop(std::fs::remove_file(path));
    }
}

/// Syncs the folder of a file, so that a new name or a removed one is still so after a loss of power. Not every disk can sync a
/// folder, nor every user open one: SQLite goes on there too.
pub(crate) fn sync_folder(file: &Path) {
    // Only Unix has handles of folders.
    #[cfg(unix)]
    drop(File::open(folder_of(file)).and_then(|folder| folder.sync_all()));
}

/// Removes the drafts of programs that were killed. Returns whether another program is writing one.
pub(crate) fn remove_abandoned(target: &Path, prefix: &str) -> bool {
    let mut is_written = false;
    let entries = std::fs::read_dir(folder_of(target)).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
        let Some(stem) = name.strip_prefix(prefix).and_then(|name| name.strip_suffix(LOCK)?.strip_suffix('.')) else {
            continue;
        };
        let Ok(lock) = File::open(&path) else { continue };
        match lock.try_lock() {
            // The lock is held until both files are removed. A file that cannot be removed does no harm.
            Ok(()) => {
                drop(std::fs::remove_file(path.with_extension(DRAFT)));
                drop(std::fs::remove_file(&path));
            }
            // A name with a dot is of the draft of another file, whose name begins like this one.
            Err(TryLockError::WouldBlock) => is_written |= !stem.contains('.'),
            Err(TryLockError::Error(_)) => {}
        }
    }
    is_written
}

/// Removes a file of a former output, if it is there.
///
/// # Errors
/// It cannot be removed.
#[cfg(feature = "parquet")]
pub(crate) fn remove(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::io("removing", path, error)),
        _ => Ok(()),
    }
}

/// Makes the folder that a command writes to, where it is not there.
///
/// # Errors
/// It is no folder, or is below a file, or it cannot be made.
pub(crate) fn make_folder(path: &Path) -> Result<()> {
    std::fs::create_dir_all(path).map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
            Error::usage(UsageError::NotAFolder { path: path.to_owned() })
        }
        _ => Error::io("making the folder", path, source),
    })
}

/// Writes a small file: it is what it was, or has these bytes.
///
/// # Errors
/// It cannot be written.
pub(crate) fn write(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let draft = of_output(target)?;
    draft.file.as_file().write_all(bytes)?;
    draft.place(target, true)
}

/// The SHA-256 of the file that a path names, in hexadecimal, and its length.
///
/// # Errors
/// Fails where the file cannot be read.
pub(crate) fn checksum_of(path: &Path) -> io::Result<(String, u64)> {
    File::open(path).and_then(checksum)
}

/// The SHA-256 of what is read, in hexadecimal, and its length.
///
/// # Errors
/// Fails where it cannot be read.
pub(crate) fn checksum(mut file: impl Read) -> io::Result<(String, u64)> {
    let (mut digest, mut total) = (Sha256::new(), 0);
    let mut buffer = [0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok((hex(&digest.finalize()), total)),
            length => {
                digest.update(&buffer[..length]);
                total += length as u64;
            }
        }
    }
}

/// The folder that a file lies in; the current one for a bare name.
pub(crate) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."))
}

/// The file that a path names. Where it is a symbolic link, that is the file to which the link leads, which need not exist.
///
/// # Errors
/// Fails where a link leads to itself, and where a folder may not be searched.
pub(crate) fn followed(path: &Path) -> io::Result<PathBuf> {
    match std::fs::metadata(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => {
            let next = |path: &PathBuf| Some(path.with_file_name(std::fs::read_link(path).ok()?));
            Ok(std::iter::successors(Some(path.to_owned()), next).last().unwrap_or_default())
        }
    }
}
