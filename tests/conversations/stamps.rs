//! What `verify` says of a report that somebody changed, and of a database that has changed since.
use regex::Regex;

use crate::sandbox::{Sandbox, sha256};

const RANK: [&str; 5] = ["report", "rank", "-p", "metric=employees", "--stamp"];

/// A database, and reports with a stamp in these files.
fn with_reports(files: &[&str]) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    sandbox.run(&["load", "delta"]);
    for file in files {
        write_report(&sandbox, file);
    }
    sandbox
}

fn write_report(sandbox: &Sandbox, file: &str) {
    let written = sandbox.run(&[&RANK[..], &["--cite", "--output", file]].concat());
    assert_eq!(written.code, 0, "{}", written.stderr);
}

/// Computes the checksum of a changed report again, as somebody does who does not want the change to be seen.
fn sign(sandbox: &Sandbox, file: &str) {
    let beside = format!("{file}.stamp");
    let is_beside = sandbox.path(&beside).exists();
    let stamp_file = if is_beside { &beside } else { file };
    let text = sandbox.read(stamp_file);
    let stamp = Regex::new("yearbook stamp (\\{.*\\})").unwrap().captures(&text).unwrap().get(1).unwrap();
    let json = stamp.as_str().replace("&quot;", "\"");
    let old = Regex::new(r#""text_sha256":"(\w*)""#).unwrap().captures(&json).unwrap()[1].to_owned();
    let report = match is_beside {
        true => sandbox.read(file),
        false => [&text[..stamp.start()], &text[stamp.end()..]].concat(),
    };
    let footnotes = format!("{file}.footnotes");
    let footnotes = if sandbox.path(&footnotes).exists() { sandbox.read(&footnotes) } else { String::new() };
    let unsigned = json.replacen(&old, "", 1);
    let lines: Vec<&str> = report.lines().chain(footnotes.lines()).chain([unsigned.as_str()]).collect();
    sandbox.replace(stamp_file, &old, &sha256(lines.join("\n").as_bytes()));
}

#[test]
fn a_changed_number_does_not_pass_because_its_checksum_was_computed_again() {
    let mut told = String::new();
    for ending in ["txt", "md", "html", "csv", "tsv", "json", "ndjson"] {
        let file = format!("rank.{ending}");
        let sandbox = with_reports(&[&file]);
        sign(&sandbox, &file);
        assert_eq!(sandbox.run(&["verify", &file]).code, 0, "{file}: the checksum is not that of the program");
        sandbox.replace(&file, "990", "999");
        sign(&sandbox, &file);
        told += &(sandbox.talk(&["verify", &file]) + "\n\n");
    }
    insta::assert_snapshot!("recomputed", told);
}

#[test]
fn every_line_of_a_report_counts() {
    let touches: [(&str, &dyn Fn(String) -> String); 8] = [
        ("a paragraph below", &|text| text + "\nThe rest is ours.\n"),
        ("a paragraph above", &|text| format!("Employees in the north\n\n{text}")),
        ("a row less", &|text| text.lines().filter(|line| !line.contains("Beta")).collect::<Vec<_>>().join("\n")),
        ("a row more", &|text| text.replace("| 4 |", "| 4 | Zeta | 2024 | 410 | persons | | | |\n| 4 |")),
        ("another title", &|text| text.replace("## Employees", "## Staff")),
        ("another footnote", &|text| text.replace("table 3.", "table 7.")),
        ("a text behind the stamp", &|text| text.trim_end().to_owned() + " 999\n"),
        ("spaces", &|text| text.replace("| 4 |", "|  4 |")),
    ];
    let sandbox = with_reports(&["whole.md"]);
    let (whole, mut told) = (sandbox.read("whole.md"), String::new());
    for (what, touch) in touches {
        let touched = touch(whole.clone());
        assert_ne!(touched, whole, "{what}");
        sandbox.write("rank.md", touched);
        sign(&sandbox, "rank.md");
        told += &format!("{what}:\n{}\n\n", sandbox.talk(&["verify", "rank.md"]));
    }
    sandbox.write("rank.md", sandbox.read("whole.md").replace('\n', "\r\n"));
    told += &format!("other ends of lines:\n{}", sandbox.talk(&["verify", "rank.md"]));
    insta::assert_snapshot!("every_line", told);
}

#[test]
fn the_footnotes_beside_a_report_count() {
    let sandbox = with_reports(&["rank.csv"]);
    let whole = sandbox.read("rank.csv.footnotes");
    sandbox.replace("rank.csv.footnotes", "Statistics Office", "Statistical Office");
    let mut told = sandbox.talk(&["verify", "rank.csv"]) + "\n\n";
    sign(&sandbox, "rank.csv");
    told += &(sandbox.talk(&["verify", "rank.csv"]) + "\n\n");
    write_report(&sandbox, "rank.csv");
    std::fs::remove_file(sandbox.path("rank.csv.footnotes")).expect("the footnotes");
    told += &sandbox.talk(&["verify", "rank.csv"]);
    sandbox.write("rank.csv.footnotes", whole);
    assert_eq!(sandbox.run(&["verify", "rank.csv"]).code, 0);
    insta::assert_snapshot!("footnotes", told);
}

/// A change of one field: what is replaced in the stamp by what.
const FIELDS: [(&str, &str); 26] = [
    (r#""report":"rank""#, r#""report":"ranks""#),
    (r#""report":"rank""#, r#""report":"conflicts""#),
    (r#""report":"rank","#, ""),
    (r#""metric":"employees""#, r#""metric":"employees-growth""#),
    (r#"{"metric":"employees"}"#, r#"{"metric":1}"#),
    (r#""as_of":null"#, r#""as_of":"2025-03-01""#),
    (r#""as_of":null"#, r#""as_of":"in March""#),
    (r#""as_of":null,"#, ""),
    (r#""at_load":null"#, r#""at_load":"one""#),
    (r#""at_load":null,"#, ""),
    (r#""sha256":""#, "another digit"),
    (r#""sha256":""#, "a capital"),
    (r#""format":"csv""#, r#""format":"json""#),
    (r#""format":"csv""#, r#""format":"pdf""#),
    (r#""width":null"#, r#""width":80"#),
    (r#""width":null"#, r#""width":"wide""#),
    (r#""cite":true"#, r#""cite":false"#),
    (r#""cite":true"#, r#""cite":1"#),
    ("Statistical yearbook", "Economic yearbook"),
    (r#""code":"yearbook-2025""#, r#""code":"yearbook-2024""#),
    (r#""title":"#, r#""name":"#),
    (r#""load":1"#, r#""load":0"#),
    (r#""load":1"#, r#""load":7"#),
    (r#""load":1"#, r#""load":-1"#),
    (r#""version":"0.1.0""#, r#""version":"newest""#),
    (r#""version":"#, r#""programm":"#),
];

/// The stamp with this change; that of a checksum changes its first digit, whatever it is.
fn changed(stamp: &str, from: &str, to: &str) -> String {
    if !from.contains("sha256") {
        return stamp.replacen(from, to, 1);
    }
    let place = stamp.find(from).expect("the checksum") + from.len();
    let digit = match (to, stamp.as_bytes()[place]) {
        ("a capital", _) => "A",
        (_, b'b') => "c",
        _ => "b",
    };
    format!("{}{digit}{}", &stamp[..place], &stamp[place + 1..])
}

#[test]
fn every_field_of_a_stamp_counts() {
    let sandbox = with_reports(&["rank.csv"]);
    let stamp = sandbox.read("rank.csv.stamp");
    let mut told = String::new();
    for (from, to) in FIELDS {
        assert!(stamp.contains(from), "{from} in {stamp}");
        sandbox.write("rank.csv.stamp", changed(&stamp, from, to));
        let reply = sandbox.run(&["verify", "rank.csv"]);
        assert_eq!((reply.code, reply.stderr.contains("error: ")), (1, true), "{to}: {}", reply.stderr);
        told += &format!("{from} -> {to}\n{}\n", reply.stderr);
    }
    for (what, damaged) in [
        ("cut", stamp[..stamp.len() / 2].to_owned()),
        ("empty", String::new()),
        ("a list", stamp.replace('{', "[")),
        ("a field more", stamp.replace(r#""load""#, r#""colour":"red","load""#)),
        ("a field twice", stamp.replace(r#""load":1"#, r#""load":1,"load":1"#)),
        ("a text below", stamp.clone() + "and more\n"),
    ] {
        sandbox.write("rank.csv.stamp", damaged);
        let reply = sandbox.run(&["verify", "rank.csv"]);
        assert_eq!(reply.code, 1, "{what}: {}", reply.stderr);
        told += &format!("{what}\n{}\n", reply.stderr);
    }
    insta::assert_snapshot!("fields", told);
}

#[test]
fn a_field_of_a_stamp_counts_also_if_its_checksum_was_computed_again() {
    let sandbox = with_reports(&["rank.csv"]);
    let stamp = sandbox.read("rank.csv.stamp");
    let mut told = String::new();
    // An earlier load or another version may well have given the same text.
    let seen = |(from, _): &&(&str, &str)| !from.contains("version");
    for (from, to) in FIELDS.iter().filter(seen).filter(|(_, to)| !to.contains(r#""load":0"#)) {
        sandbox.write("rank.csv.stamp", changed(&stamp, from, to));
        sign(&sandbox, "rank.csv");
        let reply = sandbox.run(&["verify", "rank.csv"]);
        assert_eq!((reply.code, reply.stderr.contains("error: ")), (1, true), "{to}: {}", reply.stderr);
        told += &format!("{from} -> {to}\n{}\n", reply.stderr);
    }
    sandbox.write("rank.csv.stamp", stamp.replace("0.1.0", "0.0.9"));
    sign(&sandbox, "rank.csv");
    told += &sandbox.talk(&["verify", "rank.csv"]);
    insta::assert_snapshot!("fields_recomputed", told);
}

#[test]
fn a_source_that_has_changed_is_named() {
    let sandbox = with_reports(&["rank.md", "rank.csv"]);
    sandbox.run(&[&RANK[..], &["--output", "plain.md"]].concat());
    sandbox
        .replace("delta/sources.csv", "code,title,publisher", "code,url,title,publisher")
        .replace("delta/sources.csv", "yearbook-2025,Statistical yearbook", "yearbook-2025,https://a.example,Yearbook")
        .replace("delta/sources.csv", "gazette,", "gazette,,");
    let loaded = sandbox.run(&["load", "delta"]);
    assert_eq!(loaded.code, 0, "{}", loaded.stderr);
    let mut told = String::new();
    for file in ["rank.md", "rank.csv", "plain.md"] {
        told += &(sandbox.talk(&["verify", file]) + "\n\n");
    }
    // A source that has changed does not excuse a number that was changed.
    for file in ["rank.md", "plain.md"] {
        sandbox.replace(file, "| 990 |", "| 999 |");
        sign(&sandbox, file);
        told += &(sandbox.talk(&["verify", file]) + "\n\n");
    }
    insta::assert_snapshot!("sources", told);
}

#[test]
fn after_a_load_that_changes_nothing_of_a_report_a_changed_number_is_still_found() {
    let sandbox = with_reports(&["rank.md"]);
    sandbox.replace("delta/observations.csv", "delta-co,,2024,10,", "delta-co,,2024,11,");
    sandbox.run(&["load", "delta"]);
    let mut told = sandbox.talk(&["verify", "rank.md"]) + "\n\n";
    sandbox.replace("rank.md", "| 990 |", "| 999 |");
    sign(&sandbox, "rank.md");
    told += &(sandbox.talk(&["verify", "rank.md"]) + "\n\n");
    sandbox.replace("delta/observations.csv", ",410,,P,", ",411,,P,");
    sandbox.run(&["load", "delta"]);
    told += &(sandbox.talk(&["verify", "rank.md"]) + "\n\n");
    // The rows of the stamp are not those of the database, and nothing was loaded since.
    sandbox.replace("rank.md", r#""load":1"#, r#""load":3"#);
    sign(&sandbox, "rank.md");
    told += &sandbox.talk(&["verify", "rank.md"]);
    insta::assert_snapshot!("later_loads", told);
}

#[test]
fn a_report_on_standard_output_is_verified_in_the_width_that_it_was_written_in() {
    let sandbox = with_reports(&[]);
    let written = sandbox.run(&RANK);
    sandbox.write("rank.txt", written.stdout);
    assert_eq!(sandbox.run(&["verify", "rank.txt"]).code, 0);
}

#[test]
fn a_report_on_what_the_file_said_after_a_load_is_verified() {
    let sandbox = with_reports(&[]);
    sandbox.replace("delta/observations.csv", "alpha,,2024,>1300", "alpha,,2024,1342");
    sandbox.replace("delta/enterprises.csv", "Gamma Lines", "Gamma Lines Ltd");
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    for (file, load) in [("old.md", "1"), ("new.csv", "2")] {
        let written = sandbox.run(&[&RANK[..], &["--at-load", load, "--output", file]].concat());
        assert_eq!(written.code, 0, "{}", written.stderr);
    }
    assert!(sandbox.read("old.md").contains(r#""at_load":1,"#), "{}", sandbox.read("old.md"));
    sandbox.replace("delta/observations.csv", "alpha,,2024,1342", "alpha,,2024,1350");
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    for file in ["old.md", "new.csv"] {
        let verified = sandbox.run(&["verify", file]);
        assert_eq!(verified.code, 0, "{file}: {}", verified.stderr);
    }
    // Another file does not have the load.
    let other = sandbox.run(&["--db", "other.db", "load", "delta"]);
    assert_eq!(other.code, 0, "{}", other.stderr);
    let unknown = sandbox.run(&["--db", "other.db", "verify", "new.csv"]);
    assert!(unknown.code == 1 && unknown.stderr.contains("load 2"), "{}", unknown.stderr);
}
