//! Workbooks that take more than they may, and cells in their places.

use std::io::Write;

use super::merges::Merges;
use super::*;

const RELATIONSHIP: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook of one sheet, with these rows and this one shared string.
fn workbook(rows: &str, shared: &str) -> Result<Arc<[u8]>, Box<dyn std::error::Error>> {
    let of = |id: &str, kind: &str, target: &str| {
        format!(
            r#"<Relationships><Relationship Id="{id}" Type="{RELATIONSHIP}/{kind}" Target="{target}"/></Relationships>"#
        )
    };
    let members = [
        ("[Content_Types].xml", "<Types/>".to_owned()),
        ("_rels/.rels", of("r1", "officeDocument", "xl/workbook.xml")),
        ("xl/_rels/workbook.xml.rels", of("r1", "worksheet", "sheet.xml")),
        ("xl/workbook.xml", r#"<workbook><sheets><sheet name="S" r:id="r1"/></sheets></workbook>"#.to_owned()),
        ("xl/sharedStrings.xml", format!("<sst><si><t>{shared}</t></si></sst>")),
        ("xl/sheet.xml", format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")),
    ];
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in members {
        writer.start_file(name, zip::write::SimpleFileOptions::default())?;
        writer.write_all(text.as_bytes())?;
    }
    Ok(writer.finish()?.into_inner().into())
}

fn text_of(bytes: &Arc<[u8]>, allowance: u64) -> Result<String, Box<dyn std::error::Error>> {
    let allowance = Allowance { size: bytes.len() as u64, bytes: allowance, fix: "" };
    let csv = read(bytes, Wanted::default(), (0, 0), allowance)?.csv.bytes()?;
    Ok(String::from_utf8_lossy(&csv).into_owned())
}

/// A sheet takes what its cells take, however large the rectangle is in which they lie.
#[test]
fn cells_far_apart_take_no_more_than_those_side_by_side() -> Result<(), Box<dyn std::error::Error>> {
    let far = workbook(r#"<row><c r="A1"><v>1</v></c></row><row><c r="B1048576"><v>2</v></c></row>"#, "")?;
    assert_eq!(text_of(&far, 2_000)?, format!("1,\n{},2\n", "\n".repeat((1 << 20) - 2)));
    let wide = |last: &str| workbook(&format!(r#"<row><c r="A1"><v>1</v></c><c r="{last}1"><v>2</v></c></row>"#), "");
    assert_eq!(text_of(&wide("XFD")?, 20_000)?, format!("1{}2\n", ",".repeat(16_383)));
    let fault = |text: Result<String, Box<dyn std::error::Error>>| {
        text.err().map_or_else(String::new, |fault| fault.to_string())
    };
    assert!(fault(text_of(&wide("XFD")?, 2_000)).contains("the rows of the sheet take"));
    assert!(fault(text_of(&wide("XFE")?, 20_000)).contains("outside the 1048576 rows and 16384 columns"));
    Ok(())
}

/// A text that many cells share counts for each of them.
#[test]
fn a_shared_text_counts_in_every_cell() -> Result<(), Box<dyn std::error::Error>> {
    let shared = |cells: usize| workbook(&r#"<row><c t="s"><v>0</v></c></row>"#.repeat(cells), &"x".repeat(500));
    assert_eq!(text_of(&shared(10)?, 20_000)?.lines().count(), 10);
    let fault = text_of(&shared(100)?, 20_000).err().ok_or("too much")?.to_string();
    assert!(fault.contains("the cells of the sheet `S` take 20304 bytes; the limit"), "{fault}");
    Ok(())
}

/// A record of a binary workbook: its kind, its length and its data.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let kind = if kind < 0x80 { vec![kind as u8] } else { vec![kind as u8 & 0x7F | 0x80, (kind >> 7) as u8] };
    [&kind, [data.len() as u8].as_slice(), data].concat()
}

/// A text with its length in front of it.
fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [(text.len() as u32).to_le_bytes().as_slice(), &units].concat()
}

/// A binary workbook of one row: numbers, each with the number of its format. Two formats have these numbers and codes.
fn binary(cells: &[(f64, u16)], codes: [(u16, &str); 2]) -> Result<Arc<[u8]>, Box<dyn std::error::Error>> {
    let relations = format!(
        r#"<Relationships><Relationship Id="r1" Type="{RELATIONSHIP}/worksheet" Target="worksheets/a.bin"/></Relationships>"#
    );
    let sheet = [[0, 0, 0, 0, 1, 0, 0, 0].as_slice(), &wide("r1"), &wide("S")].concat();
    let book = [record(0x83, &[]), record(0x9C, &sheet), record(0x90, &[]), record(0x9D, &[])].concat();
    let codes = codes.map(|(id, code)| record(0x2C, &[id.to_le_bytes().as_slice(), &wide(code)].concat()));
    let style = |id: u16| record(0x2F, &[[0, 0].as_slice(), &id.to_le_bytes(), &[0; 12]].concat());
    let count = (cells.len() as u32).to_le_bytes();
    let styles = [
        [record(0x267, &2_u32.to_le_bytes()), codes.concat(), record(0x268, &[])].concat(),
        // Those of styles, which are no formats of cells.
        [record(0x272, &[1, 0, 0, 0]), style(10), record(0x273, &[])].concat(),
        record(0x269, &count),
        cells.iter().flat_map(|(_, id)| style(*id)).collect(),
        record(0x26A, &[]),
    ];
    let cell = |(at, (number, _)): (usize, &(f64, u16))| {
        // Its column, and the place of its style.
        let at = (at as u32).to_le_bytes();
        record(0x05, &[[at, at].concat(), number.to_le_bytes().to_vec()].concat())
    };
    let rows = [
        [record(0x81, &[]), record(0x94, &[0; 16]), record(0x91, &[]), record(0x00, &[0; 4])].concat(),
        cells.iter().enumerate().flat_map(cell).collect(),
        [record(0x92, &[]), record(0x82, &[])].concat(),
    ];
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [
        ("[Content_Types].xml", b"<Types/>".to_vec()),
        ("xl/_rels/workbook.bin.rels", relations.into_bytes()),
        ("xl/workbook.bin", book),
        ("xl/styles.bin", styles.concat()),
        ("xl/worksheets/a.bin", rows.concat()),
    ] {
        writer.start_file(name, zip::write::SimpleFileOptions::default())?;
        writer.write_all(&bytes)?;
    }
    Ok(writer.finish()?.into_inner().into())
}

#[test]
fn a_binary_workbook_is_read_as_its_sheet_shows_it() -> Result<(), Box<dyn std::error::Error>> {
    let cells = [(0.125, 10), (44927.0, 170), (10100.0, 171), (2.5, 0), (44927.0, 17), (0.07, 9), (44927.0, 14)];
    let book = binary(&cells, [(170, "mmm yyyy"), (171, "000000")])?;
    assert_eq!(text_of(&book, 20_000)?, "12.5%,2023-01,010100,2.5,2023-01,7%,2023-01-01\n");
    Ok(())
}

/// Texts above the line are none of the text before them, whether the sheets share them or one holds them itself.
#[test]
fn texts_above_the_line_are_marks() -> Result<(), Box<dyn std::error::Error>> {
    let rich = |text: &str| format!("<r><t>{text}</t></r><r><rPr><vertAlign val=\"superscript\" /></rPr><t>1</t></r>");
    let shared = format!("a</t></si><si>{}</si><si>{}</si><si><t>b", rich("125"), rich("Austria"));
    let row = |cells: [&str; 4]| format!("<row>{}</row>", cells.map(|n| format!("<c t=\"s\"><v>{n}</v></c>")).concat());
    let inline = |text: &str| format!("<c t=\"inlineStr\"><is>{}</is></c>", rich(text));
    let rows = row(["0", "1", "2", "3"]) + &format!("<row>{}{}</row>", inline("126"), inline("Belgium"));
    assert_eq!(text_of(&workbook(&rows, &shared)?, 20_000)?, "a,125¹,Austria,b\n126¹,Belgium,,\n");
    Ok(())
}

#[test]
fn merged_ranges_cover_the_rows_that_they_span() {
    let range = |start, end| Dimensions { start, end };
    let mut merges =
        Merges::new(vec![range((1, 0), (2, 1)), range((1, 3), (1, 3)), range((2, 3), (4, 9)), range((0, 0), (0, 9))]);
    let found: Vec<Vec<u32>> = (0..6)
        .map(|row| {
            merges.go_to(row);
            (0..10).filter(|column| merges.at(*column).is_some()).collect()
        })
        .collect();
    let all: Vec<u32> = (0..10).collect();
    assert_eq!(
        found,
        [all.clone(), vec![0, 1, 3], [&all[..2], &all[3..]].concat(), all[3..].to_vec(), all[3..].to_vec(), vec![]]
    );
}

/// Damaged workbooks of each format are faults, whatever their reader does. Of 400 damaged ones in the older format 14
/// make calamine 0.38 panic (in `cfb.rs`, `utils.rs` and `xls.rs`), which is why reading is guarded.
#[test]
fn damaged_workbooks_are_faults() -> Result<(), Box<dyn std::error::Error>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/shapes/workbooks");
    let mut files = 0;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let whole = std::fs::read(&path)?;
        files += 1;
        for number in 0..400 {
            let mut bytes = whole.clone();
            // A few bytes at places that look random and are not.
            for step in 0..4 {
                let place = (number * 7919 + step * 104_729) % bytes.len();
                bytes[place] = bytes[place].wrapping_mul(31).wrapping_add(number as u8);
            }
            if number % 5 == 0 {
                bytes.truncate((number + 1) * whole.len() / 401);
            }
            let bytes: Arc<[u8]> = bytes.into();
            let allowance = Allowance::of_workbook(bytes.len() as u64);
            drop(read(&bytes, Wanted::default(), (0, 0), allowance));
            assert!(!is_reading_workbook());
        }
    }
    assert!(files > 2);
    Ok(())
}
