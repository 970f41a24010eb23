//! Paths on a command line, and how they are shown.

#[cfg(unix)]
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use crate::dataset::Folder;
pub(super) use crate::diagnostic::typed_path as shown;
use crate::draft::folder_of;
use crate::store::all_beside;

/// Whether a file to be written is the database, or one of the files that SQLite keeps beside it.
pub(super) fn is_of_database(target: &Path, db: &Path) -> bool {
    // The folder of a file that does not exist may be a symbolic link.
    let in_folder = |path: &Path| {
        let folder = std::fs::canonicalize(folder_of(path));
        folder.map(|folder| folder.join(path.file_name().unwrap_or_default()))
    };
    let full = |path: &Path| std::fs::canonicalize(path).or_else(|_| in_folder(path)).unwrap_or_default();
    let (target, db) = (full(target), full(db));
    target == db || all_beside(&db).contains(&target)
}

/// Whether two paths lead to one file, which may have several names.
pub(super) fn is_same_file(one: &Path, other: &Path) -> bool {
    #[cfg(unix)]
    let identity = |path: &Path| std::fs::metadata(path).map(|facts| (facts.dev(), facts.ino()));
    #[cfg(not(unix))]
    let identity = |path: &Path| std::fs::canonicalize(path);
    identity(one).is_ok_and(|one| identity(other).is_ok_and(|other| one == other))
}

/// The option ` --db FILE` for a database; empty for the one that a command takes without it.
pub(super) fn db_option(file: &Path) -> String {
    if file == Path::new("yearbook.db") && std::env::var_os("YEARBOOK_DB").is_none() {
        String::new()
    } else {
        format!(" --db {}", shown(file))
    }
}

/// The folder of a dataset, from the path of the folder or of its descriptor; `None` for another path.
pub(super) fn dataset_folder(path: &Path) -> Option<Folder> {
    const DESCRIPTOR: &str = "datapackage.json";
    if path.file_name().is_some_and(|name| name == DESCRIPTOR) {
        return Some(Folder::disk(folder_of(path).to_owned()));
    }
    // In a folder that may not be searched there may be one.
    let is_there = match path.join(DESCRIPTOR).try_exists() {
        Err(error) => error.kind() == std::io::ErrorKind::PermissionDenied,
        Ok(is_there) => is_there,
    };
    is_there.then(|| Folder::disk(path.to_owned()))
}
