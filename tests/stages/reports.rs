//! Every report on the bundled dataset and on a small one.

use crate::sandbox::Sandbox;

#[test]
fn every_figure_in_a_report_is_cited() {
    let sandbox = Sandbox::with_demo();
    for (name, parameters) in RUNS {
        let mut arguments = vec!["report", name, "--format", "json"];
        arguments.extend(parameters.iter().flat_map(|parameter| ["-p", parameter]));
        let reply = sandbox.run(&arguments);
        assert_eq!(reply.code, 0, "{name}: {}", reply.stderr);
        let rows: Vec<serde_json::Map<String, serde_json::Value>> = serde_json::from_str(&reply.stdout).expect("JSON");
        assert!(!rows.is_empty(), "{name} is empty");
        for row in &rows {
            let has = |column: &str| row.get(column).is_some_and(|cell| !cell.is_null());
            let is_count_of_rows = row.get("topic").is_some_and(|topic| topic == "In this file");
            let is_figure = ["value", "display", "growth", "first"].into_iter().any(has) && !is_count_of_rows;
            if is_figure {
                assert!(["source", "growth_source", "first_source"].into_iter().any(has), "{name}: {row:?}");
            }
        }
    }
}

/// Every report, with parameters that find something in the bundled dataset.
const RUNS: [(&str, &[&str]); 20] = [
    ("overview", &[]),
    ("profile", &["enterprise=zhongke-xianglong"]),
    ("profile", &["enterprise=BYD"]),
    ("timeline", &["metric=local-sourcing-share"]),
    ("rank", &["metric=value-added-growth"]),
    ("compare", &["first=byd", "second=zhongke-xianglong"]),
    ("coverage", &[]),
    ("sources", &[]),
    ("claims", &[]),
    ("claims", &["enterprise=byd"]),
    ("growth-check", &[]),
    ("added-value-growth", &[]),
    ("digital-transformation", &[]),
    ("green-transformation", &[]),
    ("high-tech-base", &[]),
    ("named-enterprises", &[]),
    ("niche-products", &[]),
    ("port-exports", &[]),
    ("supplier-cluster", &[]),
    ("support-ladder", &[]),
];

#[test]
fn the_nine_systems_of_the_article() {
    let sandbox = Sandbox::with_demo();
    let mut told = String::new();
    for (name, _) in &RUNS[11..] {
        told += &sandbox.talk(&["report", name, "--format", "tsv"]);
        told.push_str("\n\n");
    }
    insta::assert_snapshot!("nine_systems", told);
}

#[test]
fn built_in_reports_on_the_small_dataset() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    sandbox.run(&["load", "delta"]);
    let mut told = String::new();
    for arguments in [
        &["overview"][..],
        &["profile", "-p", "enterprise=Alpha Works"],
        &["timeline", "-p", "metric=employees"],
        &["rank", "-p", "metric=employees", "-p", "period=2024"],
        &["compare", "-p", "first=alpha", "-p", "second=delta-co"],
        &["coverage"],
        &["sources"],
        &["claims"],
        &["growth-check"],
        &["conflicts"],
    ] {
        told += &sandbox.talk(&[&["report"], arguments, &["--format", "tsv"]].concat());
        told.push_str("\n\n");
    }
    insta::assert_snapshot!("built_in_reports", told);
}
