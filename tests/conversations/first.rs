//! First loads: figures that come in the order of their keys are written while others are still read, and all others are
//! sorted before. The file is the same in the end.

use crate::figures::{Figures, Order};
use crate::sandbox::Sandbox;

/// Some blocks of rows.
const FIGURES: Figures = Figures { rows: 30_000, seed: 5, order: Order::Key, changed: 0 };

const OBSERVATIONS: &str = "figures/observations.csv";

fn dataset() -> (Sandbox, Vec<String>) {
    let sandbox = Sandbox::new();
    FIGURES.write(&sandbox.path("figures")).expect("a dataset");
    let rows = sandbox.read(OBSERVATIONS).lines().map(str::to_owned).collect();
    (sandbox, rows)
}

/// Loads the dataset into a new file with these options, and returns the output and the content.
fn load(sandbox: &Sandbox, options: &[&str], without: &[&str]) -> (String, String) {
    drop(std::fs::remove_file(sandbox.path("new.db")));
    let reply = sandbox.run(&[&["--db", "new.db", "load", "figures"], options].concat());
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    let connection = rusqlite::Connection::open(sandbox.path("new.db")).expect("the database");
    let check: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("a check");
    assert_eq!(check, "ok");
    (reply.stderr, sandbox.dump("new.db", without))
}

fn sorted(content: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = content.lines().collect();
    lines.sort_unstable();
    lines
}

#[test]
fn the_order_of_rows_decides_only_when_they_are_written() {
    let (sandbox, rows) = dataset();
    let unlike = ["change_counter", "line", "sha256", "fingerprint"];
    let (told, content) = load(&sandbox, &[], &unlike);
    let (header, first) = (&rows[..1], &rows[1..rows.len() / 2]);
    let second = &rows[rows.len() / 2..];
    for reordered in [
        [header, second, first].concat(),
        // One row that is too late, or too early.
        [header, &first[1..], second, &first[..1]].concat(),
        [header, &second[second.len() - 1..], first, &second[..second.len() - 1]].concat(),
        [header, first, &second[1..], &second[..1]].concat(),
    ] {
        sandbox.write(OBSERVATIONS, reordered.join("\n") + "\n");
        for options in [&[][..], &["--keep-going"], &["--complete"]] {
            let (told_again, content_again) = load(&sandbox, options, &unlike);
            assert_eq!(told, told_again);
            assert!(sorted(&content) == sorted(&content_again), "{options:?}");
        }
    }
    // In two files, one behind the other and the other way round.
    sandbox.write(OBSERVATIONS, [header, first].concat().join("\n"));
    sandbox.write("figures/more.csv", [header, second].concat().join("\n"));
    let unlike = [&unlike[..], &["file_id", "path", "bytes", "read", "inserted"]].concat();
    let descriptor = sandbox.read("figures/datapackage.json");
    for paths in [["observations.csv", "more.csv"], ["more.csv", "observations.csv"]] {
        let paths = format!(r#"["{}", "{}"]"#, paths[0], paths[1]);
        sandbox.write("figures/datapackage.json", descriptor.replace(r#""observations.csv""#, &paths));
        let [streamed, kept] = [&[][..], &["--keep-going"]].map(|options| load(&sandbox, options, &unlike).1);
        assert!(streamed == kept);
        assert!(sorted(&streamed).len() == sorted(&content).len() + 1);
    }
}

#[test]
fn what_is_found_late_has_the_same_result() {
    let (sandbox, mut rows) = dataset();
    let count = rows.len();
    let mut cells: Vec<Vec<String>> = rows.iter().map(|row| row.split(',').map(str::to_owned).collect()).collect();
    for (number, cells) in cells.iter_mut().enumerate() {
        let at = number * 10 / count;
        // A note longer than a page on some of the rows, a long code in a breakdown near the end, and another that is too long
        // for an index.
        cells.push(match number {
            0 => "breakdown".to_owned(),
            _ if at == 8 && number % 21 == 20 => format!("kind={}", "k".repeat(40)),
            _ => String::new(),
        });
        cells.push(match number {
            0 => "note".to_owned(),
            _ if number % 1000 == 500 => "n".repeat(number),
            _ => String::new(),
        });
    }
    let write = |cells: &[Vec<String>]| {
        let text: Vec<String> = cells.iter().map(|cells| cells.join(",")).collect();
        sandbox.write(OBSERVATIONS, text.join("\n") + "\n");
    };
    write(&cells);
    let unlike = ["change_counter"];
    assert!(load(&sandbox, &[], &unlike) == load(&sandbox, &["--keep-going"], &unlike));
    let last = cells.len() - 1;
    cells[last][9] = (0..6).map(|part| format!("part{part}={}", "x".repeat(30))).collect::<Vec<_>>().join(";");
    write(&cells);
    assert!(load(&sandbox, &[], &unlike) == load(&sandbox, &["--keep-going"], &unlike));

    // The same figure stated twice, in rows near to each other and far apart; then with a wrong row in addition.
    for (place, from) in [(last, last), (last, 3), (4, 3), (last, last / 2)] {
        let mut twice = rows.clone();
        twice.insert(place, rows[from].clone());
        sandbox.write(OBSERVATIONS, twice.join("\n") + "\n");
        drop(std::fs::remove_file(sandbox.path("new.db")));
        for command in ["load", "check"] {
            let reply = sandbox.run(&["--db", "new.db", command, "figures"]);
            assert_eq!(reply.code, 1, "{}", reply.stderr);
            let first = if place == from { place } else { from } + 1;
            assert!(reply.stderr.contains(&format!("line {first}")), "{}", reply.stderr);
            assert_eq!(reply.stderr.matches("error[duplicate-key]").count(), 1, "{}", reply.stderr);
            assert!(!sandbox.files().iter().any(|name| name.contains("new.db")), "{:?}", sandbox.files());
        }
    }
    rows[last] = rows[last].replace("-Q4,", "-Q9,");
    for rows in [rows.clone(), [&rows[..], &rows[5..6]].concat()] {
        sandbox.write(OBSERVATIONS, rows.join("\n") + "\n");
        let replies = ["load", "check"].map(|command| sandbox.run(&["--db", "new.db", command, "figures"]));
        assert_eq!(replies[0].code, 1, "{}", replies[0].stderr);
        assert_eq!(replies[0].stderr, replies[1].stderr);
        assert_eq!(replies[0].stderr.contains("error[duplicate-key]"), rows.len() > count, "{}", replies[0].stderr);
        assert!(!sandbox.files().iter().any(|name| name.contains("new.db")), "{:?}", sandbox.files());
    }
}

#[test]
fn a_check_forgets_figures_but_not_their_order() {
    let sandbox = Sandbox::new();
    Figures { rows: 510_000, ..FIGURES }.write(&sandbox.path("figures")).expect("a dataset");
    let reply = sandbox.run(&["check", "figures"]);
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    let text = sandbox.read(OBSERVATIONS);
    let early = text.lines().nth(1000).expect("a row");
    sandbox.write(OBSERVATIONS, format!("{text}{early}\n"));
    let reply = sandbox.run(&["check", "figures"]);
    assert_eq!(reply.code, 1, "{}", reply.stderr);
    let lines = text.lines().count() + 1;
    assert!(reply.stderr.contains(&format!("observations.csv:{lines}:")), "{}", reply.stderr);
    assert!(reply.stderr.contains("line 1001"), "{}", reply.stderr);
}
