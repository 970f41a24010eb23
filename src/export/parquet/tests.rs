#![allow(clippy::expect_used)]

use rusqlite::Connection;

use super::*;
use crate::store::{Limits, Store};
use crate::{LoadOptions, load};

/// A small database.
fn database(folder: &Path) -> Sandbox {
    let resource = r#"{"name": "sources", "path": "sources.csv"}"#;
    let descriptor = format!(r#"{{"name": "d", "resources": [{resource}]}}"#);
    std::fs::write(folder.join("datapackage.json"), descriptor).expect("a file");
    std::fs::write(folder.join("sources.csv"), "code,title\ns,S\n").expect("a file");
    let db = folder.join("d.db");
    load(&[folder], &db, &LoadOptions::new()).expect("a load");
    Store::open(&db).and_then(|store| store.into_sandbox(Limits::default())).expect("a sandbox")
}

/// The plan of a statement, a step a line.
fn plan(sql: &str, sandbox: &Sandbox) -> String {
    let mut plan = String::new();
    let step = |row: &[Cell]| {
        plan.extend(row.last().and_then(Cell::text));
        plan.push('\n');
        Ok(true)
    };
    sandbox.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).and_then(|mut it| it.for_each(step)).expect("a plan");
    plan
}

#[test]
fn figures_are_read_in_their_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let sandbox = database(folder.path());
    for source in [None, Some("s".to_owned())] {
        let filter = Filter { metric: Some("m".to_owned()), source, ..Filter::default() };
        for filter in [Filter::default(), filter] {
            let tables = tables::all(&filter, &sandbox).expect("the tables");
            let table = tables.iter().find(|table| table.has_figures()).expect("that of figures");
            let plan = plan(&table.sql, &sandbox);
            assert!(plan.contains("SCAN s") || plan.contains("SEARCH s"), "{plan}");
            assert!(!plan.contains("TEMP B-TREE"), "{plan}");
        }
    }
}

/// What is refused of rows of shards, in SQLite, which runs the same texts.
fn refused(rows: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let sandbox = database(folder.path());
    Units::read(&sandbox).and_then(|units| units.define(&sandbox)).expect("the functions");
    let tables = tables::all(&Filter::default(), &sandbox).expect("the tables");

    let connection = Connection::open_in_memory().expect("a database");
    let run = |sql: &str| connection.execute_batch(sql).expect(sql);
    for table in &tables {
        let columns: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        run(&format!("CREATE TABLE shard_{} ({}, shard)", table.name, columns.join(", ")));
    }
    run(rows);
    for (name, sql) in derive::all(&tables) {
        run(&format!("CREATE TABLE {name} AS {sql}"));
    }
    let mut statement = connection.prepare("SELECT problem FROM refused ORDER BY problem").expect("the table");
    let problems = statement.query_map([], |row| row.get(0)).and_then(Iterator::collect);
    problems.expect("rows")
}

/// Rows of two shards, with these ids of the things that the second one has.
fn rows(ids: [i64; 5]) -> String {
    let [series, source, edition, load, file] = ids;
    format!(
        "INSERT INTO shard_series (series_id, metric, region, sector, enterprise, breakdown, shard)
         VALUES (1, 'jobs', 'c', '', '', '', 'a'), (1, 'jobs', 'c', '', '', '', 'b'), ({series}, 'rate', 'p', '', '', '', 'b');
         INSERT INTO shard_source (source_id, code, title, shard) VALUES (1, 'book', 'Book', 'a'), ({source}, 'note', 'Note', 'b');
         INSERT INTO shard_edition (source_id, edition, title, published_on, published_end, shard)
         VALUES (1, 1, 'Book', '2023', '2023-12-31', 'a'), (1, {edition}, 'Book 2', '2024', '2024-12-31', 'a');
         INSERT INTO shard_load (load_id, shard) VALUES (1, 'a'), ({load}, 'b');
         INSERT INTO shard_load_file (file_id, load_id, shard) VALUES (1, 1, 'a'), ({file}, {load}, 'b');"
    )
}

#[test]
fn two_things_with_one_id_are_refused() {
    assert_eq!(refused(&rows([2; 5])), Vec::<String>::new());
    let expected = [
        "two editions of one source have one id: `Book` and `Book 2`",
        "two files have one id, in the shards `a` and `b`",
        "two loads have one id, in the shards `a` and `b`",
        "two series have one id: `jobs c   ` and `rate p   `",
        "two sources have one id: `book` and `note`",
    ];
    assert_eq!(refused(&rows([1; 5])), expected);
}
