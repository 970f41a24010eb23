//! Ctrl-C, for work that must be ended in order: what was half done is taken back before the program ends.

use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use crate::error::{Error, Result};

static REQUESTED: AtomicBool = AtomicBool::new(false);

/// The exit code of a program that was asked to end: what a shell reports of one that Ctrl-C ended.
pub const ENDED: u8 = 130;

/// From here on Ctrl-C, or being asked to end, is only noted, and [`check`] tells of it. Who presses it again will not wait:
/// that is as safe as being killed, and the next run clears away what is left.
pub fn listen() {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| {
        for signal in [SIGINT, SIGTERM].into_iter().chain(hangup()) {
            // Without a handler the signal ends the program as ever, which loses nothing either. The first one finds that
            // nobody has asked before.
            drop(flag::register_conditional_shutdown(signal, ENDED.into(), &REQUESTED));
            drop(flag::register(signal, &REQUESTED));
        }
    });
}

/// Ends the work that asks, where somebody wants the program to end.
pub fn check() -> Result<()> {
    if REQUESTED.load(Ordering::Relaxed) { Err(Error::Interrupted) } else { Ok(()) }
}

/// The signal that a terminal sends when it goes, unless whoever started the program wants it to live on, as `nohup` does.
#[cfg(unix)]
fn hangup() -> Option<i32> {
    use signal_hook::consts::SIGHUP;
    // <https://man7.org/linux/man-pages/man5/proc_pid_status.5.html>: a mask of the signals that are ignored.
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
    Some(SIGHUP).filter(|signal| ignored >> (signal - 1) & 1 == 0)
}

#[cfg(not(unix))]
fn hangup() -> Option<i32> {
    None
}
