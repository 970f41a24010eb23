//! Wrong datasets, each named after what is wrong with it; the output of the program for each is a snapshot.

use crate::sandbox::Sandbox;

/// Breaks the small dataset, and compares the output of `check` with a snapshot and with that of `load`; nothing may be
/// written.
fn refused(name: &str, change: impl FnOnce(&Sandbox)) {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    change(&sandbox);
    let (check, load) = (sandbox.run(&["check", "delta"]), sandbox.run(&["load", "delta"]));
    assert_eq!((check.code, load.code), (1, 1), "{}{}", check.stderr, load.stderr);
    assert_eq!(check.stderr, load.stderr);
    assert_eq!(check.stdout + &load.stdout, "");
    assert_eq!(sandbox.files(), ["delta"], "nothing is left behind");
    insta::assert_snapshot!(format!("wrong_{name}"), load.stderr);
}

/// A wrong text in the observations.
fn refused_figure(name: &str, from: &str, to: &str) {
    refused(name, |sandbox| {
        sandbox.replace("delta/observations.csv", from, to);
    });
}

fn refused_in(name: &str, file: &str, from: &str, to: &str) {
    refused(name, |sandbox| {
        sandbox.replace(&format!("delta/{file}"), from, to);
    });
}

#[test]
fn cells() {
    refused_figure("unknown_enterprise", "employees,gamma", "employees,gama");
    refused_figure("unknown_metric_by_its_name", "employees,gamma", "Employees,gamma");
    refused_figure("unknown_region_by_its_chinese_name", "employees,,north", "employees,,北区");
    refused_figure("unknown_unit", "thousand-persons", "thousands");
    refused_figure("unknown_source", "yearbook-2025,table 2", "yearbook-2024,table 2");
    refused_figure("unit_of_another_dimension", "thousand-persons", "percent");
    refused_figure("grouped_number_without_quotes", ",1200,", ",>1,284,300,");
    refused_figure("grouped_number", "1200", "\"1,200\"");
    refused_figure("comparator_in_words", ">1300", "more than 1300");
    refused_figure("percent_sign", ",10,", ",10%,");
    refused_figure("range_backwards", "35..68", "68..35");
    refused_figure("not_a_number", "1200", "twelve hundred");
    refused_figure("typographic_minus", "-4.5", "\u{2212}4.5");
    refused_figure("thousands_between_spaces", "1200", "1 200");
    refused_figure("no_such_month", "alpha,,2023", "alpha,,2023-13");
    refused_figure("not_a_period", "alpha,,2023", "alpha,,first half of 2023");
    refused_figure("unknown_status", "410,,P", "410,,preliminary");
    refused_figure("missing_status_beside_a_value", "410,,P", "410,,M");
    refused_figure("forecast_without_a_value", ",,,,yearbook-2025,table 3,not", ",,,F,yearbook-2025,table 3,not");
    refused_figure("no_source", ">1300,,,yearbook-2025", ">1300,,,");
    refused_figure("stated_twice", "alpha,,2024,>1300", "alpha,,2023,>1300");
    refused_figure("white_space_around_a_code", "employees,gamma,,2023", "employees,gamma ,,2023");
    refused_in("factor_zero", "units.csv", "1000", "0");
    refused("conversion_beyond_any_double", |sandbox| {
        sandbox.replace("delta/observations.csv", "~0.4", ">1e308");
        sandbox.replace("delta/observations.csv", "35..68,,", "1.000000000000001..1.000000000000002,thousand-persons,");
    });
    refused_in("decimals_out_of_bounds", "metrics.csv", "last,,0", "last,,16");
    refused_in("unknown_kind", "metrics.csv", "growth,none", "grwth,none");
    refused_in("date_of_another_country", "sources.csv", "2025-09-01", "01.09.2025");
    refused_in(
        "credit_code_with_a_wrong_check_character",
        "enterprises.csv",
        "code,name,name_zh,region,parent\nalpha,Alpha Works,阿尔法,north,\nbeta,Beta Mills,贝塔,north,alpha\ngamma,Gamma Lines,,south,\ndelta-co,Delta Company,,south,\nepsilon,Epsilon,,south,delta-co",
        "code,name,credit_code\nalpha,Alpha Works,914403001923174580\nbeta,Beta,\ngamma,Gamma,\ndelta-co,Delta,\nepsilon,Epsilon,",
    );
}

#[test]
fn rows() {
    refused_figure("too_many_cells", "not surveyed", "not surveyed, alas");
    refused_figure("too_few_cells", ",table 3,not surveyed", "");
    refused_figure(
        "quote_that_swallows_rows",
        "table 3,\nemployees,beta,,2023",
        "table 3,\"oops\nemployees,beta,,2023",
    );
    refused_figure("quote_closed_too_early", "alpha,,2023,1200", "alpha,,2023,\"1\"200");
    refused_figure("open_quote", "not surveyed", "\"not surveyed");
    refused_in("parent_unknown", "regions.csv", "district,delta\nsouth", "district,dleta\nsouth");
    refused_in("parents_in_a_circle", "regions.csv", "city,", "city,north");
    refused_in("its_own_parent", "enterprises.csv", "north,alpha", "north,beta");
    refused_in("code_twice", "enterprises.csv", "gamma,", "alpha,");
    refused("shared_rung", |sandbox| {
        sandbox.write("delta/designations.csv", "code,name,ladder,rung\na,A,steps,1\nb,B,steps,1\nc,C,steps,\n");
        let with = "\"resources\": [{ \"name\": \"designations\", \"path\": \"designations.csv\" },";
        sandbox.replace("delta/datapackage.json", "\"resources\": [", with);
    });
    refused("title_that_ends_before_it_starts", |sandbox| {
        sandbox.write("delta/designations.csv", "code,name\na,A\n");
        sandbox.write(
            "delta/titles.csv",
            "enterprise,designation,from_period,until_period,source\nalpha,a,2023,2020,gazette\n",
        );
        let with = "\"resources\": [{ \"name\": \"designations\", \"path\": \"designations.csv\" },
            { \"name\": \"titles\", \"table\": \"enterprise-designations\", \"path\": \"titles.csv\" },";
        sandbox.replace("delta/datapackage.json", "\"resources\": [", with);
    });
    refused("alias_of_two_things", |sandbox| {
        sandbox.write("delta/aliases.csv", "name,region,enterprise\nN,north,alpha\nM,,\n");
        let with = "\"resources\": [{ \"name\": \"aliases\", \"path\": \"aliases.csv\" },";
        sandbox.replace("delta/datapackage.json", "\"resources\": [", with);
    });
}

#[test]
fn files() {
    refused_figure("unknown_column", "status", "stauts");
    refused_figure("repeated_column", "note", "locator");
    refused_figure("missing_column", "period", "locator2");
    refused_in("no_figures_at_all", "observations.csv", ",value,", ",reported,");
    refused("no_header_at_all", |sandbox| {
        sandbox.write("delta/observations.csv", "");
    });
    refused("undeclared_semicolons", |sandbox| {
        let text = sandbox.read("delta/observations.csv").replace(',', ";");
        sandbox.write("delta/observations.csv", text);
    });
    refused_in("nul_byte", "observations.csv", "not surveyed", "not\0surveyed");
    refused("workbook", |sandbox| {
        sandbox.write("delta/observations.csv", b"PK\x03\x04\x14\x00\x06\x00");
    });
    refused("folder_in_place_of_a_file", |sandbox| {
        std::fs::remove_file(sandbox.path("delta/units.csv")).expect("the file");
        std::fs::create_dir(sandbox.path("delta/units.csv")).expect("a folder");
    });
    refused_in(
        "misspelt_key",
        "datapackage.json",
        "\"path\": \"units.csv\"",
        "\"path\": \"units.csv\", \"default\": {}",
    );
    refused("same_name_twice", |sandbox| {
        sandbox.write("delta/inner/datapackage.json", r#"{"name": "delta", "resources": []}"#);
        sandbox.replace(
            "delta/datapackage.json",
            "\"name\": \"delta\",",
            "\"name\": \"delta\", \"buildsOn\": [\"inner\"],",
        );
    });
    refused("not_utf8", |sandbox| {
        let mut bytes = sandbox.bytes("delta/enterprises.csv");
        let at = bytes.iter().position(|&byte| byte > 0x7f).expect("a Chinese name");
        bytes.splice(at..at + 9, [0xB0, 0xA2]);
        sandbox.write("delta/enterprises.csv", bytes);
    });
    refused("file_not_there", |sandbox| {
        std::fs::remove_file(sandbox.path("delta/units.csv")).expect("the file");
    });
    refused_in("descriptor_not_json", "datapackage.json", "\"path\": \"units.csv\" }", "\"path\": \"units.csv\"");
    refused_in("descriptor_without_resources", "datapackage.json", "resources", "resource");
    let marks = "\"path\": \"units.csv\", \"schema\": {\"fields\": [{\"name\": \"factor\", \"groupChar\": \".\"}]}";
    refused_in("one_mark_for_two_things", "datapackage.json", "\"path\": \"units.csv\"", marks);
    let no_such_line = "\"path\": \"units.csv\", \"dialect\": {\"headerRows\": [99999999999999]}";
    refused_in("header_beyond_the_end", "datapackage.json", "\"path\": \"units.csv\"", no_such_line);
    refused("unknown_column_below_a_comment", |sandbox| {
        let text = sandbox.read("delta/units.csv").replace("symbol", "sybmol");
        sandbox.write("delta/units.csv", format!("# a comment\n\n{text}"));
        let dialect = "\"path\": \"units.csv\", \"dialect\": {\"commentChar\": \"#\"}";
        sandbox.replace("delta/datapackage.json", "\"path\": \"units.csv\"", dialect);
    });
    refused_in("unknown_table", "datapackage.json", "\"name\": \"observations\"", "\"name\": \"observation-list\"");
    refused_in("path_out_of_the_folder", "datapackage.json", "units.csv", "../units.csv");
    refused_in("remote_path", "datapackage.json", "units.csv", "https://example.org/units.csv");
    let dialect = "\"path\": \"units.csv\", \"dialect\": {\"commentRows\": [1]}";
    refused_in("unsupported_dialect", "datapackage.json", "\"path\": \"units.csv\"", dialect);
    let encoding = "\"path\": \"units.csv\", \"encoding\": \"gbk-9\"";
    refused_in("unsupported_encoding", "datapackage.json", "\"path\": \"units.csv\"", encoding);
    refused_in(
        "builds_on_nothing",
        "datapackage.json",
        "\"name\": \"delta\",",
        "\"name\": \"delta\", \"buildsOn\": [\"../base\"],",
    );
}

#[test]
fn reports() {
    for (name, text) in [
        (
            "report_with_choices_of_nowhere",
            "-- name: mine\n-- title: x\n-- description: x\n-- parameter: a | choice | optional | x | select b from nowhere\n-- columns: a\nselect :a as a",
        ),
        (
            "report_with_a_default_that_is_no_choice",
            "-- name: mine\n-- title: x\n-- description: x\n-- parameter: a | choice | default c | x | a, b\n-- columns: a\nselect :a as a",
        ),
        ("report_without_a_title", "-- name: mine\n-- description: x\n-- columns: a\nselect 1 as a"),
        ("report_with_an_unknown_key", "-- name: mine\n-- titel: x\nselect 1"),
        (
            "report_with_wrong_sql",
            "-- name: mine\n-- title: x\n-- description: x\n-- columns: metric\nselect metrc\n  from fact",
        ),
        (
            "report_with_a_headline_of_nothing",
            "-- name: mine\n-- title: x\n-- headline: {b}\n-- description: x\n-- parameter: a | text | optional | x\n-- columns: a\nselect :a as a",
        ),
        (
            "report_with_a_headline_that_may_be_missing",
            "-- name: mine\n-- title: x\n-- headline: {a}: x\n-- description: x\n-- parameter: a | text | optional | x\n-- columns: a\nselect :a as a",
        ),
        ("report_that_writes", "-- name: mine\n-- title: x\n-- description: x\n-- columns: a\ndelete from claim"),
        (
            "report_with_undeclared_parameter",
            "-- name: mine\n-- title: x\n-- description: x\n-- columns: a\nselect :b as a",
        ),
        ("report_with_other_columns", "-- name: mine\n-- title: x\n-- description: x\n-- columns: a, b\nselect 1 as a"),
        (
            "report_with_a_built_in_name",
            "-- name: overview\n-- title: x\n-- description: x\n-- columns: a\nselect 1 as a",
        ),
        (
            "report_with_a_wrong_parameter",
            "-- name: mine\n-- title: x\n-- description: x\n-- parameter: a | number | default ten | x\n-- columns: a\nselect :a as a",
        ),
    ] {
        refused(name, |sandbox| {
            sandbox.write("delta/reports/mine.sql", text);
        });
    }
}

#[test]
fn a_failure_that_follows_from_another_is_not_repeated() {
    refused("metric_rejected_once", |sandbox| {
        sandbox.replace("delta/metrics.csv", "Employees,person,level", "Employees,persn,level");
    });
}

#[test]
fn at_most_ten_problems_of_a_rule_are_shown_and_all_are_counted() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    let mut text = sandbox.read("delta/observations.csv");
    for year in 1900..2000 {
        text.push_str(&format!("employees,alpha,,{year},many,,,yearbook-2025,table 9,\n"));
    }
    sandbox.write("delta/observations.csv", text);
    let reply = sandbox.run(&["load", "delta"]);
    assert_eq!(reply.code, 1);
    assert_eq!(reply.stderr.matches("error[number]").count(), 10);
    assert!(reply.stderr.ends_with("... and 90 more [number]\n\nerror: 100 problems; nothing was written\n  help: `yearbook check --explain number` explains a rule\n  help: `yearbook load --keep-going` writes the correct rows, and `yearbook rejects` then lists all others\n  128 rows read = 28 good + 100 rejected\n"), "{}", reply.stderr);
}

#[test]
fn what_figures_rest_on_does_not_change() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    let before = sandbox.bytes("yearbook.db");
    sandbox.replace("delta/metrics.csv", "employees,Employees,person", "employees,Employees,thousand-persons");
    sandbox.replace("delta/units.csv", "1000", "10000");
    insta::assert_snapshot!("frozen", sandbox.talk(&["load", "delta"]));
    assert_eq!(sandbox.bytes("yearbook.db"), before);
}

#[test]
#[cfg(unix)]
fn a_dataset_that_builds_on_itself_loads_once() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    std::os::unix::fs::symlink(".", sandbox.path("delta/me")).expect("a link");
    sandbox.replace("delta/datapackage.json", "\"name\": \"delta\",", "\"name\": \"delta\", \"buildsOn\": [\"me\"],");
    let reply = sandbox.run(&["check", "delta"]);
    assert!(reply.stderr.contains("delta: 28 rows in 6 files checked, no problems"), "{}", reply.stderr);
}

#[test]
fn what_would_act_on_a_terminal_is_spelled_out() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    sandbox.replace("delta/observations.csv", "note", "\u{1b}[31mnote\u{7}");
    let reply = sandbox.run(&["check", "delta"]);
    assert_eq!(reply.code, 1);
    assert!(!reply.stderr.contains(['\u{1b}', '\u{7}']), "{}", reply.stderr);
}

#[test]
fn a_rejected_load_leaves_an_empty_file_empty() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    sandbox.write("yearbook.db", "");
    sandbox.replace("delta/observations.csv", "1200", "many");
    assert_eq!(sandbox.run(&["load", "delta"]).code, 1);
    assert_eq!(sandbox.read("yearbook.db"), "");
    sandbox.replace("delta/observations.csv", "many", "1200");
    assert_eq!(sandbox.run(&["load", "delta"]).code, 0);
    assert_eq!(sandbox.files(), ["delta", "yearbook.db"]);
}

#[test]
fn a_report_of_another_dataset_is_not_replaced() {
    let sandbox = Sandbox::new();
    sandbox.write_delta();
    let report = "-- name: mine\n-- title: x\n-- description: x\n-- columns: a\nselect 1 as a";
    sandbox.write("delta/reports/mine.sql", report);
    sandbox.run(&["load", "delta"]);
    sandbox.write("other/datapackage.json", r#"{"name": "other", "$schema": "x", "resources": []}"#);
    sandbox.write("other/reports/mine.sql", report);
    insta::assert_snapshot!("wrong_report_of_another_dataset", sandbox.talk(&["load", "other"]));
}

#[test]
fn descendants_of_a_rejected_row_are_counted_with_it() {
    for (unknown, told) in [("nowhere", "unknown-code"), ("x", "cycle")] {
        let sandbox = Sandbox::new();
        sandbox.write("d/datapackage.json", r#"{"resources": [{"name": "regions", "path": "r.csv"}]}"#);
        sandbox.write(
            "d/r.csv",
            format!("code,name,level,parent\nz,Z,city,y\ny,Y,city,x\nx,X,city,{unknown}\nw,W,city,\n"),
        );
        let reply = sandbox.run(&["check", "d"]);
        assert!(reply.stderr.starts_with(&format!("error[{told}]")), "{}", reply.stderr);
        assert!(reply.stderr.contains("error: 1 problem;"), "{}", reply.stderr);
        assert!(reply.stderr.contains("4 rows read = 1 good + 3 rejected"), "{}", reply.stderr);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_may_not_be_read_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::with_demo();
    for dataset in ["shut", "partly"] {
        std::fs::rename(sandbox.write_delta().path("delta"), sandbox.path(dataset)).expect("a name");
    }
    sandbox
        .write("closed/delta/datapackage.json", "{}")
        .write("closed/yearbook.db", "")
        .write("loose.csv", "a,b\n1,2\n");
    sandbox.write_dataset("gdp").write("fixed/yearbook.db", sandbox.bytes("yearbook.db"));
    let close = |mode: u32| {
        std::fs::set_permissions(sandbox.path("fixed"), PermissionsExt::from_mode(mode | 0o500)).expect("a mode");
        for path in ["yearbook.db", "shut", "closed", "partly/regions.csv", "loose.csv"] {
            std::fs::set_permissions(sandbox.path(path), PermissionsExt::from_mode(mode)).expect("a mode");
        }
    };
    close(0);
    let told: Vec<String> = [
        &["report"][..],
        &["load", "partly"],
        &["check", "partly"],
        &["init"],
        &["--db", "closed/yearbook.db", "report"],
        &["--db", "closed/yearbook.db", "load", "partly"],
        &["--db", "closed/yearbook.db", "check", "partly"],
        &["--db", "fixed/yearbook.db", "load", "gdp"],
        &["--db", "fixed/yearbook.db", "init"],
        &["--db", "fixed/new.db", "init"],
        &["--db", "new.db", "load", "shut"],
        &["--db", "new.db", "load", "shut/*.csv"],
        &["--db", "new.db", "load", "closed/delta"],
        &["--db", "new.db", "load", "partly"],
        &["sniff", "closed/delta/observations.csv"],
        &["sniff", "loose.csv"],
        &["new", "closed/delta"],
    ]
    .iter()
    .map(|arguments| sandbox.talk_without_privileges(arguments))
    .collect();
    close(0o700);
    insta::assert_snapshot!("permissions", told.join("\n"));
}

#[test]
fn what_sqlite_takes_for_no_file_is_no_database() {
    let sandbox = Sandbox::with_demo();
    sandbox.write_delta();
    let told: Vec<String> = [
        &["--db", ":memory:", "load", "delta"][..],
        &["--db", "file:yearbook.db?mode=ro", "report"],
        &["demo", "file::memory:"],
        &["diff", "yearbook.db", ":memory:"],
    ]
    .iter()
    .map(|arguments| sandbox.talk(arguments))
    .collect();
    insta::assert_snapshot!("names_of_sqlite", told.join("\n"));
    assert_eq!(sandbox.run(&["--db", "./:memory:", "load", "delta"]).code, 0);
    assert_eq!(sandbox.files(), [":memory:", "delta", "yearbook.db"]);
}
