//! The limits of statements.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use super::{Limits, Store};

/// Rows that are sorted in the order of their numbers, and need about 40 MB.
const LARGE: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000)
                     SELECT printf('%0100d', i) AS text FROM n ORDER BY -i";

#[test]
fn temporary_files_have_a_limit() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("yearbook.db");
    Store::open_or_create(&file, None).and_then(Store::finish).expect("a database");
    let run = |limits: Limits| {
        let sandbox = Store::open(&file)?.into_sandbox(limits)?;
        let rows = sandbox.prepare(LARGE)?.values()?.len();
        Ok::<_, crate::Error>(rows)
    };
    assert_eq!(run(Limits::default()).expect("rows"), 400_000);
    let error = run(Limits { temporary: 1 << 20, ..Limits::default() });
    if cfg!(target_os = "linux") {
        let message = error.expect_err("a limit").to_string();
        assert!(message.starts_with("the statement needs more than "), "{message}");
        assert!(message.ends_with(" MiB of temporary files"), "{message}");
    }
}

#[test]
fn a_file_that_another_program_has_locked_is_not_copied() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("yearbook.db");
    Store::open_or_create(&file, None).and_then(Store::finish).expect("a database");
    let store = Store::open(&file).expect("the database");
    store.connection().busy_timeout(std::time::Duration::ZERO).expect("no patience");
    let other = rusqlite::Connection::open(&file).expect("the database");
    other.execute_batch("BEGIN EXCLUSIVE").expect("a lock");
    let error = Store::scratch(Some(&store)).expect_err("a lock");
    assert!(error.to_string().starts_with("another program is using "), "{error}");
}
