//! The journal, which is written in large pieces: what is rolled back, by the program or after its end, is as it was.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use rusqlite::{Connection, OpenFlags};
use yearbook::store::{Store, vfs};

use crate::sandbox::Sandbox;

#[derive(Debug, Clone)]
enum Step {
    Write {
        first: u16,
        rows: u16,
        length: u16,
    },
    Delete {
        first: u16,
        rows: u16,
    },
    Savepoint,
    RollBackTo,
    Commit,
    RollBack,
    /// The program ends in the middle: what lies on the disk is all there is.
    Crash,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let rows = (0..1500_u16, 1..600_u16);
    let step = prop_oneof![
        6 => (rows.clone(), 0..400_u16).prop_map(|((first, rows), length)| Step::Write { first, rows, length }),
        2 => rows.prop_map(|(first, rows)| Step::Delete { first, rows }),
        2 => Just(Step::Savepoint),
        2 => Just(Step::RollBackTo),
        2 => Just(Step::Commit),
        2 => Just(Step::RollBack),
        2 => Just(Step::Crash),
    ];
    prop::collection::vec(step, 4..24)
}

fn rows(connection: &Connection) -> Vec<(i64, String)> {
    let mut statement = connection.prepare("SELECT id, text FROM kept ORDER BY id").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

fn is_sound(connection: &Connection) -> bool {
    connection.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0)).unwrap() == "ok"
}

/// What SQLite's own VFS finds in a copy of the file and its journal.
fn found_after_a_crash(file: &Path) -> Vec<(i64, String)> {
    let folder = tempfile::tempdir().unwrap();
    for name in ["kept.db", "kept.db-journal"] {
        let from = file.with_file_name(name);
        if from.exists() {
            fs::copy(from, folder.path().join(name)).unwrap();
        }
    }
    let connection = Connection::open(folder.path().join("kept.db")).unwrap();
    let rows = rows(&connection);
    assert!(is_sound(&connection));
    rows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_rolled_back_is_as_it_was(
        steps in steps(),
        page in prop::sample::select(vec![512, 4096, 65536]),
        cache in prop::sample::select(vec![1, 40, 2000]),
        journal in prop::sample::select(vec!["delete", "truncate", "persist"]),
        synchronous in prop::sample::select(vec!["off", "normal", "full"]),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("kept.db");
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let kept = Connection::open_with_flags_and_vfs(&file, flags, vfs::name().unwrap()).unwrap();
        let model = Connection::open_in_memory().unwrap();
        kept.execute_batch(&format!("PRAGMA page_size = {page}; PRAGMA cache_size = {cache}")).unwrap();
        kept.pragma_update(None, "journal_mode", journal).unwrap();
        kept.pragma_update(None, "synchronous", synchronous).unwrap();
        let both = |sql: &str| {
            model.execute_batch(sql).unwrap();
            kept.execute_batch(sql).unwrap();
        };
        both("CREATE TABLE kept (id INTEGER PRIMARY KEY, text TEXT NOT NULL); BEGIN");
        let mut committed = Vec::new();
        let mut has_savepoint = false;
        for (number, step) in steps.into_iter().enumerate() {
            match step {
                Step::Write { first, rows, length } => both(&format!(
                    "WITH RECURSIVE id (id) AS (VALUES ({first}) UNION ALL SELECT id + 1 FROM id LIMIT {rows})
                     INSERT OR REPLACE INTO kept SELECT id, '{number} ' || printf('%.*c', {length}, 'x') FROM id"
                )),
                Step::Delete { first, rows } => {
                    both(&format!("DELETE FROM kept WHERE id BETWEEN {first} AND {}", first + rows));
                }
                Step::Savepoint => {
                    both("SAVEPOINT here");
                    has_savepoint = true;
                }
                Step::RollBackTo if has_savepoint => both("ROLLBACK TO here"),
                Step::RollBackTo => {}
                Step::Commit | Step::RollBack => {
                    both(if matches!(step, Step::Commit) { "COMMIT" } else { "ROLLBACK" });
                    committed = rows(&model);
                    has_savepoint = false;
                    both("BEGIN");
                }
                Step::Crash => prop_assert_eq!(&found_after_a_crash(&file), &committed),
            }
            prop_assert_eq!(rows(&kept), rows(&model));
        }
        prop_assert_eq!(&found_after_a_crash(&file), &committed);
        both("COMMIT");
        prop_assert!(is_sound(&kept));
        prop_assert_eq!(rows(&kept), rows(&model));
    }
}

#[test]
fn what_a_store_cannot_roll_back_is_rolled_back_when_it_has_let_go() {
    let sandbox = Sandbox::with_demo();
    let before = sandbox.bytes("yearbook.db");
    sandbox.write("half.db", before.clone());
    let store = Store::open_or_create(&sandbox.path("half.db"), None).unwrap();
    // SQLite ends like this where the disk is full: pages are in the file, and their journal stays beside it.
    let writer = Connection::open(sandbox.path("yearbook.db")).unwrap();
    let change = "PRAGMA cache_size = 1; BEGIN IMMEDIATE; UPDATE observation SET note = printf('%.*c', 9000, 'x')";
    writer.execute_batch(change).unwrap();
    let (half, journal) = (sandbox.bytes("yearbook.db"), sandbox.bytes("yearbook.db-journal"));
    assert!(half != before);
    sandbox.write("half.db", half).write("half.db-journal", journal);
    drop(store);
    assert!(sandbox.bytes("half.db") == before);
    assert!(!sandbox.path("half.db-journal").exists());
}
