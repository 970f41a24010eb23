//! The renderers on tables in memory: what every format promises, whatever the table.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod awkward;
mod chart;
mod layout;
mod properties;

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use crate::render::number::{rounded, to_digits};
use crate::render::{Format, Render, Screen, renderer};
use crate::table::{Cell, Chart, ChartKind, Heading};
use clap::ValueEnum;
use insta::assert_snapshot;

fn render_on(screen: Screen, format: Format, heading: &Heading, rows: &[Vec<Cell>]) -> String {
    let mut out = Vec::new();
    {
        let mut renderer = renderer(format, screen, &mut out);
        renderer.begin(heading).unwrap();
        rows.iter().for_each(|row| renderer.row(row).unwrap());
        renderer.end().unwrap();
    }
    String::from_utf8(out).unwrap()
}

fn render(format: Format, heading: &Heading, rows: &[Vec<Cell>]) -> String {
    render_on(Screen::default(), format, heading, rows)
}

fn at_width(width: usize, heading: &Heading, rows: &[Vec<Cell>]) -> String {
    render_on(Screen { width: Some(width), color: false }, Format::Table, heading, rows)
}

/// Control characters as something that can be seen in a snapshot.
fn seen(text: &str) -> String {
    text.replace('\u{1b}', "␛").replace('\t', "⇥").replace('\r', "␍").replace('\u{202e}', "⟲")
}

fn heading(columns: &[&str]) -> Heading {
    Heading { columns: columns.iter().map(|name| (*name).to_owned()).collect(), ..Heading::default() }
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

/// One column of cells as rows.
fn column(cells: impl IntoIterator<Item = Cell>) -> Vec<Vec<Cell>> {
    cells.into_iter().map(|cell| vec![cell]).collect()
}

fn niche() -> (Heading, Vec<Vec<Cell>>) {
    let heading = Heading {
        title: Some("Niche products and their share of the world's market".to_owned()),
        description: Some("Every share as it is read, with its bound, and the paragraph that holds it.".to_owned()),
        ..heading(&["product", "name_zh", "value", "display", "unit", "status", "citation"])
    };
    let row = |product: &str, zh: &str, value: Option<f64>, display: &str, status: Option<&str>, citation: &str| {
        let value = value.map_or(Cell::Null, Cell::Real);
        vec![text(product), text(zh), value, text(display), text("%"), status.map_or(Cell::Null, text), text(citation)]
    };
    let rows = vec![
        row("Rotary hooks", "缝纫机旋梭", Some(90.0), "> 90", None, "People's Daily, 2025-08-13, paragraph 1"),
        row("Cutting wire for high-precision machine tools", "切割丝", Some(40.0), "40", None, "paragraph 1"),
        row("Waste", "废料", Some(-4.5), "~ -4.5", None, "paragraph 2, read as a fall of about four and a half"),
        row("Lenses & <glass>", "镜头", None, "missing", Some("missing"), "paragraph 3"),
        row("All of it", "总计", Some(220.0), "220", Some("forecast"), "paragraph 5"),
    ];
    (heading, rows)
}

#[test]
fn no_rows() {
    let heading = Heading {
        title: Some("Nothing".to_owned()),
        chart: Some(Chart { kind: ChartKind::Bar, label: 0, value: 1, line: None }),
        ..heading(&["name", "published_on"])
    };
    let all: String = Format::value_variants()
        .iter()
        .filter(|format| **format != Format::Html)
        .map(|format| format!("--- {format:?}\n{}", seen(&render(*format, &heading, &[]))))
        .collect();
    assert_snapshot!(all, @r#"
    --- Table
    Nothing

    name  published_on
    ────  ────────────
    (no rows)
    --- Csv
    name,published_on
    --- Tsv
    name⇥published_on
    --- Json
    []
    --- Ndjson
    --- Markdown
    ## Nothing

    There are no rows.
    "#);
    let page = render(Format::Html, &heading, &[]);
    assert!(page.contains("<p class=\"none\">There are no rows.</p>") && !page.contains("<table>"), "{page}");
    let many: Vec<String> = (0..30).map(|number| format!("column_{number}")).collect();
    let narrow = at_width(40, &Heading { columns: many, ..Heading::default() }, &[]);
    assert!(narrow.ends_with("column_29\n(no rows)\n"), "{narrow}");
}

#[test]
fn a_table_without_columns_says_nothing() {
    for format in Format::value_variants() {
        render(*format, &Heading::default(), &[vec![], vec![Cell::Integer(1)]]);
    }
    assert_eq!(render(Format::Table, &Heading::default(), &[]), "");
}

#[test]
fn a_row_that_does_not_fit_its_heading_is_filled_or_cut() {
    let heading = heading(&["a", "b"]);
    let rows = [vec![Cell::Integer(1)], vec![], vec![Cell::Integer(1), Cell::Integer(2), Cell::Integer(3)]];
    let all: String = Format::value_variants()
        .iter()
        .filter(|format| **format != Format::Html)
        .map(|format| format!("--- {format:?}\n{}", seen(&render(*format, &heading, &rows))))
        .collect();
    assert_snapshot!(all, @r#"
    --- Table
    a  b
    ─  ─
    1

    1  2
    --- Csv
    a,b
    1,
    ,
    1,2
    --- Tsv
    a⇥b
    1⇥\N
    \N⇥\N
    1⇥2
    --- Json
    [
      {"a":1,"b":null},
      {"a":null,"b":null},
      {"a":1,"b":2}
    ]
    --- Ndjson
    {"a":1,"b":null}
    {"a":null,"b":null}
    {"a":1,"b":2}
    --- Markdown
    | a | b |
    | ---: | ---: |
    | 1 | |
    | | |
    | 1 | 2 |
    "#);
    let charted = Heading { chart: Some(Chart { kind: ChartKind::Line, label: 7, value: 1, line: None }), ..heading };
    assert_eq!(render(Format::Html, &charted, &rows).matches("<td").count(), 6);
}

#[test]
fn reals_have_their_shortest_spelling() {
    let reals = [
        13.1,
        -4.5,
        40.0,
        0.1 + 0.2,
        0.0,
        -0.0,
        0.0001,
        0.00009999,
        8.17e-5,
        1e14,
        999_999_999_999_999.9,
        1e15,
        1.5e300,
        5e-324,
        -1e20,
        1e21,
        f64::INFINITY,
        f64::NEG_INFINITY,
    ];
    assert_snapshot!(render(Format::Csv, &heading(&["value"]), &column(reals.map(Cell::Real))), @r#"
    value
    13.1
    -4.5
    40
    0.30000000000000004
    0
    0
    0.0001
    9.999e-05
    8.17e-05
    100000000000000
    999999999999999.9
    1000000000000000
    1.5e+300
    5e-324
    -100000000000000000000
    1e+21
    Infinity
    -Infinity
    "#);
}

#[test]
fn numbers_are_rounded_half_up_in_decimal() {
    for (value, decimals, spelled) in [
        (0.285, 2, "0.29"),
        (1.005, 2, "1.01"),
        (2.5, 0, "3"),
        (-2.5, 0, "-3"),
        (-0.004, 2, "0"),
        (9.995, 2, "10"),
        (999.96, 1, "1000"),
        (1.25, 5, "1.25"),
        (8.17e-5, 4, "0.0001"),
        (1e21, 2, "1e+21"),
    ] {
        assert_eq!(rounded(value, decimals), spelled, "{value}");
    }
    assert_eq!(
        [899.999_999, 1361.256, 0.012_345_6, 123_456.7, 0.0].map(|value| to_digits(value, 4)),
        ["900", "1361", "0.01235", "123457", "0"]
    );
    // What a computation leaves beyond twelve digits decides nothing.
    assert_eq!(
        [2.675, 2.674_999_999_999_954_5, -2.675, 3.0, 1e-7].map(|value| to_digits(value, 3)),
        ["2.68", "2.68", "-2.68", "3", "1e-07"]
    );
}

#[test]
fn a_single_column_of_csv_has_no_empty_line() {
    let rows = column([Cell::Null, text(""), text("x")]);
    assert_eq!(render(Format::Csv, &heading(&["a"]), &rows), "a\n\"\"\n\"\"\nx\n");
}

#[test]
fn columns_of_one_name_are_all_kept_in_json() {
    let row = (1..=5).map(Cell::Integer).collect();
    let shown = render(Format::Ndjson, &heading(&["a", "a", "a_2", "a", ""]), &[row]);
    assert_eq!(shown, "{\"a\":1,\"a_3\":2,\"a_2\":3,\"a_4\":4,\"\":5}\n");
}

#[test]
fn json_has_no_infinity() {
    let row = vec![Cell::Real(f64::INFINITY), Cell::Real(f64::NEG_INFINITY), Cell::Blob(vec![]), Cell::Real(8.17e-5)];
    let shown = render(Format::Ndjson, &heading(&["a", "b", "c", "d"]), &[row]);
    assert_eq!(shown, "{\"a\":\"Infinity\",\"b\":\"-Infinity\",\"c\":\"\",\"d\":8.17e-05}\n");
}

#[test]
fn a_markdown_description_stays_a_paragraph() {
    let paragraph = |text: &str| {
        let heading = Heading { description: Some(text.to_owned()), ..Heading::default() };
        render(Format::Markdown, &heading, &[])
    };
    assert_eq!(paragraph("# not a title\nnor this"), "\\# not a title nor this\n\n");
    assert_eq!(paragraph("2025. A year"), "2025\\. A year\n\n");
    assert_eq!(paragraph("- no list"), "\\- no list\n\n");
}

/// An output that can be looked at while a renderer or a console holds it.
#[derive(Clone, Default)]
pub(crate) struct Shared(pub Rc<RefCell<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn rows_are_written_as_they_come() {
    for format in [Format::Csv, Format::Tsv, Format::Json, Format::Ndjson, Format::Html] {
        let shared = Shared::default();
        let mut out = shared.clone();
        let mut renderer = renderer(format, Screen::default(), &mut out);
        renderer.begin(&heading(&["n"])).unwrap();
        for number in 0..2000 {
            renderer.row(&[Cell::Integer(number)]).unwrap();
        }
        let shown = String::from_utf8(shared.0.borrow().clone()).unwrap();
        assert!(shown.contains("1999"), "{format:?}");
    }
}

/// An output that takes so many bytes and no more.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn an_error_of_the_output_is_handed_on() {
    let (heading, rows) = awkward::awkward();
    let write = |format: Format, out: &mut Full| {
        let mut renderer: Box<dyn Render> = renderer(format, Screen::default(), out);
        renderer.begin(&heading)?;
        rows.iter().try_for_each(|row| renderer.row(row))?;
        renderer.end()
    };
    for format in Format::value_variants() {
        for room in [0, 10, 300] {
            let error = write(*format, &mut Full(room)).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{format:?}");
        }
    }
}
