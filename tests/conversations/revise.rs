//! Loads into a file that holds figures: those that stand in the order of what is stored are changed while others are still
//! read, the rest when all have been. The file is the same in the end.

use std::fmt::Write;

use crate::figures::{Figures, Order};
use crate::sandbox::Sandbox;

/// Some blocks of rows, in the order of their keys.
const FIGURES: Figures = Figures { rows: 60_000, seed: 3, order: Order::Key, changed: 0 };

const OBSERVATIONS: &str = "changed/observations.csv";

/// A database with these figures, and the same dataset with one row in fifty changed.
fn changed() -> (Sandbox, Vec<String>) {
    let sandbox = Sandbox::new();
    FIGURES.write(&sandbox.path("figures")).expect("a dataset");
    Figures { changed: 50, ..FIGURES }.write(&sandbox.path("changed")).expect("a dataset");
    assert_eq!(sandbox.run(&["--db", "old.db", "load", "figures"]).code, 0);
    let rows = sandbox.read(OBSERVATIONS).lines().map(str::to_owned).collect();
    (sandbox, rows)
}

/// Loads the changed dataset into copies of the old database, each with these options, and returns the output and the
/// content.
fn load(sandbox: &Sandbox, options: &[&str], without: &[&str]) -> (String, String) {
    std::fs::copy(sandbox.path("old.db"), sandbox.path("new.db")).expect("a copy");
    let reply = sandbox.run(&[&["--db", "new.db", "load", "changed"], options].concat());
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    (reply.stderr, sandbox.dump("new.db", without))
}

#[test]
fn figures_are_changed_alike_while_they_are_read_and_behind() {
    let (sandbox, rows) = changed();
    let unlike = ["change_counter", "fingerprint"];
    let (told, content) = load(&sandbox, &[], &unlike);
    let old = sandbox.read("figures/observations.csv");
    let revised = old.lines().zip(&rows).filter(|(old, new)| old != new).count();
    let read = rows.len() - 1;
    assert!(revised > read / 60, "{revised} of {read}");
    let (read, revised) = (read as u64, revised as u64);
    let dimensions =
        told.split_once(" rows read").and_then(|(told, _)| told.split_whitespace().last()?.parse::<u64>().ok());
    let others = dimensions.expect("a count") - read;
    let unchanged = read + others - revised;
    assert!(told.contains(&format!("0 inserted + {revised} revised + {unchanged} unchanged + 0 rejected")), "{told}");
    // Where rejected rows are kept, and where all stated figures must be known, nothing is changed before the end.
    for options in [["--keep-going"], ["--complete"]] {
        let (told_behind, content_behind) = load(&sandbox, &options, &unlike);
        assert_eq!(told, told_behind, "{options:?}");
        assert!(content == content_behind, "{options:?}");
    }
    // In any other order of rows too, but for the lines that figures stand on and the order of revisions.
    let unlike = [&unlike[..], &["line", "sha256", "revision_id"]].concat();
    let (_, content) = load(&sandbox, &[], &unlike);
    let sorted = |content: &str| {
        let mut lines: Vec<String> = content.lines().map(str::to_owned).collect();
        lines.sort_unstable();
        lines
    };
    let header = rows[..1].to_vec();
    let (first, second) = rows[1..].split_at(rows.len() / 2);
    let odd = |parity: usize| rows[1..].iter().skip(parity).step_by(2).cloned().collect::<Vec<_>>();
    let mut by_enterprise = rows[1..].to_vec();
    by_enterprise.sort_by_key(|row| row.split(',').nth(3).map(str::to_owned));
    for reordered in [
        [&header[..], second, first].concat(),
        [header.clone(), odd(1), odd(0)].concat(),
        [header.clone(), by_enterprise].concat(),
        [header.clone(), rows[1..].iter().rev().cloned().collect()].concat(),
        [&header[..], &first[1..], second, &first[..1]].concat(),
    ] {
        sandbox.write(OBSERVATIONS, reordered.join("\n") + "\n");
        let (told_again, content_again) = load(&sandbox, &[], &unlike);
        assert_eq!(told, told_again);
        assert!(sorted(&content) == sorted(&content_again));
    }
}

#[test]
fn figures_that_are_new_stand_among_those_that_are_not() {
    let (sandbox, mut rows) = changed();
    let old = sandbox.read("figures/observations.csv");
    let without: Vec<&str> = old.lines().enumerate().filter(|(line, _)| line % 7 != 3).map(|(_, row)| row).collect();
    sandbox.write("figures/observations.csv", without.join("\n") + "\n");
    std::fs::remove_file(sandbox.path("old.db")).expect("a file");
    assert_eq!(sandbox.run(&["--db", "old.db", "load", "figures"]).code, 0);
    // Two new sources state some figures too; by their numbers they come after the others.
    let sources = sandbox.read("changed/sources.csv");
    let source = sources.lines().nth(1).expect("a source");
    let code = source.split(',').next().expect("a code");
    let more = ["a-late", "b-late"].map(|late| source.replacen(code, late, 1) + "\n").concat();
    sandbox.write("changed/sources.csv", sources.clone() + &more);
    for place in (1..rows.len()).rev().step_by(11) {
        let fields: Vec<&str> = rows[place].split(',').collect();
        let by = |late: &str| [&fields[..7], &[late], &fields[8..]].concat().join(",");
        let late = ["a-late", "b-late"].map(by);
        rows.splice(place + 1..place + 1, late);
    }
    sandbox.write(OBSERVATIONS, rows.join("\n") + "\n");
    let unlike = ["change_counter", "fingerprint"];
    let (told, content) = load(&sandbox, &[], &unlike);
    assert!(!told.contains(" 0 inserted") && !told.contains(" 0 revised"), "{told}");
    for options in [["--keep-going"], ["--complete"]] {
        let (told_behind, content_behind) = load(&sandbox, &options, &unlike);
        assert_eq!(told, told_behind, "{options:?}");
        assert!(content == content_behind, "{options:?}");
    }
}

#[test]
fn a_figure_that_is_stated_twice_is_found_at_any_distance() {
    let (sandbox, rows) = changed();
    let before = sandbox.bytes("old.db");
    let (last, early) = (rows.len() - 1, 5);
    let other = |row: &str| row.replace(",A,", ",E,");
    assert_ne!(other(&rows[early]), rows[early]);
    for (place, row) in [
        (rows.len(), rows[early].clone()),
        (rows.len(), other(&rows[early])),
        (early + 1, rows[early].clone()),
        (early + 1, other(&rows[early])),
        (1, rows[last].clone()),
        (rows.len() / 2, rows[last].clone()),
    ] {
        let mut rows = rows.clone();
        rows.insert(place, row);
        sandbox.write(OBSERVATIONS, rows.join("\n") + "\n");
        is_refused(&sandbox, &before);
    }
    // In files of their own, in which they come first.
    sandbox.write(OBSERVATIONS, rows.join("\n") + "\n");
    let more = r#"}, {"name": "more", "path": "more.csv", "table": "observations"}]}"#;
    sandbox.replace("changed/datapackage.json", "}]}", more);
    for row in [rows[early].clone(), other(&rows[early]), rows[last].clone(), other(&rows[last])] {
        sandbox.write("changed/more.csv", format!("{}\n{row}\n", rows[0]));
        is_refused(&sandbox, &before);
    }
}

/// Asserts that the changed dataset is rejected because it states a figure twice, and that the old database is
/// unchanged.
fn is_refused(sandbox: &Sandbox, before: &[u8]) {
    let reply = sandbox.run(&["--db", "old.db", "load", "changed"]);
    assert_eq!(reply.code, 1, "{}", reply.stderr);
    assert!(reply.stderr.contains("duplicate-key"), "{}", reply.stderr);
    assert!(sandbox.bytes("old.db") == before);
    assert_eq!(sandbox.files().iter().filter(|name| name.starts_with("old.db")).count(), 1);
}

#[test]
fn a_rejected_row_after_changed_ones_rolls_them_back() {
    let (sandbox, rows) = changed();
    let before = sandbox.bytes("old.db");
    let mut wrong = rows.clone();
    wrong.push("assets,330100,s100,e0000000,2020-Q5,1,A,filings-2020-Q1,page 6".to_owned());
    sandbox.write(OBSERVATIONS, wrong.join("\n") + "\n");
    let reply = sandbox.run(&["--db", "old.db", "load", "changed"]);
    assert_eq!(reply.code, 1, "{}", reply.stderr);
    assert!(sandbox.bytes("old.db") == before);
}

#[test]
fn figures_of_one_row_are_changed_alike() {
    let sandbox = Sandbox::new();
    let table = |change: &str| {
        let mut text = "freq,unit,sex,geo\\TIME_PERIOD".to_owned();
        text.extend((1990..2020).map(|year| format!("\t{year}")));
        for geo in ["DL", "DN", "DS"] {
            write!(text, "\nA,THS,F,{geo}").expect("a text");
            let cells =
                (1990..2020).map(|year| format!("\t{}{}", year - 1900, if year % 3 == 0 { change } else { ".5" }));
            text.extend(cells);
        }
        text + "\n"
    };
    sandbox.write("jobs.tsv", table(".25 p"));
    sandbox.write("jobs.toml", format!("name = \"jobs\"\n{}", sandbox.run(&["sniff", "jobs.tsv"]).stdout));
    sandbox.write("jobs.tsv", table(".5"));
    let load = ["load", "--map", "jobs.toml", "jobs.tsv"];
    let reply = sandbox.run(&[&["--db", "old.db"], &load[..], &["--create", "all"]].concat());
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    sandbox.write("jobs.tsv", table(".25 p"));
    let loads = [&[][..], &["--keep-going"], &["--complete"]].map(|options| {
        std::fs::copy(sandbox.path("old.db"), sandbox.path("new.db")).expect("a copy");
        let reply = sandbox.run(&[&["--db", "new.db"], &load[..], options].concat());
        assert!(reply.stderr.contains("0 inserted + 30 revised + 60 unchanged + 0 rejected"), "{}", reply.stderr);
        sandbox.dump("new.db", &["change_counter", "fingerprint"])
    });
    assert!(loads[0] == loads[1] && loads[0] == loads[2]);
}

#[test]
fn revisions_by_a_base_dataset_are_reported() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    let newer = |name: &str, builds_on: &str, rows: &str| {
        let descriptor = format!(
            r#"{{ "name": "{name}", {builds_on} "resources": [{{ "name": "observations", "path": "observations.csv" }}] }}"#
        );
        let header = "metric,enterprise,period,value,source\n";
        sandbox.write(&format!("{name}/datapackage.json"), descriptor);
        sandbox.write(&format!("{name}/observations.csv"), format!("{header}{rows}"));
        sandbox.run(&["load", name]).stderr
    };
    let second = newer("second", "", "employees,alpha,2023,1201,yearbook-2025\n");
    assert!(!second.contains("built on"), "{second}");
    let third = newer("third", r#""buildsOn": ["../delta"],"#, "employees,alpha,2025,1400,yearbook-2025\n");
    let told = "1 of the revised figures are of delta, which was loaded as a base of another dataset: \
                `yearbook diff 2 3` shows what they replaced\n";
    assert!(third.contains(told), "{third}");
}
