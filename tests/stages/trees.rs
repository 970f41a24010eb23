//! Trees that are written whole are trees as SQLite knows them, of every height and with every kind of end.

use std::fs::File;
use std::path::Path;

use rusqlite::Connection;
use yearbook::store::Store;
use yearbook::store::record::{Field, Fields, encode};
use yearbook::store::tree::{Kind, Pages, Tree};
use yearbook::store::walk::Walk;

use crate::sandbox::Sandbox;

/// A database of small pages, so that few rows make high trees, and where its table and its index begin.
fn empty(db: &Path, page_size: u32) -> (u32, u32) {
    let connection = Connection::open(db).expect("a database");
    connection.pragma_update(None, "page_size", page_size).expect("a page size");
    connection
        .execute_batch(
            "CREATE TABLE numbered (id INTEGER PRIMARY KEY, text TEXT);
             CREATE TABLE keyed (id INTEGER, text TEXT, value REAL DEFAULT 7.5, PRIMARY KEY (id, text)) WITHOUT ROWID",
        )
        .expect("tables");
    let root = |name: &str| {
        let sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?";
        connection.query_row(sql, [name], |row| row.get(0)).expect("a root")
    };
    (root("numbered"), root("keyed"))
}

/// A text whose length depends on its number and is never longer than a page of 512 bytes holds.
fn text(number: i64) -> String {
    format!("{number:04}{}", "x".repeat((number * 37 % 71) as usize))
}

fn write(db: &Path, (numbered, keyed): (u32, u32), rows: i64) {
    let file = File::options().read(true).write(true).open(db).expect("the database");
    let mut pages = Pages::append_to(file).expect("its pages");
    let mut trees = (Tree::new(&pages, Kind::Table), Tree::new(&pages, Kind::Index));
    for number in 0..rows {
        let text = text(number);
        let mut record = Vec::new();
        encode::<2>(&[Field::Null, Field::Text(text.as_bytes())], &mut record);
        trees.0.add(&mut pages, number * 3, &record).expect("a row");
        record.clear();
        // Every third record ends before its last column.
        let fields = [Field::Integer(number / 5), Field::Text(text.as_bytes()), Field::Real(number as f64 / 2.0)];
        encode::<3>(if number % 3 == 0 { &fields[..2] } else { &fields }, &mut record);
        trees.1.add(&mut pages, 0, &record).expect("a row");
    }
    trees.0.finish(&mut pages, numbered).expect("a tree");
    trees.1.finish(&mut pages, keyed).expect("a tree");
    pages.finish().expect("a file");
}

#[test]
fn trees_of_any_number_of_rows_are_whole() {
    let sandbox = Sandbox::new();
    for rows in (0..260).chain((260..6000).step_by(397)) {
        let db = sandbox.path("t.db");
        let _ = std::fs::remove_file(&db);
        write(&db, empty(&db, 512), rows);
        let connection = Connection::open(&db).expect("the database");
        let check: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("a check");
        assert_eq!(check, "ok", "{rows} rows");
        let (mut numbered, mut keyed) = (
            connection.prepare("SELECT id, text FROM numbered").expect("a statement"),
            connection.prepare("SELECT id, text, value FROM keyed ORDER BY id, text").expect("a statement"),
        );
        let numbered: Vec<(i64, String)> =
            numbered.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).and_then(Iterator::collect).expect("rows");
        let keyed: Vec<(i64, String, f64)> = keyed
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .and_then(Iterator::collect)
            .expect("rows");
        let value = |number: i64| if number % 3 == 0 { 7.5 } else { number as f64 / 2.0 };
        assert_eq!(numbered, (0..rows).map(|number| (number * 3, text(number))).collect::<Vec<_>>());
        assert_eq!(keyed, (0..rows).map(|number| (number / 5, text(number), value(number))).collect::<Vec<_>>());
        // What was written can be changed like anything else.
        connection
            .execute_batch("DELETE FROM keyed WHERE id % 2 = 0; UPDATE numbered SET text = text || text")
            .expect("a change");
        let check: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("a check");
        assert_eq!(check, "ok", "{rows} rows, changed");
    }
}

#[test]
fn a_walk_finds_every_record_from_everywhere() {
    let sandbox = Sandbox::new();
    let db = sandbox.path("t.db");
    let roots = empty(&db, 512);
    let rows = 3000;
    write(&db, roots, rows);
    // Records that go on on other pages, and pages that SQLite has split.
    let connection = Connection::open(&db).expect("the database");
    connection
        .execute_batch("INSERT INTO keyed SELECT id, text || 'y', 1 FROM keyed; UPDATE keyed SET text = printf('%.900c', 'z') WHERE id = 77 AND text LIKE '%y'")
        .expect_err("two rows of one key");
    connection.execute("INSERT INTO keyed VALUES (77, printf('%.900c', 'z'), 2)", []).expect("a long row");
    let mut statement = connection.prepare("SELECT id, text FROM keyed ORDER BY id, text").expect("a statement");
    let stored: Vec<(i64, String)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).and_then(Iterator::collect).expect("rows");
    let file = File::open(&db).expect("the database");
    let mut walk = Walk::new(&file, roots.1).expect("a walk").expect("plain pages");
    for start in (-1..=rows / 5).chain([7, 0, 599]) {
        walk.seek(|mut fields| fields.next().map(|id| matches!(id, Field::Integer(id) if id < start)))
            .expect("a record");
        let from = stored.partition_point(|(id, _)| *id < start);
        let upto = if start % 100 == 7 { stored.len() } else { (from + 12).min(stored.len()) };
        for (id, text) in &stored[from..upto] {
            let record = walk.current().expect("a record");
            let mut fields = Fields::of(record.bytes).expect("a record");
            assert_eq!(fields.next(), Some(Field::Integer(*id)));
            assert_eq!(record.is_whole, text.len() < 500);
            if record.is_whole {
                assert_eq!(fields.next(), Some(Field::Text(text.as_bytes())));
            }
            walk.advance().expect("the next record");
        }
        assert_eq!(walk.current().is_none(), upto == stored.len());
    }
}

#[test]
fn the_page_that_sqlite_locks_is_left_alone() {
    let sandbox = Sandbox::new();
    let db = sandbox.path("t.db");
    let roots = empty(&db, 65536);
    // A hole up to one page before the one that holds the byte at 1 GiB.
    File::options().write(true).open(&db).and_then(|file| file.set_len((1 << 30) - 65536)).expect("a hole");
    write(&db, roots, 6000);
    let connection = Connection::open(&db).expect("the database");
    let mut statement = connection.prepare("PRAGMA integrity_check").expect("a check");
    let told: Vec<String> =
        statement.query_map([], |row| row.get(0)).and_then(Iterator::collect).expect("what the check says");
    assert!(told.iter().all(|line| line.contains("never used")), "{told:?}");
    let found: (i64, i64) = connection
        .query_row("SELECT (SELECT count(*) FROM numbered), (SELECT count(*) FROM keyed)", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .expect("two counts");
    assert_eq!(found, (6000, 6000));
    assert!(std::fs::metadata(&db).expect("a size").len() > (1 << 30) + 65536);
}

#[test]
fn records_are_those_of_sqlite() {
    let numbers = [
        0,
        1,
        -1,
        2,
        127,
        128,
        -128,
        -129,
        32767,
        32768,
        -32769,
        8_388_607,
        8_388_608,
        1 << 31,
        1 << 47,
        -(1 << 47) - 1,
        i64::MAX,
        i64::MIN,
    ];
    let reals = [0.0, -0.0, 1.0, 1.5, -3.0, 1e15, 140_737_488_355_327.0, 140_737_488_355_328.0, 1e300, 0.1];
    let sandbox = Sandbox::new();
    let db = sandbox.path("t.db");
    let connection = Connection::open(&db).expect("a database");
    connection
        .execute_batch("CREATE TABLE t (id INTEGER, number INTEGER, value REAL, text TEXT, PRIMARY KEY (id)) STRICT, WITHOUT ROWID")
        .expect("a table");
    let mut told = Vec::new();
    for (id, (number, value)) in
        numbers.iter().flat_map(|number| reals.iter().map(move |value| (number, value))).enumerate()
    {
        let text = "t".repeat(id % 80);
        connection.execute("INSERT INTO t VALUES (?, ?, ?, ?)", (id as i64, number, value, &text)).expect("a row");
        let mut record = Vec::new();
        let fields =
            [Field::Integer(id as i64), Field::Integer(*number), Field::Real(*value), Field::Text(text.as_bytes())];
        encode::<4>(&fields, &mut record);
        told.push(record);
    }
    drop(connection);
    let file = File::open(&db).expect("the database");
    let mut walk = Walk::new(&file, 2).expect("a walk").expect("plain pages");
    walk.seek(|_| Some(false)).expect("the first record");
    for record in told {
        assert_eq!(walk.current().expect("a record").bytes, record);
        walk.advance().expect("the next record");
    }
}

#[test]
fn pages_that_are_held_are_not_written_before_the_commit() {
    let sandbox = Sandbox::with_demo();
    let db = sandbox.path("yearbook.db");
    let store = Store::open_or_create(&db, None).expect("a store");
    store.begin().expect("a transaction");
    store.connection().pragma_update(None, "cache_size", 10).expect("a small cache");
    let change = |load_id: i64| {
        let sql = "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
                   INSERT INTO reject (file_id, line, column_name, cell, rule, message)
                   SELECT 1, i + ?, '', '', 'rule', 'message' FROM n";
        store.connection().execute(sql, [load_id]).expect("many rows");
    };
    let before = sandbox.bytes("yearbook.db");
    store.holds_pages(true).expect("a setting");
    change(0);
    assert!(sandbox.bytes("yearbook.db") == before);
    store.holds_pages(false).expect("a setting");
    change(20000);
    assert!(sandbox.bytes("yearbook.db") != before);
    store.roll_back().expect("as it was");
    assert!(sandbox.bytes("yearbook.db") == before);
}
