//! `render`: rows that another program wrote are written as `report` writes those of the database.

use crate::sandbox::Sandbox;

const FORMATS: [&str; 7] = ["table", "csv", "tsv", "json", "ndjson", "markdown", "html"];

/// The parameters that a report needs.
fn parameters(report: &str) -> &'static [&'static str] {
    match report {
        "profile" => &["-p", "enterprise=byd"],
        "timeline" => &["-p", "metric=value-added-growth"],
        "rank" => &["-p", "metric=value-added-growth"],
        "compare" => &["-p", "first=air-fryers", "-p", "second=auto-parts"],
        _ => &[],
    }
}

/// Compares what `report` writes in several ways with what `render` makes of its rows.
fn are_alike(sandbox: &Sandbox, report: &str, ways: &[&[&str]]) {
    let of_report = [&["report", report], parameters(report)].concat();
    let rows = sandbox.run(&[&of_report[..], &["--format", "ndjson"]].concat()).stdout;
    for way in ways {
        let reported = sandbox.run(&[&of_report[..], way].concat());
        let render = [&["render", "--report", report, "--allow-empty"], parameters(report), way].concat();
        let rendered = sandbox.run_with_input(&render, &rows);
        assert_eq!((reported.code, reported.stderr), (rendered.code, rendered.stderr), "{report} {way:?}");
        assert_eq!(reported.stdout, rendered.stdout, "{report} {way:?}");
    }
}

#[test]
fn the_rows_of_every_report_are_rendered_as_the_report_writes_them() {
    let sandbox = Sandbox::with_demo();
    let list = sandbox.run(&["report", "--format", "tsv"]).stdout;
    let reports: Vec<&str> = list.lines().skip(1).filter_map(|line| line.split('\t').next()).collect();
    assert!(reports.len() > 15, "{reports:?}");
    let formats = FORMATS.map(|format| ["--format", format]);
    let mut ways: Vec<&[&str]> = formats.iter().map(|way| &way[..]).collect();
    ways.push(&["--format", "markdown", "--cite"]);
    for report in &reports {
        are_alike(&sandbox, report, &ways);
    }
    are_alike(&sandbox, "rank", &[&["--chart"], &["--as-of", "2025-08-13"], &["--at-load", "1"]]);
    are_alike(&sandbox, "timeline", &[&["--chart", "--cite"]]);
    are_alike(&sandbox, "port-exports", &[&["--groups", "thin", "--format", "html"]]);
    are_alike(&sandbox, "overview", &[&["--format", "csv", "--cite"]]);
}

#[test]
fn a_number_is_the_same_with_and_without_a_point() {
    let sandbox = Sandbox::with_demo();
    let sql = "-- name: years\n-- title: Years\n-- description: Years.\n-- columns: subject, year, jobs, rate\n\
               select subject, 2024 as year, 8800.0 as jobs, 40.0 / 21 as rate from fact limit 1\n";
    sandbox.write_tables("more", &[("sources", "code,title\nx,X\n")]).write("more/reports/years.sql", sql);
    let descriptor = sandbox.read("more/datapackage.json");
    let with_report = descriptor.replace("\"resources\"", "\"reports\": [\"reports/years.sql\"], \"resources\"");
    sandbox.write("more/datapackage.json", with_report);
    let loaded = sandbox.run(&["load", "more"]);
    assert_eq!(loaded.code, 0, "{}", loaded.stderr);
    are_alike(&sandbox, "years", &[&[], &["--format", "csv"], &["--format", "json"], &["--format", "html"]]);
    let rows = "{\"subject\": \"A\", \"year\": 2024.0, \"jobs\": 8800, \"rate\": 1.9047619047619047}\n";
    let rendered = sandbox.run_with_input(&["render", "--report", "years", "--format", "ndjson"], rows);
    assert_eq!(rendered.stdout, "{\"subject\":\"A\",\"year\":2024,\"jobs\":8800,\"rate\":1.9047619047619047}\n");
}

const ROW: &str = "{\"place\":1,\"metric\":\"Population\",\"subject\":\"Riverton\",\"period\":\"2024\",\"period_inferred\":null,\
                   \"value\":8.8E3,\"comparator\":\">=\",\"upper\":null,\"decimals\":0,\"unit\":\"persons\",\"status\":null,\
                   \"source\":\"census\",\"published_on\":\"2024-05\",\"locator\":\"table 3\"}\n";

const RENDER: [&str; 5] = ["render", "--report", "rank", "-p", "metric=population"];

#[test]
fn without_a_database_sources_are_cited_by_their_codes() {
    let sandbox = Sandbox::new();
    let rendered = sandbox.run_with_input(&[&RENDER[..], &["--cite", "--format", "markdown"]].concat(), ROW);
    insta::assert_snapshot!("without_a_database", format!("{}---\n{}", rendered.stdout, rendered.stderr));
    assert_eq!(rendered.code, 0);
    assert!(sandbox.files().is_empty());
    // For programs, the codes are what there is.
    let rendered = sandbox.run_with_input(&[&RENDER[..], &["--format", "csv"]].concat(), ROW);
    assert!(!rendered.stderr.contains("cited by"), "{}", rendered.stderr);
    // A database that is named must be there.
    assert_eq!(sandbox.run_with_input(&[&RENDER[..], &["--db", "none.db"]].concat(), ROW).code, 3);
}

#[test]
fn an_edition_that_the_database_does_not_have_keeps_its_date() {
    let sandbox = Sandbox::new();
    let sources =
        "code,title,publisher,published_on,url\ncensus,Census,Statistics Office,2020-05,https://example.org/2020\n";
    let metrics = "code,name,unit,kind,decimals\npopulation,Population,persons,level,0\n";
    let units = "code,name,dimension,factor\npersons,Persons,persons,1\n";
    let rows = "metric,period,value,source,locator\npopulation,2020,8000,census,table 1\n";
    let tables = [("sources", sources), ("metrics", metrics), ("units", units), ("observations", rows)];
    sandbox.write_tables("town", &tables);
    let loaded = sandbox.run(&["load", "town"]);
    assert_eq!(loaded.code, 0, "{}", loaded.stderr);
    let rendered = sandbox.run_with_input(&[&RENDER[..], &["--cite", "--format", "markdown"]].concat(), ROW);
    insta::assert_snapshot!("another_edition", format!("{}---\n{}", rendered.stdout, rendered.stderr));
}

#[test]
fn a_line_that_is_no_row_of_the_report_is_refused_before_anything_is_written() {
    let sandbox = Sandbox::new();
    let long = ROW.replace("Riverton", &"Riverton ".repeat(100));
    let wrong = [
        ROW.replace("\"place\":1", "\"place\":"),
        ROW.replace(":1,", ":NaN,"),
        "[1, 2]\n".to_owned(),
        ROW.replace("\"upper\":null,", ""),
        ROW.replace("\"upper\"", "\"uper\""),
        ROW.replace("\"upper\":null", "\"value\":2"),
        ROW.replace("8.8E3", "\"8800\""),
        ROW.replace("8.8E3", "true"),
        ROW.replace("\"2024-05\"", "2024"),
        long.replace("\">=\"", "\"≥\""),
        long.replace("\"status\":null", "\"status\":null,\"note\":null"),
    ];
    let told: Vec<String> = wrong
        .iter()
        .map(|wrong| {
            let input = format!("{ROW}\n{wrong}");
            let arguments = [&RENDER[..], &["--output", "rank.html"]].concat();
            let reply = sandbox.run_with_input(&arguments, &input);
            assert_eq!((reply.code, reply.stdout.as_str()), (1, ""), "{wrong}: {}", reply.stderr);
            assert!(sandbox.files().is_empty());
            reply.stderr
        })
        .collect();
    insta::assert_snapshot!("wrong_rows", told.join("\n"));
    sandbox.write("latin.ndjson", b"{\"place\": 1, \"metric\": \"Bev\xf6lkerung\"}\n");
    insta::assert_snapshot!("wrong_rows_latin", sandbox.talk(&[&RENDER[..], &["latin.ndjson"]].concat()));
    let as_json = sandbox.run_with_input(&[&RENDER[..], &["--format", "json"]].concat(), &wrong[3]).stdout;
    assert!(as_json.contains("\"rule\": \"row\"") && as_json.contains("\"line\": 1"), "{as_json}");
}

#[test]
fn a_file_without_rows_is_an_error_unless_it_is_allowed() {
    let sandbox = Sandbox::with_demo();
    sandbox.write("rows.ndjson", "\n");
    insta::assert_snapshot!("no_rows", sandbox.talk(&["render", "--report", "conflicts", "rows.ndjson"]));
    let allowed = sandbox.run(&["render", "--report", "conflicts", "--allow-empty", "rows.ndjson"]);
    assert_eq!(allowed.stdout, sandbox.run(&["report", "conflicts"]).stdout);
    for (wrong, code) in [
        (&["render", "rows.ndjson"][..], 2),
        (&["render", "--report", "rank", "rows.ndjson"], 2),
        (&["render", "--report", "rnak", "rows.ndjson"], 2),
        (&["render", "--report", "conflicts", "-p", "rounding=perhaps", "rows.ndjson"], 2),
        (&["render", "--report", "conflicts", "--chart", "rows.ndjson"], 2),
        (&["render", "--report", "conflicts", "none.ndjson"], 3),
    ] {
        assert_eq!(sandbox.run(wrong).code, code, "{wrong:?}");
    }
}
