//! `export --to xlsx`: a workbook with a sheet of the figures and one for each list.

use std::collections::BTreeMap;

use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::sandbox::Sandbox;

/// The rows of a sheet, by the names of its columns.
fn rows(sandbox: &Sandbox, file: &str, sheet: &str) -> Vec<BTreeMap<String, Data>> {
    let mut workbook: Xlsx<_> = open_workbook(sandbox.path(file)).expect("a workbook");
    let range = workbook.worksheet_range(sheet).expect("the sheet");
    let mut rows = range.rows();
    let names: Vec<String> = rows.next().expect("a header").iter().map(Data::to_string).collect();
    rows.map(|row| names.iter().cloned().zip(row.iter().cloned()).collect()).collect()
}

fn text(text: &str) -> Data {
    Data::String(text.to_owned())
}

#[test]
fn every_figure_is_a_number_with_its_comparator_its_bounds_and_its_citation() {
    let sandbox = Sandbox::with_demo();
    let reply = sandbox.run(&["export", "ningbo.xlsx", "--to", "xlsx"]);
    assert_eq!((reply.code, reply.stdout.as_str()), (0, ""), "{}", reply.stderr);
    let said =
        "exported 26 figures to ningbo.xlsx: 1 file written\nnot exported: 9 reports; which dataset states which row\n";
    assert_eq!(reply.stderr, said);

    let figures = rows(&sandbox, "ningbo.xlsx", "figures");
    let sql = "SELECT display, comparator, citation FROM fact ORDER BY metric, region, sector, enterprise, breakdown, \
               start_date, end_date, period, source";
    let stored = sandbox.run(&["query", sql, "--format", "tsv"]).stdout;
    let shown: Vec<String> =
        figures.iter().map(|row| format!("{}\t{}\t{}", row["display"], row["comparator"], row["citation"])).collect();
    assert_eq!(shown, stored.lines().skip(1).collect::<Vec<_>>());
    let holders = figures.iter().find(|row| row["value"] == Data::Float(8800.0)).expect("the figure");
    for (column, value) in [
        ("metric", text("designation-holders")),
        ("region", text("330200")),
        ("comparator", text(">")),
        ("high", Data::Empty),
        ("display", text("> 8,800")),
        ("preferred", text("yes")),
        ("status_name", text("normal")),
    ] {
        assert_eq!(holders[column], value, "{column}");
    }
    for (sheet, table) in [
        ("metrics", "metric"),
        ("regions", "region"),
        ("sectors", "sector"),
        ("units", "unit"),
        ("enterprises", "enterprise"),
        ("sources", "edition"),
        ("statements", "claim"),
        ("designations", "designation"),
        ("enterprise sectors", "enterprise_sector"),
        ("designated", "enterprise_designation"),
        ("aliases", "alias"),
    ] {
        let count = sandbox.run(&["query", &format!("SELECT count(*) AS n FROM {table}"), "--format", "csv"]).stdout;
        assert_eq!(format!("n\n{}\n", rows(&sandbox, "ningbo.xlsx", sheet).len()), count, "{sheet}");
    }
    // Every column of a sheet that is one of the database has its meaning.
    let columns = rows(&sandbox, "ningbo.xlsx", "columns");
    let meaning = |table: &str, column: &str| {
        let row = columns.iter().find(|row| row["table_name"] == text(table) && row["column_name"] == text(column));
        row.map(|row| row["meaning"].to_string())
    };
    for column in figures[0].keys().filter(|column| *column != "preferred") {
        assert!(meaning("fact", column).is_some_and(|meaning| !meaning.is_empty()), "{column}");
    }
}

#[test]
fn the_first_sheet_says_what_the_file_is() {
    let sandbox = Sandbox::with_demo();
    let options = ["--to", "xlsx", "--metric", "value-added-growth", "--as-of", "2025-08-13"];
    assert_eq!(sandbox.run(&[&["export", "part.xlsx"], &options[..]].concat()).code, 0);
    let mut workbook: Xlsx<_> = open_workbook(sandbox.path("part.xlsx")).expect("a workbook");
    assert_eq!(workbook.sheet_names()[..3], ["about", "figures", "statements"]);
    let about = workbook.worksheet_range("about").expect("the sheet");
    let lines: Vec<String> = about
        .rows()
        .map(|row| row.iter().map(Data::to_string).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(": "))
        .collect();
    insta::assert_snapshot!("about", lines.join("\n"));
    assert_eq!(rows(&sandbox, "part.xlsx", "figures").len(), 3);
}

#[test]
fn the_same_figures_give_the_same_bytes() {
    let sandbox = Sandbox::with_demo();
    let export = ["export", "a.xlsx", "--to", "xlsx"];
    assert_eq!(sandbox.run(&export).code, 0);
    let first = sandbox.bytes("a.xlsx");
    let again = sandbox.run(&export).stderr;
    assert!(again.starts_with("exported 26 figures to a.xlsx: 0 files written, 1 unchanged\n"), "{again}");
    assert_eq!(sandbox.run(&["export", "b.xlsx", "--to", "xlsx"]).code, 0);
    assert!(sandbox.bytes("a.xlsx") == first && sandbox.bytes("b.xlsx") == first);
    assert_eq!(sandbox.files(), ["a.xlsx", "b.xlsx", "yearbook.db"]);
}

#[test]
fn neither_a_device_nor_a_folder_is_replaced() {
    let sandbox = Sandbox::with_demo();
    std::fs::create_dir(sandbox.path("folder")).expect("a folder");
    for (target, format) in
        [("folder", "xlsx"), ("folder", "sdmx-csv"), ("/dev/full", "xlsx"), ("/dev/full", "sdmx-csv")]
    {
        let reply = sandbox.run(&["export", target, "--to", format]);
        let refused = format!("{target} exists, and was not written by");
        assert!(reply.code == 2 && reply.stderr.contains(&refused), "{}", reply.stderr);
    }
}

#[test]
fn a_text_is_never_a_formula_and_never_a_number() {
    let sandbox = Sandbox::new();
    let tables = [
        ("sources", "code,title\n=x,\"=1+1\"\n"),
        ("units", "code,name,dimension,factor\none,One,d,1\n"),
        ("metrics", "code,name,unit,kind,decimals\na,@A _x0041_,one,level,\n"),
        (
            "observations",
            "metric,period,value,source,locator,reported\na,2023,0.125,=x,+1,\na,2024,,=x,-2,007\na,2025,1e30,=x,\"l\nm\",\n",
        ),
    ];
    sandbox.write_tables("odd", &tables);
    let loaded = sandbox.run(&["load", "odd"]);
    assert_eq!(loaded.code, 0, "{}", loaded.stderr);
    assert_eq!(sandbox.run(&["export", "odd.xlsx", "--to", "xlsx"]).code, 0);
    let figures = rows(&sandbox, "odd.xlsx", "figures");
    let column = |name: &str| figures.iter().map(|row| row[name].clone()).collect::<Vec<_>>();
    assert_eq!(column("metric_name")[0], text("@A _x0041_"));
    assert_eq!(column("source")[0], text("=x"));
    assert_eq!(column("value"), [Data::Float(0.125), Data::Empty, Data::Float(1e30)]);
    assert_eq!(column("locator"), [text("+1"), text("-2"), text("l\nm")]);
    assert_eq!(column("reported")[1], text("007"));
    assert_eq!(rows(&sandbox, "odd.xlsx", "sources")[0]["title"], text("=1+1"));
}

#[test]
fn what_cannot_be_a_workbook_is_refused() {
    let sandbox = Sandbox::with_demo();
    let tables = [
        ("sources", "code,title\nx,X\n".to_owned()),
        ("units", "code,name,dimension,factor\none,One,d,1\n".to_owned()),
        ("metrics", "code,name,unit,kind\na,A,one,level\n".to_owned()),
        ("observations", format!("metric,period,value,source,note\na,2023,1,x,{}\n", "long ".repeat(7_000))),
    ];
    sandbox.write_tables("long", &tables);
    assert_eq!(sandbox.run(&["load", "long"]).code, 0);
    let told: Vec<String> = [
        &["export", "out.csv", "--to", "xlsx"][..],
        &["export", "out.xlsx", "--to", "xlsx", "--shard", "a"],
        &["export", "out.xlsx", "--to", "xlsx", "--metric", "no-such"],
        &["export", "yearbook.db", "--to", "xlsx"],
        &["export", "nowhere/out.xlsx", "--to", "xlsx"],
        &["export", "out.xlsx", "--to", "xlsx", "--metric", "a"],
    ]
    .map(|arguments| sandbox.talk(arguments))
    .to_vec();
    insta::assert_snapshot!("wrong_workbooks", told.join("\n\n"));
    assert_eq!(sandbox.files(), ["long", "yearbook.db"]);
}
