//! The file in the hands of other programs: the stock shell and Python's module, where they are installed.

use std::process::Command;

use crate::sandbox::Sandbox;

const VIEWS: [&str; 4] = ["fact", "current_fact", "latest_fact", "statement"];

fn lines(command: &mut Command) -> Option<Vec<String>> {
    let output = command.output().ok()?;
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}

#[test]
fn the_stock_shell_reads_every_view() {
    let sandbox = Sandbox::with_demo();
    let sql = VIEWS.map(|view| format!("SELECT count(*), count(citation) FROM {view};")).join("");
    let sql = format!("{sql} PRAGMA integrity_check; PRAGMA foreign_key_check;");
    match lines(Command::new("sqlite3").arg(sandbox.path("yearbook.db")).arg(sql)) {
        Some(found) => assert_eq!(found, ["27|27", "27|27", "25|25", "30|30", "ok"]),
        None => println!("sqlite3 is not installed"),
    }
    assert_eq!(sandbox.files(), ["yearbook.db"]);
}

#[test]
fn python_reads_every_view() {
    let sandbox = Sandbox::with_demo();
    let script = "import sqlite3, sys\n\
                  db = sqlite3.connect(sys.argv[1])\n\
                  for view in sys.argv[2:]:\n    print(len(db.execute(f'select * from {view}').fetchall()))";
    match lines(Command::new("python3").arg("-c").arg(script).arg(sandbox.path("yearbook.db")).args(VIEWS)) {
        Some(found) => assert_eq!(found, ["27", "27", "25", "30"]),
        None => println!("python3 is not installed"),
    }
}
