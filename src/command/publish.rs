//! `yearbook publish`: writes a site of pages about the database.

use std::path::Path;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::opening::open_whole;
use super::paths::shown;
use crate::cli;
use crate::console::Console;
use crate::error::Result;
use crate::problem::counted;
use crate::publish::{Counts, Options, publish};

/// What takes longer than this shows a progress bar.
const QUIET: Duration = Duration::from_millis(500);

pub(super) fn run(db: &Path, arguments: &cli::Publish, console: &mut Console) -> Result<()> {
    let sandbox = open_whole(db, &arguments.reading, console)?;
    let reading = &arguments.reading;
    let as_of = match (&reading.as_of, reading.at_load) {
        (Some(day), _) => Some(format!("As of {day}: only what sources had published by then.")),
        (None, Some(load)) => Some(format!("What the file said after load {load}.")),
        (None, None) => None,
    };
    let options = Options {
        title: arguments.title.as_deref(),
        pages: arguments.pages,
        // The whole file holds more than a restricted site shows.
        has_database: !arguments.no_database && as_of.is_none(),
        as_of: as_of.as_deref(),
    };
    let bar = Bar::new(console.is_watched);
    let written = publish(&arguments.folder, options, &sandbox, &mut |done, all| {
        bar.show(done, all);
        Ok(())
    });
    bar.bar.finish_and_clear();
    console.say(&summary(&arguments.folder, written?));
    Ok(())
}

/// A progress bar, which appears after half a second, and only on a terminal.
struct Bar {
    bar: ProgressBar,
    started: Instant,
    is_watched: bool,
}

impl Bar {
    fn new(is_watched: bool) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        Self { bar, started: Instant::now(), is_watched }
    }

    fn show(&self, done: u64, all: u64) {
        if !self.is_watched || self.started.elapsed() < QUIET {
            return;
        }
        if self.bar.is_hidden() {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{bar:40} {human_pos} of {human_len} figures, {eta} left") {
                self.bar.set_style(style);
            }
        }
        self.bar.set_length(all);
        self.bar.set_position(done);
    }
}

/// The sentence that ends the command.
fn summary(folder: &Path, Counts { written, unchanged, removed, kept }: Counts) -> String {
    let some = |count: u64, what: &str| match count {
        0 => String::new(),
        count => format!(", {count} {what}"),
    };
    format!(
        "published {}: {} written{}{}{}",
        shown(&folder.join("index.html")),
        counted(written, "file"),
        some(unchanged, "unchanged"),
        some(removed, "removed"),
        some(kept, "no longer published, and kept because someone has changed them"),
    )
}
