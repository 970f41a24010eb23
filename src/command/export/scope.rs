//! What every target of an export shares: the choice of figures, the progress, and what is said at the end.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::cli;
use crate::command::bar::Bar;
use crate::command::figures::known_code;
use crate::command::opening::open_whole;
use crate::command::paths::shown;
use crate::console::Console;
use crate::draft;
use crate::error::{Error, Result, UsageError};
use crate::export::{Exported, Filter, Show};
use crate::interrupt;
use crate::problem::counted;
use crate::report::find::Kind;
use crate::store::Sandbox;

/// Passes the database, the choice of figures and the progress to `write`, and returns what that does.
///
/// # Errors
/// The database cannot be read, or nothing, or more than one thing, has one of the codes or names; those of `write`.
pub(super) fn export<T>(
    db: &Path,
    arguments: &cli::Export,
    console: &mut Console,
    write: impl FnOnce(&Sandbox, &Filter, Show<'_>) -> Result<T>,
) -> Result<T> {
    let sandbox = open_whole(db, &arguments.reading, console)?;
    let filter = filter(arguments, &sandbox)?;
    // An interrupted export removes its drafts.
    interrupt::listen();
    let bar = Bar::new(console);
    let written = write(&sandbox, &filter, &mut |done, all| {
        bar.show("{human_pos} of {human_len} figures", done, all);
        interrupt::check()
    });
    bar.clear(console);
    written
}

/// Which figures are asked for, by their codes.
fn filter(arguments: &cli::Export, sandbox: &Sandbox) -> Result<Filter> {
    let code = |kind, name: &Option<String>| name.as_ref().map(|name| known_code(kind, name, sandbox)).transpose();
    Ok(Filter {
        metric: code(Kind::Metric, &arguments.metric)?,
        region: code(Kind::Region, &arguments.region)?,
        sector: code(Kind::Sector, &arguments.sector)?,
        enterprise: code(Kind::Enterprise, &arguments.enterprise)?,
        source: code(Kind::Source, &arguments.source)?,
    })
}

/// The same, where `write` returns what was written and what was left out, which is said.
///
/// # Errors
/// Those of [`export`].
pub(super) fn run(
    db: &Path,
    arguments: &cli::Export,
    console: &mut Console,
    write: impl FnOnce(&Sandbox, &Filter, Show<'_>) -> Result<(Exported, Vec<String>)>,
) -> Result<()> {
    let (exported, left_out) = export(db, arguments, console, write)?;
    report(&exported, &arguments.path, console);
    console.say(&format!("not exported: {}", left_out.join("; ")));
    Ok(())
}

/// Writes a file with `write`, which returns how many figures it has, and what else is returned. A file with the same bytes stays as
/// it is.
///
/// # Errors
/// Those of `write`, and those of the file.
pub(super) fn write_if_changed<T>(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&mut File>) -> Result<(u64, T)>,
) -> Result<(Exported, T)> {
    let failed = |source| Error::io("writing", path, source);
    let target = draft::followed(path).map_err(failed)?;
    // A folder or a device is not replaced, and a device may be read without end.
    if std::fs::metadata(&target).is_ok_and(|found| !found.is_file()) {
        return Err(Error::usage(UsageError::ForeignTarget { file: path.to_owned() }));
    }
    let mut draft = draft::of_output(&target).map_err(failed)?;
    let mut file = BufWriter::new(draft.file.as_file_mut());
    let (figures, other) = write(&mut file)?;
    file.flush().map_err(failed)?;
    drop(file);
    interrupt::check()?;
    let is_same = |before| draft::checksum_of(draft.file.path()).is_ok_and(|now| now == before);
    if draft::checksum_of(&target).is_ok_and(is_same) {
        return Ok((Exported::of_file(figures, false), other));
    }
    draft.place(&target, true).map_err(failed)?;
    Ok((Exported::of_file(figures, true), other))
}

/// Says what was written, and warns where that is no figure.
pub(super) fn report(Exported { figures, files, .. }: &Exported, path: &Path, console: &mut Console) {
    console.say(&format!("exported {} to {}: {files}", counted(*figures, "figure"), shown(path)));
    if *figures == 0 {
        console.say("warning: no current figures were found to export");
    }
}
