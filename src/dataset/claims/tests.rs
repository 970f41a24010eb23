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
