//! Figures that cannot be true together, and those that only look so.

use std::collections::BTreeMap;

use crate::sandbox::{Sandbox, project};

const RULES: [&str; 6] = ["growth", "parts", "year", "share", "currency", "range"];

fn with_cases() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write_dataset("audit");
    let load = sandbox.run(&["load", "audit"]);
    assert_eq!(load.code, 0, "{}", load.stderr);
    sandbox
}

/// How many findings a rule has for each case and period.
fn found(sandbox: &Sandbox, rule: &str) -> BTreeMap<(String, String), usize> {
    let reply = sandbox.run(&["audit", "--rule", rule, "--format", "json"]);
    let rows: Vec<BTreeMap<String, serde_json::Value>> = serde_json::from_str(&reply.stdout).expect("JSON");
    let mut found = BTreeMap::new();
    for row in rows {
        assert_eq!(row["rule"], rule);
        let [low, high, least, most] = ["low", "high", "least", "most"].map(|bound| row[bound].as_f64());
        let lies_apart = |lower: Option<f64>, upper: Option<f64>| lower.zip(upper).is_some_and(|(a, b)| a <= b);
        assert!(lies_apart(most, low) || lies_apart(high, least), "the two ranges do not meet: {row:?}");
        let text = |column: &str| row[column].as_str().expect("a text").to_owned();
        let case = text("subject");
        let case = case.split("case=").nth(1).and_then(|case| case.split([']', ';']).next()).expect("a case");
        *found.entry((case.to_owned(), text("period"))).or_default() += 1;
    }
    found
}

/// Every case says in its note what is expected: "g05 finding: comparators on all figures, and still ...".
#[test]
fn every_rule_finds_what_is_wrong_and_nothing_else() {
    let sandbox = with_cases();
    for rule in RULES {
        let mut found = found(&sandbox, rule);
        let file = project().join(format!("tests/data/audit/{rule}.csv"));
        let mut expected = 0;
        for row in csv::Reader::from_path(file).expect("the cases").deserialize() {
            let row: BTreeMap<String, String> = row.expect("a row");
            let Some((head, why)) = row["note"].split_once(": ") else { continue };
            let Some((case, verdict)) = head.split_once(' ') else { continue };
            let count = found.remove(&(case.to_owned(), row["period"].clone())).unwrap_or(0);
            match verdict {
                "finding" => assert_eq!(count, 1, "{rule} {case}: {why}"),
                "silent" => assert_eq!(count, 0, "{rule} {case}: {why}"),
                _ => continue,
            }
            expected += 1;
        }
        assert!(expected >= 10, "{rule} has {expected} cases");
        assert!(found.is_empty(), "{rule} also finds {found:?}");
    }
}

#[test]
fn the_bundled_dataset_has_no_findings() {
    let sandbox = Sandbox::with_demo();
    insta::assert_snapshot!("audit_of_the_demo", sandbox.talk(&["audit"]));
}

#[test]
fn findings_cite_both_figures() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    sandbox.run(&["load", "delta"]);
    let mut told = String::new();
    for arguments in [
        &["audit", "--format", "tsv"][..],
        &["audit", "--load", "1", "--rule", "range"],
        &["audit", "--load", "9"],
        &["audit", "--rule", "grwth"],
    ] {
        told += &(sandbox.talk(arguments) + "\n\n");
    }
    // The level that contradicts the growth was published later than the growth.
    told += &sandbox.talk(&["audit", "--as-of", "2025-03-01"]);
    insta::assert_snapshot!("audit", told);
}

#[test]
fn a_check_audits_what_is_new_against_what_is_stored() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    let alone = sandbox.run(&["check", "delta", "--format", "json"]);
    let findings = |stdout: &str| {
        let told: serde_json::Value = serde_json::from_str(stdout).expect("JSON");
        told["findings"].as_array().expect("findings").len()
    };
    assert_eq!((alone.code, findings(&alone.stdout)), (0, 1));
    sandbox.run(&["load", "delta"]);
    let before = sandbox.bytes("yearbook.db");
    assert_eq!(findings(&sandbox.run(&["check", "delta", "--format", "json"]).stdout), 0, "nothing is new");
    sandbox.write("more/datapackage.json", r#"{"resources": [{"name": "observations", "path": "o.csv"}]}"#);
    sandbox.write(
        "more/o.csv",
        "metric,enterprise,period,value,source\nemployees-growth,delta-co,2024,20,yearbook-2025\n",
    );
    let against = sandbox.talk(&["check", "more"]);
    insta::assert_snapshot!("check_finds", against);
    assert!(sandbox.bytes("yearbook.db") == before);
    assert_eq!(sandbox.files(), ["delta", "more", "yearbook.db"]);
}
