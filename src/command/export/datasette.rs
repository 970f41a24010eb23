//! `yearbook export --to datasette`.

use std::path::Path;

use crate::cli;
use crate::command::opening::open_whole;
use crate::command::output::write_file;
use crate::command::paths::{is_of_database, shown};
use crate::console::Console;
use crate::draft;
use crate::error::{Error, Result, UsageError};
use crate::export;

pub(super) fn run(db: &Path, arguments: &cli::Export, console: &mut Console) -> Result<()> {
    let folder = &arguments.path;
    let sandbox = open_whole(db, &arguments.reading, console)?;
    make_folder(folder, &["metadata.json", "settings.json", "static", "yearbook.db"])?;
    let database = folder.join("yearbook.db");
    // A database without metadata was not exported: it is someone's own.
    if database.exists() && !is_of_database(&database, db) && !folder.join("metadata.json").exists() {
        return Err(Error::usage(UsageError::NotEmpty { folder: folder.to_owned() }));
    }
    make_folder(&folder.join("static"), &["yearbook.css"])?;
    let metadata = format!("{:#}\n", export::metadata("yearbook", &sandbox)?);
    let texts =
        [("metadata.json", &*metadata), ("settings.json", export::SETTINGS), ("static/yearbook.css", export::STYLE)];
    for (file, text) in texts {
        let file = &folder.join(file);
        write_file(file, console, &mut |out| {
            out.write_all(text.as_bytes()).map_err(|source| Error::io("writing", file, source))
        })?;
    }
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
    let failed = |source| Error::io("reading the folder", folder, source);
    draft::make_folder(folder)?;
    draft::remove_abandoned(&folder.join("metadata.json"), draft::OUTPUT);
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        if !files.iter().any(|file| entry.as_ref().is_ok_and(|entry| entry.file_name() == *file)) {
            return Err(Error::usage(UsageError::NotEmpty { folder: folder.to_owned() }));
        }
    }
    Ok(())
}
