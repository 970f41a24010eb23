//! `yearbook history`: all values of a figure, by source, with those that were revised or withdrawn;
//! with `--rows`, the changes of rows of other tables.

use std::path::Path;

use super::opening::open;
use super::{figures, row_history};
use crate::cli::History;
use crate::console::Console;
use crate::error::Result;
use crate::report::Internal;

pub(super) fn run(db: &Path, arguments: &History, console: &mut Console) -> Result<()> {
    let History { rows, figures: arguments } = arguments;
    let sandbox = open(db, &arguments.reading, console)?;
    if *rows {
        return row_history::run(arguments, &sandbox, console);
    }
    let found = figures::find(db, arguments, &sandbox, true)?;
    figures::write(Internal::History, &found, &sandbox, &arguments.output, console)
}
