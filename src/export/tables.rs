//! The tables of a database, and its views as tables, in one SQLite file or in a folder of files of comma-separated values.

use std::path::Path;

use super::flat::{self, Flat};
use super::folder::{ExportFolder, cell};
use super::left_out::LeftOut;
use super::scope::{Exported, Filter, Show};
use crate::error::Result;
use crate::folder::Kind;
use crate::store::{Cursor, PlainFile, Sandbox};

/// Exports to an SQLite file that the oldest clients read: no constraints, no generated columns, no views. Returns what was
/// written, and what was left out.
///
/// # Errors
/// The database cannot be read, or the file cannot be written or is someone's own.
pub(crate) fn to_plain(
    file: &Path,
    filter: &Filter,
    sandbox: &Sandbox,
    show: Show<'_>,
) -> Result<(Exported, Vec<String>)> {
    let plain = PlainFile::new(file)?;
    let figures =
        each(filter, sandbox, show, &mut |flat, rows, show| plain.add(&flat.name, &flat.columns, rows, show))?;
    plain.finish()?;
    Ok((Exported::of_file(figures, true), left_out(filter, sandbox)?))
}

/// Exports to a folder of CSV files, each with a byte-order mark if asked for. Returns what was written, and what was left out.
///
/// # Errors
/// The database cannot be read, or the folder cannot be written or is not empty.
pub(crate) fn to_csv(
    path: &Path,
    has_mark: bool,
    filter: &Filter,
    sandbox: &Sandbox,
    show: Show<'_>,
) -> Result<(Exported, Vec<String>)> {
    let mut folder = ExportFolder::new(path, Kind::Csv)?;
    let figures = each(filter, sandbox, show, &mut |Flat { name, columns, .. }, mut rows, show| {
        let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
        let mut table = folder.table(&names, has_mark)?;
        let mut written = 0;
        while let Some(row) = rows.advance()? {
            table.write((0..columns.len()).map(|index| cell(&row, index)).collect::<Result<Vec<String>>>()?)?;
            written += 1;
            show(written)?;
        }
        folder.add(format!("{name}.csv"), table)?;
        Ok(written)
    })?;
    Ok((Exported { figures, files: folder.place()?, ..Exported::default() }, left_out(filter, sandbox)?))
}

/// Writes a table with its rows, and returns how many there are. It passes on how many are written.
type Write<'a> = &'a mut dyn FnMut(&Flat, Cursor<'_>, Written<'_>) -> Result<u64>;
type Written<'a> = &'a mut dyn FnMut(u64) -> Result<()>;

/// Passes every table with its rows to `write`, which returns how many there are, and returns how many figures there are.
fn each(filter: &Filter, sandbox: &Sandbox, show: Show<'_>, write: Write<'_>) -> Result<u64> {
    let (total, mut figures) = (sandbox.figures()?, 0);
    for flat in flat::all(filter, sandbox)? {
        let mut statement = sandbox.prepare(&flat.sql)?;
        filter.bind(&mut statement, &[])?;
        let is_figures = flat.has_all_figures();
        let rows = write(&flat, statement.cursor(), &mut |rows| if is_figures { show(rows, total) } else { Ok(()) })?;
        if is_figures {
            figures = rows;
        }
    }
    Ok(figures)
}

fn left_out(filter: &Filter, sandbox: &Sandbox) -> Result<Vec<String>> {
    let mut left_out = LeftOut::default();
    left_out.of_database(filter, sandbox)?;
    Ok(left_out.0)
}
