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
            let is_count_of_rows = row.get("section").is_some_and(|section| section == "In this file");
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
    for (format, snapshot) in [("tsv", "nine_systems"), ("markdown", "nine_systems_for_people")] {
        let mut told = String::new();
        for (name, _) in &RUNS[11..] {
            told += &sandbox.talk(&["report", name, "--format", format]);
            told.push_str("\n\n");
        }
        insta::assert_snapshot!(snapshot, told);
    }
}

#[test]
fn the_nine_systems_keep_figures_from_statements_and_show_inferred_periods() {
    let sandbox = Sandbox::with_demo();
    let mut inferred = std::collections::BTreeSet::new();
    for (name, _) in &RUNS[11..] {
        let reply = sandbox.run(&["report", name, "--format", "json"]);
        let rows: Vec<serde_json::Map<String, serde_json::Value>> = serde_json::from_str(&reply.stdout).expect("JSON");
        let text = |row: &serde_json::Map<String, serde_json::Value>, column: &str| {
            row.get(column).map(ToString::to_string).filter(|text| text != "null")
        };
        let sections: Vec<String> = rows.iter().filter_map(|row| text(row, "section")).collect();
        assert_eq!(sections.len(), rows.len(), "{name}");
        let first = sections.iter().position(|section| section == "\"Statements\"").expect("statements");
        assert!(first > 0 && sections[0] == "\"Figures\"", "{name}: {sections:?}");
        for (index, row) in rows.iter().enumerate() {
            assert_eq!(text(row, "statement").is_some(), index >= first, "{name}: {row:?}");
            assert!(index < first || text(row, "value").is_none(), "{name}: {row:?}");
            if text(row, "period_inferred").is_some() && index < first {
                inferred.insert((text(row, "period"), text(row, "value"), text(row, "unit")));
            }
        }
    }
    assert_eq!(inferred.len(), 16, "{inferred:?}");
    // People see the mark beside the period, also in the built-in reports, and the chart has the period itself.
    for arguments in [
        &["supplier-cluster"][..],
        &["profile", "-p", "enterprise=byd"],
        &["timeline", "-p", "metric=local-sourcing-share"],
        &["rank", "-p", "metric=local-sourcing-share"],
        &["claims"],
    ] {
        let report = sandbox.run(&[&["report"], arguments].concat()).stdout;
        assert!(report.contains("2025-08 (inferred)"), "{arguments:?}: {report}");
        let report = sandbox.run(&[&["report"], arguments, &["--format", "csv"]].concat()).stdout;
        assert!(report.contains(",2025-08,"), "{arguments:?}: {report}");
    }
}

#[test]
fn an_implied_base_has_no_more_digits_than_its_figures() {
    let sandbox = Sandbox::with_demo();
    for report in ["port-exports", "growth-check"] {
        let reply = sandbox.run(&["report", report, "--format", "markdown"]);
        assert!(reply.stdout.contains("| \\~ 28,500 "), "{report}: {}", reply.stdout);
        assert!(!reply.stdout.contains("28,533"), "{report}: {}", reply.stdout);
    }
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
