//! `report`, `trace`, `schema`, `completions` and `demo`, as people see them.

use crate::sandbox::Sandbox;

#[test]
fn the_list_of_reports_and_the_sql_of_one() {
    let sandbox = Sandbox::with_demo();
    insta::assert_snapshot!("report_list", sandbox.talk(&["report", "--format", "tsv"]));
    let sql = sandbox.run(&["report", "support-ladder", "--sql"]).stdout;
    let rows = sandbox.run_with_input(&["query", "-", "--format", "csv"], &sql);
    assert_eq!(rows.stdout, sandbox.run(&["report", "support-ladder", "--format", "csv"]).stdout);
}

#[test]
fn what_an_authority_grants_to_enterprises_is_a_designation_in_every_report() {
    let sandbox = Sandbox::new();
    sandbox.write_tables(
        "d",
        &[
            ("sources", "code,title\ns,Yearbook\n"),
            ("enterprises", "code,name\nalpha,Alpha\n"),
            ("designations", "code,name\nfirst,First\n"),
            ("enterprise-designations", "enterprise,designation,from_period,source\nalpha,first,2020,s\n"),
        ],
    );
    assert_eq!(sandbox.run(&["load", "d"]).code, 0);
    for (report, words) in [
        (&["profile", "-p", "enterprise=alpha"][..], "\ndesignation,"),
        (&["sources"], ",claims,designations,"),
        (&["overview"], ",designations of enterprises,"),
    ] {
        let rows = sandbox.run(&[&["report", "--format", "csv"], report].concat()).stdout;
        assert!(rows.contains(words), "{rows}");
    }
}

#[test]
fn firms_are_ranked_within_the_region_and_sector_that_they_are_in() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    sandbox.run(&["load", "delta"]);
    let ranked_with = |parameters: &[&str]| {
        let rank = ["report", "rank", "-p", "metric=employees", "--format", "csv"];
        let given: Vec<&str> = parameters.iter().flat_map(|parameter| ["-p", parameter]).collect();
        let rows = sandbox.run(&[&rank[..], &given].concat()).stdout;
        let places = rows.lines().skip(1).filter(|row| !row.starts_with(','));
        places.filter_map(|row| row.split(',').nth(2).map(str::to_owned)).collect::<Vec<_>>()
    };
    let ranked = |parameter: &str| ranked_with(&[parameter]);
    // A district is no firm: both are ranked together only where that is asked for.
    assert_eq!(ranked("region=north"), ["Alpha Works", "Beta Mills"]);
    assert_eq!(ranked_with(&["region=north", "level=all"]), ["North", "Alpha Works", "Beta Mills"]);
    assert_eq!(ranked_with(&["region=north", "level=district"]), ["North"]);
    assert_eq!(ranked("region=south"), ["Delta Company", "Epsilon"]);
    assert_eq!(ranked("region=delta"), ["Alpha Works", "Delta Company", "Beta Mills", "Epsilon"]);
    let connection = rusqlite::Connection::open(sandbox.path("yearbook.db")).expect("the database");
    let works_in = "INSERT INTO scheme (code, name) VALUES ('local', 'Groups of our own');
                    INSERT INTO sector (code, name, scheme) VALUES ('goods', 'Goods', 'local');
                    INSERT INTO sector (code, name, scheme, parent) VALUES ('textiles', 'Textiles', 'local', 'goods');
                    INSERT INTO enterprise_sector (enterprise, sector) VALUES ('beta', 'textiles')";
    connection.execute_batch(works_in).expect("a sector");
    // What lies in what is found again by the next load.
    drop(connection);
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    assert_eq!(ranked("sector=textiles"), ["Beta Mills"]);
    assert_eq!(ranked("sector=goods"), ["Beta Mills"]);
}

#[test]
fn stated_growth_has_a_table_for_each_metric() {
    let sandbox = Sandbox::with_demo();
    let shown = sandbox.run(&["report", "growth-check"]).stdout;
    for table in ["Growth of operating revenue\n\nsubject", "Growth of value added\nPeriod: 2025-H1\n\nsubject"] {
        assert!(shown.contains(table), "{shown}");
    }
}

#[test]
fn an_unknown_file_extension_is_an_error() {
    let sandbox = Sandbox::with_demo();
    let refused = sandbox.talk(&["report", "overview", "--output", "overview.xlsx"]);
    insta::assert_snapshot!("unknown_ending", refused);
    assert_eq!(sandbox.files(), ["yearbook.db"]);
    for wanted in [&["--output", "overview.txt"][..], &["--output", "overview.log", "--format", "table"]] {
        assert_eq!(sandbox.run(&[&["report", "overview"], wanted].concat()).code, 0);
    }
}

#[test]
fn parameters_given_wrongly() {
    let sandbox = Sandbox::with_demo();
    let told: Vec<String> = [
        &["report", "profile"][..],
        &["report", "prfile"],
        &["report", "profile", "-p", "enterprise=bdy"],
        &["report", "profile", "-p", "entreprise=byd"],
        &["report", "profile", "-p", "byd"],
        &["report", "profile", "-p", "enterprise=byd", "-p", "enterprise=byd"],
        &["report", "rank", "-p", "metric=value-added-growth", "-p", "top=many"],
        &["report", "rank", "-p", "metric=value-added-growth", "-p", "order=up"],
        &["report", "rank", "-p", "metric=value-added-growth", "-p", "period=last year"],
    ]
    .into_iter()
    .map(|arguments| {
        assert_eq!(sandbox.run(arguments).code, 2);
        sandbox.talk(arguments)
    })
    .collect();
    insta::assert_snapshot!("report_wrong_parameters", told.join("\n\n"));
}

#[test]
fn titles_are_made_of_the_parameters_and_programs_get_the_metric() {
    let sandbox = Sandbox::with_demo();
    let first = |arguments: &[&str]| {
        let reply = sandbox.run(&[&["report"], arguments].concat());
        reply.stdout.lines().take(2).collect::<Vec<_>>().join("\n")
    };
    let rank = ["rank", "-p", "metric=value-added-growth"];
    assert_eq!(first(&rank), "Growth of value added: ranking\nPeriod: 2025-H1 · Unit: %");
    assert_eq!(
        first(&[&rank[..], &["-p", "period=2025-H1", "-p", "region=330200", "--as-of", "2025-08-13"]].concat()),
        "Growth of value added, Ningbo, 2025-H1: ranking\nUnit: % · As of: 2025-08-13"
    );
    // The number of the load is said even where the title has the same digit.
    assert_eq!(
        first(&[&rank[..], &["-p", "period=2025-H1", "--at-load", "1"]].concat()),
        "Growth of value added, 2025-H1: ranking\nUnit: % · At load: 1"
    );
    assert_eq!(
        first(&["timeline", "-p", "metric=local-sourcing-share", "-p", "enterprise=byd"]).lines().next(),
        Some("Share of parts sourced locally, BYD over time")
    );
    assert_eq!(
        first(&["compare", "-p", "first=air-fryers", "-p", "second=auto-parts"]).lines().next(),
        Some("Air fryers and Auto parts")
    );
    assert_eq!(first(&["overview"]).lines().next(), Some("What this file holds"));
    for report in [&rank[..], &["timeline", "-p", "metric=value-added-growth"]] {
        let rows = sandbox.run(&[&["report"], report, &["--format", "csv"]].concat()).stdout;
        assert!(rows.lines().nth(1).is_some_and(|row| row.contains("Growth of value added")), "{rows}");
    }
}

#[test]
fn differences_of_shares_are_in_percentage_points() {
    let sandbox = Sandbox::new();
    let rows = "employees-growth,beta,,2023,5,,,gazette,,\nemployees-growth,beta,,2024,7.5,,,gazette,,\n";
    sandbox.write_delta();
    sandbox.write("delta/observations.csv", sandbox.read("delta/observations.csv") + rows);
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    let timeline = |format: &str, metric: &str| {
        sandbox.run(&["report", "timeline", "-p", metric, "-p", "enterprise=beta", "--format", format]).stdout
    };
    let shown = timeline("markdown", "metric=employees-growth");
    assert!(shown.contains("| change (percentage points) |"), "{shown}");
    let rows = timeline("json", "metric=employees-growth");
    assert!(rows.contains(r#""change":2.5,"change_digits":14,"change_unit":"percentage points""#), "{rows}");
    let compare = ["report", "compare", "-p", "first=alpha", "-p", "second=beta", "--format", "csv"];
    let rows = sandbox.run(&compare).stdout;
    assert!(
        rows.lines().next().is_some_and(|head| head.contains("difference,difference_digits,difference_unit,unit")),
        "{rows}"
    );

    // Of two metrics, none gives its unit to the column of both.
    let rows = "employees-growth,alpha,,2023,4,,,gazette,,\nemployees,alpha,,2021,100,,,gazette,,\nemployees,beta,,2021,90,,,gazette,,\n";
    sandbox.write("delta/observations.csv", sandbox.read("delta/observations.csv") + rows);
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    let shown =
        sandbox.run(&["report", "compare", "-p", "first=alpha", "-p", "second=beta", "--format", "markdown"]).stdout;
    assert!(shown.contains("| difference |") && shown.contains("percentage points"), "{shown}");
}

#[test]
fn thousands_are_divided_by_commas_or_thin_spaces() {
    let sandbox = Sandbox::with_demo();
    let exports = |options: &[&str]| sandbox.run(&[&["report", "port-exports"], options].concat()).stdout;
    for format in ["table", "markdown", "html"] {
        let shown = exports(&["--groups", "thin", "--format", format]);
        assert!(shown.contains("107\u{202f}000") && !shown.contains("107,000"), "{shown}");
        assert!(exports(&["--format", format]).contains("107,000"));
    }
    assert_eq!(exports(&["--groups", "thin", "--format", "csv"]), exports(&["--format", "csv"]));
    assert_eq!(sandbox.run(&["report", "port-exports", "--groups", "thin", "--stamp"]).code, 2);
    assert_eq!(sandbox.run(&["report", "port-exports", "--stamp"]).code, 0);
}

#[test]
fn a_chart_is_drawn_in_characters() {
    let sandbox = Sandbox::with_demo();
    let told = [
        &["report", "rank", "-p", "metric=value-added-growth", "--chart", "--cite"][..],
        &["report", "timeline", "-p", "metric=local-sourcing-share", "--chart"],
        &["report", "sources", "--chart"],
        &["report", "rank", "-p", "metric=value-added-growth", "--chart", "--output", "rank.csv"],
        &[
            "query",
            "select metric, subject, period, value, comparator from fact where metric like 'designation%'",
            "--chart",
        ],
        &["query", "select code, name, name_zh from sector", "--chart"],
    ]
    .map(|arguments| sandbox.talk(arguments));
    insta::assert_snapshot!("chart", told.join("\n\n"));
    let bars = "select sector_name_zh, value from fact where metric = 'value-added-growth'";
    let shown = sandbox.run(&["query", bars, "--chart"]).stdout;
    assert_eq!(shown.lines().filter(|line| line.contains("│█")).count(), 3, "{shown}");
}

#[test]
fn a_report_whose_sql_no_longer_compiles_shows_where() {
    let sandbox = Sandbox::with_demo();
    let connection = rusqlite::Connection::open(sandbox.path("yearbook.db")).expect("the database");
    connection
        .execute(
            "UPDATE report SET sql = replace(sql, 'current_fact', 'currentfact') WHERE name = 'high-tech-base'",
            [],
        )
        .expect("a change");
    let reply = sandbox.run(&["report", "high-tech-base"]);
    assert_eq!(reply.code, 1);
    assert!(reply.stderr.contains("did you mean `current_fact`?"), "{}", reply.stderr);
}

#[test]
fn trace_leads_to_file_line_and_place() {
    let sandbox = Sandbox::with_demo();
    insta::assert_snapshot!("trace", sandbox.talk(&["trace", "byd", "68"]));
    let by_name = sandbox.run(&["trace", "比亚迪", "--period", "2025-02", "--format", "json"]);
    let rows: Vec<serde_json::Value> = serde_json::from_str(&by_name.stdout).expect("JSON");
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["display"], "35");
    let line = rows[0]["line"].as_u64().and_then(|line| usize::try_from(line).ok()).expect("a line");
    let file =
        std::fs::read_to_string(crate::sandbox::project().join("data/ningbo/observations.csv")).expect("the file");
    let row = file.lines().nth(line - 1).expect("the line");
    assert!(row.contains("byd") && row.contains(",35,"), "{row}");
    for words in [
        &["vehicles", "107000"][..],
        &["107,000"],
        &["People's Daily", "107000"],
        &["New energy", "--period", "2025-S1"],
    ] {
        let reply = sandbox.run(&[&["trace"], words, &["--format", "csv"]].concat());
        assert!(reply.stdout.contains("vehicles-exported,"), "{words:?}: {}", reply.stderr);
    }
    let nothing = [
        &["trace"][..],
        &["trace", "Atlantis"],
        &["trace", "--metric", "x"],
        &["trace", "--period", "2025/08"],
        &["log", "99"],
        &["log", "x"],
    ];
    insta::assert_snapshot!("trace_nothing", nothing.map(|arguments| sandbox.talk(arguments)).join("\n\n"));
}

#[test]
fn schema_explains_tables_and_columns() {
    let sandbox = Sandbox::with_demo();
    let told = [&["schema"][..], &["schema", "observation"], &["schema", "observations"]];
    insta::assert_snapshot!("schema", told.map(|arguments| sandbox.talk(arguments)).join("\n\n"));
}

#[test]
fn demo_builds_once_and_spares_other_data() {
    let sandbox = Sandbox::new();
    insta::assert_snapshot!("demo", sandbox.talk(&["demo"]));
    let bytes = sandbox.bytes("ningbo.db");
    assert_eq!(sandbox.run(&["demo"]).code, 0);
    assert!(sandbox.bytes("ningbo.db") == bytes && !sandbox.path("yearbook.db").exists());
    sandbox.write_delta();
    sandbox.run(&["--db", "mine.db", "load", "delta"]);
    insta::assert_snapshot!("demo_spares", sandbox.talk(&["demo", "mine.db"]));
}

#[test]
fn no_color_in_a_pipe_and_help_for_everything() {
    let sandbox = Sandbox::with_demo();
    for arguments in [&["--help"][..], &["report", "--help"], &["report", "overview"], &["report", "x"], &["nonsense"]]
    {
        let reply = sandbox.run(arguments);
        assert!(!(reply.stdout + &reply.stderr).contains('\u{1b}'), "{arguments:?}");
    }
    insta::assert_snapshot!("help", sandbox.talk(&["--help"]));
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(sandbox.run(&["completions", shell]).stdout.contains("yearbook"), "{shell}");
    }
}

#[test]
fn the_environment_names_the_database() {
    let sandbox = Sandbox::with_demo();
    std::fs::rename(sandbox.path("yearbook.db"), sandbox.path("a b.db")).expect("a name");
    let output = sandbox.command(&["report"]).env("YEARBOOK_DB", "a b.db").output().expect("the program runs");
    assert!(output.status.success());
    assert_eq!(sandbox.run(&["report"]).code, 3);
    // An empty variable is as if it were not set.
    let output =
        sandbox.command(&["report", "--db", "a b.db"]).env("YEARBOOK_DB", "").output().expect("the program runs");
    assert!(output.status.success(), "{output:?}");
    let output = sandbox.command(&["report"]).env("YEARBOOK_DB", "").output().expect("the program runs");
    assert!(String::from_utf8_lossy(&output.stderr).contains("there is no database yearbook.db"), "{output:?}");
}

#[test]
fn a_report_and_a_query_without_rows_say_so() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    for command in
        [&["report", "conflicts", "-p", "metric=employees-growth"][..], &["query", "select code from metric where 0"]]
    {
        for format in ["csv", "tsv", "json", "ndjson"] {
            let reply = sandbox.run(&[command, &["--format", format]].concat());
            assert_eq!((reply.code, reply.stderr.as_str()), (0, "there are no rows\n"), "{format}");
        }
        for format in ["markdown", "html"] {
            let reply = sandbox.run(&[command, &["--format", format]].concat());
            assert!(reply.stdout.contains("There are no rows.") && reply.stderr.is_empty(), "{}", reply.stdout);
            assert!(!reply.stdout.contains("<table") && !reply.stdout.contains("| --- |"), "{}", reply.stdout);
        }
    }
}

#[test]
fn what_stands_between_backticks_is_code_in_html() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    let page = sandbox.run(&["report", "growth-check", "--format", "html"]).stdout;
    let (_, body) = page.split_once("<main>").expect("a page");
    assert!(body.contains("<code>disagrees</code>") && !body.contains('`'), "{body}");
    let text = sandbox.run(&["report", "growth-check", "--format", "markdown"]).stdout;
    assert!(text.contains("`disagrees`"), "{text}");
}
