//! The columns of a report, as people see them.

use crate::cite::{Document, Library};
use crate::render::{Format, Render, Screen, renderer};
use crate::report::Composed;
use crate::table::{Cell, Heading};

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn composed(columns: &[&str], rounded: &[(String, usize)], rows: &[&[Cell]]) -> String {
    let document = |code: &str, cited_as: &str| Document {
        code: code.to_owned(),
        cited_as: cited_as.to_owned(),
        published_on: Some("2025-08-13".to_owned()),
        ..Document::default()
    };
    let library = Library::new(vec![document("daily", "People's Daily"), document("gazette", "Gazette")]);
    let mut out = Vec::new();
    {
        let mut inner = renderer(Format::Markdown, Screen::default(), &mut out);
        let mut composed = Composed::new(&mut *inner, &library, rounded);
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
    insta::assert_snapshot!(composed(&columns, &[], &rows), @r"
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
    insta::assert_snapshot!(composed(&columns, &[], &[&row]), @r"
    | level | citation |
    | ---: | --- |
    | \~ 5 % (estimate) | People's Daily, 2025-08-13, p. 1 / Gazette, 2025-08-13 |
    ");
}

#[test]
fn a_computed_number_is_rounded_and_a_citation_of_its_own_is_kept() {
    let columns = ["ratio", "source", "locator", "citation"];
    let row = [Cell::Real(1_361.256_544), text("daily"), text("p. 1"), text("by hand")];
    let shown = composed(&columns, &[("ratio".to_owned(), 4)], &[&row]);
    insta::assert_snapshot!(shown, @r"
    | ratio | citation |
    | ---: | --- |
    | 1,361 | by hand |
    ");
}
