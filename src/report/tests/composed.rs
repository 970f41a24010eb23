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
    | value | unit | status |
    | ---: | --- | --- |
    | &gt; 8,800.0 | t | forecast |
    | 35.0 .. 68.25 | t | forecast |
    | missing | t | forecast |
    | | t | forecast |
    | 27 | t | forecast |
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
    | level | citation |
    | ---: | --- |
    | \~ 5 % (estimate) | People's Daily, 2025-08-13, p. 1 / Gazette, 2025-08-13 |
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
fn a_report_with_sections_and_no_rows_shows_its_columns() {
    insta::assert_snapshot!(composed(&SECTIONS, &[]), @r"
    | subject | value | text |
    | --- | --- | --- |

    (no rows)
    ");
}
