//! `yearbook man`: writes the manual pages.

use std::path::Path;

use clap::CommandFactory;

use super::paths::shown;
use crate::cli::Cli;
use crate::console::Console;
use crate::error::{Error, Result};

pub(super) fn run(folder: &Path, console: &mut Console) -> Result<()> {
    let failed = |source| Error::io("writing", folder, source);
    std::fs::create_dir_all(folder).map_err(failed)?;
    clap_mangen::generate_to(Cli::command(), folder).map_err(failed)?;
    let page = shown(&folder.join("yearbook.1"));
    console.say(&format!("wrote {page} and a page for each command: `man -l {page}`"));
    Ok(())
}
