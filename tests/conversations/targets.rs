//! The files that commands write: whatever is in their place before.

use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;

use crate::sandbox::Sandbox;

fn mode(file: &Path) -> u32 {
    std::fs::metadata(file).expect("the file").permissions().mode() & 0o777
}

#[test]
fn a_file_that_is_there_keeps_its_permissions() {
    let sandbox = Sandbox::new();
    sandbox.write_delta().write("yearbook.db", "").write("fact.csv", "old");
    for file in ["yearbook.db", "fact.csv"] {
        std::fs::set_permissions(sandbox.path(file), PermissionsExt::from_mode(0o600)).expect("a mode");
    }
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    assert_eq!(sandbox.run(&["query", "SELECT * FROM fact", "-o", "fact.csv"]).code, 0);
    assert_eq!([mode(&sandbox.path("yearbook.db")), mode(&sandbox.path("fact.csv"))], [0o600, 0o600]);
    assert!(sandbox.read("fact.csv").len() > 1000);
}

#[test]
fn an_empty_file_stays_the_file_that_it_is() {
    for command in [&["load", "delta"][..], &["load", "--plain", "delta"], &["init"], &["demo", "yearbook.db"]] {
        let sandbox = Sandbox::new();
        // What a database of this name has left is not played into the file.
        sandbox
            .write_delta()
            .write("yearbook.db", "")
            .write("yearbook.db-wal", "left")
            .write("yearbook.db-journal", "left");
        std::fs::hard_link(sandbox.path("yearbook.db"), sandbox.path("other name.db")).expect("a link");
        let open = rusqlite::Connection::open(sandbox.path("yearbook.db")).expect("the database");
        let done = sandbox.run(command);
        assert_eq!(done.code, 0, "{command:?}: {}", done.stderr);
        assert!(!done.stderr.contains("migrated"), "{}", done.stderr);
        let inode = |name: &str| std::fs::metadata(sandbox.path(name)).expect("the file").ino();
        assert_eq!(inode("yearbook.db"), inode("other name.db"), "{command:?}");
        let checked = open.query_row(
            "SELECT (SELECT count(*) FROM metric), integrity_check FROM pragma_integrity_check",
            [],
            |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)),
        );
        let (metrics, check) = checked.expect("what a program that had it open before sees");
        assert_eq!((metrics > 0, check.as_str()), (command[0] != "init", "ok"));
        drop(open);
        assert_eq!(sandbox.files(), ["delta", "other name.db", "yearbook.db"]);
        if command[0] == "load" {
            assert!(sandbox.run(&["load", "delta"]).stderr.starts_with("unchanged"));
        }
    }
}

#[test]
fn a_symbolic_link_is_followed_also_where_it_leads_to_nothing() {
    for is_there in [false, true] {
        let sandbox = Sandbox::new();
        sandbox.write_delta().write("inner/kept.txt", "");
        for (link, file) in [("yearbook.db", "inner/city.db"), ("fact.csv", "inner/fact.csv")] {
            if is_there {
                sandbox.write(file, "");
            }
            // A link to a link.
            symlink(file, sandbox.path(&format!("{link}.link"))).expect("a link");
            symlink(format!("{link}.link"), sandbox.path(link)).expect("a link");
        }
        let loaded = sandbox.run(&["load", "delta"]);
        assert_eq!(loaded.code, 0, "{}", loaded.stderr);
        assert_eq!(sandbox.run(&["query", "SELECT * FROM fact", "-o", "fact.csv"]).code, 0);
        for (link, file) in [("yearbook.db", "inner/city.db"), ("fact.csv", "inner/fact.csv")] {
            assert!(std::fs::read_link(sandbox.path(link)).is_ok(), "{link} is no link any more");
            assert!(std::fs::metadata(sandbox.path(file)).expect("the file").len() > 1000);
        }
        // A load into the file that is there now.
        assert!(sandbox.run(&["load", "delta"]).stderr.starts_with("unchanged"));
        assert_eq!(std::fs::read_dir(sandbox.path("inner")).expect("the folder").count(), 3);
    }
}

#[test]
fn a_link_to_itself_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    symlink("yearbook.db", sandbox.path("yearbook.db")).expect("a link");
    let refused = sandbox.run(&["load", "delta"]);
    assert_eq!(refused.code, 3, "{}", refused.stderr);
    assert!(
        refused.stderr.starts_with("error: opening yearbook.db: too many levels of symbolic links\n"),
        "{}",
        refused.stderr
    );
}

#[test]
fn a_pipe_is_no_database_and_is_not_waited_for() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    let made = std::process::Command::new("mkfifo").arg(sandbox.path("yearbook.db")).status();
    assert!(made.expect("mkfifo runs").success());
    for command in [&["load", "delta"][..], &["init"], &["report"], &["check", "delta"]] {
        let refused = sandbox.run(command);
        assert_eq!(refused.code, 3, "{}", refused.stderr);
        assert!(refused.stderr.starts_with("error: yearbook.db is not an SQLite database\n"), "{}", refused.stderr);
    }
}

#[test]
fn a_pipe_is_no_dataset_and_is_not_waited_for() {
    let sandbox = Sandbox::new();
    let made = std::process::Command::new("mkfifo").arg(sandbox.path("figures.csv")).status();
    assert!(made.expect("mkfifo runs").success());
    for command in [["load", "figures.csv"], ["check", "figures.csv"], ["sniff", "figures.csv"]] {
        let refused = sandbox.run(&command);
        assert_eq!(
            (refused.code, refused.stderr.as_str()),
            (3, "error: reading figures.csv: it is not a regular file\n")
        );
    }
}

#[test]
fn what_cannot_be_removed_beside_a_new_file_is_said_before_anything_is_read() {
    let sandbox = Sandbox::new();
    sandbox.write_delta().write("yearbook.db-wal/file", "").replace("delta/observations.csv", ",2024,", ",2O24,");
    for command in [&["load", "delta"][..], &["init"]] {
        let refused = sandbox.run(command);
        assert_eq!((refused.code, refused.stderr.as_str()), (3, "error: removing yearbook.db-wal: is a directory\n"));
    }
    assert_eq!(sandbox.files(), ["delta", "yearbook.db-wal"]);
}

#[test]
fn the_draft_of_an_output_that_was_killed_is_removed_by_the_next_one() {
    let sandbox = Sandbox::with_demo();
    sandbox.write(".yearbook.aBcDeF.lock", "").write(".yearbook.aBcDeF.part", "half a file");
    assert_eq!(sandbox.run(&["query", "SELECT 1", "-o", "one.csv"]).code, 0);
    assert_eq!(sandbox.files(), ["one.csv", "yearbook.db"]);
}
