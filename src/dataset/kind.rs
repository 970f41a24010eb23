//! What a file is that people take for a table and that is none, by how it starts.

use super::fault::Fault;

const AS_CSV: &str = "save its table as CSV or as a workbook, and load that";
const UNPACK: &str = "unpack it, and load the file in it that is a table";
const DATABASE: &str = "write one of its tables as CSV: sqlite3 -csv -header FILE \"select * from TABLE\"";
const PAGE: &str = "download the data itself: open the page in a browser, and save what it links to";

/// The bytes that a file starts with, behind so many others; what it is, and what to do.
const MAGIC: [(usize, &[u8], &str, &str); 16] = [
    (0, b"SQLite format 3\0", "an SQLite database", DATABASE),
    (8, b"DUCK", "a DuckDB database", "write one of its tables as CSV: duckdb FILE \"copy TABLE to 'table.csv'\""),
    (4, b"Standard Jet DB", "an Access database", AS_CSV),
    (4, b"Standard ACE DB", "an Access database", AS_CSV),
    (257, b"ustar", "a tar archive", UNPACK),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive", UNPACK),
    (0, b"Rar!\x1a\x07", "a RAR archive", UNPACK),
    (0, b"PAR1", "a Parquet file", "write it as CSV: duckdb -c \"copy 'FILE' to 'table.csv'\""),
    (0, b"%PDF-", "a PDF document", AS_CSV),
    (0, b"{\\rtf", "a document in rich text", AS_CSV),
    (0, b"\x89PNG", "an image", AS_CSV),
    (0, b"\xff\xd8\xff", "an image", AS_CSV),
    (0, b"GIF8", "an image", AS_CSV),
    (0, b"$FL2", "a file of SPSS", AS_CSV),
    (0, b"<stata_dta>", "a file of Stata", AS_CSV),
    (0, b"ARROW1", "an Arrow file", AS_CSV),
];

/// The tags of HTML that a page, or a table in it saved as `.xls`, starts with.
const TAGS: [&str; 7] = ["!doctype html", "html", "head", "meta", "table", "body", "title"];

/// Fails where a file that starts with these bytes is none that has rows of text, but of a kind that people take for one.
pub(super) fn refuse_other(start: &[u8]) -> Result<(), Fault> {
    let has =
        |(at, magic, ..): &&(usize, &[u8], &str, &str)| start.get(*at..).is_some_and(|rest| rest.starts_with(magic));
    if let Some((_, _, what, fix)) = MAGIC.iter().find(has) {
        return Err(Fault::NoTable { what, fix });
    }
    if !start.is_empty() && start.iter().all(|byte| *byte == 0) {
        return Err(Fault::NoTable { what: "a file of zero bytes", fix: "copy or download it again" });
    }
    let text = String::from_utf8_lossy(start).to_lowercase();
    let mut text = text.trim_start_matches('\u{feff}').trim_start();
    while let Some((_, behind)) = text.strip_prefix("<!--").and_then(|comment| comment.split_once("-->")) {
        text = behind.trim_start();
    }
    let is_tag = |rest: &str| rest.starts_with(|c: char| c.is_whitespace() || c == '>' || c == '/');
    let is_page = |text: &str| {
        let rest = text.strip_prefix('<').unwrap_or_default();
        TAGS.iter().any(|tag| rest.strip_prefix(tag).is_some_and(is_tag))
    };
    let is_xml = text.starts_with("<?xml");
    if is_page(text) || is_xml && text.contains("<html") {
        return Err(Fault::NoTable { what: "an HTML page", fix: PAGE });
    }
    if is_xml {
        return Err(Fault::NoTable { what: "an XML file", fix: AS_CSV });
    }
    let is_json = ["{", "["].iter().any(|open| {
        let rest = text.strip_prefix(open).unwrap_or_default().trim_start();
        rest.starts_with(['{', '[', '"'])
            && (rest.starts_with('{') || rest.starts_with('[') || rest.contains("\":") || rest.contains("\","))
    });
    if is_json {
        return Err(Fault::NoTable { what: "a JSON file", fix: "write its records as rows of CSV" });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_a_table() {
        for text in ["a,b\n1,2\n", "\"a\",\"b\"\n", "[1],b\n", "{a},b\n", "table,b\n", "<5,6\n", "", "PART,b\n"] {
            assert!(refuse_other(text.as_bytes()).is_ok(), "{text}");
        }
        for text in [
            "<table border=0>",
            "\u{feff}<HTML>",
            "<!-- a --> <meta charset>",
            "{ \"a\": 1 }",
            "[{\"a\": 1}]",
            "<?xml ?><a/>",
            "\0\0\0",
        ] {
            assert!(refuse_other(text.as_bytes()).is_err(), "{text}");
        }
    }
}
