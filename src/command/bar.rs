//! The progress bar of a command that may take long.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::console::Console;
use crate::error::Result;
use crate::interrupt;
use crate::load::Progress;

/// What takes longer than this shows a progress bar.
const QUIET: Duration = Duration::from_millis(500);

/// A progress bar, which appears after half a second, and only on a terminal.
pub(super) struct Bar {
    bar: ProgressBar,
    started: Instant,
    is_watched: bool,
    is_interrupted: bool,
}

impl Bar {
    pub(super) fn new(console: &Console) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        Self { bar, started: Instant::now(), is_watched: console.is_watched, is_interrupted: false }
    }

    /// Shows the progress of a load. Its error ends the work after Ctrl-C.
    pub(super) fn follow(&mut self, progress: Progress) -> Result<()> {
        interrupt::check().inspect_err(|_| self.is_interrupted = true)?;
        match progress {
            Progress::Reading { bytes, of } => self.show("reading {bytes} of {total_bytes}", bytes, of),
            Progress::Placing { figures, of } => {
                self.show("comparing and writing {human_pos} of {human_len} figures", figures, of)
            }
        }
        Ok(())
    }

    /// Shows how much is done; `counter` is a part of a template of `indicatif`.
    pub(super) fn show(&self, counter: &str, done: u64, total: u64) {
        if !self.is_watched || self.started.elapsed() < QUIET {
            return;
        }
        if self.bar.is_hidden() {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        if let Ok(style) = ProgressStyle::with_template(&format!("{{bar:40}} {counter}, {{eta}} left")) {
            self.bar.set_style(style);
        }
        self.bar.set_length(total);
        self.bar.set_position(done);
    }

    /// Takes the bar off the screen while the work goes on.
    pub(super) fn hide(&self) {
        self.bar.finish_and_clear();
    }

    /// Takes the bar off the screen at the end of the work.
    pub(super) fn clear(self, console: &mut Console) {
        let was_shown = !self.bar.is_hidden();
        self.hide();
        // The terminal has shown the key on the line below, which is what the bar took for its own.
        if self.is_interrupted && was_shown {
            console.clear_line_above();
        }
    }
}
