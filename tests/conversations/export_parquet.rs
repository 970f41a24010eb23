//! `export --to parquet`: a folder of files for other engines.

use std::collections::BTreeMap;
use std::fs::File;

use parquet::file::reader::{FileReader, SerializedFileReader};
use serde_json::Value;

use crate::sandbox::{Sandbox, sha256};

/// The rows of a table in a shard, each with its columns as texts.
fn rows(sandbox: &Sandbox, path: &str) -> Vec<BTreeMap<String, String>> {
    let reader = SerializedFileReader::new(File::open(sandbox.path(path)).expect("a file")).expect("a Parquet file");
    let rows = reader.get_row_iter(None).expect("rows");
    rows.map(|row| {
        row.expect("a row").get_column_iter().map(|(name, field)| (name.clone(), field.to_string())).collect()
    })
    .collect()
}

fn manifest(sandbox: &Sandbox, shard: &str) -> Value {
    serde_json::from_str(&sandbox.read(&format!("out/manifest/{shard}.json"))).expect("a manifest")
}

#[test]
fn every_figure_has_its_codes_its_comparator_and_its_source() {
    let sandbox = Sandbox::with_demo();
    let reply = sandbox.run(&["export", "out", "--to", "parquet"]);
    assert_eq!((reply.code, reply.stdout.as_str()), (0, ""), "{}", reply.stderr);
    assert!(reply.stderr.starts_with("exported 26 figures to out: "), "{}", reply.stderr);

    let figures = rows(&sandbox, "out/observation/main-0001.parquet");
    assert_eq!(figures.len(), 26);
    let holders = figures.iter().find(|row| row["value"] == "8800.0").expect("the figure");
    let expected = [
        ("metric", "\"designation-holders\""),
        ("region", "\"330200\""),
        ("breakdown", "\"designation=high-tech-enterprise\""),
        ("comparator", "\">\""),
        ("display", "\"> 8,800\""),
        ("rounding", "5.0"),
        ("preference", "1"),
    ];
    for (column, value) in expected {
        assert_eq!(holders[column], value, "{column}");
    }
    // Ids are those of the other tables.
    let series = rows(&sandbox, "out/series/main-0001.parquet");
    let editions = rows(&sandbox, "out/edition/main-0001.parquet");
    for figure in &figures {
        assert!(series.iter().any(|row| row["series_id"] == figure["series_id"] && row["metric"] == figure["metric"]));
        assert!(editions.iter().any(|row| ["source_id", "edition"].iter().all(|id| row[*id] == figure[*id])));
    }
    // Files and row groups are looked up in this order.
    let key = |row: &BTreeMap<String, String>| {
        ["metric", "region", "sector", "enterprise", "breakdown", "period", "source"].map(|column| row[column].clone())
    };
    assert!(figures.is_sorted_by_key(key));
}

#[test]
fn the_same_again_writes_nothing_and_a_shard_keeps_to_its_own_files() {
    let sandbox = Sandbox::with_demo();
    sandbox.write_delta();
    assert_eq!(sandbox.run(&["--db", "delta.db", "load", "delta"]).code, 0);
    let export = |db: &str, shard: &str| {
        let reply = sandbox.run(&["--db", db, "export", "out", "--to", "parquet", "--shard", shard]);
        assert_eq!(reply.code, 0, "{}", reply.stderr);
        reply.stderr
    };
    export("yearbook.db", "ningbo");
    let first = manifest(&sandbox, "ningbo");
    for (path, file) in first["files"].as_object().expect("files") {
        let bytes = sandbox.bytes(&format!("out/{path}"));
        assert_eq!(
            (file["sha256"].as_str(), file["bytes"].as_u64()),
            (Some(&*sha256(&bytes)), Some(bytes.len() as u64))
        );
    }
    export("delta.db", "delta");
    assert_eq!(manifest(&sandbox, "ningbo"), first);
    let again = export("yearbook.db", "ningbo");
    assert!(again.contains(": 0 files written, "), "{again}");
    let both =
        rows(&sandbox, "out/region/ningbo-0001.parquet").len() + rows(&sandbox, "out/region/delta-0001.parquet").len();
    assert!(both > 5);

    // A figure that changes its database changes the file of figures.
    assert_eq!(sandbox.run(&["--db", "delta.db", "remove", "source", "gazette", "--yes"]).code, 0);
    let changed = export("delta.db", "delta");
    assert!(!changed.contains(": 0 files written"), "{changed}");
}

#[test]
fn a_part_is_exported() {
    let sandbox = Sandbox::with_demo();
    let arguments = ["export", "out", "--to", "parquet", "--metric", "designation-holders", "--region", "330200"];
    assert_eq!(sandbox.run(&arguments).code, 0);
    let figures = rows(&sandbox, "out/observation/main-0001.parquet");
    assert!(!figures.is_empty() && figures.iter().all(|row| row["metric"] == "\"designation-holders\""));
    // What sources stated before is of the part too.
    sandbox.write_delta();
    assert_eq!(sandbox.run(&["--db", "delta.db", "load", "delta"]).code, 0);
    sandbox.replace("delta/observations.csv", ",410,,P,", ",411,,P,");
    assert_eq!(sandbox.run(&["--db", "delta.db", "load", "delta"]).code, 0);
    for (metric, former) in [("employees", 1), ("employees-growth", 0)] {
        let export = ["--db", "delta.db", "export", metric, "--to", "parquet", "--metric", metric];
        assert_eq!(sandbox.run(&export).code, 0);
        assert_eq!(rows(&sandbox, &format!("{metric}/revision/main-0001.parquet")).len(), former, "{metric}");
    }

    // Totals are those of the part, and a figure of its only source is preferred.
    let tables = [
        ("sources", "code,title,priority\nfirst,First,1\nsecond,Second,2\n"),
        ("units", "code,name,dimension,factor\none,One,d,1\n"),
        ("metrics", "code,name,unit,kind\nx,X,one,level\ny,Y,one,level\n"),
        (
            "observations",
            "metric,period,value,unit,source\nx,2020,1,one,first\nx,2021,>2,one,first\nx,2021,3,one,second\ny,2019,4,one,second\n",
        ),
    ];
    sandbox.write_tables("two", &tables);
    assert_eq!(sandbox.run(&["--db", "two.db", "load", "two"]).code, 0);
    let export = |folder: &str, option: &str, code: &str| {
        let reply = sandbox.run(&["--db", "two.db", "export", folder, "--to", "parquet", option, code]);
        assert_eq!(reply.code, 0, "{}", reply.stderr);
    };
    let totals = |table: &str, names: [&str; 4]| -> Vec<String> {
        let rows = rows(&sandbox, &format!("{table}/main-0001.parquet"));
        rows.iter().map(|row| names.map(|name| row[name].trim_matches('"').to_owned()).join(" ")).collect()
    };
    export("x", "--metric", "x");
    assert_eq!(
        totals("x/source", ["code", "observations", "first_period", "last_period"]),
        ["first 2 2020 2021", "second 1 2021 2021"]
    );
    assert_eq!(totals("x/series", ["metric", "observations", "qualified", "alternatives"]), ["x 3 1 1"]);
    export("second", "--source", "second");
    assert_eq!(
        totals("second/source", ["code", "observations", "first_period", "last_period"]),
        ["first 0 null null", "second 2 2019 2021"]
    );
    assert_eq!(
        totals("second/series", ["metric", "observations", "qualified", "alternatives"]),
        ["x 1 0 0", "y 1 0 0"]
    );
    assert_eq!(
        totals("second/observation", ["metric", "period", "source", "preference"]),
        ["x 2021 second 1", "y 2019 second 1"]
    );

    let reply = sandbox.run(&["export", "earlier", "--to", "parquet", "--as-of", "2025-08-12"]);
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    assert_eq!(rows(&sandbox, "earlier/observation/main-0001.parquet").len(), 0);
}

#[test]
fn the_sources_of_a_period_follow_by_code_and_are_preferred_as_in_the_database() {
    let sandbox = Sandbox::new();
    // Sources are numbered as they are loaded, which is not the order of their codes.
    let datasets = [
        ("z,Z,2024,100\nm,M,2023,100\n", "x,2020,1,one,,z\nx,2020,>2,one,,m\nx,2021,3,one,,z\nx,2022,4,one,,z\n"),
        ("a,A,2022,1\nk,K,2022,1\n", "x,2020,5,one,F,a\nx,2020,,one,O,k\nx,2021,6,one,,a\n"),
    ];
    for (index, (sources, figures)) in datasets.iter().enumerate() {
        let tables = [
            ("sources", &*format!("code,title,published_on,priority\n{sources}")),
            ("units", "code,name,dimension,factor\none,One,d,1\n"),
            ("metrics", "code,name,unit,kind\nx,X,one,level\n"),
            ("observations", &format!("metric,period,value,unit,status,source\n{figures}")),
        ];
        let name = format!("d{index}");
        sandbox.write_tables(&name, &tables);
        let reply = sandbox.run(&["load", &name]);
        assert_eq!(reply.code, 0, "{}", reply.stderr);
    }
    let export = |options: &[&str]| -> Vec<String> {
        let reply = sandbox.run(&[&["export", "out", "--to", "parquet"], options].concat());
        assert_eq!(reply.code, 0, "{}", reply.stderr);
        let figures = rows(&sandbox, "out/observation/main-0001.parquet").into_iter();
        let columns = ["period", "source", "preference", "display"];
        figures.map(|row| columns.map(|column| row[column].trim_matches('"').to_owned()).join(" ")).collect()
    };
    let expected =
        ["2020 a 3 5", "2020 k 4 missing", "2020 m 2 > 2", "2020 z 1 1", "2021 a 1 6", "2021 z 2 3", "2022 z 1 4"];
    assert_eq!(export(&[]), expected);
    assert_eq!(export(&["--as-of", "2023"]), ["2020 a 2 5", "2020 k 3 missing", "2020 m 1 > 2", "2021 a 1 6"]);
    assert_eq!(export(&["--at-load", "1"]), ["2020 m 2 > 2", "2020 z 1 1", "2021 z 1 3", "2022 z 1 4"]);
    assert_eq!(export(&["--source", "z"]), ["2020 z 1 1", "2021 z 1 3", "2022 z 1 4"]);
}

#[test]
fn a_folder_of_something_else_is_refused() {
    let sandbox = Sandbox::with_demo();
    sandbox.write("out/letter.txt", "Dear");
    let reply = sandbox.run(&["export", "out", "--to", "parquet"]);
    assert_eq!(reply.code, 2, "{}", reply.stderr);
    assert!(reply.stderr.contains("out holds other files"), "{}", reply.stderr);
    for (folder, target) in
        [("out/letter.txt", "parquet"), ("out/letter.txt/x", "parquet"), ("out/letter.txt", "datasette")]
    {
        let reply = sandbox.run(&["export", folder, "--to", target]);
        assert!(reply.code == 2 && reply.stderr.contains(&format!("{folder} is not a folder")), "{}", reply.stderr);
    }
    let reply = sandbox.run(&["export", "fresh", "--to", "parquet", "--shard", "a/b"]);
    assert_eq!(reply.code, 2, "{}", reply.stderr);
    let reply = sandbox.run(&["export", "fresh", "--to", "parquet", "--metric", "nothing"]);
    assert_eq!(reply.code, 2, "{}", reply.stderr);
    assert!(!sandbox.path("fresh").exists());
}

#[test]
fn an_export_that_did_not_end_is_done_again() {
    let sandbox = Sandbox::with_demo();
    let export = || sandbox.run(&["export", "out", "--to", "parquet"]);
    // Its folders and a file are there, and no manifest names the file.
    std::fs::create_dir_all(sandbox.path("out/manifest")).expect("a folder");
    sandbox.write("out/observation/main-0001.parquet", "half");
    let reply = export();
    assert_eq!(reply.code, 0, "{}", reply.stderr);
    assert_eq!(rows(&sandbox, "out/observation/main-0001.parquet").len(), 26);

    // A file that another program has changed is written again.
    sandbox.write("out/region/main-0001.parquet", "changed");
    let reply = export();
    assert!(reply.stderr.contains(": 1 file written, "), "{}", reply.stderr);
    assert!(sandbox.files().iter().all(|name| !name.starts_with(".yearbook")), "{:?}", sandbox.files());
}

#[test]
fn figures_of_removed_sources_keep_their_numbers_apart() {
    let sandbox = Sandbox::with_demo();
    sandbox.write_delta();
    assert_eq!(sandbox.run(&["--db", "delta.db", "load", "delta"]).code, 0);
    assert_eq!(sandbox.run(&["--db", "delta.db", "remove", "source", "gazette", "--yes"]).code, 0);
    assert_eq!(sandbox.run(&["--db", "delta.db", "export", "out", "--to", "parquet"]).code, 0);
    let revisions = rows(&sandbox, "out/revision/main-0001.parquet");
    assert!(!revisions.is_empty());
    for revision in revisions {
        assert!(["source_id", "edition", "withdrawn_in"].iter().all(|id| revision[*id] != "null"), "{revision:?}");
    }
}

#[test]
fn the_texts_of_views_and_reports_are_those_of_every_shard() {
    let sandbox = Sandbox::with_demo();
    sandbox.write_delta().write("delta/reports/own.sql", own_report("1"));
    assert_eq!(sandbox.run(&["--db", "delta.db", "load", "delta"]).code, 0);
    let export = |db: &str, shard: &str| {
        let reply = sandbox.run(&["--db", db, "export", "out", "--to", "parquet", "--shard", shard]);
        assert_eq!(reply.code, 0, "{}", reply.stderr);
        reply.stderr
    };
    export("yearbook.db", "ningbo");
    let views: Vec<String> = sandbox.read("out/sql/views.txt").lines().map(str::to_owned).collect();
    let texts = || {
        let views = views.iter().map(|view| format!("out/sql/views/{view}.sql"));
        let all = views.chain(["out/sql/tables.txt".to_owned(), "out/sql/reports/timeline.sql".to_owned()]);
        all.map(|path| (sandbox.read(&path), std::fs::metadata(sandbox.path(&path)).and_then(|it| it.modified()).ok()))
            .collect::<Vec<_>>()
    };
    let first = texts();
    let is_whole = |view: &String| !sandbox.read(&format!("out/sql/views/{view}.sql")).contains('{');
    assert!(views.contains(&"former_fact".to_owned()) && views.iter().all(is_whole), "{views:?}");
    assert!(sandbox.read("out/sql/reports/timeline.sql").starts_with("-- name: timeline\n"));
    assert!(sandbox.read("out/sql/tables.txt").contains("\nunit code string, name string, symbol string, "));

    // Another database writes the same, and adds its own reports.
    export("delta.db", "delta");
    assert!(texts() == first, "the texts were written again");
    assert!(sandbox.read("out/sql/reports/niche-products.sql").contains("-- name: niche-products"));
    assert_eq!(sandbox.read("out/sql/reports/own.sql"), own_report("1"));
    assert_eq!(manifest(&sandbox, "delta")["reports"], serde_json::json!(["sql/reports/own.sql"]));
}

#[test]
fn a_report_of_another_shard_is_not_replaced() {
    let sandbox = Sandbox::new();
    let load = |shard: &str, text: &str| {
        sandbox.write_delta().write("delta/reports/own.sql", own_report(text));
        let reply = sandbox.run(&["--db", &format!("{shard}.db"), "load", "delta"]);
        assert_eq!(reply.code, 0, "{}", reply.stderr);
    };
    let export = |shard: &str, options: &[&str]| {
        let db = format!("{shard}.db");
        let reply =
            sandbox.run(&[&["--db", &db, "export", "out", "--to", "parquet", "--shard", shard], options].concat());
        assert_eq!(reply.code, 0, "{}", reply.stderr);
        reply.stderr
    };
    load("one", "1");
    load("two", "2");
    assert!(!export("one", &[]).contains("keeps the report"));
    let said = "out/sql/reports/own.sql keeps the report of the shard `one`, which differs from the one in this database; rename one of them\n";
    assert!(export("two", &[]).ends_with(said));
    assert_eq!(sandbox.read("out/sql/reports/own.sql"), own_report("1"));

    // The shard that has it may change it, and the same report may be in both.
    load("one", "2");
    assert!(!export("one", &[]).contains("keeps the report"));
    assert_eq!(sandbox.read("out/sql/reports/own.sql"), own_report("2"));
    assert!(!export("two", &[]).contains("keeps the report"));

    // It is there as long as a shard has it.
    for (shard, is_there) in [("one", true), ("two", false)] {
        std::fs::remove_dir_all(sandbox.path("delta/reports")).unwrap_or_default();
        std::fs::remove_file(sandbox.path(&format!("{shard}.db"))).expect("the database");
        assert_eq!(sandbox.run(&["--db", &format!("{shard}.db"), "load", "delta"]).code, 0);
        let said = export(shard, &["--replace"]);
        assert_eq!(said.contains("1 removed"), !is_there, "{said}");
        assert_eq!(sandbox.path("out/sql/reports/own.sql").exists(), is_there);
    }
}

#[test]
fn a_shard_of_another_database_is_not_replaced() {
    let sandbox = Sandbox::with_demo();
    sandbox.write_delta();
    let load = |db: &str| assert_eq!(sandbox.run(&["--db", db, "load", "delta"]).code, 0);
    let export = |db: &str, options: &[&str]| {
        let reply = sandbox.run(&[&["--db", db, "export", "out", "--to", "parquet"], options].concat());
        (reply.code, reply.stderr)
    };
    load("delta.db");
    assert_eq!(export("delta.db", &[]).0, 0);
    let before = manifest(&sandbox, "main");
    let (code, said) = export("yearbook.db", &[]);
    assert_eq!(code, 2);
    insta::assert_snapshot!("another_database", said);
    assert_eq!(manifest(&sandbox, "main"), before);

    // The same database after another load, as it was before that, and made again of the same datasets.
    sandbox.replace("delta/observations.csv", ",410,,P,", ",411,,P,");
    load("delta.db");
    assert_eq!(export("delta.db", &[]).0, 0);
    assert_eq!(export("delta.db", &["--at-load", "1"]).0, 0);
    sandbox.replace("delta/observations.csv", ",411,,P,", ",410,,P,");
    load("again.db");
    assert_eq!(export("again.db", &[]).0, 0);

    // Both went on with another load each.
    assert_eq!(export("delta.db", &[]).0, 0);
    sandbox.replace("delta/observations.csv", ",410,,P,", ",412,,P,");
    load("again.db");
    assert_eq!(export("again.db", &[]).0, 2);
    assert_eq!(export("again.db", &["--replace"]).0, 0);
    assert_eq!(export("delta.db", &[]).0, 2);
    assert_eq!(export("yearbook.db", &["--shard", "demo"]).0, 0);
}

#[test]
fn an_export_has_no_limit_of_time() {
    let help = |command: &str| Sandbox::new().run(&[command, "--help"]).stdout;
    let timeout = |help: String| {
        help.split("--timeout")
            .nth(1)
            .and_then(|text| text.split("[default: ").nth(1))
            .map(|text| text.starts_with("0]"))
    };
    assert_eq!((timeout(help("export")), timeout(help("query"))), (Some(true), Some(false)));
}

fn own_report(number: &str) -> String {
    format!("-- name: own\n-- title: Own\n-- description: Own.\n-- columns: number\nselect {number} as number;\n")
}
