//! What the schema promises, whatever is in it.

use std::collections::BTreeSet;
use std::process::{Child, Stdio};

use rusqlite::Connection;
use yearbook::{APPLICATION_ID, SCHEMA_VERSION};

use crate::sandbox::{Sandbox, project};

fn demo() -> (Sandbox, Connection) {
    let sandbox = Sandbox::with_demo();
    let connection = Connection::open(sandbox.path("yearbook.db")).expect("the database");
    (sandbox, connection)
}

fn texts(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).expect("a statement");
    let rows = statement.query_map([], |row| row.get(0)).expect("rows");
    rows.collect::<Result<_, _>>().expect("texts")
}

const TABLES: &str =
    "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name";

#[test]
fn the_file_says_what_it_is() {
    let (_sandbox, connection) = demo();
    let pragma = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0)).expect("a number");
    assert_eq!(pragma("application_id"), APPLICATION_ID);
    assert_eq!(pragma("user_version"), SCHEMA_VERSION);
    let newest = migrations::migrations::runner().get_migrations().iter().map(refinery::Migration::version).max();
    assert_eq!(newest, Some(SCHEMA_VERSION));
    assert_eq!(texts(&connection, "PRAGMA integrity_check"), ["ok"]);
    assert!(texts(&connection, "PRAGMA foreign_key_check").is_empty());
}

#[test]
fn the_dictionary_has_every_column_and_no_other() {
    let (_sandbox, connection) = demo();
    let columns = "SELECT t.name || ' ' || (c.cid + 1) || ' ' || c.name || ' ' || upper(c.type)
                     FROM sqlite_schema AS t JOIN pragma_table_xinfo(t.name) AS c
                    WHERE t.type IN ('table', 'view') AND t.name NOT LIKE 'sqlite_%' ORDER BY t.name, c.cid";
    let explained = "SELECT table_name || ' ' || position || ' ' || column_name || ' ' || type
                       FROM data_dictionary WHERE position > 0 ORDER BY table_name, position";
    assert_eq!(texts(&connection, columns), texts(&connection, explained));
    let tables = "SELECT table_name FROM data_dictionary WHERE position = 0 ORDER BY 1";
    assert_eq!(texts(&connection, TABLES), texts(&connection, tables));
    // A meaning of what there is not would not reach the table.
    let source = std::fs::read_to_string(project().join("migrations/V06__data_dictionary.sql")).expect("the meanings");
    let of = |view: &str| {
        let count = format!("SELECT cast(count(*) AS TEXT) FROM data_dictionary WHERE table_name = '{view}'");
        texts(&connection, &count)[0].parse::<usize>().expect("a number")
    };
    let derived = 3 * (of("fact") - 1);
    let all = texts(&connection, "SELECT table_name FROM data_dictionary").len();
    assert_eq!(source.lines().filter(|line| line.starts_with("  ('")).count(), all - derived);
}

#[test]
fn every_column_of_a_view_has_a_type() {
    let (_sandbox, connection) = demo();
    let types = "SELECT DISTINCT c.type FROM sqlite_schema AS t JOIN pragma_table_xinfo(t.name) AS c
                  WHERE t.type = 'view' ORDER BY 1";
    assert_eq!(texts(&connection, types), ["INT", "INTEGER", "REAL", "TEXT"]);
    // Programs that read the text of a view do not know these.
    for word in ["GLOB", "NOT LIKE", "max(", "min("] {
        let views = format!("SELECT name FROM sqlite_schema WHERE type = 'view' AND instr(sql, '{word}') > 0");
        assert_eq!(texts(&connection, &views), Vec::<String>::new(), "{word}");
    }
}

#[test]
fn every_table_keeps_its_types_and_says_its_grain() {
    let (_sandbox, connection) = demo();
    let own = "name NOT LIKE 'sqlite_%' AND name <> 'refinery_schema_history'";
    let without_grain = format!(
        "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND {own} AND sql NOT LIKE '%-- One row %'"
    );
    assert_eq!(texts(&connection, &without_grain), Vec::<String>::new());
    let strict = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%STRICT%'";
    assert_eq!(texts(&connection, strict), Vec::<String>::new());
    // The number of a row, and a column with a list of its values, need no other check.
    let unchecked = format!(
        "SELECT t.name || '.' || c.name
           FROM (SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND {own}) AS t JOIN pragma_table_info(t.name) AS c
          WHERE instr(t.sql, 'typeof(' || c.name || ')') = 0 AND instr(t.sql, 'CHECK (' || c.name || ' IN (') = 0
            AND NOT (c.pk = 1 AND c.type = 'INTEGER' AND t.sql LIKE '%' || c.name || '%INTEGER PRIMARY KEY%')"
    );
    assert_eq!(texts(&connection, &unchecked), Vec::<String>::new());
    let unnamed = format!(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND {own}
            AND (length(sql) - length(replace(sql, 'CHECK (', ''))) / 7 >
                (length(sql) - length(replace(sql, 'CONSTRAINT ', ''))) / 11"
    );
    assert_eq!(texts(&connection, &unnamed), Vec::<String>::new());
}

#[test]
fn constraints_reject_invalid_rows() {
    let (_sandbox, connection) = demo();
    connection.pragma_update(None, "foreign_keys", true).expect("foreign keys");
    for (sql, constraint) in [
        ("UPDATE observation SET comparator = 'about'", "observation_comparator_known"),
        ("UPDATE observation SET upper = 1 WHERE comparator = '='", "observation_upper_of_range"),
        ("UPDATE observation SET value = NULL", "observation_missing_says_so"),
        ("UPDATE observation SET status = 'O'", "observation_missing_says_so"),
        ("UPDATE observation SET status = 'X'", "observation_status_known"),
        ("UPDATE region SET parent = code WHERE code = 'CN'", "region_parent_is_other"),
        ("INSERT INTO alias (name) VALUES ('nothing')", "alias_of_one_thing"),
        ("UPDATE load SET read = read + 1", "load_adds_up"),
        ("UPDATE period SET end_date = '1900-01-01'", "period_runs_forward"),
        ("INSERT INTO series (metric, region, observations) VALUES ('cycle-time', 'Atlantis', 1)", "FOREIGN KEY"),
        ("UPDATE series SET region = 'Atlantis' WHERE series_id = 1", "FOREIGN KEY"),
        ("INSERT INTO series (metric, region, sector) VALUES ('cycle-time', '330200', 'air-fryers')", "UNIQUE"),
        ("UPDATE observation SET value = 'many'", "observation_types"),
        ("UPDATE source SET title = x'00'", "source_types"),
        ("UPDATE metric SET decimals = 1.5", "metric_types"),
        ("UPDATE edition SET published_on = '2025-02-30'", "edition_published_on_is_date"),
        ("UPDATE edition SET retrieved_on = '2025-13'", "edition_retrieved_on_is_date"),
        ("UPDATE observation SET edition = 9", "FOREIGN KEY"),
        ("UPDATE sector SET scheme = 'nace' WHERE code = 'isic4-C'", "FOREIGN KEY"),
        ("UPDATE region SET valid_from = '2016-02-30'", "region_valid_from_is_date"),
        ("UPDATE sector SET valid_until = 'soon'", "sector_valid_until_is_date"),
        ("UPDATE enterprise SET valid_from = '2016-02', valid_until = '2016-01-31'", "enterprise_valid_forward"),
        (
            "INSERT INTO succession (region, successor_sector, succeeded_on) VALUES ('CN', 'isic4-C', '2016')",
            "of_one_kind",
        ),
        ("INSERT INTO succession (region, successor_region, succeeded_on) VALUES ('CN', 'CN', '2016')", "by_other"),
        ("INSERT INTO succession (region, successor_region, succeeded_on) VALUES ('CN', 'XX', '2016')", "FOREIGN KEY"),
    ] {
        let error = connection.execute(sql, []).expect_err(sql).to_string();
        assert!(error.contains(constraint), "{sql}: {error}");
    }
}

#[test]
fn display_shows_comparator_sign_and_digits() {
    let (_sandbox, connection) = demo();
    for (value, upper, comparator, decimals, display) in [
        ("8800", "NULL", ">", "NULL", "> 8,800"),
        ("8800", "NULL", ">=", "1", "≥ 8,800.0"),
        ("13.1", "NULL", "=", "1", "13.1"),
        ("13", "NULL", "=", "1", "13.0"),
        ("13.16", "NULL", "=", "1", "13.16"),
        ("-0.4", "NULL", "=", "NULL", "-0.4"),
        ("-1234567.5", "NULL", "~", "2", "~ -1,234,567.50"),
        ("8.17e-05", "NULL", "=", "1", "0.0000817"),
        ("0.0", "NULL", "=", "0", "0"),
        ("1e20", "NULL", "<", "2", "< 100,000,000,000,000,000,000.00"),
        ("1e21", "NULL", "<", "2", "< 1e+21"),
        ("-19588089900000000", "NULL", "=", "NULL", "-19,588,089,900,000,000"),
        ("11.653308", "NULL", "=", "NULL", "11.653308"),
        ("1e15", "2.5e15", "..", "0", "1,000,000,000,000,000–2,500,000,000,000,000"),
        ("35", "68.5", "..", "NULL", "35–68.5"),
        ("-68", "-35", "..", "1", "-68.0 – -35.0"),
        ("0.3", "NULL", "<=", "NULL", "≤ 0.3"),
        // Fifteen digits are sure; more are shown only where they were reported.
        ("0.1", "NULL", "=", "NULL", "0.1"),
        ("99999999999999.95", "NULL", "=", "NULL", "100,000,000,000,000"),
    ] {
        let change = format!(
            "UPDATE metric SET decimals = {decimals} WHERE code = 'cycle-time';
             UPDATE observation SET value = {value}, upper = {upper}, comparator = '{comparator}'
              WHERE series_id = (SELECT series_id FROM series WHERE metric = 'cycle-time')"
        );
        connection.execute_batch(&change).expect("a change");
        assert_eq!(texts(&connection, "SELECT display FROM fact WHERE metric = 'cycle-time'"), [display]);
    }
}

#[test]
fn digits_that_no_number_holds_are_shown_as_reported() {
    let (_sandbox, connection) = demo();
    for (value, reported, display) in [
        ("9007199254740993", "9007199254740993", "9,007,199,254,740,993.0"),
        ("-99999999999999.95", "-99999999999999.95", "-99,999,999,999,999.95"),
        ("0.1234567890123456789", "0.1234567890123456789", "0.1234567890123456789"),
        (
            "123456789012345678901234567890",
            "123456789012345678901234567890",
            "123,456,789,012,345,678,901,234,567,890.0",
        ),
        // What is not this number is not shown for it: words, another number, one in another unit.
        ("2", "two hundred years of it", "2.0"),
        ("2", "9007199254740993", "2.0"),
        ("9007199254740.993", "9007199254740993 thousandths", "9,007,199,254,740.99"),
    ] {
        let change = format!(
            "UPDATE metric SET decimals = 1 WHERE code = 'cycle-time';
             UPDATE observation SET value = {value}, upper = NULL, comparator = '=', reported = '{reported}'
              WHERE series_id = (SELECT series_id FROM series WHERE metric = 'cycle-time')"
        );
        connection.execute_batch(&change).expect("a change");
        assert_eq!(texts(&connection, "SELECT display FROM fact WHERE metric = 'cycle-time'"), [display]);
    }
}

#[test]
fn bounds_are_those_that_the_comparator_implies() {
    let (_sandbox, connection) = demo();
    for (comparator, upper, bounds) in [
        ("=", "NULL", "5.0 5.0"),
        ("~", "NULL", "open open"),
        (">", "NULL", "5.0 open"),
        (">=", "NULL", "5.0 open"),
        ("<", "NULL", "open 5.0"),
        ("<=", "NULL", "open 5.0"),
        ("..", "7", "5.0 7.0"),
    ] {
        let change = format!(
            "UPDATE observation SET value = 5, upper = {upper}, comparator = '{comparator}'
              WHERE series_id = (SELECT series_id FROM series WHERE metric = 'cycle-time')"
        );
        connection.execute_batch(&change).expect("a change");
        let found = texts(
            &connection,
            "SELECT coalesce(low, 'open') || ' ' || coalesce(high, 'open') FROM fact WHERE metric = 'cycle-time'",
        );
        assert_eq!(found, [bounds], "{comparator}");
    }
}

#[test]
fn the_diagram_in_the_documentation_is_the_schema() {
    let (_sandbox, connection) = demo();
    let documentation = std::fs::read_to_string(project().join("src/lib.rs")).expect("the documentation");
    let diagram =
        documentation.split("```mermaid").nth(1).and_then(|rest| rest.split("```").next()).expect("a diagram");
    let drawn: BTreeSet<String> = diagram
        .lines()
        .filter_map(|line| {
            let mut words = line.trim_start_matches("//!").split_whitespace();
            let (parent, arrow, child) = (words.next()?, words.next()?, words.next()?);
            arrow.contains("--").then(|| format!("{} -> {}", child, parent))
        })
        .collect();
    let keys: BTreeSet<String> = texts(
        &connection,
        "SELECT DISTINCT t.name || ' -> ' || k.\"table\" FROM sqlite_schema AS t, pragma_foreign_key_list(t.name) AS k
          WHERE t.type = 'table'",
    )
    .into_iter()
    .collect();
    assert_eq!(drawn, keys);
}

#[test]
fn files_of_other_programs_are_errors() {
    let sandbox = Sandbox::new();
    let file = sandbox.path("other.db");
    Connection::open(&file).and_then(|other| other.execute_batch("CREATE TABLE t (x)")).expect("another database");
    sandbox.write("text.db", "no database at all, but long enough to be looked at as one");
    sandbox.run(&["--db", "newer.db", "init"]);
    let newer = Connection::open(sandbox.path("newer.db")).expect("the database");
    newer.pragma_update(None, "user_version", SCHEMA_VERSION + 1).expect("a version");
    drop(newer);
    sandbox.run(&["--db", "restored.db", "init"]);
    let restored = Connection::open(sandbox.path("restored.db")).expect("the database");
    restored.execute_batch("PRAGMA application_id = 0; PRAGMA user_version = 0").expect("what a dump leaves out");
    drop(restored);
    sandbox.run(&["--db", "early.db", "init"]);
    let early = Connection::open(sandbox.path("early.db")).expect("the database");
    let migration = "UPDATE refinery_schema_history SET checksum = '1' WHERE version = 1;
                     DELETE FROM refinery_schema_history WHERE version = 6; PRAGMA user_version = 5";
    early.execute_batch(migration).expect("another schema");
    drop(early);
    let mut told = String::new();
    for db in ["other.db", "text.db", "newer.db", "restored.db", "early.db", "missing.db", "."] {
        for command in [&["report"][..], &["init"]] {
            if (db, command[0]) != ("missing.db", "init") {
                told += &sandbox.talk(&[&["--db", db][..], command].concat());
                told.push('\n');
            }
        }
    }
    insta::assert_snapshot!("foreign_files", told);
}

mod migrations {
    refinery::embed_migrations!("migrations");
}

/// Makes a database with an older schema and a row.
pub(crate) fn write_older(sandbox: &Sandbox, db: &str, version: i32) {
    let mut old = Connection::open(sandbox.path(db)).expect("a database");
    let target = refinery::Target::Version(version);
    migrations::migrations::runner().set_target(target).set_grouped(true).run(&mut old).expect("an older schema");
    old.execute_batch("INSERT INTO source (code, title) VALUES ('kept', 'A row of an older file')").expect("a row");
    old.execute_batch("CREATE TABLE mine (x)").expect("a table of another program");
}

/// A dataset, a database of every older schema, and one of the newest with the same table of another program.
fn with_older() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    (1..SCHEMA_VERSION).for_each(|version| write_older(&sandbox, &format!("v{version}.db"), version));
    sandbox.run(&["--db", "new.db", "init"]);
    let new = Connection::open(sandbox.path("new.db")).expect("the database");
    new.execute_batch("CREATE TABLE mine (x)").expect("a table of another program");
    drop(new);
    sandbox
}

/// The texts of all tables, views and indexes.
fn schema_of(sandbox: &Sandbox, db: &str) -> Vec<String> {
    let connection = Connection::open(sandbox.path(db)).expect("the database");
    texts(&connection, "SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY 1")
}

#[test]
fn every_older_schema_becomes_the_newest() {
    let sandbox = with_older();
    for version in 1..SCHEMA_VERSION {
        let db = format!("v{version}.db");
        let refused = sandbox.run(&["--db", &db, "report"]);
        assert_eq!(refused.code, 3);
        assert!(refused.stderr.contains(&format!("`yearbook --db {db} init` migrates it")), "{}", refused.stderr);
        let migrated = sandbox.run(&["--db", &db, "init"]);
        assert_eq!(migrated.stderr, format!("migrated {db} from schema {version} to {SCHEMA_VERSION}\n"));
        assert_eq!(schema_of(&sandbox, &db), schema_of(&sandbox, "new.db"));
        assert_eq!(sandbox.run(&["--db", &db, "load", "delta"]).code, 0);
        let kept = Connection::open(sandbox.path(&db)).expect("the database");
        assert_eq!(texts(&kept, "SELECT title FROM source WHERE code = 'kept'"), ["A row of an older file"]);
    }
}

#[test]
fn a_load_migrates_an_older_file_only_if_it_succeeds() {
    let sandbox = with_older();
    for version in 1..SCHEMA_VERSION {
        let db = format!("v{version}.db");
        let before = sandbox.bytes(&db);
        sandbox.write_delta().replace("delta/observations.csv", ",2024,", ",2O24,");
        let failed = sandbox.run(&["--db", &db, "load", "delta"]);
        assert_eq!(failed.code, 1, "{}", failed.stderr);
        assert!(sandbox.bytes(&db) == before, "schema {version} was changed");
        sandbox.write_delta();
        let loaded = sandbox.run(&["--db", &db, "load", "delta"]);
        assert_eq!(loaded.code, 0, "{}", loaded.stderr);
        let told = format!("load 1: delta into {db}; migrated from schema {version} to {SCHEMA_VERSION}\n");
        assert!(loaded.stderr.starts_with(&told), "{}", loaded.stderr);
        assert_eq!(schema_of(&sandbox, &db), schema_of(&sandbox, "new.db"));
    }
}

#[test]
fn a_load_that_only_migrates_says_so_and_keeps_nothing_else() {
    let sandbox = Sandbox::new();
    sandbox.write_delta().replace("delta/observations.csv", ",2024,", ",2O24,");
    assert_eq!(sandbox.run(&["load", "--keep-going", "delta"]).code, 1);
    let content = sandbox.dump("yearbook.db", &["applied_on"]);
    let older = Connection::open(sandbox.path("yearbook.db")).expect("the database");
    let undo =
        "DROP TABLE data_dictionary; DELETE FROM refinery_schema_history WHERE version = 6; PRAGMA user_version = 5";
    older.execute_batch(undo).expect("the schema before the last migration");
    drop(older);
    let told = sandbox.run(&["load", "--keep-going", "delta"]).stderr;
    let unchanged = "unchanged: yearbook.db holds all but the rejected rows of delta; migrated from schema 5 to 6\n";
    assert!(told.starts_with(unchanged), "{told}");
    assert_eq!(sandbox.dump("yearbook.db", &["applied_on"]), content);
}

#[test]
fn of_several_inits_at_once_one_works_and_the_others_wait() {
    let sandbox = Sandbox::new();
    write_older(&sandbox, "older.db", 1);
    for db in ["older.db", "none.db"] {
        let begin = || sandbox.command(&["--db", db, "init"]).stderr(Stdio::piped()).spawn().expect("the program runs");
        let running: Vec<Child> = (0..6).map(|_| begin()).collect();
        let mut said: Vec<String> = running
            .into_iter()
            .map(|child| child.wait_with_output().expect("the program ends"))
            .map(|output| String::from_utf8_lossy(&output.stderr).into_owned())
            .collect();
        said.sort_unstable_by_key(|said| said.ends_with("already\n"));
        let first = if db == "older.db" { "migrated older.db from schema 1 to" } else { "created none.db with schema" };
        assert_eq!(said[0], format!("{first} {SCHEMA_VERSION}\n"));
        assert!(
            said[1..].iter().all(|said| *said == format!("{db} has schema {SCHEMA_VERSION} already\n")),
            "{said:?}"
        );
    }
}

#[test]
fn a_schema_that_somebody_changed_is_neither_read_nor_written() {
    let changed = [
        (
            "CREATE TRIGGER t AFTER INSERT ON observation BEGIN DELETE FROM source; END",
            "the trigger `t` is on `observation`",
        ),
        ("CREATE TRIGGER t INSTEAD OF INSERT ON fact BEGIN SELECT 1; END", "the trigger `t` is on `fact`"),
        ("CREATE TRIGGER t AFTER INSERT ON OBSERVATION BEGIN SELECT 1; END", "the trigger `t` is on `OBSERVATION`"),
        (
            "CREATE TRIGGER refinery_schema_history AFTER INSERT ON load BEGIN SELECT 1; END",
            "the trigger `refinery_schema_history` is on `load`",
        ),
        ("CREATE UNIQUE INDEX u ON source (title)", "the unique index `u` is on `source`"),
        ("DROP VIEW fact; CREATE VIEW fact AS SELECT 1 AS value", "the view `fact` was changed"),
        ("DROP VIEW fact; CREATE TABLE fact (value)", "the view `fact` was changed"),
        ("DROP TABLE claim; CREATE VIRTUAL TABLE claim USING fts5(x)", "the table `claim` was changed"),
        ("ALTER TABLE unit ADD COLUMN extra", "the table `unit` was changed"),
        ("DROP TABLE unit; CREATE TABLE unit (code)", "the table `unit` was changed"),
        ("DROP VIEW latest_fact", "the view `latest_fact` is missing"),
        ("DROP INDEX series_by_region", "the index `series_by_region` is missing"),
        ("PRAGMA user_version = 3", "yearbook.db does not have the tables of its user_version 3"),
        ("PRAGMA user_version = 0", "yearbook.db does not have the tables of its user_version 0"),
        ("PRAGMA user_version = -1", "yearbook.db does not have the tables of its user_version -1"),
    ];
    for (change, difference) in changed {
        let sandbox = Sandbox::with_demo();
        sandbox.write_delta();
        let other = Connection::open(sandbox.path("yearbook.db")).expect("the database");
        other.execute_batch(&format!("PRAGMA foreign_keys = 0; {change}")).expect(change);
        drop(other);
        let before = sandbox.bytes("yearbook.db");
        for command in [&["report"][..], &["query", "SELECT 1"], &["load", "delta"], &["check", "delta"], &["init"]] {
            let refused = sandbox.run(command);
            assert_eq!(refused.code, 3, "{change}: {}", refused.stderr);
            assert!(refused.stderr.contains(difference), "{change}: {}", refused.stderr);
            assert!(refused.stderr.len() < 500, "{change}: {}", refused.stderr);
        }
        assert!(sandbox.bytes("yearbook.db") == before, "{change}");
    }
}

#[test]
fn tables_views_and_indexes_of_others_may_lie_beside_ours() {
    let sandbox = Sandbox::with_demo();
    sandbox.write_delta();
    let other = Connection::open(sandbox.path("yearbook.db")).expect("the database");
    let own = "CREATE TABLE mine (x); CREATE INDEX mine_by_x ON mine (x); CREATE INDEX by_value ON observation (value);
               CREATE VIEW my_view AS SELECT * FROM mine; CREATE VIRTUAL TABLE words USING fts5(text);
               CREATE TRIGGER my_trigger AFTER INSERT ON mine BEGIN DELETE FROM mine; END; ANALYZE";
    other.execute_batch(own).expect("tables");
    drop(other);
    for command in [&["check", "delta"][..], &["load", "delta"], &["report"], &["query", "SELECT * FROM my_view"]] {
        let reply = sandbox.run(command);
        assert_eq!(reply.code, 0, "{}", reply.stderr);
    }
}
