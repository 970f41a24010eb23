//! `yearbook new`: writes a small dataset to start from.

use std::path::Path;

use super::paths::shown;
use crate::console::Console;
use crate::dataset::Folder;
use crate::error::{Error, Result, UsageError};

pub(super) fn run(folder: &Path, console: &mut Console) -> Result<()> {
    let is_free = match std::fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            return Err(Error::io("reading", folder, error));
        }
        Err(_) => false,
    };
    if !is_free {
        return Err(Error::usage(UsageError::NotEmpty { folder: folder.to_owned() }));
    }
    let name = name_of(folder);
    for (path, text) in Folder::starter() {
        let file = folder.join(path);
        let text = text.replace("\"name\": \"starter\"", &format!("\"name\": \"{name}\""));
        let text = text.replace("FOLDER", &shown(folder));
        let failed = |source| Error::io("writing", &file, source);
        std::fs::create_dir_all(file.parent().unwrap_or(folder)).map_err(failed)?;
        std::fs::write(&file, text).map_err(failed)?;
    }
    let folder = shown(folder);
    console.say(&format!(
        "wrote {folder}: README.md there says what is in which file\n\nTry next:\n  \
           yearbook check {folder}\n  yearbook load {folder}\n  yearbook report population"
    ));
    Ok(())
}

/// The name of a dataset in a folder: that of the folder, as far as a name can have it.
fn name_of(folder: &Path) -> String {
    let full = std::path::absolute(folder).unwrap_or_default();
    let name = full.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let parts = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let name = parts.collect::<Vec<_>>().join("-");
    if name.is_empty() { "my-dataset".to_owned() } else { name }
}
