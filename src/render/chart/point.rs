//! The rows of a table as points of a picture.

use std::borrow::Cow;

use crate::model::Comparator;
use crate::render::column::Column;
use crate::table::{Cell, Chart, ChartKind, Heading};
use crate::visible::on_one_line;

/// One row of the picture.
pub(super) struct Point {
    pub label: String,
    /// The text beside it.
    pub figure: String,
    pub value: Option<f64>,
    /// The upper bound of a range.
    pub upper: Option<f64>,
    pub form: Form,
}

/// How a point is drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Filled.
    Plain,
    /// Only its outline: the value is a bound, more or less than the figure.
    Bound,
    /// Dashed.
    Forecast,
}

impl Form {
    /// The classes that a mark of this form has beside its own.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Bound => " open",
            Self::Forecast => " open forecast",
        }
    }
}

impl Point {
    /// The middle of a range, else the value.
    pub(super) fn middle(&self) -> Option<f64> {
        // Halves are added, because the sum of two large values can overflow.
        self.value.map(|value| self.upper.map_or(value, |upper| value / 2.0 + upper / 2.0))
    }

    /// The numbers that the picture must have room for.
    pub(super) fn ends(&self) -> impl Iterator<Item = f64> + Clone + use<> {
        self.value.into_iter().chain(self.upper)
    }
}

/// The points of some rows, each with the name of its line, which is empty where the picture has one line. A row without a
/// label has no place on an axis; a bar has one without a name.
pub(super) fn points(chart: Chart, heading: &Heading, columns: &[Column], rows: &[Vec<Cell>]) -> Vec<(String, Point)> {
    let position = |name: &str| heading.columns.iter().position(|column| column == name);
    // The view `fact` spells its `value` in its column `display`.
    let is_value = heading.columns.get(chart.value).is_some_and(|name| name == "value");
    let (display, status) = (position("display").filter(|_| is_value), position("status"));
    let metric = position("metric").filter(|metric| Some(*metric) != chart.line);
    let point = |row: &Vec<Cell>| {
        let spelled = |index: usize| row.get(index).map_or(Cow::Borrowed(""), |cell| columns[index].spell(cell));
        let (value, upper, comparator) = match row.get(chart.value) {
            Some(Cell::Integer(value)) => (Some(*value as f64), None, Comparator::Equal),
            Some(Cell::Real(value)) => (Some(*value), None, Comparator::Equal),
            Some(Cell::Figure(figure)) => (figure.value, figure.upper, figure.comparator),
            _ => (None, None, Comparator::Equal),
        };
        let value = value.filter(|value| value.is_finite());
        let upper = upper.filter(|upper| upper.is_finite() && value.is_some());
        let figure = on_one_line(spelled(display.unwrap_or(chart.value)));
        let mut figure = if figure.is_empty() { "–".to_owned() } else { figure };
        let status = status.map(spelled).map(on_one_line).unwrap_or_default();
        if value.is_some() && !matches!(status.as_str(), "" | "A" | "normal") {
            figure = format!("{figure}, {status}");
        }
        let form = match (status.as_str(), comparator) {
            ("F" | "forecast", _) => Form::Forecast,
            (_, Comparator::Equal | Comparator::About | Comparator::Range) => Form::Plain,
            _ => Form::Bound,
        };
        // A column of metrics is there where they differ: those of one subject are not one line.
        let names = [metric.filter(|_| chart.line.is_some()), chart.line].into_iter().flatten();
        let line = names.map(|index| on_one_line(spelled(index))).collect::<Vec<_>>().join(", ");
        let label = match row.get(chart.label) {
            // The axis of time is made of the codes of periods.
            Some(Cell::InferredPeriod(code)) => code.clone(),
            _ => on_one_line(spelled(chart.label)),
        };
        (line, Point { label, figure, value, upper, form })
    };
    let is_bar = |point: &Point| chart.kind == ChartKind::Bar && point.value.is_some();
    rows.iter().map(point).filter(|(_, point)| !point.label.is_empty() || is_bar(point)).collect()
}
