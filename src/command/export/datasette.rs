//! `yearbook export --to datasette`.

use std::path::Path;

use crate::cli;
use crate::command::opening::open_whole;
use crate::command::paths::{is_of_database, shown};
use crate::console::Console;
use crate::error::Result;
use crate::export;
use crate::folder::{Folder, Kind};
use crate::interrupt;

pub(super) fn run(db: &Path, arguments: &cli::Export, console: &mut Console) -> Result<()> {
    let sandbox = open_whole(db, &arguments.reading, console)?;
    // An interrupted export removes its drafts.
    interrupt::listen();
    let mut folder = Folder::open_around(&arguments.path, Kind::Datasette, &|file| is_of_database(file, db))?;
    let metadata = format!("{:#}\n", export::metadata("yearbook", &sandbox)?);
    let texts =
        [("metadata.json", &*metadata), ("settings.json", export::SETTINGS), ("static/yearbook.css", export::STYLE)];
    texts.into_iter().try_for_each(|(file, text)| folder.write(file, text.as_bytes()))?;
    const DATABASE: &str = "yearbook.db";
    if !is_of_database(&folder.path().join(DATABASE), db) {
        let draft = folder.draft()?;
        sandbox.copy_to(draft.file.path())?;
        folder.place(DATABASE, draft)?;
    }
    let (files, folder) = (folder.finish()?, shown(&arguments.path));
    console.say(&format!("exported the database to {folder}: {files}\n\n`datasette {folder}` serves it"));
    Ok(())
}
