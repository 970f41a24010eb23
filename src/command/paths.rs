//! Paths on a command line, and how they are shown.

use std::path::Path;

use crate::dataset::Folder;
use crate::draft::folder_of;

/// Whether a file to write is the database, or one of those that SQLite keeps beside it.
pub fn is_of_database(target: &Path, db: &Path) -> bool {
    let full = |path: &Path| std::fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_default();
    let (target, db) = (full(target), full(db));
    ["", "-journal", "-wal", "-shm"].iter().any(|ending| {
        let mut beside = db.clone().into_os_string();
        beside.push(ending);
        target.as_os_str() == beside
    })
}

/// A path as people would type it.
pub fn shown(path: &Path) -> String {
    let text = path.display().to_string();
    if text.contains(char::is_whitespace) { format!("'{text}'") } else { text }
}

/// What of a command line names a database; nothing for the one that is looked for unnamed.
pub fn db_option(file: &Path) -> String {
    if file == Path::new("yearbook.db") { String::new() } else { format!(" --db {}", shown(file)) }
}

/// The folder of a dataset that was named by it or by its descriptor; `None` where a path names something else.
pub fn dataset_folder(path: &Path) -> Option<Folder> {
    const DESCRIPTOR: &str = "datapackage.json";
    if path.file_name().is_some_and(|name| name == DESCRIPTOR) {
        return Some(Folder::Disk(folder_of(path).to_owned()));
    }
    path.join(DESCRIPTOR).exists().then(|| Folder::Disk(path.to_owned()))
}
