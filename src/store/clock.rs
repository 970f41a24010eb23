//! How long statements run and how much they store, and what ends those that do not stop.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::temporary;
use crate::error::{Error, SqlError};
use crate::interrupt;
use crate::thread;

/// The limits of a statement.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// How long one statement may run; `None` is for ever.
    pub timeout: Option<Duration>,
    /// Ends the program with an error. It is called where SQLite does not stop when it should: it asks whether to go on
    /// between the steps of a statement, but one call of a function such as `instr` can take hours. `None` waits for SQLite.
    pub end: Option<fn(&Error)>,
    /// How many bytes of temporary files the statements of a connection may have at a time, in addition to
    /// [`TIMES_DATABASE`] times the size of the database.
    pub temporary: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { timeout: None, end: None, temporary: 1 << 30 }
    }
}

/// How many times the size of the database temporary files may have. A row of `fact` repeats what the tables store once:
/// to sort all of them takes about twelve times the size of the tables.
const TIMES_DATABASE: u64 = 16;

/// How long SQLite is given to stop by itself.
const GRACE: Duration = Duration::from_millis(500);

/// How often it is looked at whether SQLite has stopped, and how large its temporary files are.
const INTERVAL: Duration = Duration::from_millis(50);

/// The time that a statement has. Only the time that SQLite takes counts, since a person may be reading the rows with a
/// pager.
#[derive(Debug)]
pub(super) struct Clock {
    timeout: Option<Duration>,
    /// How large the deleted files of this process may be together; `None` where the system does not say how large they are.
    temporary: Option<u64>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The time that the statement has left; `None` is no limit.
    left: Option<Duration>,
    /// Whether SQLite works on a statement.
    is_called: bool,
    /// While SQLite works on a statement with a limit: when it has to end.
    due: Option<Instant>,
    /// When the temporary files were last measured, and whether they were too large.
    measured: Option<Instant>,
    is_too_large: bool,
}

/// A call of SQLite, which ends when this is dropped.
pub(super) struct Call<'a>(&'a Clock);

impl Clock {
    /// The clock of a connection. A thread watches it where something is to end the program.
    pub(super) fn new(limits: Limits, database: &Path) -> Arc<Self> {
        let database = std::fs::metadata(database).map_or(0, |facts| facts.len());
        let temporary = temporary::bytes().map(|others| others + limits.temporary + TIMES_DATABASE * database);
        let clock = Arc::new(Self { timeout: limits.timeout, temporary, state: Mutex::default() });
        if let Some(end) = limits.end {
            clock.watch(end);
        }
        clock
    }

    /// Whether the system says how large temporary files are, so that they can have a limit.
    pub(super) fn limits_files(&self) -> bool {
        self.temporary.is_some()
    }

    /// Gives a statement its time.
    pub(super) fn restart(&self) {
        let mut state = self.state();
        // When the temporary files were measured stays, so that many short statements do not measure them each time.
        (state.left, state.is_too_large) = (self.timeout, false);
    }

    /// Begins a call of SQLite.
    pub(super) fn call(&self) -> Call<'_> {
        let mut state = self.state();
        state.is_called = true;
        state.due = state.left.and_then(|left| Instant::now().checked_add(left));
        Call(self)
    }

    /// Whether the statement has used up its time.
    pub(super) fn is_late(&self) -> bool {
        let state = self.state();
        state.left == Some(Duration::ZERO) || state.due.is_some_and(|due| due <= Instant::now())
    }

    /// Whether the statement has to stop, as the progress handler asks.
    pub(super) fn has_to_stop(&self) -> bool {
        if self.is_late() || interrupt::check().is_err() {
            return true;
        }
        let mut state = self.state();
        if state.measured.is_none_or(|measured| measured.elapsed() > INTERVAL) {
            state.measured = Some(Instant::now());
            let sizes = temporary::bytes().zip(self.temporary);
            state.is_too_large = sizes.is_some_and(|(bytes, most)| bytes > most);
        }
        state.is_too_large
    }

    /// Why the statement had to stop.
    pub(super) fn reason(&self) -> Error {
        if interrupt::check().is_err() {
            Error::Interrupted
        } else if self.state().is_too_large {
            Error::sql(SqlError::TooLarge {
                limit: format!("{} MiB of temporary files", self.temporary.unwrap_or_default() >> 20),
            })
        } else {
            self.timed_out()
        }
    }

    pub(super) fn timed_out(&self) -> Error {
        Error::sql(SqlError::TimedOut { seconds: self.timeout.unwrap_or_default().as_secs_f64() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a thread that calls `end` as soon as SQLite has not stopped in time, either at the end of a statement's time or
    /// when the program was asked to end. The thread ends with the clock.
    fn watch(self: &Arc<Self>, end: fn(&Error)) {
        let clock = Arc::downgrade(self);
        let watch = move || {
            let mut asked: Option<Instant> = None;
            while let Some(clock) = clock.upgrade() {
                // A call that returns now waits for this lock, so that only one of the two threads reports an error.
                let state = clock.state();
                let is_asked = state.is_called && interrupt::check().is_err();
                asked = if is_asked { asked.or_else(|| Some(Instant::now())) } else { None };
                if asked.is_some_and(|asked| asked.elapsed() > GRACE) {
                    end(&Error::Interrupted);
                }
                if state.due.is_some_and(|due| due.elapsed() > GRACE) {
                    end(&clock.timed_out());
                }
                drop(state);
                drop(clock);
                std::thread::sleep(INTERVAL);
            }
        };
        // Without the thread, only a call that does not stop lasts longer.
        drop(thread::start(watch));
    }
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.is_called = false;
        if let Some(due) = state.due.take() {
            state.left = Some(due.saturating_duration_since(Instant::now()));
        }
    }
}
