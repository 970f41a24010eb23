//! A folder of Parquet files, `TABLE/SHARD-0001.parquet`, a manifest of each shard, and the views and reports as texts.
//!
//! Many databases, each with a shard of its own, can be exported into one folder: the numbers of rows are hashes of natural
//! keys, which are the same in all of them.

mod derive;
mod figures;
mod files;
mod groups;
mod manifest;
mod rows;
mod shown;
mod tables;
#[cfg(test)]
mod tests;
mod texts;
mod totals;

use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use self::figures::Figures;
use self::files::{Files, Written};
use self::groups::Groups;
use self::manifest::{File, Manifest};
use self::rows::Rows;
use self::shown::Units;
use self::tables::Table;
use crate::draft;
use crate::error::{Error, Result, UsageError};
use crate::export::scope::{Exported, Filter, Show};
use crate::store::Sandbox;
use crate::table::Cell;
use crate::thread;

/// Exports the figures, and all tables that they refer to; `show` gets how many figures of how many are written. With `replaces`, the
/// shard may be that of another database.
///
/// # Errors
/// The database cannot be read, or the folder cannot be written or holds something else.
pub(crate) fn export(
    folder: &Path,
    shard: &str,
    replaces: bool,
    filter: &Filter,
    sandbox: &Sandbox,
    show: Show<'_>,
) -> Result<Exported> {
    draft::make_folder(folder)?;
    let former = Manifest::read(folder, shard)?;
    let mut manifest = Manifest::new(shard, ledger(sandbox)?);
    if former.as_ref().is_some_and(|former| !replaces && !former.is_of(&manifest.loads)) {
        return Err(Error::usage(UsageError::OtherShard { folder: folder.to_owned(), shard: shard.to_owned() }));
    }
    // From now on the folder is known as one of an export, also if this one does not end.
    Manifest::make_folder(folder)?;
    let units = Units::read(sandbox)?;
    units.define(sandbox)?;
    let source = Source { shard, filter, units: &units, sandbox };
    let total = sandbox.figures()?;
    let mut exported = Exported::default();
    let mut written = Vec::new();
    let tables = tables::all(filter, sandbox)?;
    for table in &tables {
        let mut show = |rows: u64| if table.has_figures() { show(rows, total) } else { Ok(()) };
        let files = write(folder, table, &source, &mut show)?;
        if table.has_figures() {
            exported.figures = files.iter().map(|file| file.rows).sum();
        }
        written.extend(files);
    }
    for file in written {
        place(folder, file, former.as_ref(), &mut manifest, &mut exported)?;
    }
    let gone = former.iter().flat_map(|former| former.files.keys()).filter(|path| !manifest.files.contains_key(*path));
    for path in gone {
        draft::remove(&folder.join(path))?;
        exported.files.removed += 1;
    }
    texts::export(folder, former.as_ref(), &tables, sandbox, &mut manifest, &mut exported)?;
    manifest.write(folder)?;
    Ok(exported)
}

/// What each load read, by its checksum, or what a correction was about, in their order.
fn ledger(sandbox: &Sandbox) -> Result<Vec<String>> {
    let sql = "SELECT coalesce(fingerprint, action || ' ' || coalesce(about, '')) FROM load ORDER BY load_id";
    let mut loads = Vec::new();
    sandbox.prepare(sql)?.for_each(|row| {
        loads.extend(row.iter().filter_map(Cell::text).map(str::to_owned));
        Ok(true)
    })?;
    Ok(loads)
}

/// What the rows are read from.
struct Source<'a> {
    shard: &'a str,
    filter: &'a Filter,
    units: &'a Units,
    sandbox: &'a Sandbox,
}

/// Writes the rows of a table: this thread reads them, and another one writes them.
fn write(
    folder: &Path,
    table: &Table,
    source: &Source<'_>,
    show: &mut dyn FnMut(u64) -> Result<()>,
) -> Result<Vec<Written>> {
    let mut files = Files::new(folder, &table.name, source.shard, &table.columns)?;
    // One row group is read while another one is written; none waits in memory.
    let (sender, receiver): (SyncSender<Rows>, Receiver<Rows>) = sync_channel(0);
    std::thread::scope(|scope| {
        let writer = thread::start_in(scope, move || {
            receiver.iter().try_for_each(|rows| files.write(rows))?;
            files.finish()
        });
        let writer = writer.map_err(|source| Error::io("starting a thread for", folder, source))?;
        let read = read(table, source, Groups::new(&table.columns, sender, show));
        let written = writer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        // Where the writer failed, the reader found that nobody takes its rows any more.
        let written = written?;
        read.map(|()| written)
    })
}

fn read(table: &Table, source: &Source<'_>, mut groups: Groups<'_>) -> Result<()> {
    let Source { shard, filter, units, sandbox } = *source;
    let mut statement = sandbox.prepare(&table.sql)?;
    filter.bind(&mut statement, &[("shard", shard)])?;
    let mut cursor = statement.cursor();
    if table.has_figures() {
        let mut figures = Figures::new(shard, units, sandbox)?;
        while let Some(row) = cursor.advance()? {
            figures.push(&row, &mut groups)?;
        }
        figures.finish(&mut groups)?;
    } else {
        while let Some(row) = cursor.advance()? {
            groups.push(|column| row.value(column))?;
        }
    }
    groups.finish()
}

/// Gives a file its name, unless a file with these bytes has it already.
fn place(
    folder: &Path,
    file: Written,
    former: Option<&Manifest>,
    manifest: &mut Manifest,
    exported: &mut Exported,
) -> Result<()> {
    let target = folder.join(&file.path);
    let failed = |source| Error::io("writing", &target, source);
    let draft = file.draft;
    let (sha256, bytes) = draft::checksum_of(draft.file.path()).map_err(failed)?;
    let before = former.and_then(|former| former.files.get(&file.path));
    let is_same = before.is_some_and(|before| before.sha256 == sha256)
        && draft::checksum_of(&target).is_ok_and(|(found, _)| found == sha256);
    if is_same {
        exported.files.unchanged += 1;
    } else {
        draft.place(&target, true).map_err(failed)?;
        exported.files.written += 1;
    }
    manifest.files.insert(file.path, File { rows: file.rows, bytes, sha256 });
    Ok(())
}
