//! The picture above the table of a page.

use crate::render::Format;
use crate::table::{Cell, Chart, ChartKind, Heading};
use insta::assert_snapshot;

use super::{column, heading, niche, render, text};

fn picture(page: &str) -> String {
    let (_, rest) = page.split_once("<figure>").unwrap();
    rest.split_once("</figure>").unwrap().0.trim().to_owned()
}

#[test]
fn bars_show_the_comparator_and_the_status() {
    let (mut heading, rows) = niche();
    heading.chart = Some(Chart { kind: ChartKind::Bar, label: 0, value: 2 });
    assert_snapshot!(picture(&render(Format::Html, &heading, &rows)), @r#"
    <figcaption>value by product, %</figcaption>
    <svg viewBox="0 0 736 200" role="img" aria-labelledby="chart-title chart-text">
    <title id="chart-title">value by product, %</title>
    <desc id="chart-text">Horizontal bars, 5 of them. Least: Waste, ~ -4.5. Most: All of it, 220, forecast. The table below has the same figures.</desc>
    <g><title>Rotary hooks: &gt; 90</title><text class="end" x="229.4" y="24.5">Rotary hooks</text><rect class="bar" x="300.6" y="11.0" width="135.5" height="18" rx="2"/><text class="start" x="443.1" y="24.5">&gt; 90</text></g>
    <g><title>Cutting wire for high-precision machine tools: 40</title><text class="end" x="229.4" y="57.0">Cutting wire for high-precision</text><text class="end" x="229.4" y="72.0">machine tools</text><rect class="bar" x="300.6" y="51.0" width="60.2" height="18" rx="2"/><text class="start" x="367.8" y="64.5">40</text></g>
    <g><title>Waste: ~ -4.5</title><text class="end" x="229.4" y="104.5">Waste</text><rect class="bar below" x="293.8" y="91.0" width="6.8" height="18" rx="2"/><text class="end" x="286.8" y="104.5">~ -4.5</text></g>
    <g><title>Lenses &amp; &lt;glass&gt;: missing</title><text class="end" x="229.4" y="144.5">Lenses &amp; &lt;glass&gt;</text><text class="quiet" x="307.6" y="144.5">missing</text></g>
    <g><title>All of it: 220, forecast</title><text class="end" x="229.4" y="184.5">All of it</text><rect class="bar open" x="300.6" y="171.0" width="331.2" height="18" rx="2"/><text class="start" x="638.8" y="184.5">220, forecast</text></g>
    <line class="zero" x1="300.6" x2="300.6" y1="0" y2="200"/>
    </svg>
    "#);
}

#[test]
fn a_line_is_interrupted_where_a_value_is_missing() {
    let heading =
        Heading { chart: Some(Chart { kind: ChartKind::Line, label: 0, value: 1 }), ..heading(&["year", "firms"]) };
    let values = [Some(104), Some(120), None, Some(131), Some(140)];
    let rows: Vec<Vec<Cell>> = (2021..)
        .zip(values)
        .map(|(year, value)| vec![Cell::Integer(year), value.map_or(Cell::Null, Cell::Integer)])
        .collect();
    assert_snapshot!(picture(&render(Format::Html, &heading, &rows)), @r#"
    <figcaption>firms by year</figcaption>
    <svg viewBox="0 0 736 322" role="img" aria-labelledby="chart-title chart-text">
    <title id="chart-title">firms by year</title>
    <desc id="chart-text">Points joined by a line, 5 of them. Least: 2021, 104. Most: 2025, 140. The table below has the same figures.</desc>
    <line class="grid" x1="34.2" x2="736" y1="231.8" y2="231.8"/><text class="quiet end" x="26.2" y="236.3">110</text>
    <line class="grid" x1="34.2" x2="736" y1="171.1" y2="171.1"/><text class="quiet end" x="26.2" y="175.6">120</text>
    <line class="grid" x1="34.2" x2="736" y1="110.5" y2="110.5"/><text class="quiet end" x="26.2" y="115.0">130</text>
    <line class="grid" x1="34.2" x2="736" y1="49.8" y2="49.8"/><text class="quiet end" x="26.2" y="54.3">140</text>
    <polyline class="path" points="50.2,268.2 215.6,171.1"/>
    <polyline class="path" points="546.5,104.4 712.0,49.8"/>
    <text class="quiet middle" x="50.2" y="312.0">2021</text>
    <circle class="dot" cx="50.2" cy="268.2" r="3.5"><title>2021: 104</title></circle>
    <text class="middle" x="50.2" y="258.2">104</text>
    <text class="quiet middle" x="215.6" y="312.0">2022</text>
    <circle class="dot" cx="215.6" cy="171.1" r="3.5"><title>2022: 120</title></circle>
    <text class="middle" x="215.6" y="161.1">120</text>
    <text class="quiet middle" x="381.1" y="312.0">2023</text>
    <text class="quiet middle" x="546.5" y="312.0">2024</text>
    <circle class="dot" cx="546.5" cy="104.4" r="3.5"><title>2024: 131</title></circle>
    <text class="middle" x="546.5" y="94.4">131</text>
    <text class="quiet middle" x="712.0" y="312.0">2025</text>
    <circle class="dot" cx="712.0" cy="49.8" r="3.5"><title>2025: 140</title></circle>
    <text class="middle" x="712.0" y="39.8">140</text>
    </svg>
    "#);
}

#[test]
fn a_display_of_another_figure_is_not_put_beside_a_bar() {
    let heading = Heading {
        chart: Some(Chart { kind: ChartKind::Bar, label: 0, value: 1 }),
        ..heading(&["name", "gap", "display"])
    };
    let shown = picture(&render(Format::Html, &heading, &[vec![text("x"), Cell::Integer(7), text("> 8,800")]]));
    assert!(shown.contains(">7</text>") && !shown.contains("8,800"), "{shown}");
}

#[test]
fn only_so_many_bars_are_drawn_and_the_picture_says_so() {
    let heading = Heading { chart: Some(Chart { kind: ChartKind::Bar, label: 0, value: 0 }), ..heading(&["n"]) };
    let shown = picture(&render(Format::Html, &heading, &column((0..1234).map(Cell::Integer))));
    assert_eq!(shown.matches("<g>").count(), 60);
    assert!(shown.contains("<figcaption>n by n <span>the first 60 of 1,234 rows</span></figcaption>"), "{shown}");
}

#[test]
fn extreme_values_are_drawn_inside_the_picture() {
    for kind in [ChartKind::Bar, ChartKind::Line] {
        let heading = Heading { chart: Some(Chart { kind, label: 0, value: 0 }), ..heading(&["v"]) };
        for values in [
            vec![f64::MAX, f64::MIN, 0.0],
            vec![5e-324, -5e-324],
            vec![0.0, 0.0],
            vec![1e15],
            vec![1e300, 1e-300],
            vec![f64::INFINITY, 3.0],
        ] {
            let page = render(Format::Html, &heading, &column(values.iter().copied().map(Cell::Real)));
            let picture = picture(&page);
            assert!(!picture.contains("NaN") && !picture.contains("=\"inf"), "{values:?}: {picture}");
        }
        let page = render(Format::Html, &heading, &column([Cell::Null, Cell::Real(f64::INFINITY)]));
        assert!(!page.contains("<figure>"), "nothing to draw");
    }
}
