//! The limits of statements, and how they read the database of another time.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use super::{Limits, Store};
use crate::model::period::parse_date;
use crate::table::Cell;
use crate::{LoadOptions, load};

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

#[test]
fn former_figures_are_looked_up_by_their_keys() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("yearbook.db");
    for year in [2023, 2024] {
        let tables = [
            ("sources", format!("code,title,published_on\ns,S,{year}\n")),
            ("units", "code,name,dimension,factor\none,One,d,1\n".to_owned()),
            ("metrics", "code,name,unit,kind\nx,X,one,level\n".to_owned()),
            ("observations", format!("metric,period,value,source\nx,2020,{year},s\n")),
        ];
        let resources = tables.map(|(table, text)| {
            std::fs::write(folder.path().join(format!("{table}.csv")), text).expect("a table");
            format!(r#"{{"name": "{table}", "path": "{table}.csv"}}"#)
        });
        let descriptor = format!(r#"{{"name": "d", "resources": [{}]}}"#, resources.join(", "));
        std::fs::write(folder.path().join("datapackage.json"), descriptor).expect("a descriptor");
        load(&[folder.path()], &file, &LoadOptions::new()).expect("a load");
    }
    let open = || Store::open(&file).expect("the database");
    let day = parse_date("2023-12-31").expect("a day");
    for store in [open().at_load(1), open().published_by(day).map(|(store, _)| store)] {
        let sandbox = store.and_then(|store| store.into_sandbox(Limits::default())).expect("a sandbox");
        let lines = |sql: &str| {
            let mut lines = Vec::new();
            let line = |row: &[Cell]| {
                lines.extend(row.last().map(|cell| format!("{cell:?}")));
                Ok(true)
            };
            sandbox.prepare(sql).and_then(|mut statement| statement.for_each(line)).expect(sql);
            lines
        };
        assert_eq!(lines("SELECT value FROM fact"), ["Real(2023.0)"]);
        let joined = "FROM series AS s CROSS JOIN observation AS o ON o.series_id = s.series_id";
        let plan = lines(&format!("EXPLAIN QUERY PLAN SELECT o.value {joined}"));
        let steps = |begin: &str| plan.iter().filter(|step| step.starts_with(&format!("Text(\"{begin}"))).count();
        assert_eq!((steps("SEARCH o "), steps("SEARCH temp.shadow_former ")), (1, 1), "{plan:?}");
    }
}
