//! Workbooks: which sheet is meant, and what a sheet shows of its cells.

use std::io::{Cursor, Write};

use crate::sandbox::{Sandbox, project};

fn with_case(name: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(name, std::fs::read(project().join("tests/data/workbooks").join(name)).expect(name));
    sandbox
}

/// A workbook: its sheets, each with its name, its state and the XML of its rows, and the number formats of the styles from
/// one on.
fn workbook(sheets: &[(&str, &str, &str)], formats: &[&str]) -> Vec<u8> {
    const NAMESPACE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |id: &str, kind: &str, target: &str| {
        format!(r#"<Relationship Id="{id}" Type="{NAMESPACE}/{kind}" Target="{target}"/>"#)
    };
    let numbered = || sheets.iter().zip(1..);
    let relations: String =
        numbered().map(|(_, number)| relation(&format!("s{number}"), "worksheet", &format!("s{number}.xml"))).collect();
    let listed: String = numbered()
        .map(|((name, state, _), number)| format!(r#"<sheet name="{name}" state="{state}" r:id="s{number}"/>"#))
        .collect();
    let codes: String = formats
        .iter()
        .zip(165..)
        .map(|(code, id)| format!(r#"<numFmt numFmtId="{id}" formatCode="{code}"/>"#))
        .collect();
    let styles: String = (165..).take(formats.len()).map(|id| format!(r#"<xf numFmtId="{id}"/>"#)).collect();
    let mut members = vec![
        ("[Content_Types].xml".to_owned(), "<Types/>".to_owned()),
        (
            "_rels/.rels".to_owned(),
            format!("<Relationships>{}</Relationships>", relation("r", "officeDocument", "xl/workbook.xml")),
        ),
        ("xl/_rels/workbook.xml.rels".to_owned(), format!("<Relationships>{relations}</Relationships>")),
        (
            "xl/workbook.xml".to_owned(),
            format!(r#"<workbook xmlns:r="{NAMESPACE}"><sheets>{listed}</sheets></workbook>"#),
        ),
        (
            "xl/styles.xml".to_owned(),
            format!(
                r#"<styleSheet><numFmts>{codes}</numFmts><cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>"#
            ),
        ),
    ];
    members.extend(numbered().map(|((.., rows), number)| {
        (format!("xl/s{number}.xml"), format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"))
    }));
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in members {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("a member");
        writer.write_all(text.as_bytes()).expect("its bytes");
    }
    writer.finish().expect("an archive").into_inner()
}

/// The XML of rows of cells: a number, optionally after its style and a colon; `=` before it makes a formula of it, and any
/// other text is a text.
fn rows(text: &str) -> String {
    let cell = |text: &str| {
        let (style, value) = text.split_once(':').unwrap_or(("0", text));
        match (value.strip_prefix('='), value.parse::<f64>()) {
            (Some(value), _) => format!(r#"<c s="{style}"><f>A1</f><v>{value}</v></c>"#),
            (None, Ok(_)) => format!(r#"<c s="{style}"><v>{value}</v></c>"#),
            (None, Err(_)) => format!(r#"<c t="inlineStr"><is><t>{text}</t></is></c>"#),
        }
    };
    text.lines().map(|line| format!("<row>{}</row>", line.split(',').map(cell).collect::<String>())).collect()
}

const FACTS: &str = "SELECT subject, period, value, file, line FROM fact ORDER BY 1, 2, 3";

fn facts(sandbox: &Sandbox) -> String {
    sandbox.run(&["query", FACTS, "--format", "csv"]).stdout
}

/// Loads a workbook, and returns its figures.
fn loaded(sandbox: &Sandbox, arguments: &[&str]) -> (String, String) {
    let reply = sandbox.run(&[&["load", "--create", "all"], arguments].concat());
    assert_eq!(reply.code, 0, "{arguments:?}: {}", reply.stderr);
    (reply.stderr, facts(sandbox))
}

const TABLE: &str = "region,2023,2024\nA,1,2\nB,3,4";

#[test]
fn a_hidden_sheet_is_never_meant() {
    let name = "hidden-sheet.xlsx";
    let sandbox = with_case(name);
    let (said, facts) = loaded(&sandbox, &[name]);
    assert!(said.contains("1 hidden sheet is not read: old"), "{said}");
    assert_eq!(facts.lines().count(), 5, "{facts}");
    assert!(facts.contains("A,2023,1,hidden-sheet/hidden-sheet.xlsx [Data],2"), "{facts}");
    // Unless it is named.
    let sandbox = with_case(name);
    assert!(loaded(&sandbox, &[name, "--sheet", "old"]).1.contains("C,2024,9,hidden-sheet/hidden-sheet.xlsx [old],4"));
    for state in ["hidden", "veryHidden"] {
        let sandbox = Sandbox::new();
        sandbox.write("data.xlsx", workbook(&[("x", state, &rows(TABLE)), ("y", "visible", &rows(TABLE))], &[]));
        assert!(loaded(&sandbox, &["data.xlsx"]).1.contains("[y]"), "{state}");
    }
}

#[test]
fn which_of_two_tables_is_meant_must_be_said() {
    let name = "two-sheets.xlsx";
    let sandbox = with_case(name);
    let mut said = sandbox.talk(&["load", "--create", "all", name]);
    said += &sandbox.talk(&["sniff", name]);
    said += &sandbox.talk(&["check", "--create", "all", name, "--sheet", "Wmen"]);
    insta::assert_snapshot!("which_sheet", said);
    let (_, facts) = loaded(&sandbox, &[name, "--sheet", "Women"]);
    assert_eq!(facts.lines().filter(|line| line.contains("two-sheets.xlsx [Women]")).count(), 4, "{facts}");
    let trace = sandbox.run(&["trace", "two-sheets", "2023"]);
    assert!(trace.stdout.contains("two-sheets.xlsx [Women]"), "{}{}", trace.stdout, trace.stderr);
    // With a mapping that names another sheet, the command line decides.
    let other = with_case(name);
    other.write("men.toml", sandbox.run(&["sniff", name, "--sheet", "Men"]).stdout);
    let (_, facts) = loaded(&other, &["--map", "men.toml", "--sheet", "Women", name]);
    assert!(facts.contains("[Women]") && !facts.contains("[Men]"), "{facts}");
}

/// A sheet of notes is not meant, but it is named.
#[test]
fn the_only_table_is_meant() {
    let sandbox = Sandbox::new();
    let notes = rows("About this file\nThe figures are provisional.\nSource: the office");
    let data = rows(TABLE);
    sandbox.write(
        "data.xlsx",
        workbook(&[("Notes", "visible", &notes), ("Table 1", "visible", &data), ("Empty", "visible", "")], &[]),
    );
    let (said, facts) = loaded(&sandbox, &["data.xlsx"]);
    assert!(said.contains("1 other sheet is not read: Notes"), "{said}");
    assert_eq!(facts.matches("[Table 1]").count(), 4, "{facts}");
}

#[test]
fn cells_are_read_as_the_sheet_shows_them() {
    let sandbox = with_case("zero-format.xlsx");
    assert!(loaded(&sandbox, &["zero-format.xlsx"]).1.contains("010100,2023,3,"));
    let sandbox = with_case("date-header.xlsx");
    let (_, facts) = loaded(&sandbox, &["date-header.xlsx"]);
    assert!(facts.contains("A,2023-01,1,") && facts.contains("B,2023-03,6,"), "{facts}");
    for (format, number, expected) in [
        ("mmm yyyy", "44927", "2023-01"),
        ("yyyy&quot;年&quot;m&quot;月&quot;", "44958", "2023-02"),
        ("[$-409]mmm\\-yy;@", "44986", "2023-03"),
        ("yyyy", "44927", "2023"),
        ("0&quot;年&quot;", "2023", "2023"),
        ("yyyy-mm-dd", "44928", "2023-01-02"),
    ] {
        // In cells, and in the header beside a month that is certain.
        for table in
            [format!("region,month,value\nA,1:{number},5\nB,1:{number},6"), format!("region,1:{number},2022-02\nA,5,6")]
        {
            let sandbox = Sandbox::new();
            sandbox.write("data.xlsx", workbook(&[("S", "visible", &rows(&table))], &[format]));
            let facts = loaded(&sandbox, &["data.xlsx"]).1;
            assert!(facts.contains(&format!("A,{expected},5,")), "{format}: {facts}");
        }
    }
    for (format, number, expected) in [
        ("00000", "7", "00007"),
        ("000\\-000", "1234", "001-234"),
        ("&quot;CN&quot;00", "33", "CN33"),
        ("0", "33", "33"),
    ] {
        let sandbox = Sandbox::new();
        let table = rows(&format!("region,2023,2024\n1:{number},1,0.30000000000000004"));
        sandbox.write("data.xlsx", workbook(&[("S", "visible", &table)], &[format]));
        let facts = loaded(&sandbox, &["data.xlsx"]).1;
        assert!(facts.contains(&format!("{expected},2024,0.3,")), "{format}: {facts}");
    }
}

/// A percentage is its number and its sign: without a unit it is not loaded beside numbers that have none.
#[test]
fn percentages_beside_plain_numbers_are_refused() {
    let sandbox = with_case("percent.xlsx");
    let reply = sandbox.run(&["load", "--create", "all", "percent.xlsx"]);
    assert_eq!(reply.code, 1, "{}", reply.stderr);
    assert!(reply.stderr.contains("12.5%") && !sandbox.path("yearbook.db").exists(), "{}", reply.stderr);
}

#[test]
fn what_a_workbook_does_not_store_is_refused_with_its_cell() {
    let name = "formula-nocache.xlsx";
    let sandbox = with_case(name);
    insta::assert_snapshot!("formula_without_value", sandbox.talk(&["load", "--create", "all", name]));
    // Its rows without the formulas can be read.
    sandbox.write("map.toml", "range = \"A1:C3\"\nunpivot = '^\\d{4}$'\n[columns]\nmetric = \"m\"\nregion = \"{region}\"\nperiod = \"{header}\"\nunit = \"u\"\nsource = \"s\"\n[create.metric]\nkind = \"level\"\n[create.source]\ntitle = \"s\"\n[create.region]\nlevel = \"area\"\n");
    assert_eq!(loaded(&sandbox, &["--map", "map.toml", name]).1.lines().count(), 5);
    for (table, expected) in [
        ("region,2023,2024\nA,1,=\nB,3,4", "the cell C2 of the sheet `S` is a formula"),
        ("region,2023,2024\n330200000000000123,1,2\nB,3,4", "the cell A2 of the sheet `S` is a number of more digits"),
    ] {
        let sandbox = Sandbox::new();
        sandbox.write("data.xlsx", workbook(&[("S", "visible", &rows(table))], &[]));
        let reply = sandbox.run(&["check", "--create", "all", "data.xlsx"]);
        assert!(reply.code == 1 && reply.stderr.contains(expected), "{table}: {}", reply.stderr);
    }
    // A formula whose value is stored is its value, and an empty cell with a style is empty.
    let sandbox = Sandbox::new();
    sandbox.write(
        "data.xlsx",
        workbook(&[("S", "visible", &(rows("region,2023,2024\nA,1,=7") + r#"<row><c s="1"/></row>"#))], &["0"]),
    );
    assert!(loaded(&sandbox, &["data.xlsx"]).1.contains("A,2024,7,"));
}
