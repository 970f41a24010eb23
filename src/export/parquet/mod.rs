//! A folder of Parquet files, `TABLE/SHARD-0001.parquet`, a manifest of each shard, and the views and reports as texts.
//!
//! Many databases, each with a shard of its own, can be exported into one folder: the numbers of rows are hashes of natural
//! keys, which are the same in all of them.

mod derive;
mod files;
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

use self::files::{Files, GROUP, Written};
use self::manifest::{File, Manifest};
use self::rows::Rows;
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
    shown::define(sandbox)?;
    let total = sandbox.figures()?;
    let mut exported = Exported::default();
    let mut written = Vec::new();
    let tables = tables::all(filter, sandbox)?;
    for table in &tables {
        let is_figures = table.name == "observation";
        let mut show = |rows: u64| if is_figures { show(rows, total) } else { Ok(()) };
        let files = write(folder, shard, table, filter, sandbox, &mut show)?;
        if is_figures {
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

/// Writes the rows of a table: this thread reads them, and another one writes them.
fn write(
    folder: &Path,
    shard: &str,
    table: &Table,
    filter: &Filter,
    sandbox: &Sandbox,
    show: &mut dyn FnMut(u64) -> Result<()>,
) -> Result<Vec<Written>> {
    let mut files = Files::new(folder, &table.name, shard, &table.columns)?;
    let (sender, receiver): (SyncSender<Rows>, Receiver<Rows>) = sync_channel(1);
    std::thread::scope(|scope| {
        let writer = thread::start_in(scope, move || {
            receiver.iter().try_for_each(|rows| files.write(&rows))?;
            files.finish()
        });
        let writer = writer.map_err(|source| Error::io("starting a thread for", folder, source))?;
        let read = read(table, shard, filter, sandbox, sender, show);
        let written = writer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        // Where the writer failed, the reader found that nobody takes its rows any more.
        let written = written?;
        read.map(|()| written)
    })
}

fn read(
    table: &Table,
    shard: &str,
    filter: &Filter,
    sandbox: &Sandbox,
    sender: SyncSender<Rows>,
    show: &mut dyn FnMut(u64) -> Result<()>,
) -> Result<()> {
    let mut statement = sandbox.prepare(&table.sql)?;
    filter.bind(&mut statement, &[("shard", shard)])?;
    let mut cursor = statement.cursor();
    let mut rows = Rows::new(&table.columns);
    let mut done = 0;
    while let Some(row) = cursor.advance()? {
        rows.push(|index| row.value(index))?;
        if rows.count == GROUP {
            done += rows.count as u64;
            show(done)?;
            if sender.send(std::mem::replace(&mut rows, Rows::new(&table.columns))).is_err() {
                return Ok(());
            }
        }
    }
    if rows.count > 0 {
        // Where the writer has failed, its own error is reported.
        drop(sender.send(rows));
    }
    Ok(())
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
