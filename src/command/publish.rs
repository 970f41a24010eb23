//! `yearbook publish`: writes a site of pages about the database.

use std::path::Path;

use super::bar::Bar;
use super::opening::open_whole;
use super::paths::shown;
use crate::cli;
use crate::console::Console;
use crate::error::Result;
use crate::publish::{LARGEST, Options, publish};

pub(super) fn run(db: &Path, arguments: &cli::Publish, console: &mut Console) -> Result<()> {
    let sandbox = open_whole(db, &arguments.reading, console)?;
    let reading = &arguments.reading;
    let as_of = match (reading.as_of, reading.at_load) {
        (Some(day), _) => Some(format!("As of {day}: only what sources had published by then.")),
        (None, Some(load)) => Some(format!("What the file said after load {load}.")),
        (None, None) => None,
    };
    // The whole file holds more than a restricted site shows.
    let has_database = !arguments.no_database && as_of.is_none();
    let is_small = sandbox.bytes() <= LARGEST;
    let options = Options {
        title: arguments.title.as_deref(),
        pages: arguments.pages,
        has_database,
        has_ask: has_database && !arguments.no_ask && (is_small || arguments.ask),
        as_of: as_of.as_deref(),
    };
    let bar = Bar::new(console);
    let mut show = |done, all| bar.show("{human_pos} of {human_len} figures", done, all);
    let written = publish(&arguments.folder, options, &sandbox, &mut show);
    bar.clear(console);
    console.say(&format!("published {}: {}", shown(&arguments.folder.join("index.html")), written?));
    if has_database && !is_small && !arguments.ask && !arguments.no_ask {
        let megabytes = sandbox.bytes() / 1_000_000;
        console.say(&format!(
            "The page that runs SQL is left out, because the database has {megabytes} MB; --ask writes it, --no-ask leaves it out \
             without this note."
        ));
    }
    Ok(())
}
