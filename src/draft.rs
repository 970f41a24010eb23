//! Files that are built beside their target and put in its place when they are whole.

use std::fs::File;
use std::io;
use std::path::Path;

use tempfile::{NamedTempFile, TempPath};

/// A new file in the folder of `target`, with the permissions of any new file.
pub(crate) fn beside(target: &Path, prefix: &str, suffix: &str) -> io::Result<NamedTempFile> {
    let mut draft = tempfile::Builder::new();
    // Without this the draft, and then what it becomes, would be for its owner only.
    #[cfg(unix)]
    draft.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    draft.prefix(prefix).suffix(suffix).tempfile_in(folder_of(target))
}

/// A file that is being built, and another whose lock tells that somebody builds it: databases are locked in ways of their
/// own. Both go away with this, unless the file is put in its place.
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
            // Between the two steps another program may have taken it for abandoned.
            if lock.path().exists() {
                let path = lock.path().with_extension(DRAFT);
                let file = File::options().read(true).write(true).create_new(true).open(&path)?;
                return Ok(Self { file: NamedTempFile::from_parts(file, TempPath::try_from_path(path)?), lock });
            }
        }
    }

    /// The file alone, and what keeps others from it until it is in its place.
    pub(crate) fn into_parts(self) -> (NamedTempFile, impl Sized) {
        (self.file, self.lock)
    }
}

/// Removes what a program left behind when it was killed while it built a file.
pub(crate) fn remove_abandoned(target: &Path, prefix: &str) {
    let entries = std::fs::read_dir(folder_of(target)).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
        let is_lock = name.starts_with(prefix) && path.extension().is_some_and(|extension| extension == LOCK);
        // The lock is held until both are gone. What cannot be removed is in nobody's way.
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
