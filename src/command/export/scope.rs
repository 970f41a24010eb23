//! What every target of an export shares: the choice of figures, the progress, and what is said at the end.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::cli;
use crate::command::bar::Bar;
use crate::command::figures::known_code;
use crate::command::paths::shown;
use crate::console::Console;
use crate::draft;
use crate::error::{Error, Result, UsageError};
use crate::export::{Exported, Filter};
use crate::interrupt;
use crate::problem::counted;
use crate::report::find::Kind;
use crate::store::Sandbox;

/// Which figures are asked for, by their codes.
///
/// # Errors
/// Nothing, or more than one thing, has one of the codes or names.
pub(super) fn filter(arguments: &cli::Export, sandbox: &Sandbox) -> Result<Filter> {
    let code = |kind, name: &Option<String>| name.as_ref().map(|name| known_code(kind, name, sandbox)).transpose();
    Ok(Filter {
        metric: code(Kind::Metric, &arguments.metric)?,
        region: code(Kind::Region, &arguments.region)?,
        sector: code(Kind::Sector, &arguments.sector)?,
        enterprise: code(Kind::Enterprise, &arguments.enterprise)?,
        source: code(Kind::Source, &arguments.source)?,
    })
}

/// How many figures are written, on the terminal.
pub(super) struct Progress(Bar);

impl Progress {
    pub(super) fn new(console: &Console) -> Self {
        // An interrupted export removes its drafts.
        interrupt::listen();
        Self(Bar::new(console))
    }

    /// # Errors
    /// The export was interrupted.
    pub(super) fn show(&mut self, done: u64, all: u64) -> Result<()> {
        self.0.show("{human_pos} of {human_len} figures", done, all);
        interrupt::check()
    }

    pub(super) fn end(self, console: &mut Console) {
        self.0.clear(console);
    }
}

/// Writes a file with `write`, which returns how many figures it has. A file with the same bytes stays as it is.
///
/// # Errors
/// Those of `write`, and those of the file.
pub(super) fn write_if_changed(
    path: &Path,
    write: &mut dyn FnMut(&mut BufWriter<&mut File>) -> Result<u64>,
) -> Result<Exported> {
    let failed = |source| Error::io("writing", path, source);
    let target = draft::followed(path).map_err(failed)?;
    // A folder or a device is not replaced, and a device may be read without end.
    if std::fs::metadata(&target).is_ok_and(|found| !found.is_file()) {
        return Err(Error::usage(UsageError::ForeignTarget { file: path.to_owned() }));
    }
    let mut draft = draft::of_output(&target).map_err(failed)?;
    let mut file = BufWriter::new(draft.file.as_file_mut());
    let figures = write(&mut file)?;
    file.flush().map_err(failed)?;
    drop(file);
    interrupt::check()?;
    let checksum = |path: &Path| File::open(path).and_then(draft::checksum).map(|(checksum, _)| checksum);
    if checksum(&target).is_ok_and(|before| checksum(draft.file.path()).is_ok_and(|now| now == before)) {
        return Ok(Exported { figures, unchanged: 1, ..Exported::default() });
    }
    draft.place(&target, true).map_err(failed)?;
    Ok(Exported { figures, files: 1, ..Exported::default() })
}

/// Says what was written.
pub(super) fn report(
    Exported { figures, files, unchanged, removed, .. }: &Exported,
    path: &Path,
    console: &mut Console,
) {
    let some = |count: u64, what: &str| if count == 0 { String::new() } else { format!(", {count} {what}") };
    console.say(&format!(
        "exported {} to {}: {} written{}{}",
        counted(*figures, "figure"),
        shown(path),
        counted(*files, "file"),
        some(*unchanged, "unchanged"),
        some(*removed, "removed"),
    ));
}
