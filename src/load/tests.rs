//! However figures get into a file, the file says the same: written as pages, by SQLite, or joined with what was there.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod keeping;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::schema::TABLES;
use crate::dataset::{Folder, Package};
use crate::load::{How, Input, Limits, Loaded, check, load};
use crate::problem::Problems;
use crate::store::Store;
use proptest::prelude::*;
use rusqlite::Connection;

/// Sizes at which a few rows are sorted in many runs, most of them in files, and handed on one by one.
const TOY: Limits = Limits { run: 300, sorted: 500, files: 2, batch: 64, blocks_ahead: 1, seek_ratio: 4 };

/// The key of a figure: metric, region, breakdown, period and source.
type Key = (u8, u8, u8, u8, u8);

/// What is stated of it: value, qualifier, status and how long its note is.
type Content = (i32, u8, u8, u16);

type Figures = BTreeMap<Key, Content>;

fn figures() -> impl Strategy<Value = Figures> {
    let key = (0..3_u8, 0..3_u8, 0..2_u8, 0..5_u8, 0..3_u8);
    let length = prop_oneof![8 => 0..40_u16, 1 => 3_000..12_000_u16];
    prop::collection::btree_map(key, (-9_999..9_999_i32, 0..7_u8, 0..3_u8, length), 0..70)
}

/// Writes a dataset whose rows stand in an order that depends on the seed.
fn write(folder: &Path, figures: &Figures, seed: u64) {
    let tables = [
        ("sources", "code,title,published_on\ns2,Second,2025-02-01\ns0,Zero,\ns1,First,2025-01-01\n".to_owned()),
        ("units", "code,name,dimension,factor\nu,unit,d,1\n".to_owned()),
        ("regions", "code,name,level\nr0,Zero,area\nr1,One,area\nr2,Two,area\n".to_owned()),
        ("metrics", "code,name,unit,kind\nm0,Zero,u,level\nm1,One,u,level\nm2,Two,u,level\n".to_owned()),
        ("observations", rows(figures, seed)),
    ];
    std::fs::create_dir_all(folder).expect("a folder");
    let resources = tables.each_ref().map(|(name, _)| format!(r#"{{"name": "{name}", "path": "{name}.csv"}}"#));
    let descriptor = format!(r#"{{"name": "d", "resources": [{}]}}"#, resources.join(", "));
    std::fs::write(folder.join("datapackage.json"), descriptor).expect("a descriptor");
    for (name, text) in tables {
        std::fs::write(folder.join(format!("{name}.csv")), text).expect("a table");
    }
}

fn rows(figures: &Figures, seed: u64) -> String {
    let mut rows: Vec<(u64, String)> = figures
        .iter()
        .zip(1_u64..)
        .map(|((key, content), number)| {
            let order =
                if seed == 0 { number } else { number.wrapping_mul(seed | 1).rotate_left(17).wrapping_mul(seed | 1) };
            (order, row(*key, *content))
        })
        .collect();
    rows.sort();
    let header = "metric,region,breakdown,period,source,value,status,note\n".to_owned();
    rows.into_iter().fold(header, |text, (_, row)| text + &row)
}

fn row((metric, region, breakdown, period, source): Key, (value, qualifier, status, note): Content) -> String {
    let region = if region == 0 { String::new() } else { format!("r{region}") };
    let breakdown = if breakdown == 0 { "" } else { "sex=F" };
    let period = ["2023", "2024-Q4", "2024", "2023-H1", "2025-01"][usize::from(period)];
    let value = f64::from(value) / 4.0;
    let value = match qualifier {
        0 => String::new(),
        1 => format!(">{value}"),
        2 => format!("~{value}"),
        3 => format!("{value}..{}", value + 1.5),
        _ => value.to_string(),
    };
    let status = if value.is_empty() { "O" } else { ["A", "F", "E"][usize::from(status)] };
    format!("m{metric},{region},{breakdown},{period},s{source},{value},{status},{}\n", "n".repeat(usize::from(note)))
}

/// Loads a dataset as the program does; `complete` withdraws what it does not state.
fn load_into(db: &Path, dataset: &Path, is_complete: bool, is_plain: bool, limits: Limits) -> Loaded {
    let mut problems = Problems::default();
    let packages = Package::open_all(&[Folder::disk(dataset.to_owned())], &mut problems).expect("a dataset");
    let complete = if is_complete { vec!["d".to_owned()] } else { Vec::new() };
    let how = How { is_plain, limits, ..How::unrecorded(&complete) };
    let input = || Input { packages: &packages, reports: Vec::new(), creates: &[], overrides: false };
    let mut foresee = |store: &Store| check(store, db, input(), how, &mut problems, &mut |_| Ok(())).expect("a check");
    // A file may be checked by a program that only reads it, too.
    let read_only = db.exists().then(|| foresee(&Store::open(db).expect("a store")));
    let store = Store::open_or_create(db, None).expect("a store");
    let foreseen = foresee(&store);
    let loaded = load(&store, input(), how, &mut problems, &mut |_| Ok(())).expect("a load");
    assert!(problems.is_empty());
    for foreseen in read_only.into_iter().chain([foreseen]) {
        assert_eq!((foreseen.counts, foreseen.withdrawn), (loaded.counts, loaded.withdrawn));
    }
    store.finish().expect("a file");
    loaded
}

/// All that a file says of its figures, with every total counted again and compared.
fn content(db: &Path) -> Vec<String> {
    let connection = Connection::open(db).expect("the database");
    let texts = |sql: &str| -> Vec<String> {
        let mut statement = connection.prepare(sql).expect("a statement");
        statement.query_map([], |row| row.get(0)).and_then(Iterator::collect).expect("rows")
    };
    assert_eq!(texts("PRAGMA integrity_check"), ["ok"]);
    assert_eq!(texts("SELECT \"table\" FROM pragma_foreign_key_check"), [""; 0]);
    let counted = "
        SELECT s.series_id, count(o.series_id), count(o.series_id) - count(o.value),
               coalesce(sum(o.comparator <> '='), 0), coalesce(sum(o.status = 'F'), 0), count(o.period_inferred),
               count(o.period) - count(DISTINCT o.period),
               (SELECT p.code FROM observation AS b JOIN period AS p ON p.code = b.period
                 WHERE b.series_id = s.series_id ORDER BY p.start_date, p.end_date LIMIT 1),
               (SELECT p.code FROM observation AS b JOIN period AS p ON p.code = b.period
                 WHERE b.series_id = s.series_id ORDER BY p.end_date DESC, p.start_date DESC LIMIT 1),
               (SELECT p.code FROM observation AS b JOIN period AS p ON p.code = b.period
                 WHERE b.series_id = s.series_id AND b.value IS NOT NULL AND b.status <> 'F'
                 ORDER BY p.end_date DESC, p.start_date DESC LIMIT 1),
               (SELECT count(DISTINCT p.frequency) > 1 FROM observation AS b JOIN period AS p ON p.code = b.period
                 WHERE b.series_id = s.series_id AND b.value IS NOT NULL AND b.status <> 'F')
          FROM series AS s LEFT JOIN observation AS o ON o.series_id = s.series_id GROUP BY s.series_id";
    let kept = "SELECT series_id, observations, missing, qualified, forecast, inferred, alternatives, first_period, last_period,
                       latest_period, mixed
                  FROM series";
    let differing = |left: &str, right: &str| {
        texts(&format!("SELECT count(*) || '' FROM (SELECT * FROM ({left}) EXCEPT SELECT * FROM ({right}))"))
    };
    assert_eq!(differing(counted, kept), ["0"]);
    assert_eq!(differing(kept, counted), ["0"]);
    let coverage =
        "SELECT metric, first_period, last_period, coalesce(latest_period, ''), count(*), sum(observations), sum(missing), sum(qualified),
                           sum(forecast), sum(inferred) FROM series WHERE observations > 0 GROUP BY 1, 2, 3, 4";
    assert_eq!(differing(coverage, "SELECT * FROM coverage"), ["0"]);
    assert_eq!(differing("SELECT * FROM coverage", coverage), ["0"]);
    let stated = "SELECT s.source_id, count(o.series_id) FROM source AS s LEFT JOIN observation AS o USING (source_id) GROUP BY 1";
    assert_eq!(differing(stated, "SELECT source_id, observations FROM source"), ["0"]);
    texts(
        "SELECT quote(metric) || quote(region) || quote(breakdown) || quote(period) || quote(source) || quote(value) ||
                quote(comparator) || quote(upper) || quote(status) || quote(note) || quote(s.checksum)
           FROM fact JOIN (SELECT series_id, checksum FROM series) AS s USING (series_id) ORDER BY 1",
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn every_way_into_a_file_gives_the_same_content(before in figures(), after in figures(), seed in any::<u64>()) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        // Some figures of before stay, some are revised, some are left out, and some are new.
        let kept: Figures = before.iter().step_by(2).map(|(key, content)| (*key, *content)).collect();
        let now: Figures = kept.into_iter().chain(after).collect();
        write(&path("before"), &before, seed);
        write(&path("now"), &now, 0);
        write(&path("shuffled"), &now, seed);

        load_into(&path("bulk.db"), &path("now"), false, false, Limits::default());
        let expected = content(&path("bulk.db"));
        prop_assert_eq!(expected.len(), now.len());
        for (name, is_plain, limits) in [("toy.db", false, TOY), ("plain.db", true, TOY)] {
            load_into(&path(name), &path("shuffled"), false, is_plain, limits);
            prop_assert_eq!(&content(&path(name)), &expected);
        }
        for (name, seek_ratio) in [("walk.db", u64::MAX), ("seek.db", 0), ("some.db", 2)] {
            load_into(&path(name), &path("before"), false, false, TOY);
            let limits = Limits { seek_ratio, ..TOY };
            let joined = load_into(&path(name), &path("shuffled"), false, false, limits);
            let revised = now.iter().filter(|(key, content)| before.get(key).is_some_and(|old| {
                row(**key, **content) != row(**key, *old)
            }));
            prop_assert_eq!(joined.counts.revised, revised.count() as u64);
            // What is stated no more stays until the dataset is said to be complete.
            let union: Figures = before.iter().chain(&now).map(|(key, content)| (*key, *content)).collect();
            prop_assert_eq!(content(&path(name)).len(), union.len());
            let complete = load_into(&path(name), &path("now"), true, false, limits);
            prop_assert_eq!(complete.withdrawn, (union.len() - now.len()) as u64);
            prop_assert_eq!(&content(&path(name)), &expected);
            let again = load_into(&path(name), &path("shuffled"), true, false, limits);
            prop_assert_eq!(again.load_id, None);
        }
    }
}

#[test]
fn figures_that_another_program_changed_are_read_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = changed_by_another_program(folder.path(), "UPDATE observation SET value = 7 WHERE period = '2024'");
    // The checksum of the series is as before: it is not trusted.
    assert_eq!(load_into(&db, &folder.path().join("dataset"), false, false, TOY).counts.revised, 1);
    assert!(content(&db).iter().all(|figure| figure.contains("100.0")));
}

/// A file of three figures of one series, changed by another program.
fn changed_by_another_program(folder: &Path, sql: &str) -> PathBuf {
    let (db, dataset) = (folder.join("t.db"), folder.join("dataset"));
    let figures: Figures = (0..3).map(|period| ((0, 1, 0, period, 0), (400, 6, 0, 0))).collect();
    write(&dataset, &figures, 0);
    load_into(&db, &dataset, false, false, TOY);
    let other = Connection::open(&db).expect("the database");
    other.execute_batch(sql).expect("a change");
    db
}

const NEW_FIGURE: &str = "INSERT INTO observation (series_id, period, source_id, file_id, line, value)
                          SELECT series_id, period, 1 + (source_id + 1) % 3, file_id, line, 1 FROM observation";

#[test]
fn totals_are_counted_again_after_another_program_has_changed_figures() {
    for sql in ["DELETE FROM observation WHERE period = '2024'", "DELETE FROM observation", NEW_FIGURE] {
        let folder = tempfile::tempdir().expect("a folder");
        let db = changed_by_another_program(folder.path(), sql);
        for is_complete in [false, true] {
            load_into(&db, &folder.path().join("dataset"), is_complete, false, TOY);
            // Every total is compared with what SQL counts.
            let stored = content(&db).len();
            assert_eq!(stored, if sql == NEW_FIGURE && !is_complete { 6 } else { 3 }, "{sql}");
        }
    }
}

#[test]
fn a_file_that_sqlite_wrote_is_known_as_one_that_nobody_has_changed_since() {
    let folder = tempfile::tempdir().expect("a folder");
    let (db, dataset) = (folder.path().join("t.db"), folder.path().join("dataset"));
    write(&dataset, &Figures::from([((0, 1, 0, 0, 0), (400, 6, 0, 0))]), 0);
    for is_plain in [true, false] {
        load_into(&db, &dataset, false, is_plain, TOY);
        let store = Store::open_or_create(&db, None).expect("a store");
        assert!(store.is_as_loaded().expect("an answer") && store.last_load().expect("an answer").is_some());
        std::fs::remove_file(&db).expect("no database");
    }
}

/// The bulk page writer has these tables in its code: a change of them is a change of `load/build` too.
#[test]
fn the_tables_that_are_written_page_by_page_are_known() {
    let store = Store::empty().expect("a store");
    let sql = "SELECT name || coalesce(char(10) || sql, '') FROM sqlite_master
                WHERE tbl_name IN ('observation', 'series') AND rootpage > 0 ORDER BY name";
    let mut statement = store.connection().prepare(sql).expect("a statement");
    let tables: Vec<String> = statement.query_map([], |row| row.get(0)).and_then(Iterator::collect).expect("tables");
    insta::assert_snapshot!("tables_written_page_by_page", tables.join("\n\n"));
}

#[test]
fn an_index_that_the_bulk_page_writer_does_not_know_ends_the_load() {
    let folder = tempfile::tempdir().expect("a folder");
    let (db, dataset) = (folder.path().join("t.db"), folder.path().join("dataset"));
    write(&dataset, &Figures::from([((0, 1, 0, 0, 0), (400, 6, 0, 0))]), 0);
    let store = Store::open_or_create(&db, None).expect("a store");
    store.connection().execute_batch("CREATE INDEX unknown ON series (breakdown)").expect("an index");
    let packages = Package::open_all(&[Folder::disk(dataset)], &mut Problems::default()).expect("a dataset");
    let how = How { limits: TOY, ..How::unrecorded(&[]) };
    let input = Input { packages: &packages, reports: Vec::new(), creates: &[], overrides: false };
    let error = load(&store, input, how, &mut Problems::default(), &mut |_| Ok(())).expect_err("an error");
    assert!(error.to_string().contains("`unknown` was not written"), "{error}");
}

#[test]
fn the_page_on_datasets_lists_their_columns() {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference/dataset.md"))
        .expect("the page");
    for table in &TABLES {
        let columns =
            table.columns.iter().map(|column| format!("{}{}", column.name, if column.required { "*" } else { "" }));
        let row = format!("| `{}` | {} |", table.resource, columns.collect::<Vec<_>>().join(", "));
        assert!(page.contains(&row), "the page lacks:\n{row}");
    }
}
