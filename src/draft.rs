//! Drafts: files that are written beside their target and renamed to it when they are complete.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::{NamedTempFile, TempPath};

/// A new file in the folder of `target`, with the permissions of any new file.
pub(crate) fn beside(target: &Path, prefix: &str, suffix: &str) -> io::Result<NamedTempFile> {
    let mut draft = tempfile::Builder::new();
    // Without this, only its owner could read the draft, and then the file that it becomes.
    #[cfg(unix)]
    draft.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    draft.prefix(prefix).suffix(suffix).tempfile_in(folder_of(target))
}

/// The draft of the output that is being written.
static OUTPUT: Mutex<Option<PathBuf>> = Mutex::new(None);

/// A draft of a command's output. It is removed when it is dropped, or by [`remove_output`].
pub(crate) fn of_output(target: &Path) -> io::Result<NamedTempFile> {
    let draft = beside(target, ".yearbook.", "")?;
    *OUTPUT.lock().unwrap_or_else(PoisonError::into_inner) = Some(draft.path().to_owned());
    Ok(draft)
}

/// Removes the draft of the output, for a program that ends without dropping it.
pub(crate) fn remove_output() {
    if let Some(draft) = OUTPUT.lock().unwrap_or_else(PoisonError::into_inner).take() {
        drop(std::fs::remove_file(draft));
    }
}

/// A draft, and a second file whose lock shows that a program is writing the draft: a draft that is a database cannot
/// have this lock itself, because SQLite locks it in its own way. Dropping this removes both files, unless the draft
/// was renamed.
#[derive(Debug)]
pub(crate) struct Held {
    pub file: NamedTempFile,
    lock: NamedTempFile,
}

const DRAFT: &str = "part";
const LOCK: &str = "lock";

impl Held {
    /// Begins a file in the folder of `target`.
    pub(crate) fn beside(target: &Path, prefix: &str) -> io::Result<Self> {
        loop {
            let lock = beside(target, prefix, &format!(".{LOCK}"))?;
            lock.as_file().lock()?;
            // Before the lock was taken, another program may have removed the file as abandoned.
            if lock.path().exists() {
                let path = lock.path().with_extension(DRAFT);
                let file = File::options().read(true).write(true).create_new(true).open(&path)?;
                return Ok(Self { file: NamedTempFile::from_parts(file, TempPath::try_from_path(path)?), lock });
            }
        }
    }

    /// The draft, and the lock, which must be kept until the draft is renamed.
    pub(crate) fn into_parts(self) -> (NamedTempFile, impl Sized) {
        (self.file, self.lock)
    }
}

/// Removes the drafts of programs that were killed.
pub(crate) fn remove_abandoned(target: &Path, prefix: &str) {
    let entries = std::fs::read_dir(folder_of(target)).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
        let is_lock = name.starts_with(prefix) && path.extension().is_some_and(|extension| extension == LOCK);
        // The lock is held until both files are removed. A file that cannot be removed does no harm.
        if is_lock
            && let Ok(lock) = File::open(&path)
            && lock.try_lock().is_ok()
        {
            drop(std::fs::remove_file(path.with_extension(DRAFT)));
            drop(std::fs::remove_file(&path));
        }
    }
}

/// The folder that a file lies in; the current one for a bare name.
pub(crate) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."))
}
