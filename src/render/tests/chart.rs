//! The picture above the table of a page.

use crate::model::Comparator;
use crate::render::{Format, Screen};
use crate::table::{Cell, Chart, ChartKind, Figure, Heading, Precision};
use insta::assert_snapshot;

use super::{column, heading, niche, render, render_on, text};

fn picture(page: &str) -> String {
    let (_, rest) = page.split_once("<figure tabindex=\"0\">").unwrap();
    rest.split_once("</figure>").unwrap().0.trim().to_owned()
}

#[test]
fn bars_show_the_comparator_and_the_status() {
    let (mut heading, rows) = niche();
    heading.chart = Some(Chart { kind: ChartKind::Bar, label: 0, value: 2, line: None });
    assert_snapshot!(picture(&render(Format::Html, &heading, &rows)), @r#"
    <figcaption>value by product, %</figcaption>
    <svg viewBox="0 0 736 200" role="img" aria-labelledby="chart-title chart-text">
    <title id="chart-title">value by product, %</title>
    <desc id="chart-text">Horizontal bars, 5 of them. Least: Waste, ~ -4.5. Most: All of it, 220, forecast. The table below has the same figures.</desc>
    <g><title>Rotary hooks: &gt; 90</title><text class="end" x="229.4" y="24.5">Rotary hooks</text><rect class="bar" x="300.6" y="11.0" width="135.5" height="18" rx="2"/><text class="start" x="443.1" y="24.5">&gt; 90</text></g>
    <g><title>Cutting wire for high-precision machine tools: 40</title><text class="end" x="229.4" y="57.0">Cutting wire for high-precision</text><text class="end" x="229.4" y="72.0">machine tools</text><rect class="bar" x="300.6" y="51.0" width="60.2" height="18" rx="2"/><text class="start" x="367.8" y="64.5">40</text></g>
    <g><title>Waste: ~ -4.5</title><text class="end" x="229.4" y="104.5">Waste</text><rect class="bar below" x="293.8" y="91.0" width="6.8" height="18" rx="2"/><text class="end" x="286.8" y="104.5">~ -4.5</text></g>
    <g><title>Lenses &amp; &lt;glass&gt;: missing</title><text class="end" x="229.4" y="144.5">Lenses &amp; &lt;glass&gt;</text><text class="quiet" x="307.6" y="144.5">missing</text></g>
    <g><title>All of it: 220, forecast</title><text class="end" x="229.4" y="184.5">All of it</text><rect class="bar open forecast" x="300.6" y="171.0" width="331.2" height="18" rx="2"/><text class="start" x="638.8" y="184.5">220, forecast</text></g>
    <line class="zero" x1="300.6" x2="300.6" y1="0" y2="200"/>
    </svg>
    "#);
}

#[test]
fn a_line_is_interrupted_where_a_value_is_missing() {
    let heading = Heading {
        chart: Some(Chart { kind: ChartKind::Line, label: 0, value: 1, line: None }),
        ..heading(&["year", "firms"])
    };
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
    <text class="quiet middle" x="50.2" y="312.0">2021</text>
    <text class="quiet middle" x="215.5" y="312.0">2022</text>
    <text class="quiet middle" x="380.9" y="312.0">2023</text>
    <text class="quiet middle" x="546.4" y="312.0">2024</text>
    <text class="quiet middle" x="712.0" y="312.0">2025</text>
    <g class="line-0">
    <polyline class="path" points="50.2,268.2 215.5,171.1"/>
    <polyline class="path" points="546.4,104.4 712.0,49.8"/>
    <circle class="dot" cx="50.2" cy="268.2" r="3.5"><title>2021: 104</title></circle>
    <circle class="dot" cx="215.5" cy="171.1" r="3.5"><title>2022: 120</title></circle>
    <circle class="dot" cx="546.4" cy="104.4" r="3.5"><title>2024: 131</title></circle>
    <circle class="dot" cx="712.0" cy="49.8" r="3.5"><title>2025: 140</title></circle>
    </g>
    <text class="middle" x="50.2" y="258.2">104</text>
    <text class="middle" x="215.5" y="161.1">120</text>
    <text class="middle" x="546.4" y="94.4">131</text>
    <text class="middle" x="712.0" y="39.8">140</text>
    </svg>
    "#);
}

#[test]
fn each_subject_has_a_line_on_an_axis_of_time() {
    let chart = Chart { kind: ChartKind::Line, label: 1, value: 2, line: Some(0) };
    let heading = Heading { chart: Some(chart), ..heading(&["subject", "period", "value", "status"]) };
    let figure = |value: f64, comparator, upper| {
        let precision = Precision::AtLeast(0);
        Cell::Figure(Box::new(Figure { value: Some(value), comparator, upper, precision, unit: None, status: None }))
    };
    let row = |subject, period, value, status| vec![text(subject), text(period), value, text(status)];
    let rows = [
        row("A", "2010", figure(10.0, Comparator::Equal, None), ""),
        row("A", "2020", figure(30.0, Comparator::Range, Some(40.0)), ""),
        row("A", "2020-Q1", figure(8.0, Comparator::Greater, None), ""),
        row("B", "2010", figure(20.0, Comparator::Equal, None), ""),
        row("B", "2015", figure(25.0, Comparator::AtMost, None), ""),
        row("B", "2021", figure(35.0, Comparator::Equal, None), "forecast"),
    ];
    assert_snapshot!(picture(&render(Format::Html, &heading, &rows)), @r#"
    <figcaption>value by period</figcaption>
    <ul class="legend">
    <li class="line-0">A</li>
    <li class="line-1">B</li>
    </ul>
    <svg viewBox="0 0 736 322" role="img" aria-labelledby="chart-title chart-text">
    <title id="chart-title">value by period</title>
    <desc id="chart-text">Points joined by 2 lines, 6 of them. Least: 2020-Q1, &gt; 8. Most: 2021, 35, forecast. The table below has the same figures.</desc>
    <line class="zero" x1="26.8" x2="736" y1="290.0" y2="290.0"/><text class="quiet end" x="18.8" y="294.5">0</text>
    <line class="grid" x1="26.8" x2="736" y1="224.5" y2="224.5"/><text class="quiet end" x="18.8" y="229.0">10</text>
    <line class="grid" x1="26.8" x2="736" y1="159.0" y2="159.0"/><text class="quiet end" x="18.8" y="163.5">20</text>
    <line class="grid" x1="26.8" x2="736" y1="93.5" y2="93.5"/><text class="quiet end" x="18.8" y="98.0">30</text>
    <line class="grid" x1="26.8" x2="736" y1="28.0" y2="28.0"/><text class="quiet end" x="18.8" y="32.5">40</text>
    <text class="quiet middle" x="71.2" y="312.0">2010</text>
    <text class="quiet middle" x="349.5" y="312.0">2015</text>
    <text class="quiet middle" x="627.9" y="312.0">2020</text>
    <text class="quiet middle" x="683.6" y="312.0">2021</text>
    <g class="line-0">
    <polyline class="path" points="71.2,224.5 627.9,60.8"/>
    <circle class="dot" cx="71.2" cy="224.5" r="3.5"><title>A, 2010: 10</title></circle>
    <path class="range" d="M627.9 93.5m-5 0h10m-5 0V28.0m-5 0h10"><title>A, 2020: 30–40</title></path>
    <circle class="dot open" cx="606.9" cy="237.6" r="3.5"><title>A, 2020-Q1: &gt; 8</title></circle>
    </g>
    <g class="line-1">
    <polyline class="path" points="71.2,159.0 349.5,126.2"/>
    <polyline class="path forecast" points="349.5,126.2 683.6,60.8"/>
    <circle class="dot" cx="71.2" cy="159.0" r="3.5"><title>B, 2010: 20</title></circle>
    <circle class="dot open" cx="349.5" cy="126.2" r="3.5"><title>B, 2015: ≤ 25</title></circle>
    <circle class="dot open forecast" cx="683.6" cy="60.8" r="3.5"><title>B, 2021: 35, forecast</title></circle>
    </g>
    <text class="middle" x="71.2" y="214.5">10</text>
    <text class="middle" x="627.9" y="18.0">30–40</text>
    <text class="middle" x="606.9" y="227.6">&gt; 8</text>
    <text class="middle" x="71.2" y="149.0">20</text>
    <text class="middle" x="349.5" y="116.2">≤ 25</text>
    <text class="middle" x="683.6" y="50.8">35, forecast</text>
    </svg>
    "#);
}

#[test]
fn a_figure_is_written_only_where_it_touches_nothing() {
    let chart = Chart { kind: ChartKind::Line, label: 0, value: 1, line: None };
    let heading = Heading { chart: Some(chart), ..heading(&["period", "value"]) };
    let rows = [("2010", 0), ("2011", 500_000), ("2012", 1_000_000)]
        .map(|(period, value)| vec![text(period), Cell::Integer(value)]);
    let shown = picture(&render(Format::Html, &heading, &rows));
    let figures: Vec<&str> = shown.lines().filter(|line| line.starts_with("<text class=\"middle\"")).collect();
    // The line runs through what is above and below the point in the middle.
    assert!(figures.len() == 2 && figures[0].contains(">0<") && figures[1].contains(">1,000,000<"), "{figures:?}");
}

#[test]
fn a_display_of_another_figure_is_not_put_beside_a_bar() {
    let heading = Heading {
        chart: Some(Chart { kind: ChartKind::Bar, label: 0, value: 1, line: None }),
        ..heading(&["name", "gap", "display"])
    };
    let shown = picture(&render(Format::Html, &heading, &[vec![text("x"), Cell::Integer(7), text("> 8,800")]]));
    assert!(shown.contains(">7</text>") && !shown.contains("8,800"), "{shown}");
}

#[test]
fn only_so_many_bars_are_drawn_and_the_picture_says_so() {
    let heading =
        Heading { chart: Some(Chart { kind: ChartKind::Bar, label: 0, value: 0, line: None }), ..heading(&["n"]) };
    let shown = picture(&render(Format::Html, &heading, &column((0..1234).map(Cell::Integer))));
    assert_eq!(shown.matches("<g>").count(), 60);
    assert!(shown.contains("<figcaption>n by n <span>the first 60 of 1,234 rows</span></figcaption>"), "{shown}");
}

#[test]
fn extreme_values_are_drawn_inside_the_picture() {
    for kind in [ChartKind::Bar, ChartKind::Line] {
        let heading = Heading { chart: Some(Chart { kind, label: 0, value: 0, line: None }), ..heading(&["v"]) };
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
        assert!(!page.contains("<figure"), "nothing to draw");
    }
}

/// A metric of two subjects with a bound, a gap, a range and a forecast.
fn lines() -> (Heading, Vec<Vec<Cell>>) {
    let heading = Heading {
        title: Some("产值 over time".to_owned()),
        chart: Some(Chart { kind: ChartKind::Line, label: 1, value: 2, line: Some(0) }),
        common: vec![("metric".to_owned(), "产值".to_owned()), ("unit".to_owned(), "亿元".to_owned())],
        ..heading(&["subject", "period", "value", "status"])
    };
    let figure = |value: f64, comparator, upper| {
        let precision = Precision::AtLeast(0);
        Cell::Figure(Box::new(Figure { value: Some(value), comparator, upper, precision, unit: None, status: None }))
    };
    let exact = |value| figure(value, Comparator::Equal, None);
    let row = |subject: &str, period: &str, cell: Cell, status: Option<&str>| {
        vec![text(subject), text(period), cell, status.map_or(Cell::Null, text)]
    };
    let rows = vec![
        row("宁波市", "2019", exact(110.0), None),
        row("宁波市", "2020", exact(120.0), None),
        row("宁波市", "2021", Cell::Null, Some("missing")),
        row("宁波市", "2022", figure(150.0, Comparator::Greater, None), None),
        row("宁波市", "2024", exact(180.0), None),
        row("宁波市", "2025", exact(200.0), Some("forecast")),
        row("Hangzhou", "2019", exact(20.0), None),
        row("Hangzhou", "2021", figure(60.0, Comparator::Range, Some(80.0)), None),
        row("Hangzhou", "2024", exact(90.0), None),
    ];
    (heading, rows)
}

#[test]
fn lines_in_characters_have_marks_gaps_and_ranges() {
    let (heading, rows) = lines();
    let screen = |width, color| Screen { width, color };
    let shown = render_on(screen(None, false), Format::Chart, &heading, &rows);
    assert_snapshot!("lines_in_characters", shown);
    assert!(shown.lines().all(|line| crate::render::wrap::width(line) <= 80), "{shown}");
    let narrow = render_on(screen(Some(48), false), Format::Chart, &heading, &rows);
    assert!(narrow.lines().all(|line| crate::render::wrap::width(line) <= 48), "{narrow}");
    let coloured = render_on(screen(Some(80), true), Format::Chart, &heading, &rows);
    assert!(coloured.contains("\u{1b}[38;5;33m●\u{1b}[0m"), "{coloured}");
}

#[test]
fn bars_in_characters_show_the_comparator_and_the_status() {
    let (mut heading, mut rows) = niche();
    heading.chart = Some(Chart { kind: ChartKind::Bar, label: 0, value: 2, line: None });
    rows[0][0] = text("高精度机床用切割丝，宁波市，中国浙江省");
    let bound = Figure {
        value: Some(120.0),
        comparator: Comparator::AtLeast,
        upper: None,
        precision: Precision::AtLeast(0),
        unit: None,
        status: None,
    };
    rows.push(vec![text("Bound"), Cell::Null, Cell::Figure(Box::new(bound.clone()))]);
    let range = Figure { comparator: Comparator::Range, upper: Some(180.0), ..bound };
    rows.push(vec![text("Range"), Cell::Null, Cell::Figure(Box::new(range))]);
    heading.columns.retain(|name| name != "display");
    rows.iter_mut().filter(|row| row.len() > 3).for_each(|row| drop(row.remove(3)));
    let shown = render_on(Screen::default(), Format::Chart, &heading, &rows);
    assert_snapshot!("bars_in_characters", shown);
    assert!(shown.lines().all(|line| crate::render::wrap::width(line) <= 80), "{shown}");
}

#[test]
fn the_figure_of_the_longest_bar_is_whole() {
    let heading = Heading {
        chart: Some(Chart { kind: ChartKind::Bar, label: 0, value: 1, line: None }),
        ..heading(&["city", "value"])
    };
    let figure = |upper: Option<f64>, comparator| {
        let precision = Precision::AtLeast(1);
        Cell::Figure(Box::new(Figure { value: Some(200.0), comparator, upper, precision, unit: None, status: None }))
    };
    for (cell, shown) in
        [(figure(Some(240.5), Comparator::Range), "┤ 200.0–240.5\n"), (figure(None, Comparator::Equal), "█ 200.0\n")]
    {
        for width in 30..50 {
            let screen = Screen { width: Some(width), color: false };
            let chart = render_on(screen, Format::Chart, &heading, &[vec![text("City"), cell.clone()]]);
            assert!(chart.contains(shown), "{width}: {chart}");
            assert!(chart.lines().all(|line| crate::render::wrap::width(line) <= width), "{width}: {chart}");
        }
    }
}

#[test]
fn nothing_to_draw_is_said() {
    let (mut heading, _) = niche();
    heading.chart = Some(Chart { kind: ChartKind::Bar, label: 0, value: 2, line: None });
    let shown = render_on(Screen::default(), Format::Chart, &heading, &[]);
    assert!(shown.ends_with("\n\n(no number to draw)\n"), "{shown}");
}
