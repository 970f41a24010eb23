//! `load`: what is inserted, what is unchanged, and what is kept of a revised figure.

use rusqlite::Connection;

use crate::figures::{Figures, Order};
use crate::sandbox::{Sandbox, sha256};

fn query<T: rusqlite::types::FromSql>(sandbox: &Sandbox, sql: &str) -> T {
    let connection = Connection::open(sandbox.path("yearbook.db")).expect("the database");
    connection.query_row(sql, [], |row| row.get(0)).expect(sql)
}

#[test]
fn a_second_load_changes_nothing() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    let first = sandbox.talk(&["load", "delta"]);
    let bytes = sandbox.bytes("yearbook.db");
    let second = sandbox.talk(&["load", "delta/datapackage.json"]);
    assert_eq!(sandbox.bytes("yearbook.db"), bytes, "byte for byte");
    assert_eq!(sandbox.files(), ["delta", "yearbook.db"], "nothing is left beside the file");
    insta::assert_snapshot!("load_twice", first + "\n" + &second);
}

#[test]
fn a_changed_figure_moves_the_old_one_to_revision() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    sandbox.run(&["load", "delta"]);
    sandbox.replace("delta/observations.csv", "alpha,,2024,>1300", "alpha,,2024,1342");
    sandbox.replace("delta/enterprises.csv", "Gamma Lines", "Gamma Lines Ltd");
    sandbox.replace(
        "delta/observations.csv",
        "employees-growth,alpha",
        "employees,epsilon,,2025,55,,,gazette,page 9,\nemployees-growth,alpha",
    );
    insta::assert_snapshot!("load_revised", sandbox.talk(&["load", "delta"]));
    let revision = "SELECT r.comparator || r.value || ' in ' || r.period || ', line ' || r.line || ', loads ' || r.loaded_by || ' to ' ||
                           r.removed_by || ', ' || r.reason || ', ' || r.locator FROM revision AS r";
    assert_eq!(query::<String>(&sandbox, revision), ">1300.0 in 2024, line 3, loads 1 to 2, corrected, table 3");
    assert_eq!(query::<i64>(&sandbox, "SELECT count(*) FROM revision"), 1);
    let now = "SELECT display || ' from load ' || load_id FROM fact WHERE enterprise = 'alpha' AND metric = 'employees' AND period = '2024'";
    assert_eq!(query::<String>(&sandbox, now), "1,342 from load 2");
    let series =
        "SELECT observations || ' ' || first_period || ' ' || last_period FROM series WHERE enterprise = 'epsilon'";
    assert_eq!(query::<String>(&sandbox, series), "2 2024 2025");
    assert_eq!(query::<String>(&sandbox, "SELECT name FROM enterprise WHERE code = 'gamma'"), "Gamma Lines Ltd");
}

#[test]
fn a_changed_comparator_or_status_alone_is_a_revision() {
    for (from, to) in [
        ("alpha,,2023,1200,,,", "alpha,,2023,~1200,,,"),
        ("beta,,2024,410,,P,", "beta,,2024,410,,,"),
        ("35..68", "35..69"),
    ] {
        let sandbox = Sandbox::new();
        sandbox.write_delta();
        sandbox.run(&["load", "delta"]);
        sandbox.replace("delta/observations.csv", from, to);
        let reply = sandbox.run(&["load", "delta"]);
        assert!(reply.stderr.contains(" 1 revised "), "{from} -> {to}: {}", reply.stderr);
    }
}

#[test]
fn the_order_of_rows_shows_only_in_line_numbers() {
    let (straight, turned) = (Sandbox::new(), Sandbox::new());
    straight.write_delta();
    turned.write_delta();
    for file in ["observations", "enterprises", "regions", "sources", "units", "metrics"] {
        let name = format!("delta/{file}.csv");
        let text = turned.read(&name);
        let mut lines: Vec<&str> = text.lines().collect();
        lines[1..].reverse();
        turned.write(&name, lines.join("\n"));
    }
    for sandbox in [&straight, &turned] {
        assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    }
    let shows = ["line", "fingerprint", "sha256", "bytes"];
    assert!(straight.dump("yearbook.db", &shows) == turned.dump("yearbook.db", &shows));
}

#[test]
fn the_same_dataset_gives_the_same_bytes() {
    let files: Vec<Vec<u8>> = (0..2)
        .map(|_| {
            let sandbox = Sandbox::with_demo();
            sandbox.bytes("yearbook.db")
        })
        .collect();
    assert!(files[0] == files[1], "two loads of one dataset differ");
}

#[test]
fn the_number_of_processors_and_the_place_show_in_no_byte() {
    let figures = |order| Figures { rows: 60_000, seed: 9, order, changed: 0 };
    let load = |order, processors: &str| {
        let sandbox = Sandbox::new();
        figures(order).write(&sandbox.path("deep/figures")).expect("a dataset");
        let yearbook = sandbox.command(&["load", "deep/figures"]);
        let mut pinned = std::process::Command::new("taskset");
        pinned.args(["-c", processors]).arg(yearbook.get_program()).args(yearbook.get_args());
        pinned
            .current_dir(sandbox.path("."))
            .env_clear()
            .env("SOURCE_DATE_EPOCH", "1755043200")
            .env("TZ", "Asia/Shanghai");
        // Where processes cannot be pinned, one load after the other must do.
        let output = match pinned.output() {
            Ok(output) if output.status.success() => output,
            _ => sandbox.command(&["load", "deep/figures"]).output().expect("the program runs"),
        };
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        sandbox
    };
    let (one, two) = (load(Order::Key, "0"), load(Order::Key, "0-1"));
    assert!(one.bytes("yearbook.db") == two.bytes("yearbook.db"), "one processor or two");
    // In another order, only lines and the checksums of files differ.
    let shuffled = load(Order::Shuffled, "0-1");
    let content =
        |sandbox: &Sandbox| sha256(sandbox.dump("yearbook.db", &["line", "fingerprint", "sha256", "bytes"]).as_bytes());
    assert_eq!(content(&one), content(&shuffled));
}

#[test]
fn two_datasets_in_one_load_are_one_transaction() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    sandbox.write("other/datapackage.json", r#"{"resources": [{"name": "regions", "path": "regions.csv"}]}"#);
    sandbox
        .write("other/regions.csv", "code,name,level,parent\nwest,West,district,delta\neast,East,district,nowhere\n");
    let reply = sandbox.run(&["load", "delta", "other"]);
    assert_eq!((reply.code, sandbox.files()), (1, vec!["delta".to_owned(), "other".to_owned()]));
    sandbox.replace("other/regions.csv", "nowhere", "west");
    insta::assert_snapshot!("load_two_datasets", sandbox.talk(&["load", "delta", "other"]));
    insta::assert_snapshot!("log", sandbox.talk(&["log"]) + "\n" + &sandbox.talk(&["log", "1", "--format", "csv"]));
}

#[test]
fn a_locked_file_is_left_as_it_is() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    sandbox.run(&["load", "delta"]);
    sandbox.replace("delta/observations.csv", "1200", "1201");
    let other = Connection::open(sandbox.path("yearbook.db")).expect("the database");
    other.execute_batch("BEGIN IMMEDIATE").expect("a lock");
    insta::assert_snapshot!("load_locked", sandbox.talk(&["load", "delta"]));
}

#[test]
fn a_file_that_cannot_be_created_says_where() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    insta::assert_snapshot!("load_nowhere", sandbox.talk(&["--db", "no/such/folder/a.db", "load", "delta"]));
    insta::assert_snapshot!("load_no_dataset", sandbox.talk(&["load", "detla"]) + "\n" + &sandbox.talk(&["load", "."]));
}

#[test]
fn an_invalid_source_date_epoch_is_an_error() {
    let sandbox = Sandbox::new();
    let output = sandbox.command(&["init"]).env("SOURCE_DATE_EPOCH", "yesterday").output().expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(sandbox.files().is_empty());
}

#[test]
fn init_creates_and_then_leaves_alone() {
    let sandbox = Sandbox::new();
    insta::assert_snapshot!("init_twice", sandbox.talk(&["init"]) + "\n" + &sandbox.talk(&["init"]));
}

#[test]
fn what_a_file_does_not_speak_of_stays() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    sandbox.run(&["load", "delta"]);
    sandbox.write("more/datapackage.json", r#"{"name": "delta", "resources": [{"name": "regions", "path": "r.csv"}]}"#);
    sandbox.write("more/r.csv", "code,name,level\nnorth,The North,district\n");
    let reply = sandbox.run(&["load", "more"]);
    assert!(reply.stderr.contains(" 1 revised "), "{}", reply.stderr);
    let found = "SELECT name || ' ' || name_zh || ' ' || parent FROM region WHERE code = 'north'";
    assert_eq!(query::<String>(&sandbox, found), "The North 北区 delta");
}

#[test]
fn rungs_and_credit_codes_may_be_swapped() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "d/datapackage.json",
        r#"{"resources": [{"name": "designations", "path": "d.csv"}, {"name": "enterprises", "path": "e.csv"}]}"#,
    );
    sandbox.write("d/d.csv", "code,name,ladder,rung\na,A,steps,1\nb,B,steps,2\n");
    sandbox.write("d/e.csv", "code,name,credit_code\nm,M,91440300192317458F\n");
    assert_eq!(sandbox.run(&["load", "d"]).code, 0);
    sandbox.write("d/d.csv", "code,name,ladder,rung\na,A,steps,2\na2,A2,steps,3\nb,B,steps,1\n");
    sandbox.write("d/e.csv", "code,name,credit_code\na,A,91440300192317458F\nm,M,\n");
    let reply = sandbox.run(&["load", "d"]);
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    assert_eq!(query::<i64>(&sandbox, "SELECT rung FROM designation WHERE code = 'b'"), 1);
    assert_eq!(query::<String>(&sandbox, "SELECT code FROM enterprise WHERE credit_code IS NOT NULL"), "a");
}

#[test]
fn a_journal_that_a_killed_load_left_is_rolled_back_by_the_next_reader() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    sandbox.run(&["load", "delta"]);
    let before = sandbox.bytes("yearbook.db");
    let writer = Connection::open(sandbox.path("yearbook.db")).expect("the database");
    // A cache of one page makes the half-done transaction reach the file, with its journal beside it.
    writer
        .execute_batch(
            "PRAGMA cache_size = 1; BEGIN IMMEDIATE; UPDATE observation SET note = printf('%.*c', 9000, 'x')",
        )
        .expect("a change");
    let (half, journal) = (sandbox.bytes("yearbook.db"), sandbox.bytes("yearbook.db-journal"));
    assert!(half != before);
    sandbox.write("killed.db", half).write("killed.db-journal", journal);
    let reply = sandbox.run(&[
        "--db",
        "killed.db",
        "query",
        "SELECT count(*) AS n FROM observation WHERE note LIKE 'xx%'",
        "--format",
        "csv",
    ]);
    assert_eq!((reply.stdout.as_str(), reply.code), ("n\n0\n", 0), "{}", reply.stderr);
    assert!(sandbox.bytes("killed.db") == before);
}

#[test]
fn a_database_may_have_any_name() {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.run(&["--db", "./:memory:", "init"]).code, 0);
    assert_eq!(sandbox.run(&["--db", "./:memory:", "report"]).code, 0);
    assert_eq!(sandbox.files(), [":memory:"]);
    let onto_itself = sandbox.run(&["demo", "x.db", "-o", "x.db"]);
    assert_eq!(onto_itself.code, 2);
}

#[test]
fn what_somebody_took_out_with_another_client_comes_back() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    sandbox.run(&["load", "delta"]);
    let connection = Connection::open(sandbox.path("yearbook.db")).expect("the database");
    let take_out = "DELETE FROM observation WHERE series_id = 3 AND period = '2023'";
    // A copy that another program makes counts its changes from one again.
    connection.execute("VACUUM INTO ?", [sandbox.path("copy.db").to_string_lossy()]).expect("a copy");
    let copy = Connection::open(sandbox.path("copy.db")).expect("the copy");
    for db in [&connection, &copy] {
        assert_eq!(db.execute(take_out, []).expect("a change"), 1);
    }
    for _ in 0..12 {
        let again = sandbox.run(&["--db", "copy.db", "check", "delta"]);
        assert_eq!(again.code, 0, "{}", again.stderr);
        copy.execute("UPDATE observation SET note = 'seen' WHERE series_id = 1", []).expect("a change");
        copy.execute("UPDATE observation SET note = NULL WHERE series_id = 1", []).expect("a change");
    }
    for db in ["yearbook.db", "copy.db"] {
        let reply = sandbox.run(&["--db", db, "load", "delta"]);
        assert!(reply.stderr.contains(" 1 inserted + 0 revised + 27 unchanged "), "{db}: {}", reply.stderr);
    }
    assert_eq!(query::<i64>(&sandbox, "SELECT count(*) FROM observation"), 13);
}

#[test]
fn a_row_is_checked_together_with_what_its_file_leaves_out() {
    let sandbox = Sandbox::new();
    sandbox.write("d/datapackage.json", r#"{"resources": [{"name": "designations", "path": "d.csv"}]}"#);
    sandbox.write("d/d.csv", "code,name,ladder,rung\na,A,steps,1\n");
    assert_eq!(sandbox.run(&["load", "d"]).code, 0);
    sandbox.write("d/d.csv", "code,name,ladder\na,A,\n");
    let reply = sandbox.run(&["load", "d"]);
    assert_eq!(reply.code, 1, "{}", reply.stderr);
    assert!(
        reply.stderr.contains("error[ladder-rung]: a ladder and its rung must be given together\n --> d/d.csv:2:"),
        "{}",
        reply.stderr
    );
}

#[test]
fn what_is_left_of_a_file_that_is_gone_is_not_played_into_the_next_one() {
    let expected = {
        let sandbox = Sandbox::new();
        sandbox.write_delta();
        assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
        sandbox.bytes("yearbook.db")
    };
    for mode in ["delete", "wal"] {
        let sandbox = Sandbox::new();
        sandbox.write_delta();
        assert_eq!(sandbox.run(&["--db", "old.db", "load", "delta"]).code, 0);
        let other = Connection::open(sandbox.path("old.db")).expect("the database");
        other.pragma_update(None, "journal_mode", mode).expect("a mode");
        let change = "PRAGMA cache_size = 1; BEGIN IMMEDIATE; UPDATE observation SET note = printf('%.*c', 9000, 'x')";
        other.execute_batch(change).expect("a change");
        if mode == "wal" {
            other.execute_batch("COMMIT").expect("a change");
        }
        // The program is killed, and somebody removes the database alone.
        for suffix in ["-journal", "-wal", "-shm"] {
            if let Ok(bytes) = std::fs::read(sandbox.path(&format!("old.db{suffix}"))) {
                sandbox.write(&format!("yearbook.db{suffix}"), bytes);
            }
        }
        assert!(sandbox.files().iter().any(|name| name.starts_with("yearbook.db-")), "{mode}");
        assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
        assert_eq!(query::<String>(&sandbox, "PRAGMA integrity_check"), "ok");
        assert!(sandbox.bytes("yearbook.db") == expected, "{mode}");
        assert!(!sandbox.files().iter().any(|name| name.starts_with("yearbook.db-")), "{:?}", sandbox.files());
    }
}

#[test]
fn what_is_left_of_a_file_and_cannot_be_removed_is_named() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    std::fs::create_dir(sandbox.path("yearbook.db-wal")).expect("a folder");
    let reply = sandbox.run(&["load", "delta"]);
    assert!(reply.code == 3 && reply.stderr.starts_with("error: removing yearbook.db-wal: "), "{}", reply.stderr);
    assert_eq!(sandbox.files(), ["delta", "yearbook.db-wal"]);
}
