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
pub(super) fn workbook(sheets: &[(&str, &str, &str)], formats: &[&str]) -> Vec<u8> {
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
pub(super) fn rows(text: &str) -> String {
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

/// The example of a key on the page of the mapping.
fn of_page(start: &str) -> String {
    let page = Sandbox::new().run(&["explain", "mapping"]).stdout;
    let line = page.lines().map(str::trim_start).find(|line| line.starts_with(start)).expect(start);
    line.split("  ").next().unwrap_or(line).to_owned()
}

const OF_SHEETS: &str = "[columns]\nmetric = \"m\"\nregion = \"{region}\"\nperiod = \"{sheet}\"\nvalue = \"{value}\"\nunit = \"u\"\n\
                         source = \"s\"\n[create]\nmetric = { kind = \"level\" }\nregion = { level = \"area\" }\nsource = { title = \"S\" }\n";

#[test]
fn one_mapping_reads_several_sheets() {
    let sandbox = Sandbox::new();
    let (one, two) = (rows("region,value\nA,1\nB,2"), rows("region,value\nA,3"));
    let (other, old) = (rows("region,value\nA,9"), rows("region,value\nA,8"));
    let sheets = [
        ("2019", "visible", one.as_str()),
        ("Notes", "visible", &other),
        ("2020", "visible", &two),
        ("2018", "hidden", &old),
    ];
    sandbox.write("data.xlsx", workbook(&sheets, &[]));
    let expected = "subject,period,value,file,line\n\
                    A,2019,1,map/data.xlsx [2019],2\nA,2020,3,map/data.xlsx [2020],2\nB,2019,2,map/data.xlsx [2019],3\n";
    for key in [of_page("sheet = ["), of_page("sheet = \""), "sheet = [\"2020\", \"20??\"]".to_owned()] {
        let sandbox = {
            let other = Sandbox::new();
            other.write("data.xlsx", sandbox.bytes("data.xlsx"));
            other
        };
        sandbox.write("map.toml", format!("{key}\n{OF_SHEETS}"));
        let (said, facts) = loaded(&sandbox, &["--map", "map.toml", "data.xlsx"]);
        assert!(said.contains("data.xlsx: 1 sheet that the mapping does not name is not read: Notes"), "{said}");
        assert_eq!(facts, expected, "{key}");
        let (again, _) = loaded(&sandbox, &["--map", "map.toml", "data.xlsx"]);
        assert!(again.contains("unchanged"), "{again}");
        // What the command line names is what is read.
        let (_, facts) = loaded(&sandbox, &["--map", "map.toml", "--sheet", "2018", "data.xlsx"]);
        assert!(facts.contains("A,2018,8,map/data.xlsx [2018],2"), "{facts}");
    }
    let mut said = String::new();
    for key in ["sheet = [\"2019\", \"2021\"]", "sheet = \"19*\"", "sheet = 2019"] {
        sandbox.write("map.toml", format!("{key}\n{OF_SHEETS}"));
        said += &sandbox.talk(&["check", "--create", "all", "--map", "map.toml", "data.xlsx"]);
    }
    insta::assert_snapshot!("sheets_that_are_not_there", said);
}

#[test]
fn one_mapping_reads_several_ranges_of_a_sheet() {
    let sandbox = Sandbox::new();
    let table = "Table 1: 2019,x\nregion,value\nA,1\nB,2\nNote 1: first,x\nTable 2: 2020,x\nregion,value\nA,3\nB,4\nNote 2: second,x";
    sandbox.write("data.xlsx", workbook(&[("S", "visible", &rows(table))], &[]));
    let parts = "[parts]\nabove = '^Table \\d: (?<year>\\d+)'\nbelow = '^(?<note>Note [^,]*)'\n";
    let columns =
        OF_SHEETS.replace("{sheet}", "{year}").replace("kind = \"level\"", "kind = \"level\", definition = \"{note}\"");
    let columns = columns.replace("\"m\"", "\"m-{year}\"");
    sandbox.write("map.toml", format!("{}\n{parts}{columns}", of_page("range = [")));
    let (_, facts) = loaded(&sandbox, &["--map", "map.toml", "data.xlsx"]);
    assert_eq!(
        facts,
        "subject,period,value,file,line\nA,2019,1,map/data.xlsx [S!A2:B4],3\nA,2020,3,map/data.xlsx [S!A7:B9],8\n\
         B,2019,2,map/data.xlsx [S!A2:B4],4\nB,2020,4,map/data.xlsx [S!A7:B9],9\n"
    );
    // A note of a table is kept once, as what its metric means.
    let sql = "SELECT code, definition FROM metric ORDER BY code";
    let reply = sandbox.run(&["query", sql, "--format", "csv"]).stdout;
    assert_eq!(reply, "code,definition\nm-2019,Note 1: first\nm-2020,Note 2: second\n");
    let reply = sandbox.run(&["query", "SELECT count(note) AS notes FROM fact", "--format", "csv"]).stdout;
    assert_eq!(reply, "notes\n0\n");
}

/// An OpenDocument spreadsheet of one sheet, with these styles and rows.
pub(super) fn open_document(styles: &str, rows: &str) -> Vec<u8> {
    let names = ["office", "table", "text", "number", "style"];
    let spaces: String = names.iter().map(|name| format!(r#" xmlns:{name}="urn:{name}""#)).collect();
    let content = format!(
        "<office:document-content{spaces}><office:automatic-styles>{styles}</office:automatic-styles><office:body>\
         <office:spreadsheet><table:table table:name=\"Other\"><table:table-row><table:table-cell/></table:table-row>\
         </table:table><table:table table:name=\"A &amp; B\">{rows}</table:table></office:spreadsheet></office:body>\
         </office:document-content>"
    );
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mimetype = "application/vnd.oasis.opendocument.spreadsheet";
    for (name, text) in [("mimetype", mimetype), ("META-INF/manifest.xml", "<m/>"), ("content.xml", &content)] {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("a member");
        writer.write_all(text.as_bytes()).expect("its bytes");
    }
    writer.finish().expect("an archive").into_inner()
}

const FORMATS: &str = "unpivot = [\"rate\", \"share\", \"plain\"]\nunits = { \"%\" = \"percent\" }\n[columns]\n\
                       metric = \"{header}\"\nregion = \"{region}\"\nperiod = \"{month}\"\nsource = \"s\"\n\
                       unit = \"1\"\n[create]\nmetric = { kind = \"level\" }\nregion = { level = \"area\" }\nsource = { title = \"S\" }\n";

/// Percentages, codes with zeros and months, in the formats that have their own ways to say so.
#[test]
fn cells_of_other_workbooks_are_read_as_the_sheet_shows_them() {
    let xls = Sandbox::new();
    xls.write("data.xls", with_case("formats.xls").bytes("formats.xls"));
    let styles = r#"<number:percentage-style style:name="N1"><number:number number:min-integer-digits="1"/><number:text>%</number:text></number:percentage-style>
        <number:number-style style:name="N2"><number:number number:min-integer-digits="6" number:decimal-places="0"/></number:number-style>
        <number:date-style style:name="N3"><number:year/><number:text>年</number:text><number:month/></number:date-style>
        <style:style style:name="c2" style:family="table-cell" style:data-style-name="N2"/>
        <style:style style:name="c3" style:family="table-cell" style:data-style-name="N3"/>"#;
    let text = |text: &str| {
        format!(r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#)
    };
    let number =
        |kind: &str, number: &str| format!(r#"<table:table-cell office:value-type="{kind}" office:value="{number}"/>"#);
    let row = |code: &str, day: &str, figures: [&str; 3]| {
        let day =
            format!(r#"<table:table-cell table:style-name="c3" office:value-type="date" office:date-value="{day}"/>"#);
        let [rate, share, plain] = figures;
        let figures = number("percentage", rate) + &number("percentage", share) + &number("float", plain);
        format!("<table:table-row>{}{day}{figures}</table:table-row>", number("float", code))
    };
    let header: String = ["region", "month", "rate", "share", "plain"].map(text).concat();
    let rows = format!(
        r#"<table:table-column table:default-cell-style-name="c2"/><table:table-column table:number-columns-repeated="4"/><table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row><table:table-row>{header}</table:table-row>{}{}"#,
        row("10100", "2023-01-01", ["0.125", "0.5", "0.25"]),
        row("330200", "2023-02-01", ["0.07", "0.25", "7"]),
    );
    let ods = Sandbox::new();
    ods.write("data.ods", open_document(styles, &rows));
    for (sandbox, file, keys) in
        [(&xls, "data.xls", "sheet = \"Formats\"\n"), (&ods, "data.ods", "sheet = \"A & B\"\nheader = '^region'\n")]
    {
        sandbox.write("map.toml", format!("{keys}{FORMATS}"));
        loaded(sandbox, &["--map", "map.toml", file]);
        let sql = "SELECT metric, subject, period, value, unit FROM fact ORDER BY 2, 1";
        let reply = sandbox.run(&["query", sql, "--format", "csv"]).stdout;
        assert_eq!(
            reply,
            "metric,subject,period,value,unit\nplain,010100,2023-01,0.25,1\nrate,010100,2023-01,12.5,percent\n\
             share,010100,2023-01,50,percent\nplain,330200,2023-02,7,1\nrate,330200,2023-02,7,percent\n\
             share,330200,2023-02,25,percent\n",
            "{file}"
        );
    }
}
