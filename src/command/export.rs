//! `yearbook export`: writes the database for other programs.

use std::path::Path;

use super::opening::open_to_compare;
use super::output::write_file;
use super::paths::{is_of_database, shown};
use crate::cli::{self, ExportTarget};
use crate::console::Console;
use crate::draft;
use crate::error::{Error, Result, UsageError};
use crate::export;
use crate::store::Sandbox;

pub(super) fn run(db: &Path, arguments: &cli::Export, console: &mut Console) -> Result<()> {
    let (sandbox, _) = open_to_compare(db)?;
    match arguments.to {
        ExportTarget::Datasette => datasette(db, &arguments.folder, &sandbox, console),
    }
}

fn datasette(db: &Path, folder: &Path, sandbox: &Sandbox, console: &mut Console) -> Result<()> {
    make_folder(folder, &["metadata.json", "settings.json", "static", "yearbook.db"])?;
    make_folder(&folder.join("static"), &["yearbook.css"])?;
    let metadata = format!("{:#}\n", export::metadata("yearbook", sandbox)?);
    let texts =
        [("metadata.json", &*metadata), ("settings.json", export::SETTINGS), ("static/yearbook.css", export::STYLE)];
    for (file, text) in texts {
        let file = &folder.join(file);
        write_file(file, console, &mut |out| {
            out.write_all(text.as_bytes()).map_err(|source| Error::io("writing", file, source))
        })?;
    }
    let database = folder.join("yearbook.db");
    if !is_of_database(&database, db) {
        let failed = |source| Error::database(&database, source);
        let draft = draft::of_output(&database).map_err(failed)?;
        sandbox.copy_to(draft.file.path())?;
        draft.place(&database, true).map_err(failed)?;
        console.say(&format!("wrote {}", shown(&database)));
    }
    console.say(&format!("\n`datasette {}` serves it", shown(folder)));
    Ok(())
}

/// Makes a folder, which may hold nothing but earlier files of these names.
fn make_folder(folder: &Path, files: &[&str]) -> Result<()> {
    let failed = |source| Error::io("making the folder", folder, source);
    std::fs::create_dir_all(folder).map_err(failed)?;
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        if !files.iter().any(|file| entry.as_ref().is_ok_and(|entry| entry.file_name() == *file)) {
            return Err(Error::usage(UsageError::NotEmpty { folder: folder.to_owned() }));
        }
    }
    Ok(())
}
