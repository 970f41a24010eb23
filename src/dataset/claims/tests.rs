//! Claims that are too large are found before anything is allocated for them.

use std::io::{Read, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

type Tested = Result<(), Box<dyn std::error::Error>>;

const ALLOWANCE: Allowance = Allowance { size: 1000, bytes: 1 << 20, fix: "" };

fn archive(members: &[(&str, &str)]) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in members {
        writer.start_file(*name, SimpleFileOptions::default())?;
        writer.write_all(text.as_bytes())?;
    }
    Ok(writer.finish()?.into_inner())
}

/// What is wrong with an archive of one member; empty where nothing is.
fn fault_of(name: &str, text: &str) -> Result<String, Box<dyn std::error::Error>> {
    Ok(check(&archive(&[(name, text)])?, ALLOWANCE).err().map_or_else(String::new, |fault| fault.to_string()))
}

#[test]
fn shared_strings_are_counted_by_the_bytes_that_hold_them() -> Tested {
    let strings = |count: &str, rest: &str| fault_of("xl/sharedStrings.xml", &format!("<sst {count}>{rest}</sst>"));
    for claim in
        ["uniqueCount=\"4000000000\"", "uniqueCount = '99999999999999999999999'", "a=\"\" uniqueCount=\" +4000000000\""]
    {
        assert!(strings(claim, "<si><t>a</t></si>")?.contains("it claims "), "{claim}");
        assert!(strings(&format!("{claim} uniqueCount=\"1\""), "")?.contains("shared strings"), "{claim}");
    }
    assert_eq!(strings("count=\"4000000000\" uniqueCount=\"1000\"", "")?, "");
    assert_eq!(strings("", "")?, "");
    // The part may have another name.
    assert!(fault_of("Any\\SHAREDSTRINGS.xml", "<sst uniqueCount='4000000000'/>")?.contains("it claims "));
    Ok(())
}

#[test]
fn members_are_unpacked_to_no_more_than_the_limit_or_their_stated_size() -> Tested {
    let zeros = "0".repeat(3 << 20);
    let whole = archive(&[("a.xml", &zeros)])?;
    let fault = check(&whole, ALLOWANCE).err().ok_or("a bomb")?.to_string();
    assert_eq!(
        fault,
        "the file cannot be read: its members unpack to 3145728 bytes; the limit for a file of 1000 bytes is 1048576"
    );
    // A size that is stated too low is not exceeded.
    let mut lying = whole.clone();
    for place in 0..lying.len() - 4 {
        if lying[place..place + 4] == (3_u32 << 20).to_le_bytes() {
            lying[place..place + 4].copy_from_slice(&100_u32.to_le_bytes());
        }
    }
    check(&lying, ALLOWANCE)?;
    let mut text = Vec::new();
    let read = ZipArchive::new(Cursor::new(lying))?.by_index(0)?.read_to_end(&mut text);
    assert!(read.is_err() && text.len() < 200, "{}", text.len());
    Ok(())
}

#[test]
fn repeated_cells_of_an_opendocument_are_counted() -> Tested {
    let table = |rows: &str| fault_of("content.xml", &format!("<a><table:table>{rows}</table:table></a>"));
    let row = |attributes: &str, cells: &str| format!("<table:table-row {attributes}>{cells}</table:table-row>");
    let cell = |attributes: &str, text: &str| format!("<table:table-cell {attributes}>{text}</table:table-cell>");
    let one = cell("office:value=\"1\"", "");
    let many_rows = "table:number-rows-repeated=\"1000000\"";
    let many_columns = "table:number-columns-repeated=\"16000\"";
    // Empty cells at the end take nothing, as every program writes them.
    let usual = [row("", &(one.clone() + &cell(many_columns, ""))), row(many_rows, &cell(many_columns, ""))];
    assert_eq!(table(&usual.concat())?, "");
    assert_eq!(table(&(row(many_rows, &cell(many_columns, "")) + &row("", &one)))?, "");
    let too_large = [
        row(many_rows, &one),
        row("", &one) + &row(many_rows, "") + &row("", &one),
        row("", &cell(&format!("office:value='1' {many_columns}"), "")),
        row("", &(one.clone() + &cell(many_columns, "") + &one)),
        row("", &cell("office:value-type='string'", "<text:s text:c=\"4000000000\"/>")),
        row("table:number-rows-repeated='2000'", &cell("office:value-type='string'", &"text".repeat(200))),
        row("", &one).repeat(10_000),
    ];
    for rows in too_large {
        let fault = table(&rows)?;
        assert!(fault.contains("the cells of its sheets take"), "{fault}: {}", &rows[..rows.len().min(300)]);
    }
    for rows in [row("table:number-rows-repeated='&#49;'", &one), "<table:table-row>".to_owned()] {
        assert!(table(&rows)?.contains("damaged"), "{rows}");
    }
    assert!(fault_of("content.xml", "<table:table>")?.contains("damaged"));
    Ok(())
}

#[test]
fn the_records_of_an_older_workbook_claim_no_more_than_it_may_hold() -> Tested {
    let whole = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/shapes/workbooks/delta.xls"))?;
    check(&whole, ALLOWANCE)?;
    let fault =
        |bytes: &[u8], allowance| check(bytes, allowance).err().map_or_else(String::new, |fault| fault.to_string());
    assert!(fault(&whole, Allowance { bytes: 100, ..ALLOWANCE }).contains("the cells of its sheets take"));
    let place = |start: &[u8]| whole.windows(start.len()).rposition(|found| found == start).ok_or("no such record");
    // The dimensions of a sheet: its last row.
    let dimensions = place(&[0x00, 0x02, 0x0E, 0x00])?;
    let mut bytes = whole.clone();
    bytes[dimensions + 8..dimensions + 12].copy_from_slice(&1_000_000_000_u32.to_le_bytes());
    assert!(fault(&bytes, ALLOWANCE).contains("it claims a sheet of 1000000000 rows"), "{}", fault(&bytes, ALLOWANCE));
    // A number (RK): its row.
    let number = place(&[0x7E, 0x02, 0x0A, 0x00])?;
    let mut bytes = whole.clone();
    bytes[number + 4..number + 6].copy_from_slice(&60_000_u16.to_le_bytes());
    assert!(fault(&bytes, ALLOWANCE).contains("the cells of its sheets take"));
    Ok(())
}

/// A record of an older workbook.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes(), &(data.len() as u16).to_le_bytes(), data].concat()
}

/// What is wrong with an older workbook with these shared strings, and a sheet with these records; empty where nothing is.
fn fault_of_records(strings: &[Vec<u8>], cells: &[u8]) -> String {
    let start = record(0x0809, &[0; 16]);
    let mut stream = [start.clone(), record(0x0085, &[0; 8]), strings.concat(), record(0x000A, &[])].concat();
    let sheet = stream.len() as u32;
    stream[24..28].copy_from_slice(&sheet.to_le_bytes());
    let stream = [&stream, &start, cells, &record(0x000A, &[])].concat();
    records::check(&stream, ALLOWANCE).err().map_or_else(String::new, |fault| fault.to_string())
}

/// The reader of workbooks gives each cell a copy of its text.
#[test]
fn a_shared_string_of_an_older_workbook_counts_in_every_cell() {
    let strings = |string: &[u8]| vec![record(0x00FC, &[&[0; 8], string].concat())];
    let cells = |count: usize| record(0x00FD, &[0; 10]).repeat(count);
    let long = [&[0xE8, 0x03, 0], [b'x'; 1000].as_slice()].concat();
    assert_eq!(fault_of_records(&strings(&long), &cells(100)), "");
    let fault = fault_of_records(&strings(&long), &cells(200));
    assert!(fault.contains("the cells of its sheets take 1200064 bytes; the limit"), "{fault}");
    // One that goes on in other records, in characters of two bytes, behind one with formats and an extension.
    let rich = [&[1, 0, 12, 1, 0, 2, 0, 0, 0, b'x'], [0; 6].as_slice()].concat();
    let wide = [&[0xE8, 0x03, 0], [b'x'; 200].as_slice()].concat();
    let rest = record(0x003C, &[&[1], [1; 1600].as_slice()].concat());
    let strings = [strings(&[rich, wide].concat()), vec![rest]].concat();
    let second = record(0x00FD, &[0, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
    let fault = fault_of_records(&strings, &second.repeat(200));
    assert!(fault.contains("the cells of its sheets take 1680064 bytes; the limit"), "{fault}");
}

#[test]
fn a_formula_claims_no_more_spaces_than_a_record_has_bytes() {
    let formula = |spaces: usize| record(0x0006, &[&[0; 23], [0x19, 0x40, 0, 0xFF].repeat(spaces).as_slice()].concat());
    assert_eq!(fault_of_records(&[], &formula(30)), "");
    assert!(fault_of_records(&[], &formula(40)).contains("it claims a formula of more than 8224 bytes"));
}

/// The relations of a workbook, or of the archive that it lies in.
fn relations(of: &[(&str, &str, &str)]) -> String {
    let relation = |(id, kind, target): &(&str, &str, &str)| {
        format!("<Relationship Id=\"{id}\" Type=\"a/relationships/{kind}\" Target=\"{target}\"/>")
    };
    format!("<Relationships>{}</Relationships>", of.iter().map(relation).collect::<String>())
}

#[test]
fn no_two_sheets_are_one_part() -> Tested {
    let package = relations(&[("r1", "officeDocument", "/xl/book.xml")]);
    let of_book =
        relations(&[("r1", "worksheet", "a.xml"), ("r2", "worksheet", "/XL/a.xml"), ("r3", "worksheet", "b.xml")]);
    let fault = |ids: [&str; 2]| -> Result<String, Box<dyn std::error::Error>> {
        let book = format!("<workbook><sheet r:id=\"{}\"/><sheet r:id='{}'></sheet></workbook>", ids[0], ids[1]);
        let members = [("_rels/.rels", &package), ("xl/_rels/book.xml.rels", &of_book), ("xl/book.xml", &book)];
        let bytes = archive(&members.map(|(name, text)| (name, text.as_str())))?;
        Ok(check(&bytes, ALLOWANCE).err().map_or_else(String::new, |fault| fault.to_string()))
    };
    assert_eq!(fault(["r1", "r3"])?, "");
    for ids in [["r1", "r1"], ["r1", "r2"]] {
        assert!(fault(ids)?.contains("two of its sheets are the same part, xl/a.xml"), "{}", fault(ids)?);
    }
    Ok(())
}

/// The reader of workbooks gives each format of cells a copy of its font and of the code of its number format.
#[test]
fn styles_are_no_more_and_no_longer_than_spreadsheets_write() -> Tested {
    let allowance = Allowance { bytes: 256 << 20, ..ALLOWANCE };
    let fault = |name: &str, styles: &str| -> Result<String, Box<dyn std::error::Error>> {
        Ok(check(&archive(&[(name, styles)])?, allowance).err().map_or_else(String::new, |fault| fault.to_string()))
    };
    let of = |code: &str, formats: usize| {
        let formats = "<xf numFmtId='170'/>".repeat(formats);
        format!("<styleSheet><numFmt numFmtId='170' formatCode='{code}'/><cellXfs>{formats}</cellXfs></styleSheet>")
    };
    assert_eq!(fault("xl/styles.xml", &of(&"&quot;".repeat(127), 65_490))?, "");
    assert!(fault("xl/styles.xml", &of(&"0".repeat(5000), 1))?.contains("it claims a style of 5035 bytes"));
    assert!(fault("XL\\Styles.xml", &of("0", 1 << 18))?.contains("it claims more than 262144 styles"));
    let font = format!("<font><name val='{}'/></font>", "x".repeat(2000));
    assert!(
        fault("xl/styles.xml", &font)?.contains("it claims a style of 2011 bytes"),
        "{}",
        fault("xl/styles.xml", &font)?
    );
    Ok(())
}

/// A record of a binary workbook that claims a length.
fn binary(kind: u8, length: usize, data: &[u8]) -> Vec<u8> {
    let bytes = [length & 0x7F | 0x80, length >> 7 & 0x7F | 0x80, length >> 14 & 0x7F | 0x80, length >> 21 & 0x7F];
    [&[kind | 0x80, 1], bytes.map(|byte| byte as u8).as_slice(), data].concat()
}

#[test]
fn the_records_of_a_binary_workbook_are_as_long_as_records_are() -> Tested {
    let id = [[0; 8].as_slice(), &[2, 0, 0, 0, b'r', 0, b'1', 0, 0, 0, 0, 0]].concat();
    let sheet = binary(0x1C, id.len(), &id);
    let of_book = relations(&[("r1", "worksheet", "worksheets/any.rels")]);
    let fault = |book: &[u8], part: &[u8]| -> Result<String, Box<dyn std::error::Error>> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let members = [
            ("xl/_rels/workbook.bin.rels", of_book.as_bytes()),
            ("xl/workbook.bin", book),
            ("xl/worksheets/any.rels", part),
        ];
        for (name, bytes) in members {
            writer.start_file(name, SimpleFileOptions::default())?;
            writer.write_all(bytes)?;
        }
        let bytes = writer.finish()?.into_inner();
        Ok(check(&bytes, ALLOWANCE).err().map_or_else(String::new, |fault| fault.to_string()))
    };
    assert_eq!(fault(&sheet, &binary(0x11, 3, b"abc"))?, "");
    let claimed = fault(&sheet, &binary(0x11, (1 << 28) - 1, b"abc"))?;
    assert!(claimed.contains("it claims a record of 268435455 bytes"), "{claimed}");
    assert!(fault(&binary(0x11, 1 << 21, b""), b"")?.contains("it claims a record of 2097152 bytes"));
    assert!(fault(&binary(0x1C, 2000, &[0; 2000]), b"")?.contains("it claims a record of 2000 bytes"));
    assert!(
        fault(&[sheet.clone(), sheet.clone()].concat(), b"")?.contains("are the same part, xl/worksheets/any.rels")
    );
    let name = [[0x27, 0x80, 0x80, 0x10].as_slice(), &vec![0; 1 << 18]].concat();
    assert!(fault(&name, b"")?.contains("it claims a record of 262144 bytes"), "{}", fault(&name, b"")?);
    Ok(())
}
