//! `yearbook trace`: from a figure to its source, and to the line it was loaded from.

use std::path::Path;

use super::figures;
use crate::cli::Figures;
use crate::console::Console;
use crate::error::Result;

pub fn run(db: &Path, arguments: &Figures, console: &mut Console) -> Result<()> {
    let sandbox = super::open_to_read(db)?;
    let keys = figures::find(db, arguments, &sandbox, false)?;
    figures::write("trace", &keys, &sandbox, &arguments.output, console)
}
