//! Who said so, what it said before, and who says otherwise.

use crate::sandbox::Sandbox;

/// A database of the vintages of one figure.
fn with_vintages() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write_dataset("gdp");
    let load = sandbox.run(&["load", "gdp"]);
    assert_eq!(load.code, 0, "{}", load.stderr);
    sandbox
}

#[test]
fn as_of_a_day_only_what_had_been_published_counts() {
    let sandbox = with_vintages();
    for (day, figure) in [
        ("2014-04-29", ""),
        ("2014-04-30", "17149.6,advance\n"),
        ("2014-05-28", "17149.6,advance\n"),
        ("2014-05-29", "17101.3,second\n"),
        ("2014-06-24", "17101.3,second\n"),
        ("2014-06-25", "17016,third\n"),
        ("2999-12-31", "17016,third\n"),
    ] {
        for view in ["current_fact", "latest_fact"] {
            let query = format!("SELECT value, source FROM {view}");
            let reply = sandbox.run(&["query", &query, "--as-of", day, "--format", "csv"]);
            assert_eq!(reply.stdout, format!("value,source\n{figure}"), "{view} as of {day}");
        }
        if figure.is_empty() {
            continue;
        }
        let rank = ["report", "rank", "-p", "metric=real-gdp", "--as-of", day, "--format", "csv"];
        let reply = sandbox.run(&rank);
        assert_eq!(reply.stdout.lines().count(), 2, "{day}: {}", reply.stdout);
        let value = figure.split(',').next().unwrap_or("");
        assert!(reply.stdout.contains(value), "{day}: {}", reply.stdout);
    }
    let now = sandbox.run(&["query", "SELECT value, source FROM current_fact", "--format", "csv"]);
    assert_eq!(now.stdout, "value,source\n17016,third\n");
}

#[test]
fn what_is_kept_of_series_and_sources_is_counted_again_as_of_a_day() {
    let sandbox = with_vintages();
    let mut told = String::new();
    for arguments in [
        &["overview"][..],
        &["coverage"],
        &["sources"],
        &["timeline", "-p", "metric=real-gdp"],
        &["rank", "-p", "metric=real-gdp"],
    ] {
        told += &sandbox.talk(&[&["report"], arguments, &["--as-of", "2014-05-29", "--format", "tsv"]].concat());
        told.push_str("\n\n");
    }
    told += &sandbox.talk(&["report", "sources", "--as-of", "May 2014"]);
    insta::assert_snapshot!("as_of", told);
}

#[test]
fn trace_and_history_of_a_figure() {
    let sandbox = with_vintages();
    sandbox.replace("gdp/observations.csv", "17101.3", "17101.4");
    sandbox.run(&["load", "gdp"]);
    let mut told = sandbox.talk(&["trace", "united states", "17,101.4"]) + "\n\n";
    told += &(sandbox.talk(&["history", "17101.3", "--format", "tsv"]) + "\n\n");
    told += &(sandbox.talk(&["history", "--source", "undated"]) + "\n\n");
    told += &sandbox.talk(&["history", "17101.5"]);
    insta::assert_snapshot!("trace_and_history", told);
}

#[test]
fn a_row_of_the_last_query_is_traced() {
    let sandbox = with_vintages();
    let mut told = sandbox.talk(&["trace", "--row", "1"]) + "\n\n";
    sandbox.run(&["query", "SELECT * FROM fact WHERE value > :least ORDER BY value", "-p", "least=17100"]);
    told += &(sandbox.talk(&["trace", "--row", "2"]) + "\n\n");
    told += &(sandbox.talk(&["trace", "--row", "3"]) + "\n\n");
    sandbox.run(&["query", "SELECT * FROM fact ORDER BY value", "--as-of", "2014-04-30"]);
    let first = sandbox.run(&["trace", "--row", "1", "--format", "csv"]);
    assert!(first.stdout.contains("17,149.6"), "{}", first.stdout);
    sandbox.run(&["query", "SELECT subject, display FROM fact"]);
    told += &(sandbox.talk(&["trace", "--row", "1"]) + "\n\n");
    sandbox.run(&["--db", "other.db", "init"]);
    told += &sandbox.talk(&["--db", "other.db", "history", "--row", "1"]);
    insta::assert_snapshot!("trace_row", told);
}
