//! Which source states a figure, what it stated before, and where sources conflict.
use crate::figures::{Figures, Order};
use crate::sandbox::{Sandbox, sha256};

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
        let rank = ["report", "rank", "-p", "metric=gdp", "--as-of", day, "--format", "csv"];
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
        &["timeline", "-p", "metric=gdp"],
        &["rank", "-p", "metric=gdp"],
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
        &["rejects", "--output", "delta/fixed.csv", "--path", "observations.csv"],
        &["rejects", "--path", "regions.csv"],
        &["rejects", "2"],
        &["load", "delta", "--keep-going"],
        &["load", "delta", "--keep-going", "--complete"],
    ] {
        told += &(sandbox.talk(arguments) + "\n\n");
    }
    told += &sandbox.read("delta/fixed.csv");
    insta::assert_snapshot!("keep_going", told);
    // Without `--keep-going`, a load is still all or nothing.
    assert!(sandbox.run(&["load", "delta"]).stderr.contains("nothing was written"));
    // When they are fixed, the rows are loaded as they are, with the column `reason`.
    sandbox
        .replace("delta/enterprises.csv", "nort,", "north,")
        .replace("delta/fixed.csv", "\"12 more", "12")
        .replace("delta/fixed.csv", "nobody", "alpha")
        .replace("delta/fixed.csv", "over 13", ">13")
        .replace("delta/fixed.csv", "alpha,,2025,>13", "epsilon,,2025,>13")
        .replace("delta/fixed.csv", "beta,,2025,14", "beta,,2026,14")
        .replace("delta/datapackage.json", "observations.csv", "fixed.csv");
    let fixed = sandbox.run(&["load", "delta"]);
    assert!(fixed.stderr.contains("= 7 inserted + 0 revised + 15 unchanged + 0 rejected"), "{}", fixed.stderr);
    assert_eq!(sandbox.run(&["rejects"]).code, 0, "rows that were rejected once are still listed");
}

#[test]
fn rejected_rows_are_fixed_and_loaded_alone() {
    let sandbox = with_wrong_rows();
    sandbox.run(&["load", "delta", "--keep-going"]);
    sandbox.run(&["rejects", "--output", "fixed.csv", "--path", "observations.csv"]);
    sandbox
        .replace("fixed.csv", "\"12 more", "12")
        .replace("fixed.csv", "nobody", "alpha")
        .replace("fixed.csv", "over 13", ">13")
        .replace("fixed.csv", "zeta,,2025", "gamma,,2026")
        .replace("fixed.csv", "alpha,,2025,>13", "epsilon,,2025,>13")
        .replace("fixed.csv", "beta,,2025,14", "beta,,2026,14");
    let fixed = sandbox.run(&["load", "fixed.csv"]);
    assert!(fixed.stderr.starts_with("fixed.csv: read by the profile yearbook's own columns\n"), "{}", fixed.stderr);
    assert!(fixed.stderr.contains("= 6 inserted + 0 revised + 0 unchanged + 0 rejected"), "{}", fixed.stderr);
}

#[test]
fn the_same_bad_rows_again_are_no_news() {
    let sandbox = with_wrong_rows();
    sandbox.write_dataset("gdp");
    sandbox.run(&["load", "delta", "--keep-going"]);
    sandbox.run(&["load", "gdp"]);
    let before = sandbox.bytes("yearbook.db");
    let again = sandbox.run(&["load", "delta", "--keep-going"]);
    assert_eq!(again.code, 1);
    assert!(again.stderr.starts_with("unchanged: yearbook.db holds all but the rejected rows"), "{}", again.stderr);
    assert!(sandbox.bytes("yearbook.db") == before);
    sandbox.replace("delta/observations.csv", "nobody,,2025", "nobody,,2026");
    assert!(sandbox.run(&["load", "delta", "--keep-going"]).stderr.starts_with("load 3: "), "another bad row is");
}

#[test]
fn kept_rows_are_those_that_the_summary_counts() {
    let sandbox = with_wrong_rows();
    sandbox.run(&["load", "delta", "--keep-going"]);
    let connection = rusqlite::Connection::open(sandbox.path("yearbook.db")).expect("the database");
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).expect(sql);
    assert_eq!(number("SELECT rejected FROM load"), 7);
    assert_eq!(number("SELECT count(*) FROM reject"), 7);
    assert_eq!(number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    assert_eq!(number("SELECT count(*) FROM fact"), 13);
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
fn rows_that_refer_to_a_rejected_row_are_rejected() {
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
fn a_complete_dataset_withdraws_what_it_no_longer_states() {
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
    // The totals of series, sources and metrics are those of a database that never held the figure.
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

#[test]
fn diff_lists_the_differences_of_loads_and_files() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    sandbox.run(&["load", "delta"]);
    std::fs::copy(sandbox.path("yearbook.db"), sandbox.path("before.db")).expect("a copy");
    sandbox
        .replace("delta/observations.csv", ">1300", "1342")
        .replace("delta/observations.csv", "410,,P", "410,,")
        .replace("delta/observations.csv", "35..68", "40..68")
        .replace("delta/observations.csv", ",990,", ",995.5,")
        .replace("delta/observations.csv", "employees,,north,2024,1710,,,yearbook-2025,table 2,\n", "")
        .replace(
            "delta/observations.csv",
            "employees-growth,alpha",
            "employees,epsilon,,2025,45,,,gazette,page 9,\nemployees-growth,alpha",
        );
    sandbox.run(&["load", "delta", "--complete"]);
    let mut told = sandbox.talk(&["diff", "1", "2"]) + "\n\n";
    told += &(sandbox.talk(&["diff", "2", "1", "--format", "tsv"]) + "\n\n");
    told += &(sandbox.talk(&["diff", "1", "7"]) + "\n\n");
    told += &(sandbox.talk(&["diff", "1", "missing.db"]) + "\n\n");
    insta::assert_snapshot!("diff", told);
    let rows = |from: &str, to: &str| sandbox.run(&["diff", from, to, "--format", "csv"]).stdout;
    assert_eq!(rows("before.db", "yearbook.db"), rows("1", "2"));
    assert_eq!(rows("yearbook.db", "before.db"), rows("2", "1"));
    assert_eq!(rows("2", "2").lines().count(), 1);
    assert_eq!(rows("0", "1").lines().count(), 14, "before the first load there was nothing");
}

#[test]
fn diff_lists_the_sources_of_a_figure_by_their_codes() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    sandbox.run(&["load", "delta"]);
    let added = sandbox.run(&["diff", "0", "1", "--format", "csv"]).stdout;
    let of_delta: Vec<&str> = added.lines().filter(|line| line.contains("Delta Company,2024")).collect();
    assert!(of_delta[0].contains("gazette") && of_delta[1].contains("yearbook-2025"), "{of_delta:?}");
    // In another file the sources have other numbers.
    let sources = sandbox.read("delta/sources.csv");
    let [header, yearbook, gazette] = sources.lines().collect::<Vec<_>>()[..] else { panic!("{sources}") };
    sandbox.write("delta/sources.csv", format!("{header}\n{gazette}\n{yearbook}\n"));
    sandbox.run(&["--db", "other.db", "load", "delta"]);
    let same = sandbox.run(&["diff", "yearbook.db", "other.db", "--format", "csv"]);
    assert_eq!(same.stdout.lines().count(), 1, "{}", same.stdout);
    assert_eq!(same.stderr, "from yearbook.db to other.db: 0 added, 0 revised, 0 withdrawn\n");
}

#[test]
fn a_diff_lists_what_differs_between_two_loads_or_files() {
    let sandbox = Sandbox::new();
    let figures = Figures { rows: 5000, seed: 7, order: Order::Key, changed: 0 };
    figures.write(&sandbox.path("figures")).expect("a dataset");
    Figures { changed: 100, ..figures }.write(&sandbox.path("changed")).expect("a dataset");
    let run = |arguments: &[&str]| {
        let reply = sandbox.run(arguments);
        assert_eq!(reply.code, 0, "{}", reply.stderr);
        reply.stderr
    };
    run(&["load", "figures"]);
    run(&["load", "changed"]);
    let rows = |from: &str, to: &str| {
        let told = run(&["diff", from, to, "--format", "csv", "--output", "rows.csv"]);
        (sandbox.read("rows.csv").lines().count() - 1, told.lines().last().unwrap_or_default().to_owned())
    };
    let (added, told) = rows("0", "1");
    assert_eq!(told, format!("from load 0 to load 1: {added} added, 0 revised, 0 withdrawn"));
    assert!(added > 4900, "{added}");
    let (revised, told) = rows("1", "2");
    assert_eq!(told, format!("from load 1 to load 2: 0 added, {revised} revised, 0 withdrawn"));
    assert!(revised > 20, "{revised}");
    assert_eq!(rows("2", "1").0, revised);
    std::fs::copy(sandbox.path("yearbook.db"), sandbox.path("later.db")).expect("a copy");
    assert_eq!(rows("1", "later.db").0, revised);
}

#[test]
fn a_diff_of_files_reads_figures_whose_checksums_do_not_speak_for_them() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    sandbox.run(&["load", "delta"]);
    let rows = |other: &str| {
        let reply = sandbox.run(&["diff", "yearbook.db", other, "--format", "csv"]);
        assert_eq!(reply.code, 0, "{}", reply.stderr);
        reply.stdout.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    // Another program changes a figure, and leaves the checksum of its series.
    std::fs::copy(sandbox.path("yearbook.db"), sandbox.path("edited.db")).expect("a copy");
    assert_eq!(rows("edited.db"), [""; 0]);
    let edited = rusqlite::Connection::open(sandbox.path("edited.db")).expect("the database");
    let edit = "UPDATE observation SET value = 1711 WHERE value = 1710";
    assert_eq!(edited.execute(edit, []).expect("an edit"), 1);
    drop(edited);
    assert!(matches!(&rows("edited.db")[..], [row] if row.starts_with("revised,") && row.ends_with(",value")));
    // A source has the number that another one has in the first file.
    let (sources, figures) = (sandbox.read("delta/sources.csv"), sandbox.read("delta/observations.csv"));
    sandbox.write("delta/sources.csv", sources.replace("gazette", "bulletin"));
    sandbox.write("delta/observations.csv", figures.replace("gazette", "bulletin"));
    sandbox.run(&["--db", "renamed.db", "load", "delta"]);
    let renamed = rows("renamed.db");
    assert!(renamed.iter().any(|row| row.starts_with("added,") && row.contains("bulletin")), "{renamed:?}");
    assert!(renamed.iter().any(|row| row.starts_with("withdrawn,") && row.contains("gazette")), "{renamed:?}");
    // The same numbers are in another unit.
    sandbox.write("delta/sources.csv", sources);
    sandbox.write("delta/observations.csv", figures);
    let metrics = sandbox.read("delta/metrics.csv");
    sandbox.write("delta/metrics.csv", metrics.replace("Employees,person,", "Employees,thousand-persons,"));
    sandbox.run(&["--db", "other-unit.db", "load", "delta"]);
    let other = rows("other-unit.db");
    assert!(other.iter().any(|row| row.starts_with("revised,") && row.ends_with(",unit")), "{other:?}");
}

#[test]
fn a_diff_calls_series_as_the_views_do() {
    let sandbox = Sandbox::with_demo();
    let names = |arguments: &[&str], columns: [&str; 3]| {
        let reply = sandbox.run(arguments);
        assert_eq!(reply.code, 0, "{}", reply.stderr);
        let names = |row: &str| {
            let row: serde_json::Value = serde_json::from_str(row).expect("a row");
            columns.map(|column| row[column].to_string())
        };
        reply.stdout.lines().map(names).collect::<std::collections::BTreeSet<_>>()
    };
    let of_diff = names(&["diff", "0", "yearbook.db", "--format", "ndjson"], ["metric", "subject", "to_unit"]);
    let query = "SELECT metric_name, subject, coalesce(unit_symbol, unit) AS unit FROM fact";
    let of_fact = names(&["query", query, "--format", "ndjson"], ["metric_name", "subject", "unit"]);
    assert!(of_fact.len() > 10 && of_diff == of_fact);
}

#[test]
fn figures_with_comparators_conflict_if_no_value_fits_both() {
    let sandbox = Sandbox::new();
    for (one, other, conflicts) in [
        (">8800", "8912", false),
        (">9000", "8912", true),
        ("8912", "8912", false),
        ("8912", "8913", true),
        ("~9000", "5", false),
        (">9000", "9000", true),
        (">=9000", "9000", false),
        ("<9000", "9000", true),
        ("<=9000", "9000", false),
        ("<9000", ">9500", true),
        ("<9500", ">9000", false),
        ("35..68", "68", false),
        ("35..68", "69..80", true),
        ("35..68", ">70", true),
        ("", "5", false),
    ] {
        sandbox.write_delta();
        sandbox.write(
            "delta/observations.csv",
            format!("metric,enterprise,period,value,source\nemployees,alpha,2025,{one},gazette\nemployees,alpha,2025,{other},yearbook-2025\n"),
        );
        sandbox.run(&["--db", "conflict.db", "load", "delta"]);
        let reply =
            sandbox.run(&["--db", "conflict.db", "report", "conflicts", "-p", "rounding=yes", "--format", "csv"]);
        assert_eq!(reply.stdout.lines().count(), if conflicts { 2 } else { 1 }, "{one} {other}: {}", reply.stdout);
    }
}

#[test]
fn conflicts_show_the_preferred_source_and_why() {
    let sandbox = with_vintages();
    sandbox.write_delta();
    sandbox.run(&["load", "delta"]);
    let told = sandbox.talk(&["report", "conflicts", "--format", "tsv"]) + "\n\n";
    insta::assert_snapshot!("conflicts", told + &sandbox.talk(&["report", "conflicts", "--as-of", "2014-05-29"]));
    // A revision that ends the conflict, and a source whose figures are withdrawn, are taken into account.
    sandbox.replace("delta/observations.csv", ",1010,,E,", ",990,,E,");
    sandbox.replace("gdp/observations.csv", "gdp,US,2014-Q1,17101.3,second,table 3\n", "");
    sandbox.run(&["load", "delta", "gdp", "--complete"]);
    let left = sandbox.run(&["report", "conflicts", "--format", "csv"]).stdout;
    assert_eq!(left.lines().count(), 2, "{left}");
}

#[test]
fn a_report_cites_its_sources_in_every_style() {
    let sandbox = Sandbox::with_demo();
    let rank = ["report", "rank", "-p", "metric=value-added-growth", "--cite"];
    let mut told = sandbox.talk(&rank) + "\n\n";
    for arguments in [
        &["report", "port-exports", "--cite", "--format", "csv"][..],
        &["cite", "port-exports"],
        &["cite", "port-exports", "--style", "bibtex"],
        &["cite", "sources", "--style", "csl-json"],
        &["cite", "coverage"],
        &["cite", "no-such-report"],
    ] {
        told += &(sandbox.talk(arguments) + "\n\n");
    }
    insta::assert_snapshot!("cite", told);
    sandbox.run(&["cite", "port-exports", "--output", "sources.bib"]);
    assert!(sandbox.read("sources.bib").starts_with("@misc{peoples-daily-2025-08-13,"));
}

#[test]
fn a_stamped_report_is_verified_in_every_format() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    sandbox.run(&["load", "delta"]);
    let arguments = ["report", "rank", "-p", "metric=employees", "--stamp", "--cite", "--output"];
    let endings = ["txt", "md", "html", "csv", "tsv", "json", "ndjson"];
    for ending in endings {
        let file = format!("rank.{ending}");
        assert_eq!(sandbox.run(&[&arguments[..], &[&file]].concat()).code, 0);
        let verified = sandbox.run(&["verify", &file]);
        assert_eq!(verified.code, 0, "{file}: {}{}", verified.stdout, verified.stderr);
    }
    let exact = sandbox.run(&["report", "rank", "-p", "metric=employees", "--format", "csv"]).stdout;
    let sha256 = sha256(exact.as_bytes());
    assert!(sandbox.read("rank.txt").contains(&format!("\"sha256\":\"{sha256}\"")), "that of the rows as CSV");
    // Another figure, then the same figures in a text that somebody touched.
    sandbox.replace("delta/observations.csv", ",990,", ",995,");
    sandbox.run(&["load", "delta"]);
    let mut told = String::new();
    for ending in endings {
        told += &(sandbox.talk(&["verify", &format!("rank.{ending}")]) + "\n\n");
    }
    sandbox.run(&[&arguments[..], &["rank.md"]].concat());
    sandbox.replace("rank.md", "| 995 |", "| 999 |");
    told += &(sandbox.talk(&["verify", "rank.md"]) + "\n\n");
    told += &(sandbox.talk(&["verify", "delta/regions.csv"]) + "\n\n");
    told += &sandbox.talk(&["report", "rank", "-p", "metric=employees", "--stamp", "--format", "csv"]);
    insta::assert_snapshot!("verify", told);
}

#[test]
fn a_stamp_as_of_a_day_stands_whatever_is_published_later() {
    let sandbox = with_vintages();
    let report = ["report", "rank", "-p", "metric=gdp", "--stamp", "-o"];
    sandbox.run(&[&report[..], &["may.md", "--as-of", "2014-05-29"]].concat());
    sandbox.run(&[&report[..], &["now.md"]].concat());
    sandbox.write(
        "gdp/sources.csv",
        sandbox.read("gdp/sources.csv") + "annual,Annual revision,Bureau of Economic Analysis,2014-07-30\n",
    );
    sandbox.write(
        "gdp/observations.csv",
        sandbox.read("gdp/observations.csv") + "gdp,US,2014-Q1,15831.7,annual,table 3\n",
    );
    sandbox.run(&["load", "gdp"]);
    assert_eq!(sandbox.run(&["verify", "may.md"]).code, 0);
    assert_eq!(sandbox.run(&["verify", "now.md"]).code, 1);
}

#[test]
fn a_rejected_row_keeps_the_stored_one_and_others_are_checked_with_it() {
    let sandbox = Sandbox::new();
    sandbox.write("d/datapackage.json", r#"{"resources": [{"name": "designations", "path": "d.csv"}]}"#);
    sandbox.write("d/d.csv", "code,name,ladder,rung\na,A,steps,1\nb,B,steps,2\nc,C,steps,3\n");
    sandbox.run(&["load", "d"]);
    // `a` takes the rung of `c` and is rejected; so `a` keeps its rung, and `b`, which takes that rung, is rejected
    // too.
    sandbox.write("d/d.csv", "code,name,ladder,rung\na,A,steps,3\nb,B,steps,1\nd,D,steps,4\n");
    let reply = sandbox.run(&["load", "d", "--keep-going"]);
    assert!(
        reply.stderr.contains("3 rows read = 1 inserted + 0 revised + 0 unchanged + 2 rejected"),
        "{}",
        reply.stderr
    );
    let ranks = sandbox.run(&["query", "SELECT code, rung FROM designation ORDER BY code", "--format", "csv"]).stdout;
    assert_eq!(ranks, "code,rung\na,1\nb,2\nc,3\nd,4\n");
}

#[test]
fn a_text_of_several_lines_in_a_row_of_the_wrong_length_makes_no_figure() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    let rows =
        "employees,alpha,,2025,1,,,gazette,page 1,\"as told:\nemployees,beta,,2025,777,,,gazette,page 1,\nthe end\",\n";
    sandbox.write("delta/observations.csv", sandbox.read("delta/observations.csv") + rows);
    let reply = sandbox.run(&["load", "delta", "--keep-going"]);
    assert!(
        reply.stderr.contains("29 rows read = 28 inserted + 0 revised + 0 unchanged + 1 rejected"),
        "{}",
        reply.stderr
    );
    let kept = sandbox.run(&["rejects", "-o", "-"]).stdout;
    assert!(kept.contains(rows.trim_end()), "{kept}");
}

#[test]
fn stamps_are_read_whatever_the_parameters_hold() {
    let sandbox = Sandbox::with_demo();
    for search in ["a`b|c", "&quot;&amp;", "yearbook stamp {", "<p>é 宁波 \u{200e}</p>", "'--", "\"}"] {
        for ending in ["txt", "md", "html", "csv"] {
            let (parameter, file) = (format!("search={search}"), format!("claims.{ending}"));
            let written = sandbox.run(&["report", "claims", "-p", &parameter, "--stamp", "--cite", "-o", &file]);
            assert_eq!(written.code, 0, "{}", written.stderr);
            let verified = sandbox.run(&["verify", &file]);
            assert_eq!(verified.code, 0, "{search} {ending}: {}{}", verified.stdout, verified.stderr);
        }
    }
}

#[test]
fn a_touched_text_never_stands() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    sandbox.run(&["load", "delta"]);
    for ending in ["txt", "md", "html", "csv", "json"] {
        let file = format!("rank.{ending}");
        let rank = ["report", "rank", "-p", "metric=employees-growth", "-p", "forecasts=yes", "--stamp", "-o", &file];
        let write = || sandbox.run(&rank);
        let swapped = |text: String| {
            let mut lines: Vec<&str> = text.lines().collect();
            let is_row = |at: &usize| lines[*at].contains("table 4") || lines[*at].contains("page 4");
            let places: Vec<usize> = (0..lines.len()).filter(is_row).collect();
            lines.swap(places[0], places[1]);
            lines.join("\n") + "\n"
        };
        let sign = |text: String| text.replace("-4.5", "4.5");
        for touch in [&sign as &dyn Fn(String) -> String, &swapped] {
            write();
            sandbox.write(&file, touch(sandbox.read(&file)));
            let reply = sandbox.run(&["verify", &file]);
            assert_eq!(reply.code, 1, "{file}: {}", reply.stderr);
        }
    }
}

#[test]
fn as_of_a_day_after_everything_all_is_as_it_is() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    sandbox.run(&["load", "delta"]);
    for report in ["overview", "coverage", "sources", "growth-check", "conflicts"] {
        let plain = sandbox.run(&["report", report, "--format", "csv"]);
        let later = sandbox.run(&["report", report, "--format", "csv", "--as-of", "2999-12-31"]);
        assert_eq!(plain.stdout, later.stdout, "{report}");
    }
    let series = "SELECT * FROM series ORDER BY series_id";
    let plain = sandbox.run(&["query", series, "--format", "csv"]);
    assert_eq!(plain.stdout, sandbox.run(&["query", series, "--format", "csv", "--as-of", "2999-12-31"]).stdout);
}
