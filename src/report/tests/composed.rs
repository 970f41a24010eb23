//! The columns of a report, as people see them.

use crate::cite::{Document, Library};
use crate::render::{Format, Render, Screen, renderer};
use crate::report::Composed;
use crate::table::{Cell, Heading};

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn composed(columns: &[&str], rows: &[&[Cell]]) -> String {
    composed_as(Format::Markdown, columns, rows)
}

fn composed_as(format: Format, columns: &[&str], rows: &[&[Cell]]) -> String {
    let document = |code: &str, cited_as: &str| Document {
        code: code.to_owned(),
        cited_as: cited_as.to_owned(),
        published_on: Some("2025-08-13".to_owned()),
        url: (code == "daily").then(|| "https://example.org/a?b=1&c=2".to_owned()),
        ..Document::default()
    };
    let library = Library::new(vec![document("daily", "People's Daily"), document("gazette", "Gazette")]);
    let mut out = Vec::new();
    {
        let mut inner = renderer(format, Screen::default(), &mut out);
        let mut composed = Composed::new(&mut *inner, &library);
        let columns = columns.iter().map(|name| (*name).to_owned()).collect();
        composed.begin(&Heading { columns, ..Heading::default() }).expect("a heading");
        rows.iter().for_each(|row| composed.row(row).expect("a row"));
        composed.end().expect("an end");
    }
    String::from_utf8(out).expect("a text")
}

#[test]
fn a_value_is_shown_with_its_comparator_and_decimals() {
    let columns = ["value", "comparator", "upper", "decimals", "unit", "status"];
    let row = |value: Cell, comparator: Cell, upper: Cell| {
        [value, comparator, upper, Cell::Integer(1), text("t"), text("forecast")].to_vec()
    };
    let rows = [
        row(Cell::Real(8800.0), text(">"), Cell::Null),
        row(Cell::Real(35.0), text(".."), Cell::Real(68.25)),
        row(Cell::Null, text("="), Cell::Null),
        row(Cell::Null, Cell::Null, Cell::Null),
        row(Cell::Integer(27), Cell::Null, Cell::Null),
    ];
    let rows: Vec<&[Cell]> = rows.iter().map(Vec::as_slice).collect();
    insta::assert_snapshot!(composed(&columns, &rows), @r"
    Unit: t · Status: forecast

    | value |
    | ---: |
    | &gt; 8,800.0 |
    | 35.0–68.25 |
    | missing |
    | |
    | 27 |
    ");
}

#[test]
fn a_named_figure_has_its_unit_and_status_and_several_sources_are_one_citation() {
    let columns = [
        "level",
        "level_comparator",
        "level_unit",
        "level_status",
        "level_source",
        "level_locator",
        "base_source",
        "base_locator",
    ];
    let row = [
        Cell::Real(5.0),
        text("~"),
        text("%"),
        text("estimate"),
        text("daily"),
        text("p. 1"),
        text("gazette"),
        Cell::Null,
    ];
    insta::assert_snapshot!(composed(&columns, &[&row]), @r"
    | level (%) | citation |
    | ---: | --- |
    | \~ 5 (estimate) | People's Daily, 2025-08-13, p. 1 / Gazette, 2025-08-13 |
    ");
}

#[test]
fn a_computed_number_has_the_digits_that_its_row_names_and_a_citation_of_its_own_is_kept() {
    let columns = ["ratio", "ratio_digits", "source", "locator", "citation"];
    let row = |ratio: f64, digits: Cell| [Cell::Real(ratio), digits, text("daily"), text("p. 1"), text("by hand")];
    let rows = [
        row(1_361.256_544, Cell::Integer(4)),
        row(28_533.333_333, Cell::Integer(3)),
        row(-28_550.0, Cell::Integer(3)),
        row(999_999.0, Cell::Integer(1)),
        row(0.012_345_6, Cell::Integer(2)),
        row(0.0, Cell::Integer(2)),
        row(1_361.256_544, Cell::Null),
    ];
    let rows: Vec<&[Cell]> = rows.iter().map(|row| &row[..]).collect();
    insta::assert_snapshot!(composed(&columns, &rows), @r"
    | ratio | citation |
    | ---: | --- |
    | 1,361 | by hand |
    | 28,500 | by hand |
    | -28,600 | by hand |
    | 1,000,000 | by hand |
    | 0.012 | by hand |
    | 0 | by hand |
    | 1,361.256544 | by hand |
    ");
}

const SECTIONS: [&str; 5] = ["section", "subject", "value", "comparator", "text"];

fn sections() -> Vec<Vec<Cell>> {
    let row = |section: &str, value: Cell, comparator: Cell, said: Cell| {
        vec![text(section), text("Alpha"), value, comparator, said]
    };
    vec![
        row("Figures", Cell::Real(8800.0), text(">"), Cell::Null),
        row("Figures", Cell::Real(27.0), text("="), Cell::Null),
        row("Statements", Cell::Null, Cell::Null, text("It grows.")),
    ]
}

#[test]
fn each_section_is_a_table_without_its_empty_columns() {
    let rows = sections();
    let rows: Vec<&[Cell]> = rows.iter().map(Vec::as_slice).collect();
    insta::assert_snapshot!("sections_markdown", composed(&SECTIONS, &rows));
    insta::assert_snapshot!("sections_table", composed_as(Format::Table, &SECTIONS, &rows));
    let page = composed_as(Format::Html, &SECTIONS, &rows);
    insta::assert_snapshot!("sections_html", page.split_once("<main>").expect("a page").1);
}

#[test]
fn a_report_with_sections_and_no_rows_says_so() {
    insta::assert_snapshot!(composed(&SECTIONS, &[]), @"There are no rows.");
}

#[test]
fn what_all_rows_share_is_said_once_and_empty_columns_are_left_out() {
    let columns = [
        "metric",
        "subject",
        "period",
        "value",
        "comparator",
        "upper",
        "unit",
        "change",
        "change_unit",
        "status",
        "first_subject",
        "first",
        "first_comparator",
        "source",
        "locator",
    ];
    let row = |subject: &str, value: f64, comparator: &str, upper: Cell| {
        let change = [Cell::Real(0.5), text("percentage points"), Cell::Null];
        let first = [text("BYD"), Cell::Real(1.0), text("=")];
        let head = [text("Growth"), text(subject), text("2025"), Cell::Real(value), text(comparator), upper, text("%")];
        [&head[..], &change, &first, &[text("daily"), Cell::Null]].concat()
    };
    let mut rest = vec![Cell::Null; 15];
    rest[1] = text("... and 3 more subjects");
    let rows = [row("A", 30.0, ">=", Cell::Null), row("B", 150_000.0, "..", Cell::Real(155_000.0)), rest];
    let rows: Vec<&[Cell]> = rows.iter().map(Vec::as_slice).collect();
    insta::assert_snapshot!("shared_markdown", composed(&columns, &rows));
    let page = composed_as(Format::Html, &columns, &rows);
    insta::assert_snapshot!("shared_html", page.split_once("<main>").expect("a page").1);
    // A row that differs keeps the columns.
    let other = row("C", 1.0, "<=", Cell::Null).into_iter().enumerate();
    let other: Vec<Cell> =
        other.map(|(index, cell)| if [2, 6, 8].contains(&index) { text("t") } else { cell }).collect();
    insta::assert_snapshot!("not_shared_markdown", composed(&columns, &[rows[0], &other]));
}

#[test]
fn first_and_last_periods_are_one_column_and_what_is_0_in_all_rows_is_said_once() {
    let columns = ["metric", "figures", "missing", "first_period", "last_period", "period", "period_inferred"];
    let row = |metric: &str, figures: i64, last: &str| {
        let counts = [Cell::Integer(figures), Cell::Integer(0)];
        [&[text(metric)], &counts[..], &["2024", last, "2025-08", "of the page"].map(text)].concat()
    };
    insta::assert_snapshot!(composed(&columns, &[&row("GDP", 3, "2025-08"), &row("Jobs", 1, "2024")]), @r"
    Missing: 0 · Period: 2025-08 (inferred)

    | metric | figures | periods |
    | --- | ---: | --- |
    | GDP | 3 | 2024 to 2025-08 |
    | Jobs | 1 | 2024 |
    ");
}

#[test]
fn the_title_the_publisher_and_the_address_of_a_source_are_its_footnote() {
    let columns = ["source", "title", "publisher", "published_on", "figures", "url"];
    let row =
        |source: &str, url: Cell| [text(source), text("Title"), Cell::Null, text("2025-08-13"), Cell::Integer(3), url];
    let rows = [row("daily", text("https://example.org/a?b=1&c=2")), row("other", Cell::Null)];
    let rows: Vec<&[Cell]> = rows.iter().map(<[Cell; 6]>::as_slice).collect();
    insta::assert_snapshot!(composed(&columns, &rows), @r"
    | source | document | published\_on | figures |
    | --- | --- | --- | ---: |
    | daily | 13 August 2025, <https://example.org/a?b=1&c=2>. | 2025-08-13 | 3 |
    | other | Title | 2025-08-13 | 3 |
    ");
    let page = composed_as(Format::Html, &columns, &rows);
    assert!(
        page.contains("<a href=\"https://example.org/a?b=1&amp;c=2\">https://example.org/a?b=1&amp;c=2</a>."),
        "{page}"
    );
}

#[test]
fn a_status_that_only_some_values_have_stands_behind_them() {
    let row = |value: Cell, status: Cell| [value, text("="), text("%"), status];
    let columns = ["value", "comparator", "unit", "status"];
    let [plain, forecast] = [row(Cell::Real(7.0), Cell::Null), row(Cell::Real(220.0), text("forecast"))];
    insta::assert_snapshot!(composed(&columns, &[&plain, &forecast]), @r"
    Unit: %

    | value |
    | ---: |
    | 7 |
    | 220 (forecast) |
    ");
    // What has no value keeps the column.
    let left_out = row(Cell::Null, text("left out"));
    assert!(composed(&columns, &[&plain, &forecast, &left_out]).contains("| 220 | forecast |"));
}

#[test]
fn a_long_table_has_all_its_rows_and_columns() {
    let row = [text("2025"), Cell::Real(1.0), Cell::Null];
    let rows: Vec<&[Cell]> = (0..10_100).map(|_| &row[..]).collect();
    let shown = composed(&["period", "count", "note"], &rows);
    assert!(shown.starts_with("| period | count | note |"), "{}", &shown[..40]);
    assert_eq!(shown.lines().count(), 10_102);
}
