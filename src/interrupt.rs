//! Ctrl-C and requests to terminate: unfinished work is rolled back before the program ends.

use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGABRT, SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;

use crate::error::{Error, Result};

static REQUESTED: AtomicBool = AtomicBool::new(false);

static LISTENING: Once = Once::new();

/// The exit code of an interrupted program: the one that a shell reports for a program that Ctrl-C ended.
pub(crate) const ENDED: u8 = 130;

/// The exit code of a program that the system failed, as for other such errors.
pub(crate) const FAILED: u8 = 3;

/// Installs handlers of SIGINT, SIGTERM and SIGHUP: a signal is only recorded, and [`check`] then returns an error. A second
/// signal ends the program at once, which is as safe as killing it: the next run removes what is left.
///
/// SIGHUP, which a closed terminal sends, is such a request, too, unless the program was started to ignore it, as under `nohup`.
/// Where the system does not say that, SIGHUP keeps its action: only unsafe code could ask for it.
pub(crate) fn listen() {
    LISTENING.call_once(|| {
        let hangup = is_hangup_ignored().is_some_and(|ignored| !ignored).then_some(SIGHUP);
        for signal in [SIGINT, SIGTERM].into_iter().chain(hangup) {
            // Without a handler the signal ends the program, which is safe too. The conditional shutdown is registered
            // first, so that the first signal finds that nobody has asked before.
            drop(flag::register_conditional_shutdown(signal, ENDED.into(), &REQUESTED));
            drop(flag::register(signal, &REQUESTED));
        }
    });
}

/// Whether the program was started to ignore SIGHUP; `None` where the system does not say so. Linux does in `SigIgn`, a number in
/// which each bit is a signal, the first of which is 1: proc_pid_status(5).
fn is_hangup_ignored() -> Option<bool> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"))?;
    let ignored = u64::from_str_radix(ignored.trim(), 16).ok()?;
    Some(ignored >> (SIGHUP - 1) & 1 == 1)
}

/// The same for a program whose statements Ctrl-C ends, one after the other, and not the program itself.
pub(crate) fn listen_in_shell() {
    LISTENING.call_once(|| drop(flag::register(SIGINT, &REQUESTED)));
}

/// Forgets what ended the last statement, before the next one.
pub(crate) fn forget() {
    REQUESTED.store(false, Ordering::Relaxed);
}

/// Ends the program with the exit code of a failure of the system where no memory is left. Rust then says how much was asked
/// for, and aborts; what is left of unfinished work is removed by the next run, as after a kill.
pub(crate) fn end_without_memory() {
    static ALWAYS: AtomicBool = AtomicBool::new(true);
    drop(flag::register_conditional_shutdown(SIGABRT, FAILED.into(), &ALWAYS));
}

/// Returns an error once the program has been asked to end.
///
/// # Errors
///
/// [`Error::Interrupted`] once the program has been asked to end.
pub(crate) fn check() -> Result<()> {
    if REQUESTED.load(Ordering::Relaxed) { Err(Error::Interrupted) } else { Ok(()) }
}
