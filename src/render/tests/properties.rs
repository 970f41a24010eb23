//! What holds for any rows: what goes in comes out, and nothing leaves its place.

use crate::render::Format;
use crate::table::Cell;
use proptest::prelude::*;

use super::{at_width, column, heading, render, text};

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[a-c宁波，,\"\t\r\n\\\\<&|; ]{0,12}", "[0-9,.~<> -]{0,8}"]
}

fn any_cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        Just(Cell::Null),
        any::<i64>().prop_map(Cell::Integer),
        (-3000..3000i64).prop_map(Cell::Integer),
        any::<f64>().prop_filter("SQLite has no NaN", |real| !real.is_nan()).prop_map(Cell::Real),
        any_text().prop_map(Cell::Text),
        any::<Vec<u8>>().prop_map(Cell::Blob),
    ]
}

fn any_rows() -> impl Strategy<Value = Vec<Vec<Cell>>> {
    proptest::collection::vec(proptest::collection::vec(any_cell(), 3), 0..6)
}

/// Whether a field reads back as the cell.
fn is_cell(field: &str, cell: &Cell) -> bool {
    match cell {
        Cell::Null => field.is_empty(),
        Cell::Integer(value) => field.parse() == Ok(*value),
        Cell::Real(value) => field.parse() == Ok(*value),
        Cell::Text(text) => field == text,
        Cell::Figure(_) | Cell::InferredPeriod(_) | Cell::Cited(_) | Cell::Notes(_) => false,
        Cell::Blob(bytes) => field == bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>(),
    }
}

proptest! {
    #[test]
    fn csv_reads_back(rows in any_rows()) {
        let shown = render(Format::Csv, &heading(&["a", "b", "c"]), &rows);
        let mut reader = csv::Reader::from_reader(shown.as_bytes());
        let read: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
        prop_assert_eq!(read.len(), rows.len());
        for (fields, cells) in read.iter().zip(&rows) {
            prop_assert!(fields.len() == 3 && fields.iter().zip(cells).all(|(field, cell)| is_cell(field, cell)));
        }
    }

    #[test]
    fn tsv_reads_back(rows in any_rows()) {
        let shown = render(Format::Tsv, &heading(&["a", "b", "c"]), &rows);
        let mut lines = shown.strip_suffix('\n').unwrap().split('\n').skip(1);
        for cells in &rows {
            let fields: Vec<&str> = lines.next().unwrap().split('\t').collect();
            prop_assert_eq!(fields.len(), 3);
            for (field, cell) in fields.iter().zip(cells) {
                prop_assert_eq!(*field == "\\N", *cell == Cell::Null);
                // Backslashes first, as something that no text of the test has, so that they join nothing.
                let parts: Vec<String> = field
                    .split("\\\\")
                    .map(|part| part.replace("\\t", "\t").replace("\\n", "\n").replace("\\r", "\r"))
                    .collect();
                prop_assert!(*cell == Cell::Null || is_cell(&parts.join("\\"), cell));
            }
        }
        prop_assert_eq!(lines.next(), None);
    }

    #[test]
    fn json_reads_back(rows in any_rows()) {
        let heading = heading(&["a", "b", "c"]);
        let array: Vec<serde_json::Value> = serde_json::from_str(&render(Format::Json, &heading, &rows)).unwrap();
        let lines: Vec<serde_json::Value> =
            render(Format::Ndjson, &heading, &rows).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        prop_assert_eq!(&array, &lines);
        prop_assert_eq!(array.len(), rows.len());
        for (object, cells) in array.iter().zip(&rows) {
            for (name, cell) in ["a", "b", "c"].iter().zip(cells) {
                let value = &object[name];
                let is_same = match cell {
                    Cell::Null => value.is_null(),
                    Cell::Integer(integer) => value.as_i64() == Some(*integer),
                    // By default, serde_json may read the last digit inexactly.
                    Cell::Real(real) if real.is_finite() => {
                        value.as_f64().is_some_and(|read| (read - real).abs() <= real.abs() * 1e-15 + f64::MIN_POSITIVE)
                    }
                    cell => value.as_str().is_some_and(|text| is_cell(text, cell)),
                };
                prop_assert!(is_same, "{cell:?} became {value}");
            }
        }
    }

    #[test]
    fn a_table_keeps_to_the_screen(rows in any_rows(), width in 40usize..140) {
        let shown = at_width(width, &heading(&["a", "b_c", "d"]), &rows);
        for line in shown.lines() {
            prop_assert!(unicode_width::UnicodeWidthStr::width(line) <= width, "{line:?}");
            prop_assert!(!line.contains(char::is_control), "{line:?}");
        }
    }

    #[test]
    fn a_page_shows_every_character(cells in proptest::collection::vec(any_text(), 1..5)) {
        let page = render(Format::Html, &heading(&["a"]), &column(cells.iter().map(|cell| text(cell))));
        let (_, body) = page.split_once("<tbody>").unwrap();
        let shown: Vec<String> = body
            .split("</td>")
            .filter_map(|cell| cell.split_once("<td"))
            .map(|(_, cell)| cell.split_once('>').unwrap().1)
            .inspect(|cell| assert!(!cell.replace("<br>", "").contains(['<', '>', '"'])))
            .map(|cell| cell.replace("<br>", "\n").replace("&lt;", "<").replace("&gt;", ">"))
            .map(|cell| cell.replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&"))
            .collect();
        prop_assert_eq!(shown.len(), cells.len());
        for (shown, cell) in shown.iter().zip(&cells) {
            if !cell.contains(|c: char| c.is_control() || !c.is_ascii()) {
                prop_assert_eq!(shown, cell);
            }
        }
    }
}
