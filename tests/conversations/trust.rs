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

/// Rows that are wrong in one way each, behind those of the small dataset.
const WRONG_ROWS: &str = "\
employees,zeta,,2025,12,,,gazette,page 1,
employees,alpha,,2025,\"12 more,,,gazette,page 1,
employees,beta,,2025,13,,,gazette,page 2,
employees,nobody,,2025,over 13,,,gazette,page 2,
employees,gamma,,2025,13,,,gazette,page 2
employees,beta,,2025,14,,,gazette,\"page \"\"3\"\"\",
";

fn with_wrong_rows() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    sandbox.write("delta/observations.csv", sandbox.read("delta/observations.csv") + WRONG_ROWS);
    let enterprises = sandbox.read("delta/enterprises.csv");
    sandbox.write("delta/enterprises.csv", enterprises + "zeta,Zeta Tools,,nort,\n");
    sandbox
}

#[test]
fn good_rows_are_loaded_and_bad_ones_kept() {
    let sandbox = with_wrong_rows();
    let mut told = sandbox.talk(&["load", "delta", "--keep-going"]) + "\n\n";
    for arguments in [
        &["rejects"][..],
        &["rejects", "--output", "rejects.csv"],
        &["rejects", "--output", "delta/mended.csv", "--path", "observations.csv"],
        &["rejects", "--path", "regions.csv"],
        &["rejects", "2"],
        &["load", "delta", "--keep-going"],
        &["load", "delta", "--keep-going", "--complete"],
    ] {
        told += &(sandbox.talk(arguments) + "\n\n");
    }
    told += &sandbox.read("delta/mended.csv");
    insta::assert_snapshot!("keep_going", told);
    // All or nothing remains the rule for who does not say otherwise.
    assert!(sandbox.run(&["load", "delta"]).stderr.contains("nothing was written"));
    // Mended, the rows are loaded as they stand, reason and all.
    sandbox
        .replace("delta/enterprises.csv", "nort,", "north,")
        .replace("delta/mended.csv", "\"12 more", "12")
        .replace("delta/mended.csv", "nobody", "alpha")
        .replace("delta/mended.csv", "over 13", ">13")
        .replace("delta/mended.csv", "alpha,,2025,>13", "epsilon,,2025,>13")
        .replace("delta/mended.csv", "gazette,page 2,\"the row", "gazette,page 2,,\"the row")
        .replace("delta/mended.csv", "beta,,2025,14", "beta,,2026,14")
        .replace("delta/datapackage.json", "observations.csv", "mended.csv");
    let mended = sandbox.run(&["load", "delta"]);
    assert!(mended.stderr.contains("= 6 inserted + 0 revised + 15 unchanged + 0 rejected"), "{}", mended.stderr);
    assert_eq!(sandbox.run(&["rejects"]).code, 0, "what was refused once is not forgotten");
}

#[test]
fn kept_rows_are_those_that_the_summary_counts() {
    let sandbox = with_wrong_rows();
    sandbox.run(&["load", "delta", "--keep-going"]);
    let connection = rusqlite::Connection::open(sandbox.path("yearbook.db")).expect("the database");
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).expect(sql);
    assert_eq!(number("SELECT rejected FROM load"), 6);
    assert_eq!(number("SELECT count(*) FROM reject"), 6);
    assert_eq!(number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    assert_eq!(number("SELECT count(*) FROM fact"), 14);
    assert_eq!(number("SELECT count(*) FROM enterprise WHERE code = 'zeta'"), 0);
}

#[test]
fn a_file_that_is_wrong_as_a_whole_stops_a_load_that_keeps_going() {
    let sandbox = with_wrong_rows();
    sandbox.replace("delta/regions.csv", "level", "levl");
    let reply = sandbox.run(&["load", "delta", "--keep-going"]);
    assert_eq!((reply.code, sandbox.files()), (1, vec!["delta".to_owned()]), "{}", reply.stderr);
    assert!(reply.stderr.contains("nothing was written"), "{}", reply.stderr);
}

#[test]
fn a_rejected_row_takes_those_with_it_that_rest_on_it() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    sandbox.run(&["load", "delta"]);
    // Loaded with the stored factor, the figures in this unit would be off by ten.
    sandbox.replace("delta/units.csv", "thousand,count,1000", "thousand,count,10000");
    // A row of the wrong length has a code all the same.
    sandbox.write("delta/enterprises.csv", sandbox.read("delta/enterprises.csv") + "zeta,Zeta,Tools,,north,\n");
    let observations = sandbox.read("delta/observations.csv");
    sandbox.write("delta/observations.csv", observations + "employees,zeta,,2025,12,,,gazette,page 1,\n");
    sandbox.run(&["load", "delta", "--keep-going"]);
    insta::assert_snapshot!("rejected_references", sandbox.talk(&["rejects", "--format", "tsv"]));
}

#[test]
fn a_complete_dataset_withdraws_what_it_tells_no_more() {
    let sandbox = Sandbox::new();
    sandbox.write_delta().write_dataset("gdp");
    sandbox.run(&["load", "delta", "gdp"]);
    sandbox.replace("delta/observations.csv", "employees,alpha,,2023,1200,,,yearbook-2025,table 3,\n", "");
    assert!(sandbox.run(&["load", "delta"]).stderr.starts_with("unchanged"));
    let mut told = sandbox.talk(&["load", "--complete", "delta"]) + "\n\n";
    told += &(sandbox.talk(&["history", "--enterprise", "alpha", "--format", "tsv"]) + "\n\n");
    told += &(sandbox.talk(&["load", "--complete", "delta"]) + "\n\n");
    told += &sandbox.talk(&["log"]);
    insta::assert_snapshot!("withdrawn", told);
    // What is kept of series, sources and metrics is what a database tells that never held the figure.
    sandbox.run(&["--db", "never.db", "load", "delta", "gdp"]);
    let kept = |db: &str| {
        let connection = rusqlite::Connection::open(sandbox.path(db)).expect("the database");
        let sql = "SELECT group_concat(t) FROM (
                     SELECT metric || enterprise || region || observations || first_period || last_period || missing AS t
                       FROM series UNION ALL SELECT code || observations || first_period || last_period FROM source
                     UNION ALL SELECT metric || first_period || last_period || series || observations FROM coverage
                     ORDER BY 1)";
        connection.query_row(sql, [], |row| row.get::<_, String>(0)).expect("what is kept")
    };
    assert_eq!(kept("yearbook.db"), kept("never.db"));
}
