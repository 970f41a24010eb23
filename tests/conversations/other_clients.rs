//! The file in the hands of other programs: the stock shell and Python's module. `tests/clients` has the others.

use std::process::Command;

use crate::sandbox::{Sandbox, project};

const VIEWS: [&str; 5] = ["fact", "current_fact", "latest_fact", "former_fact", "statement"];

fn lines(command: &mut Command) -> Vec<String> {
    let output = command.output().expect("sqlite3 and python3 are installed");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
}

#[test]
fn the_stock_shell_reads_every_view() {
    let sandbox = Sandbox::with_demo();
    let sql = VIEWS.map(|view| format!("SELECT count(*), count(citation) FROM {view};")).join("");
    let sql = format!("{sql} PRAGMA integrity_check; PRAGMA foreign_key_check;");
    let found = lines(Command::new("sqlite3").arg(sandbox.path("yearbook.db")).arg(sql));
    assert_eq!(found, ["26|26", "26|26", "24|24", "0|0", "29|29", "ok"]);
    assert_eq!(sandbox.files(), ["yearbook.db"]);
}

#[test]
fn python_reads_every_view() {
    let sandbox = Sandbox::with_demo();
    let script = "import sqlite3, sys\n\
                  db = sqlite3.connect(sys.argv[1])\n\
                  for view in sys.argv[2:]:\n    print(len(db.execute(f'select * from {view}').fetchall()))";
    let found = lines(Command::new("python3").arg("-c").arg(script).arg(sandbox.path("yearbook.db")).args(VIEWS));
    assert_eq!(found, ["26", "26", "24", "0", "29"]);
}

#[test]
fn a_file_that_was_restored_from_a_dump_is_marked_as_its_error_says() {
    let sandbox = Sandbox::with_demo();
    let restore = "sqlite3 yearbook.db .dump | sqlite3 restored.db";
    lines(Command::new("sh").args(["-c", restore]).current_dir(sandbox.path(".")));
    let report = ["--db", "restored.db", "report", "overview"];
    let refused = sandbox.run(&report);
    assert_eq!(refused.code, 3);
    let command = refused.stderr.split('`').nth(1).expect("a command");
    lines(Command::new("sh").args(["-c", command]).current_dir(sandbox.path(".")));
    let (restored, original) = (sandbox.run(&report), sandbox.run(&["report", "overview"]));
    assert_eq!((restored.code, restored.stdout), (0, original.stdout), "{}", restored.stderr);
}

#[test]
fn the_folder_that_was_loaded_from_shows_in_no_byte() {
    let load = |sandbox: &Sandbox, path: &str, more: &[&str]| {
        let reply = sandbox.run(&[&["load", path][..], more].concat());
        assert_eq!(reply.code, 0, "{}", reply.stderr);
        sandbox.bytes("yearbook.db")
    };
    let dataset = |folder: &str, is_absolute: bool| {
        let sandbox = Sandbox::new();
        for entry in std::fs::read_dir(project().join("tests/data/delta")).expect("the dataset") {
            let entry = entry.expect("an entry");
            let name = entry.file_name().to_string_lossy().into_owned();
            sandbox.write(&format!("{folder}/{name}"), std::fs::read(entry.path()).expect("a file"));
        }
        let absolute = sandbox.path(folder).display().to_string();
        load(&sandbox, if is_absolute { &absolute } else { folder }, &[])
    };
    let here = dataset("delta", false);
    assert!(here == dataset("far/away/delta", false) && here == dataset("delta", true));

    let file = |path: &str, is_absolute: bool| {
        let sandbox = Sandbox::new();
        let table = std::fs::read(project().join("tests/data/shapes/provinces.csv")).expect("a file");
        sandbox.write(path, table);
        std::fs::create_dir(sandbox.path("inside")).expect("a folder");
        let absolute = sandbox.path(path).display().to_string();
        let path = if is_absolute { absolute } else { format!("inside/../{path}") };
        load(&sandbox, &path, &["--create", "all"])
    };
    let here = file("provinces.csv", false);
    assert!(here == file("far/away/provinces.csv", false) && here == file("provinces.csv", true));
}
