//! Files in WAL mode, in which other programs may keep a database.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use rusqlite::Connection;

use crate::sandbox::{Sandbox, project};

/// Sets the database to WAL mode, on a connection of another program.
fn in_wal_mode(sandbox: &Sandbox) -> Connection {
    let other = Connection::open(sandbox.path("yearbook.db")).expect("the database");
    other.pragma_update(None, "journal_mode", "wal").expect("the mode");
    other
}

fn mode_of(sandbox: &Sandbox) -> &'static str {
    // The read version of the format.
    if sandbox.bytes("yearbook.db")[19] == 2 { "wal" } else { "delete" }
}

#[test]
fn reading_a_file_in_wal_mode_leaves_nothing_beside_it() {
    let sandbox = Sandbox::with_demo();
    drop(in_wal_mode(&sandbox));
    std::fs::rename(sandbox.path("yearbook.db"), sandbox.path("50% #1?.db")).expect("a name");
    let reply = sandbox.run(&["--db", "50% #1?.db", "query", "SELECT count(*) AS n FROM fact", "--format", "csv"]);
    assert_eq!((reply.stdout.as_str(), reply.code), ("n\n26\n", 0), "{}", reply.stderr);
    assert_eq!(sandbox.files(), ["50% #1?.db"]);
}

#[test]
fn another_program_cannot_change_a_file_in_wal_mode_under_a_reader() {
    let sandbox = Sandbox::with_demo();
    drop(in_wal_mode(&sandbox));
    let sql = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)
               SELECT i, (SELECT count(*) FROM source WHERE n.i > 0) FROM n";
    let mut reader =
        sandbox.command(&["query", sql, "--format", "csv"]).stdout(Stdio::piped()).spawn().expect("the program runs");
    // The pipe is full long before the last row.
    let mut rows = BufReader::new(reader.stdout.take().expect("the output"));
    let mut line = String::new();
    rows.read_line(&mut line).expect("a line");
    let other = Connection::open(sandbox.path("yearbook.db")).expect("the database");
    other.execute("INSERT INTO source (code, title) VALUES ('new', 'A new source')", []).expect("a row");
    let left = other.pragma_update(None, "journal_mode", "delete");
    assert!(left.is_err_and(|error| error.to_string().contains("locked")));
    let mut rest = String::new();
    rows.read_to_string(&mut rest).expect("the rows");
    assert!(reader.wait().expect("the program ends").success());
    let counts: std::collections::BTreeSet<&str> = rest.lines().filter_map(|row| row.split(',').nth(1)).collect();
    assert_eq!(counts.len(), 1, "{counts:?}");
}

/// What another program has written lies beside the name that it has opened, and beside no other one.
#[cfg(unix)]
#[test]
fn two_names_of_a_file_in_wal_mode_are_compared_as_one_file() {
    let sandbox = Sandbox::with_demo();
    std::fs::hard_link(sandbox.path("yearbook.db"), sandbox.path("other.db")).expect("a second name");
    let other = in_wal_mode(&sandbox);
    other.execute("UPDATE source SET title = title || '.'", []).expect("a change");
    for rows in [&[][..], &["--rows"]] {
        let reply = sandbox.run(&[&["diff", "yearbook.db", "other.db"], rows].concat());
        let told = "from yearbook.db to other.db: 0 added, 0 revised, 0 withdrawn\n";
        assert_eq!((reply.stderr.as_str(), reply.code), (told, 0));
    }
    drop(other);
    assert_eq!(sandbox.files(), ["other.db", "yearbook.db"]);
}

#[test]
fn only_a_load_that_changes_something_sets_a_file_back_to_a_journal() {
    let sandbox = Sandbox::with_demo();
    sandbox.write_delta().replace("delta/observations.csv", ",2024,", ",2O24,");
    drop(in_wal_mode(&sandbox));
    let before = sandbox.bytes("yearbook.db");
    assert_eq!(sandbox.run(&["load", "delta"]).code, 1);
    assert!(sandbox.bytes("yearbook.db") == before);
    sandbox.write_delta();
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    assert_eq!((mode_of(&sandbox), sandbox.files()), ("delete", vec!["delta".to_owned(), "yearbook.db".to_owned()]));
    assert!(sandbox.run(&["load", "delta"]).stderr.starts_with("unchanged"));
}

#[test]
fn a_load_works_while_another_program_has_the_file_open_in_wal_mode() {
    let sandbox = Sandbox::with_demo();
    sandbox.write_delta();
    let other = in_wal_mode(&sandbox);
    let count = || other.query_row("SELECT count(*) FROM fact", [], |row| row.get::<_, u64>(0)).expect("a count");
    let before = count();
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    assert_eq!((count(), mode_of(&sandbox)), (before + 13, "wal"));
    drop(other);
    let again = sandbox.run(&["load", "delta"]);
    assert!(again.stderr.contains(" 0 inserted + 0 revised + 28 unchanged"), "{}", again.stderr);
}

/// Loads a dataset while another program keeps all writers out: only a load that is recognised by its checksum does not write.
fn is_recognised(sandbox: &Sandbox, dataset: &str) -> bool {
    let other = Connection::open(sandbox.path("yearbook.db")).expect("the database");
    other.execute_batch("BEGIN IMMEDIATE").expect("a lock");
    sandbox.run(&["load", dataset]).stderr.starts_with("unchanged")
}

#[test]
fn an_equal_load_is_recognised_again_after_another_program_has_changed_the_file() {
    for change in ["PRAGMA journal_mode = wal", "CREATE TABLE mine (x)"] {
        for comes_first in [true, false] {
            let sandbox = Sandbox::with_demo();
            sandbox.write_delta();
            let load = || sandbox.run(&["load", "delta"]);
            let by_another = |sql: &str| {
                let other = Connection::open(sandbox.path("yearbook.db")).expect("the database");
                other.execute_batch(sql).expect(sql);
            };
            if comes_first {
                by_another(change);
                assert_eq!(load().code, 0);
            } else {
                assert_eq!(load().code, 0);
                by_another(change);
                by_another("PRAGMA journal_mode = delete");
            }
            assert!(load().stderr.starts_with("unchanged"));
            let bytes = sandbox.bytes("yearbook.db");
            assert!(is_recognised(&sandbox, "delta"), "{change} {comes_first}");
            assert!(sandbox.bytes("yearbook.db") == bytes);
        }
    }
}

#[test]
fn an_unchanged_load_says_nothing_about_another_dataset() {
    let sandbox = Sandbox::new();
    let reference = project().join("data/reference").display().to_string();
    assert_eq!(sandbox.run(&["load", &reference]).code, 0);
    assert_eq!(sandbox.write_delta().run(&["load", "delta"]).code, 0);
    let other = Connection::open(sandbox.path("yearbook.db")).expect("the database");
    let changed = other.execute("UPDATE enterprise SET name = 'Another' WHERE code = 'gamma'", []);
    assert_eq!(changed, Ok(1));
    assert!(sandbox.run(&["load", &reference]).stderr.starts_with("unchanged"));
    let again = sandbox.run(&["load", "delta"]);
    assert!(again.stderr.contains(" 0 inserted + 1 revised + 27 unchanged"), "{}", again.stderr);
}
