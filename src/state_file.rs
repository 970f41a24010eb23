//! Files that are kept of a person, not of a database.

use std::path::{Path, PathBuf};

/// A file in the folder for the state of programs, by <https://specifications.freedesktop.org/basedir-spec/latest/>; `None`
/// without a home folder.
pub(crate) fn state_file(name: &str) -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = variable("XDG_STATE_HOME")
        .or_else(|| variable("HOME").map(|home| home.join(".local/state")))
        .or_else(|| variable("LOCALAPPDATA"))?;
    Some(state.join("yearbook").join(name))
}

/// Creates a folder that only its owner can read, and those above it.
pub(crate) fn create_private(folder: &Path) -> std::io::Result<()> {
    let mut folders = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folders, 0o700);
    folders.recursive(true).create(folder)
}
