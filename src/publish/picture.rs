//! The charts of the pages.

use super::book::Metric;
use super::figures::Figure;
use crate::render;
use crate::table::{Cell, Chart, ChartKind, Heading};

/// The most bars of a ranking.
const BARS: usize = 20;

/// The shape of a period's code: periods of the same length have the same.
pub(super) fn shape(period: &str) -> String {
    period.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect()
}

fn row(label: &str, metric: &Metric, figure: &Figure) -> Vec<Cell> {
    vec![
        Cell::Text(label.to_owned()),
        figure.value.map_or(Cell::Null, Cell::Real),
        Cell::Text(super::markup::number(&figure.display)),
        Cell::Text(metric.unit.clone()),
        figure.status.clone().map_or(Cell::Null, Cell::Text),
    ]
}

fn heading(label: &str, kind: ChartKind) -> Heading {
    Heading {
        columns: [label, "value", "display", "unit", "status"].map(str::to_owned).to_vec(),
        chart: Some(Chart { kind, label: 0, value: 1 }),
        ..Heading::default()
    }
}

/// The preferred figures of a series over time, of the length of period that most of them have; `None` where there are not two.
pub(super) fn of_series(metric: &Metric, figures: &[Figure]) -> Option<String> {
    let preferred = || figures.iter().filter(|figure| figure.is_preferred());
    let like = |wanted: &str| preferred().filter(|figure| shape(&figure.period) == wanted).count();
    let shape_of_most = preferred().map(|figure| shape(&figure.period)).max_by_key(|shape| like(shape))?;
    let mut shown: Vec<&Figure> = preferred().filter(|figure| shape(&figure.period) == shape_of_most).collect();
    if shown.iter().filter(|figure| figure.value.is_some()).count() < 2 {
        return None;
    }
    shown.sort_by(|one, other| one.time().cmp(&other.time()));
    let rows: Vec<_> = shown.into_iter().map(|figure| row(&figure.period, metric, figure)).collect();
    render::picture(&heading("period", ChartKind::Line), &rows)
}

/// The figures of several subjects for one period, the largest first; `None` where there are not two.
pub(super) fn of_subjects(metric: &Metric, period: &str, figures: &[(String, &Figure)]) -> Option<String> {
    let mut shown: Vec<&(String, &Figure)> = figures.iter().filter(|(_, figure)| figure.value.is_some()).collect();
    if shown.len() < 2 {
        return None;
    }
    shown.sort_by(|(_, one), (_, other)| other.value.unwrap_or(0.0).total_cmp(&one.value.unwrap_or(0.0)));
    let rows: Vec<_> = shown.into_iter().take(BARS).map(|(label, figure)| row(label, metric, figure)).collect();
    render::picture(&heading(&format!("subject in {period}"), ChartKind::Bar), &rows)
}
