//! Starting threads, which the system may refuse.

use std::io;
use std::thread::{Builder, JoinHandle, Scope, ScopedJoinHandle};

use crate::problem::without_number;

/// Starts a thread.
///
/// # Errors
/// Fails where the system refuses another thread.
pub(crate) fn start<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> io::Result<JoinHandle<T>> {
    Builder::new().spawn(work).map_err(refused)
}

/// Starts a thread that ends within a scope.
///
/// # Errors
/// Fails where the system refuses another thread.
pub(crate) fn start_in<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    work: impl FnOnce() -> T + Send + 'scope,
) -> io::Result<ScopedJoinHandle<'scope, T>> {
    Builder::new().spawn_scoped(scope, work).map_err(refused)
}

fn refused(source: io::Error) -> io::Error {
    let message = source.to_string();
    io::Error::new(source.kind(), format!("the system refuses another thread ({})", without_number(&message)))
}
