//! Trees that are written whole are trees as SQLite knows them, of every height and with every kind of end.

#![allow(clippy::expect_used)]

use std::fs::File;
use std::path::Path;

use rusqlite::Connection;

use super::pages::Pages;
use super::record::{Field, Fields, encode, encode_around};
use super::tree::{Kind, Tree};

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

/// A text whose length depends on its number: most fit on a page of 512 bytes, some need one overflow page or many.
fn text(number: i64) -> String {
    let length = if number % 97 == 5 { number * 1013 % 5003 } else { number * 37 % 71 };
    format!("{number:04}{}", "x".repeat(length as usize))
}

fn write(db: &Path, (numbered, keyed): (u32, u32), rows: i64) {
    let file = File::options().read(true).write(true).open(db).expect("the database");
    let mut pages = Pages::append_to(file).expect("its pages");
    let mut trees = (Tree::new(&pages, Kind::Table, 0), Tree::new(&pages, Kind::Index, 0));
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
    let folder = tempfile::tempdir().expect("a folder");
    for rows in (0..260).chain((260..6000).step_by(397)) {
        let db = folder.path().join("t.db");
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
fn the_page_that_sqlite_locks_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = folder.path().join("t.db");
    let roots = empty(&db, 65536);
    // A hole up to one page before the one that holds the byte at 1 GiB.
    File::options().write(true).open(&db).and_then(|file| file.set_len((1 << 30) - 65536)).expect("a hole");
    write(&db, roots, 6000);
    let connection = Connection::open(&db).expect("the database");
    let mut statement = connection.prepare("PRAGMA integrity_check").expect("a check");
    let lines: Vec<String> =
        statement.query_map([], |row| row.get(0)).and_then(Iterator::collect).expect("what the check says");
    assert!(lines.iter().all(|line| line.contains("never used")), "{lines:?}");
    let found: (i64, i64) = connection
        .query_row("SELECT (SELECT count(*) FROM numbered), (SELECT count(*) FROM keyed)", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .expect("two counts");
    assert_eq!(found, (6000, 6000));
    assert!(std::fs::metadata(&db).expect("a size").len() > (1 << 30) + 65536);
}

#[test]
fn a_record_is_read_as_it_was_written() {
    let numbers = [0, 1, -1, 127, -129, 32_768, 8_388_608, 1 << 31, 1 << 47, i64::MAX, i64::MIN];
    let reals = [0.0, -0.0, 1.0, 1.5, -3.0, 140_737_488_355_327.0, 140_737_488_355_328.0, 1e300, 0.1];
    for (place, (number, value)) in numbers.iter().flat_map(|number| reals.map(|value| (*number, value))).enumerate() {
        let text = "t".repeat(place % 150);
        let fields = [Field::Integer(number), Field::Real(value), Field::Null, Field::Text(text.as_bytes())];
        let mut record = Vec::new();
        encode::<4>(&fields, &mut record);
        let read: Vec<Field<'_>> = Fields::of(&record).expect("a record").collect();
        assert_eq!(read, fields.map(Field::stored));
    }
}

#[test]
fn a_record_around_a_content_is_the_record_of_all_values() {
    for content in [&[Field::Real(2.5), Field::Text(b"page 3")][..], &[Field::Null, Field::Null, Field::Text(b"B")]] {
        let (before, between) = ([Field::Integer(7), Field::Text(b"2025")], [Field::Integer(300)]);
        let (mut inner, mut around, mut all) = (Vec::new(), Vec::new(), Vec::new());
        encode::<7>(content, &mut inner);
        encode_around(before, &inner, between, &mut around);
        let values: Vec<Field<'_>> =
            before.into_iter().chain([content[0]]).chain(between).chain(content[1..].iter().copied()).collect();
        encode::<7>(&values, &mut all);
        assert_eq!(around, all);
    }
}
