//! `yearbook history`: all values of a figure, by source, with those that were revised or withdrawn.

use std::path::Path;

use super::figures;
use super::opening::open;
use crate::cli::Figures;
use crate::console::Console;
use crate::error::Result;
use crate::report::Internal;

pub(super) fn run(db: &Path, arguments: &Figures, console: &mut Console) -> Result<()> {
    let sandbox = open(db, &arguments.reading, console)?;
    let found = figures::find(db, arguments, &sandbox, true)?;
    figures::write(Internal::History, &found, &sandbox, &arguments.output, console)
}
