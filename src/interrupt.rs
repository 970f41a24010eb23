//! Ctrl-C, for work that must be ended in order: what was half done is taken back before the program ends.

use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::{Error, Result};

static REQUESTED: AtomicBool = AtomicBool::new(false);

/// From here on Ctrl-C, or being asked to end, is only noted, and [`check`] tells of it. Who presses it again will not wait: that is as safe as
/// being killed, and the next run clears away what is left.
pub fn listen() {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| {
        // Without a handler the signal ends the program as ever, which loses nothing either.
        drop(ctrlc::set_handler(|| {
            if REQUESTED.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
            }
        }));
    });
}

/// Ends the work that asks, where somebody wants the program to end.
pub fn check() -> Result<()> {
    if REQUESTED.load(Ordering::Relaxed) { Err(Error::Interrupted) } else { Ok(()) }
}
