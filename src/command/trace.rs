//! `yearbook trace`: the source of a figure, and the line that it was loaded from.

use std::path::Path;

use super::figures;
use super::opening::open;
use crate::cli::Figures;
use crate::console::Console;
use crate::error::Result;
use crate::report::Internal;

pub(super) fn run(db: &Path, arguments: &Figures, console: &mut Console) -> Result<()> {
    let sandbox = open(db, &arguments.reading, console)?;
    let found = figures::find(db, arguments, &sandbox, false)?;
    figures::write(Internal::Trace, &found, &sandbox, &arguments.output, console)
}
