//! `yearbook history`: all values of a figure, by source, with those that were revised or withdrawn.

use std::path::Path;

use super::figures;
use super::opening::open_to_read;
use crate::cli::Figures;
use crate::console::Console;
use crate::error::Result;
use crate::report::Internal;

pub(super) fn run(db: &Path, arguments: &Figures, console: &mut Console) -> Result<()> {
    let sandbox = open_to_read(db)?;
    let found = figures::find(db, arguments, &sandbox, true)?;
    figures::write(Internal::History, &found, &sandbox, &arguments.output, console)
}
