//! `yearbook export`: writes the database for other programs.

use std::path::Path;

use super::bar::Bar;
use super::figures::known_code;
use super::opening::open_whole;
use super::output::write_file;
use super::paths::{is_of_database, shown};
use crate::cli;
use crate::console::Console;
use crate::draft;
use crate::error::{Error, Result, UsageError};
use crate::export::{self, Exported, Filter, Target};
use crate::interrupt;
use crate::problem::counted;
use crate::report::find::Kind;
use crate::store::Sandbox;

pub(super) fn run(db: &Path, arguments: &cli::Export, console: &mut Console) -> Result<()> {
    match arguments.to {
        Target::Datasette => {
            if let Some(option) = arguments.part() {
                return Err(Error::usage(UsageError::WholeOnly { option, target: "datasette" }));
            }
            let sandbox = open_whole(db, &arguments.reading, console)?;
            datasette(db, &arguments.folder, &sandbox, console)
        }
        #[cfg(feature = "parquet")]
        Target::Parquet => parquet(db, arguments, console),
    }
}

#[cfg(feature = "parquet")]
fn parquet(db: &Path, arguments: &cli::Export, console: &mut Console) -> Result<()> {
    interrupt::listen();
    let sandbox = open_whole(db, &arguments.reading, console)?;
    let code = |kind, name: &Option<String>| name.as_ref().map(|name| known_code(kind, name, &sandbox)).transpose();
    let filter = Filter {
        metric: code(Kind::Metric, &arguments.metric)?,
        region: code(Kind::Region, &arguments.region)?,
        sector: code(Kind::Sector, &arguments.sector)?,
        enterprise: code(Kind::Enterprise, &arguments.enterprise)?,
        source: code(Kind::Source, &arguments.source)?,
    };
    let bar = Bar::new(console);
    let mut show = |done, all| {
        bar.show("{human_pos} of {human_len} figures", done, all);
        interrupt::check()
    };
    let exported = export::to_parquet(&arguments.folder, arguments.shard(), &filter, &sandbox, &mut show);
    bar.clear(console);
    let Exported { figures, files, unchanged, removed } = exported?;
    let some = |count: u64, what: &str| if count == 0 { String::new() } else { format!(", {count} {what}") };
    console.say(&format!(
        "exported {} to {}: {} written{}{}",
        counted(figures, "figure"),
        shown(&arguments.folder),
        counted(files, "file"),
        some(unchanged, "unchanged"),
        some(removed, "removed"),
    ));
    Ok(())
}

fn datasette(db: &Path, folder: &Path, sandbox: &Sandbox, console: &mut Console) -> Result<()> {
    make_folder(folder, &["metadata.json", "settings.json", "static", "yearbook.db"])?;
    let database = folder.join("yearbook.db");
    // A database without metadata was not exported: it is someone's own.
    if database.exists() && !is_of_database(&database, db) && !folder.join("metadata.json").exists() {
        return Err(Error::usage(UsageError::NotEmpty { folder: folder.to_owned() }));
    }
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
