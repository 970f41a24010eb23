//! What holds of every target of `export`, and the targets that are plain tables.

use rusqlite::Connection;

use crate::sandbox::Sandbox;

/// The targets to which a part can be exported.
const OF_PARTS: [&str; 4] = ["csv", "datapackage", "parquet", "plain"];

#[test]
fn every_target_knows_names_and_aliases_and_refuses_what_nothing_has() {
    let sandbox = Sandbox::with_demo();
    for target in OF_PARTS {
        let export = |out: &str, options: &[&str]| sandbox.run(&[&["export", out, "--to", target], options].concat());
        for (number, options) in [["--enterprise", "byd"], ["--enterprise", "BYD Company Limited"]].iter().enumerate() {
            let reply = export(&format!("{target}-{number}"), options);
            assert!(
                reply.code == 0 && reply.stderr.starts_with("exported 2 figures to "),
                "{target}: {}",
                reply.stderr
            );
        }
        for kind in ["metric", "region", "sector", "enterprise", "source"] {
            let reply = export("none", &[&format!("--{kind}"), "nothing-has-it"]);
            let expected = format!("there is no {kind} `nothing-has-it`");
            assert!(reply.code == 2 && reply.stderr.contains(&expected), "{target}: {}", reply.stderr);
            assert!(!sandbox.path("none").exists(), "{target}");
        }
        let reply = export("past", &["--as-of", "2000-01-01"]);
        assert!(reply.code == 0 && reply.stderr.contains("exported 0 figures"), "{target}: {}", reply.stderr);
        std::fs::remove_dir_all(sandbox.path("past"))
            .or_else(|_| std::fs::remove_file(sandbox.path("past")))
            .expect("it is there");
        for (number, options) in [["--as-of", "2026-01-01"], ["--at-load", "1"]].iter().enumerate() {
            let reply = export(&format!("{target}-whole-{number}"), options);
            assert!(reply.code == 0 && reply.stderr.contains("exported 26 figures to "), "{target}: {}", reply.stderr);
        }
        let reply = export("none", &["--at-load", "7"]);
        assert!(reply.code == 2 && reply.stderr.contains("has no load 7"), "{target}: {}", reply.stderr);
    }
}

#[test]
fn an_option_that_is_not_for_a_target_is_refused_with_those_it_is_for() {
    let sandbox = Sandbox::with_demo();
    for (target, options, others) in [
        ("datasette", &["--metric", "employees"][..], "datapackage"),
        ("datasette", &["--as-of", "2025"], "plain"),
        ("datapackage", &["--shard", "a"], "parquet"),
        ("plain", &["--shard", "a"], "parquet"),
        ("csv", &["--shard", "a"], "parquet"),
        ("plain", &["--bom"], "csv"),
        ("parquet", &["--bom"], "csv"),
    ] {
        let reply = sandbox.run(&[&["export", "out", "--to", target], options].concat());
        let expected = format!("{} is not for --to {target}", options[0]);
        assert!(reply.code == 2 && reply.stderr.contains(&expected), "{}", reply.stderr);
        let fix = reply
            .stderr
            .lines()
            .find(|line| line.contains("leave the option out: it is only for --to "))
            .expect("a fix");
        assert!(fix.contains(others), "{fix}");
        assert!(!sandbox.path("out").exists());
    }
}

fn column(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).expect("a statement");
    statement.query_map([], |row| row.get(0)).and_then(Iterator::collect).expect("rows")
}

#[test]
fn a_plain_file_has_all_figures_and_nothing_but_tables() {
    let sandbox = Sandbox::with_demo();
    let reply = sandbox.run(&["export", "plain.db", "--to", "plain"]);
    assert_eq!((reply.code, &*reply.stdout), (0, ""), "{}", reply.stderr);
    assert!(
        reply.stderr.starts_with("exported 26 figures to plain.db: 1 file written\nnot exported: 9 reports; "),
        "{}",
        reply.stderr
    );
    let plain = Connection::open(sandbox.path("plain.db")).expect("the file");
    assert_eq!(column(&plain, "SELECT DISTINCT type FROM sqlite_master"), ["table"]);
    let sql = column(&plain, "SELECT sql FROM sqlite_master").join(" ");
    assert!(["CHECK", "GENERATED", "WITHOUT", "REFERENCES", "PRIMARY"].iter().all(|word| !sql.contains(word)), "{sql}");
    assert_eq!(column(&plain, "PRAGMA integrity_check"), ["ok"]);
    let ours = Connection::open(sandbox.path("yearbook.db")).expect("the database");
    for table in ["fact", "current_fact", "latest_fact", "former_fact", "statement", "region", "edition", "alias"] {
        let columns = column(&ours, &format!("SELECT name || ' ' || type FROM pragma_table_info('{table}')"));
        assert_eq!(columns, column(&plain, &format!("SELECT name || ' ' || type FROM pragma_table_info('{table}')")));
        let names: Vec<&str> = columns.iter().filter_map(|column| column.split(' ').next()).collect();
        let rows = format!("SELECT json_array({}) FROM {table} ORDER BY 1", names.join(", "));
        assert_eq!(column(&ours, &rows), column(&plain, &rows), "{table}");
    }
    assert!(column(&plain, "SELECT table_name FROM data_dictionary WHERE table_name = 'row_change'").is_empty());
}

#[test]
fn what_a_part_leaves_out_is_said() {
    let sandbox = Sandbox::new();
    let load = |values: [u32; 2]| {
        let rows =
            format!("metric,region,period,value,source\njobs,a,2024,{},s\njobs,b,2024,{},s\n", values[0], values[1]);
        let tables = [
            ("sources", "code,title\ns,Survey\n"),
            ("units", "code,name,dimension,factor\npersons,Persons,persons,1\n"),
            ("metrics", "code,name,unit,kind\njobs,Jobs,persons,level\n"),
            ("regions", &*format!("code,name,level\na,A,city\nb,B {},city\nc,C,city\n", values[1])),
            ("enterprises", "code,name\nfirm,Firm\n"),
            ("designations", "code,name,level\nd,D,national\n"),
            ("enterprise-designations", "enterprise,designation,from_period,source\nfirm,d,2024,s\n"),
            ("claims", "code,text,region,period,source\none,It grows.,a,2024,s\ntwo,It falls.,b,2024,s\n"),
            (
                "audit-exceptions",
                "rule,metric,region,period,reason\nrange,jobs,a,2024,known\nrange,jobs,b,2024,known\n",
            ),
            ("observations", rows.as_str()),
        ];
        sandbox.write_tables("town", &tables);
        let loaded = sandbox.run(&["load", "town"]);
        assert_eq!(loaded.code, 0, "{}", loaded.stderr);
    };
    load([1, 2]);
    load([3, 4]);
    // What is history of the whole database has no count.
    let of_datapackage = "1 claim outside the chosen part; 1 enterprise designation outside the chosen part; 1 audit exception outside the chosen part; \
                          1 former state of a figure; changes of rows of other tables; the ledger of loads";
    let of_message = "names, definitions, lists of codes and designations; 1 statement without a number; \
                      1 former state of a figure; 1 audit exception; changes of rows of other tables; which dataset states which row";
    let of_workbook = "1 former state of a figure; 1 audit exception; changes of rows of other tables; which dataset states which row";
    for (file, target, left_out) in
        [("out", "datapackage", of_datapackage), ("a.csv", "sdmx-csv", of_message), ("a.xlsx", "xlsx", of_workbook)]
    {
        let export = |region: &str| sandbox.run(&["export", file, "--to", target, "--region", region]);
        let part = export("a");
        assert!(part.stderr.starts_with(&format!("exported 1 figure to {file}: ")), "{}", part.stderr);
        assert!(part.stderr.contains(&format!("\nnot exported: {left_out}\n")), "{}", part.stderr);
        let none = export("c");
        let warning = "\nwarning: no current figures were found to export\n";
        assert!(none.code == 0 && none.stderr.contains(warning), "{}", none.stderr);
        // An exception names no source, and is about the figures of any.
        let of_source = sandbox.run(&["export", file, "--to", target, "--source", "s"]).stderr;
        let exceptions = if target == "datapackage" { "outside the chosen part" } else { "; 2 audit exceptions; " };
        assert_eq!(of_source.contains(exceptions), target != "datapackage", "{of_source}");
    }
}

#[test]
fn a_plain_file_replaces_only_an_earlier_export() {
    let sandbox = Sandbox::with_demo();
    let export = |file: &str, options: &[&str]| sandbox.run(&[&["export", file, "--to", "plain"], options].concat());
    assert_eq!(export("plain.db", &[]).code, 0);
    let whole = sandbox.bytes("plain.db");
    assert_eq!(export("plain.db", &["--enterprise", "byd"]).code, 0);
    let part = Connection::open(sandbox.path("plain.db")).expect("the file");
    assert_eq!(column(&part, "SELECT DISTINCT enterprise FROM fact"), ["byd"]);
    drop(part);
    assert_eq!(export("plain.db", &[]).code, 0);
    assert!(sandbox.bytes("plain.db") == whole);
    sandbox.write("mine.txt", "mine");
    let database = sandbox.bytes("yearbook.db");
    std::fs::create_dir(sandbox.path("folder")).expect("a folder");
    for file in ["mine.txt", "yearbook.db", "folder"] {
        let reply = export(file, &[]);
        let expected = format!("{file} exists, and was not written by `yearbook export`");
        assert!(reply.code == 2 && reply.stderr.contains(&expected), "{}", reply.stderr);
    }
    assert!(sandbox.bytes("yearbook.db") == database);
    assert_eq!(sandbox.files(), ["folder", "mine.txt", "plain.db", "yearbook.db"]);
}

#[test]
fn csv_files_have_a_byte_order_mark_where_it_is_asked_for() {
    let sandbox = Sandbox::with_demo();
    for (out, options) in [("without", &[][..]), ("with", &["--bom"])] {
        let reply = sandbox.run(&[&["export", out, "--to", "csv"], options].concat());
        assert_eq!(reply.code, 0, "{}", reply.stderr);
    }
    let (without, with) = (sandbox.read("without/fact.csv"), sandbox.read("with/fact.csv"));
    assert_eq!(with.strip_prefix('\u{feff}'), Some(&*without));
    assert_eq!(csv::Reader::from_reader(without.as_bytes()).records().filter(Result::is_ok).count(), 26);
    assert!(without.starts_with("metric,metric_name,"), "{without}");
}

#[test]
fn rows_in_csv_have_a_byte_order_mark_where_it_is_asked_for() {
    let sandbox = Sandbox::with_demo();
    let run = |arguments: &[&str]| sandbox.run(&[&["report", "port-exports"], arguments].concat());
    let without = run(&["--format", "csv"]).stdout;
    let with = run(&["--format", "csv", "--bom"]).stdout;
    assert_eq!(with.strip_prefix('\u{feff}'), Some(&*without));
    assert_eq!(run(&["--bom", "-o", "rows.csv"]).code, 0);
    assert_eq!(sandbox.read("rows.csv"), with);
    let query = sandbox.run(&["query", "select 1 as n", "--bom", "--format", "csv"]);
    assert_eq!(query.stdout, "\u{feff}n\n1\n");
    // A stamp is of the text.
    assert_eq!(run(&["--bom", "-o", "stamped.csv", "--stamp"]).code, 0);
    let verified = sandbox.run(&["verify", "stamped.csv"]);
    assert_eq!(verified.code, 0, "{}", verified.stderr);
    for (arguments, what) in [
        (&["--bom"][..], "the rows are written as table"),
        (&["--bom", "--format", "json"], "the rows are written as json"),
        (&["--bom", "-o", "rows.tsv"], "the rows are written as tsv"),
    ] {
        let reply = run(arguments);
        let expected = format!("--bom begins a CSV file for Excel, and {what}");
        assert!(
            reply.code == 2 && reply.stderr.contains(&expected) && reply.stderr.contains("--format csv"),
            "{}",
            reply.stderr
        );
    }
    let reply = sandbox.run(&["shell", "--bom", "--format", "csv"]);
    assert!(reply.code == 2 && reply.stderr.contains("the shell writes one table after the other"), "{}", reply.stderr);
}
