//! Files that nobody vouches for: what they hold, what they are called, and where they lead.

use crate::sandbox::{Reply, Sandbox};

/// Starts a window title, rings a bell, ends a line for those who know C1, reverses the rest of the line, ends a C string.
const HOSTILE: &str = "\u{1b}]0;x\u{7}\u{85}\u{9b}2J\u{61c}\u{202e}\u{feff}";

/// No text controls a terminal, and the tests know of no other characters than the program.
fn assert_tame(reply: &Reply, what: &str) {
    let acts = |c: char| {
        (c.is_control() && c != '\n')
            || ['\u{61c}', '\u{200e}', '\u{200f}', '\u{feff}'].contains(&c)
            || ('\u{2028}'..='\u{202e}').contains(&c)
            || ('\u{2066}'..='\u{2069}').contains(&c)
    };
    for stream in [&reply.stdout, &reply.stderr] {
        assert!(!stream.contains(acts), "{what}: {stream:?}");
    }
}

/// A dataset every text of which has characters that control a terminal.
fn hostile_dataset(sandbox: &Sandbox) {
    sandbox.write_delta();
    let name = serde_json::json!(format!("delta{HOSTILE}")).to_string();
    sandbox.replace("delta/datapackage.json", "\"delta\"", &name);
    for (file, text) in [
        ("sources", "Statistical yearbook 2025"),
        ("sources", "Statistics Office"),
        ("regions", "North"),
        ("enterprises", "Alpha Works"),
        ("metrics", "Growth of employees"),
        ("units", "persons"),
        ("observations", "table 3"),
        ("observations", "not surveyed"),
    ] {
        sandbox.replace(&format!("delta/{file}.csv"), text, &format!("{text}{HOSTILE}"));
    }
    let head =
        format!("-- name: mine\n-- title: Title{HOSTILE}\n-- description: All{HOSTILE}.\n-- columns: text, display\n");
    let report = head + &format!("SELECT '{HOSTILE}' AS text, display FROM fact\n");
    sandbox.write("delta/reports/mine.sql", report);
}

#[test]
fn no_text_of_a_dataset_controls_a_terminal() {
    let sandbox = Sandbox::new();
    hostile_dataset(&sandbox);
    let db = format!("a{HOSTILE}.db");
    let wide = format!("region{HOSTILE},2023,2024\nNorth{HOSTILE},1,2\nSouth,3,4\nEast,5,6\n");
    sandbox.write(&format!("wide{HOSTILE}.csv"), wide);
    let output = format!("out{HOSTILE}.md");
    let conversations: [&[&str]; 27] = [
        &["check", "delta"],
        &["load", "delta"],
        &["load", "delta"],
        &["report"],
        &["report", "mine"],
        &["report", "mine", "--format", "markdown"],
        &["report", "mine", "--format", "json"],
        &["report", "mine", "--format", "html"],
        &["report", "mine", "--stamp", "--output", &output],
        &["verify", &output],
        &["query", "SELECT * FROM fact"],
        &["query", "SELECT * FROM fact", "--format", "ndjson"],
        &["query", HOSTILE],
        &["query", "SELECT 1", "-p", HOSTILE],
        &["trace", "alpha"],
        &["history", "alpha"],
        &["cite", "current-figures", "--style", "csl-json"],
        &["audit"],
        &["log"],
        &["schema"],
        &["diff", "0", "1"],
        &["report", HOSTILE],
        &[HOSTILE],
        &["load", HOSTILE],
        &["sniff", &format!("wide{HOSTILE}.csv")],
        &["load", &format!("wide{HOSTILE}.csv"), "--create", "all"],
        &["load", "--map", HOSTILE, "delta"],
    ];
    let mut succeeded = 0;
    for conversation in conversations {
        let reply = sandbox.run(&[&["--db", &db], conversation].concat());
        assert_tame(&reply, &format!("{conversation:?}"));
        assert!(reply.code != 101 && !(reply.stdout.is_empty() && reply.stderr.is_empty()), "{conversation:?}");
        succeeded += usize::from(reply.code == 0);
    }
    assert!(succeeded >= 18, "{succeeded} commands succeeded");
    sandbox.replace(&output, "1,300", "1,301\u{1b}[31m");
    let reply = sandbox.run(&["--db", &db, "verify", &output]);
    assert!(reply.stdout.contains("1,301\\u{1b}[31m"), "{}", reply.stdout);
    assert_tame(&reply, "verify");
}

#[test]
fn no_text_in_a_problem_controls_a_terminal() {
    let sandbox = Sandbox::new();
    hostile_dataset(&sandbox);
    sandbox.replace(
        "delta/observations.csv",
        "employees,alpha,,2024,>1300",
        &format!("employees,alpha{HOSTILE},,2024,{HOSTILE}"),
    );
    for format in ["text", "json"] {
        let reply = sandbox.run(&["check", "delta", "--format", format]);
        assert_eq!(reply.code, 1, "{}", reply.stderr);
        assert_tame(&reply, format);
        let shown = if format == "text" { "\\u{1b}]0;x\\u{7}\\u{85}" } else { "\\u001b]0;x\\u0007\\u0085" };
        assert!((reply.stdout + &reply.stderr).contains(shown));
    }
}

#[test]
fn formats_for_programs_keep_every_character() {
    let sandbox = Sandbox::new();
    hostile_dataset(&sandbox);
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    let sql = "SELECT name FROM enterprise WHERE code = 'alpha'";
    let name = format!("Alpha Works{HOSTILE}");
    let as_csv = sandbox.run(&["query", sql, "--format", "csv"]);
    assert_eq!(as_csv.stdout, format!("name\n{name}\n"));
    assert_eq!(sandbox.run(&["query", sql, "--format", "tsv"]).stdout, as_csv.stdout);
    let as_json: serde_json::Value =
        serde_json::from_str(&sandbox.run(&["query", sql, "--format", "json"]).stdout).expect("JSON");
    assert_eq!(as_json, serde_json::json!([{ "name": name }]));
    assert_eq!(sandbox.run(&["query", sql, "--output", "names.csv"]).code, 0);
    assert_eq!(sandbox.read("names.csv"), as_csv.stdout);
    let report = sandbox.run(&["report", "mine", "--sql"]).stdout;
    assert_eq!(report, sandbox.read("delta/reports/mine.sql"));
}

#[test]
fn a_mapping_of_a_hostile_file_is_tame_and_loads_it() {
    let sandbox = Sandbox::new();
    sandbox.write("wide.csv", format!("region{HOSTILE},2023,2024\nNorth,1,2\nSouth,3,4\nEast,5,6\n"));
    let sniffed = sandbox.run(&["sniff", "wide.csv"]);
    assert_eq!(sniffed.code, 0, "{}", sniffed.stderr);
    assert_tame(&sniffed, "sniff");
    sandbox.write("wide.toml", &sniffed.stdout);
    let loaded = sandbox.run(&["load", "--map", "wide.toml", "--create", "all", "wide.csv"]);
    assert_eq!(loaded.code, 0, "{}\n{}", sniffed.stdout, loaded.stderr);
}
