//! How a table is laid out on a screen: which columns stand right, which give way, and when rows stand one below the other.

use crate::render::{Format, Screen};
use crate::table::{Cell, Cited, Heading};
use insta::assert_snapshot;

use super::{at_width, column, heading, niche, render, render_on, seen, text};

#[test]
fn years_stay_years() {
    let years = |last| render(Format::Table, &heading(&["n"]), &column([2024, 2025, last].map(Cell::Integer)));
    assert_eq!(years(-9999), "    n\n─────\n 2024\n 2025\n-9999\n");
    assert_eq!(years(10000), "     n\n──────\n 2,024\n 2,025\n10,000\n");
}

#[test]
fn figures_stand_right() {
    let is_right = |name: &str, cells: &[Cell]| {
        let shown = render(Format::Markdown, &heading(&[name]), &column(cells.iter().cloned()));
        shown.contains("| ---: |")
    };
    assert!(
        is_right("display", &[text("> 8,800"), text("35 .. 68"), text("missing")]),
        "the view `fact` spells figures there"
    );
    assert!(!is_right("note", &[text("> 8,800"), text("13.1")]), "no other text is looked at for numbers");
    assert!(is_right("value", &[Cell::Null, Cell::Real(13.1), Cell::Integer(5)]));
    assert!(!is_right("value", &[Cell::Real(13.1), text("about 5")]));
    assert!(!is_right("display", &[Cell::Null]));
}

#[test]
fn long_texts_give_way_first() {
    let (heading, rows) = niche();
    assert_snapshot!(at_width(80, &heading, &rows), @r#"
    Niche products and their share of the world's market
    Every share as it is read, with its bound, and the paragraph that holds it.

    product         name_zh     value  display  unit  status    citation
    ──────────────  ──────────  ─────  ───────  ────  ────────  ────────────────────
    Rotary hooks    缝纫机旋梭     90     > 90  %               People's Daily,
                                                                2025-08-13,
                                                                paragraph 1

    Cutting wire    切割丝         40       40  %               paragraph 1
    for
    high-precision
    machine tools

    Waste           废料         -4.5   ~ -4.5  %               paragraph 2, read as
                                                                a fall of about four
                                                                and a half

    Lenses &        镜头               missing  %     missing   paragraph 3
    <glass>

    All of it       总计          220      220  %     forecast  paragraph 5
    "#);
}

#[test]
fn rows_too_wide_for_the_screen_stand_one_below_the_other() {
    let (heading, rows) = niche();
    assert_snapshot!(at_width(48, &heading, &rows[..2]), @r#"
    Niche products and their share of the world's
    market
    Every share as it is read, with its bound, and
    the paragraph that holds it.

    ── 1 ───────────────────────────────────────────
    product   Rotary hooks
    name_zh   缝纫机旋梭
    value     90
    display   > 90
    unit      %
    citation  People's Daily, 2025-08-13, paragraph
              1
    ── 2 ───────────────────────────────────────────
    product   Cutting wire for high-precision
              machine tools
    name_zh   切割丝
    value     40
    display   40
    unit      %
    citation  paragraph 1
    "#);
}

#[test]
fn citations_for_which_there_is_no_room_stand_below() {
    let cited = |texts: &[&str]| {
        let cited = |text: &&str| Cited { text: (*text).to_owned(), url: None };
        Cell::Cited(texts.iter().map(cited).collect())
    };
    let heading = heading(&["metric", "subject", "value", "citation"]);
    let row = |metric: &str, value: i64, cell: Cell| {
        vec![text(metric), text("Sewing-machine hooks"), Cell::Integer(value), cell]
    };
    let first = "People's Daily, 2025-08-13, paragraph 1";
    let rows = [
        row("Share of makers", 90, cited(&[first])),
        row("Share of the product", 40, cited(&[first, "Gazette, page 7"])),
        row("Growth", 7, Cell::Null),
    ];
    assert_snapshot!(at_width(44, &heading, &rows), @r"
    metric      subject          value  citation
    ──────────  ───────────────  ─────  ────────
    Share of    Sewing-machine      90  [1]
    makers      hooks

    Share of    Sewing-machine      40  [1] [2]
    the         hooks
    product

    Growth      Sewing-machine       7
                hooks

    [1] People's Daily, 2025-08-13, paragraph 1
    [2] Gazette, page 7
    ");
    let wide = at_width(120, &heading, &rows);
    assert!(wide.contains("paragraph 1 / Gazette, page 7") && !wide.contains("[1]"), "{wide}");
    // Where there is no room for the numbers either, each row has its citations.
    let narrow = at_width(24, &heading, &rows);
    assert!(narrow.starts_with("── 1") && !narrow.contains("[1]"), "{narrow}");
}

#[test]
fn chinese_is_broken_between_characters_but_not_before_a_comma() {
    let claim = text("公司营业收入上半年同比翻番，全年增速预计达到百分之二百二十。");
    assert_snapshot!(at_width(34, &heading(&["claim", "line"]), &[vec![claim, Cell::Integer(5)]]), @r#"
    claim                         line
    ────────────────────────────  ────
    公司营业收入上半年同比翻番，     5
    全年增速预计达到百分之二百二
    十。
    "#);
}

#[test]
fn colour_is_for_what_names_and_what_divides() {
    let heading = Heading { title: Some("Title".to_owned()), ..heading(&["a"]) };
    let screen = Screen { width: None, color: true };
    let shown = render_on(screen, Format::Table, &heading, &column([Cell::Integer(1)]));
    assert_snapshot!(seen(&shown), @r#"
    ␛[1mTitle␛[0m

    ␛[1ma␛[0m
    ␛[2m─␛[0m
    1
    "#);
}

#[test]
fn numbers_that_name_a_row_or_a_line_are_no_amounts() {
    let heading = heading(&["line", "series_id", "load", "employees"]);
    let rows = [vec![Cell::Integer(14_337), Cell::Integer(238_096), Cell::Integer(12_345), Cell::Integer(14_337)]];
    let shown = render(Format::Markdown, &heading, &rows);
    assert!(shown.contains("| 14337 | 238096 | 12345 | 14,337 |"), "{shown}");
}

#[test]
fn spaces_at_the_end_of_a_text_do_not_widen_a_table() {
    let rows = [vec![text("一二三四五六七八九十一二三四五六七八九十 "), Cell::Real(-1.5)]];
    for width in 20..60 {
        let shown = at_width(width, &heading(&["a", "b"]), &rows);
        assert!(shown.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= width), "{width}:\n{shown}");
    }
}

#[test]
fn one_long_cell_does_not_turn_a_table_into_lists() {
    let heading = heading(&["subject", "period", "value", "note"]);
    let row = |note: String| vec![text("Alpha Works"), text("2025-H1"), Cell::Real(7.5), Cell::Text(note)];
    let mut rows: Vec<Vec<Cell>> = (0..3).map(|_| row("short".to_owned())).collect();
    rows.push(row("a word and another ".repeat(60)));
    let shown = at_width(40, &heading, &rows);
    assert!(shown.starts_with("subject"), "{shown}");
    assert!(at_width(24, &heading, &rows).starts_with("── 1"), "too narrow for four columns");
}
