//! The charts of the pages.

use foldhash::HashMap;

use super::book::Metric;
use super::figures::Figure;
use std::collections::BTreeMap;

use crate::model::shape;
use crate::render;
use crate::table::{self, Cell, Chart, ChartKind, Heading, Precision};

/// The most bars of a ranking.
const BARS: usize = 20;

/// The most subjects that have a line each.
const LINES: usize = 6;

fn row(label: &str, metric: &Metric, figure: &Figure) -> Vec<Cell> {
    vec![
        Cell::Text(label.to_owned()),
        Cell::Figure(Box::new(table::Figure {
            value: figure.value,
            comparator: figure.comparator,
            upper: figure.upper,
            precision: Precision::AtLeast(figure.decimals),
            unit: None,
            status: None,
        })),
        Cell::Text(metric.unit.clone()),
        figure.status.clone().map_or(Cell::Null, Cell::Text),
    ]
}

fn heading(metric: &Metric, label: &str, kind: ChartKind) -> Heading {
    Heading {
        columns: [label, &metric.name, "unit", "status"].map(str::to_owned).to_vec(),
        chart: Some(Chart { kind, label: 0, value: 1, line: None }),
        ..Heading::default()
    }
}

/// The preferred figures of a series over time, of the length of period that most of them have; `None` where there are not two.
pub(super) fn of_series(metric: &Metric, figures: &[Figure]) -> Option<String> {
    let preferred = || figures.iter().filter(|figure| figure.is_preferred());
    let mut shapes: BTreeMap<String, usize> = BTreeMap::new();
    preferred().for_each(|figure| *shapes.entry(shape(&figure.period)).or_default() += 1);
    let (shape_of_most, _) = shapes.into_iter().max_by_key(|(_, count)| *count)?;
    let mut shown: Vec<&Figure> = preferred().filter(|figure| shape(&figure.period) == shape_of_most).collect();
    if shown.iter().filter(|figure| figure.value.is_some()).count() < 2 {
        return None;
    }
    shown.sort_by(|one, other| one.time().cmp(&other.time()));
    let rows: Vec<_> = shown.into_iter().map(|figure| row(&figure.period, metric, figure)).collect();
    render::picture(&heading(metric, "period", ChartKind::Line), &rows)
}

/// The figures of several subjects: lines where there are few subjects and several periods, else bars for the newest of the periods
/// that most of them have, the largest first; `None` where there are not two figures.
pub(super) fn of_subjects(metric: &Metric, series: &[(String, &[Figure])]) -> Option<String> {
    let all = || series.iter().flat_map(|(name, figures)| figures.iter().map(move |figure| (name, figure)));
    let shown = || all().filter(|(_, figure)| figure.is_preferred() && figure.value.is_some());
    let mut counts: HashMap<&str, usize> = HashMap::default();
    shown().for_each(|(_, figure)| *counts.entry(&figure.period).or_default() += 1);
    let (_, best) = shown().max_by_key(|(_, figure)| (counts[figure.period.as_str()], figure.time()))?;
    let is_like = |figure: &Figure| shape(&figure.period) == shape(&best.period);
    let periods = counts.keys().filter(|period| shape(period) == shape(&best.period)).count();
    if series.len() <= LINES && periods > 1 {
        let mut points: Vec<_> = all().filter(|(_, figure)| figure.is_preferred() && is_like(figure)).collect();
        points.sort_by(|(_, one), (_, other)| one.time().cmp(&other.time()));
        let line = |(name, figure): (&String, &Figure)| {
            [row(&figure.period, metric, figure), vec![Cell::Text(name.clone())]].concat()
        };
        let rows: Vec<_> = points.into_iter().map(line).collect();
        let mut heading = heading(metric, "period", ChartKind::Line);
        heading.columns.push("subject".to_owned());
        heading.chart = heading.chart.map(|chart| Chart { line: Some(heading.columns.len() - 1), ..chart });
        return render::picture(&heading, &rows);
    }
    let mut bars: Vec<(&String, &Figure)> = shown().filter(|(_, figure)| figure.period == best.period).collect();
    if bars.len() < 2 {
        return None;
    }
    bars.sort_by(|(_, one), (_, other)| other.value.unwrap_or(0.0).total_cmp(&one.value.unwrap_or(0.0)));
    let all = bars.len();
    let rows: Vec<_> = bars.into_iter().take(BARS).map(|(name, figure)| row(name, metric, figure)).collect();
    let label = match all {
        0..=BARS => format!("subject in {}", best.period),
        all => format!("the {BARS} largest of {all} subjects in {}", best.period),
    };
    render::picture(&heading(metric, &label, ChartKind::Bar), &rows)
}
