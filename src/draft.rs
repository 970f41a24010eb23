//! Files that are built beside their target and put in its place when they are whole.

use std::io;
use std::path::Path;

use tempfile::NamedTempFile;

/// A new file in the folder of `target`, with the permissions of any new file.
pub fn beside(target: &Path, prefix: &str, suffix: &str) -> io::Result<NamedTempFile> {
    let mut draft = tempfile::Builder::new();
    // Without this the draft, and then what it becomes, would be for its owner only.
    #[cfg(unix)]
    draft.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    draft.prefix(prefix).suffix(suffix).tempfile_in(folder_of(target))
}

/// The folder that a file lies in; the current one for a bare name.
pub fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."))
}
