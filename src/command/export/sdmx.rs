//! `yearbook export --to sdmx-csv`.

use std::path::Path;

use super::scope::{self, write_if_changed};
use crate::cli;
use crate::command::output::ending;
use crate::console::Console;
use crate::error::Result;
use crate::export::{self, Message};
use crate::problem::listed;

pub(super) fn run(db: &Path, arguments: &cli::Export, console: &mut Console) -> Result<()> {
    ending(Some(&arguments.path), "an SDMX-CSV file", &["csv"])?;
    let mut message = Message::default();
    scope::run(db, arguments, console, |sandbox, filter, show| {
        write_if_changed(&arguments.path, |file| {
            message = export::to_sdmx_csv(file, filter, sandbox, show)?;
            Ok((message.figures, std::mem::take(&mut message.left_out)))
        })
    })?;
    if !message.editions.is_empty() {
        let sources: Vec<String> = message.editions.iter().cloned().collect();
        let one = "`yearbook load` reads one edition of each source at a time, as --to datapackage writes them";
        console.say(&format!("several editions of {} state figures here: {one}", listed(&sources)));
    }
    let codes: Vec<String> = message.unidentified.iter().cloned().collect();
    if !codes.is_empty() {
        let codes = listed(&codes);
        console.say(&format!("written unchanged, but not SDMX identifiers (letters, digits, _ - @ $): {codes}"));
    }
    Ok(())
}
