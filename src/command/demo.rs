//! `yearbook demo`: builds a database of the bundled dataset, and suggests commands.

use std::path::{Path, PathBuf};

use super::edition::Edition;
use super::inputs::Opened;
use super::load::How;
use super::opening::open_to_read;
use super::paths::{db_option, shown};
use crate::cli::Output;
use crate::console::Console;
use crate::dataset::Folder;
use crate::error::{Error, Result, StoreFault, UsageError};
use crate::interrupt;
use crate::problem::Problems;
use crate::report::Builtin;

/// The datasets that a demo database may hold.
const BUNDLED: [&str; 2] = ["ningbo", "reference"];

pub(super) fn run(file: &Path, output: &Output, console: &mut Console) -> Result<()> {
    output.chosen_format()?;
    if file.exists() && !holds_only_the_demo(file)? {
        return Err(Error::usage(UsageError::Exists { file: file.to_owned() }));
    }
    interrupt::listen();
    let mut problems = Problems::default();
    let opened = Opened::datasets(&[Folder::bundled("ningbo")], &mut problems)?;
    let (names, written) = super::load::load(file, opened, How::default(), &mut problems, console)?;
    console.say(&format!("{}\n", super::load::summary(file, &names, &written)));
    let sandbox = open_to_read(file)?;
    let overview = Builtin::Overview.report()?;
    let edition = Edition { values: overview.bind(&[], &sandbox)?, ..Edition::of(&overview) };
    edition.write(&sandbox, output, console)?;
    console.flush()?;
    let yearbook = format!("{}{}", program(), db_option(file));
    console.say(&format!(
        "\nTry next:\n  \
           {yearbook} report niche-products   a report; without a name, all of them\n  \
           {yearbook} trace BYD 68            who states a figure, and where\n  \
           {yearbook} publish site            a site in which every figure leads to its source"
    ));
    Ok(())
}

/// The path that the program was called by if it is relative, as with `cargo run`; else its name.
fn program() -> String {
    let called = std::env::args_os().next().map(PathBuf::from).unwrap_or_default();
    let is_path_from_here = called.is_relative() && called.components().count() > 1;
    if is_path_from_here { shown(&called) } else { "yearbook".to_owned() }
}

fn holds_only_the_demo(file: &Path) -> Result<bool> {
    let sandbox = match open_to_read(file) {
        Err(Error::Store { fault: StoreFault::Older { file: 0, .. }, .. }) => return Ok(true),
        opened => opened?,
    };
    Ok(sandbox.datasets()?.iter().all(|dataset| BUNDLED.contains(&dataset.as_str())))
}
