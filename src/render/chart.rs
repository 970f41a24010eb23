//! A picture of two columns, as SVG inside the page: its colours are the page's, so that it follows light and dark.
//!
//! A picture must not say more than the table does. The figure beside a bar has its comparator, and its status (a forecast)
//! is named and drawn; a missing value has its label and no bar. A row without a label is not drawn.

use std::borrow::Cow;
use std::fmt::Write;

use super::column::Column;
use super::markup::one_line;
use super::number::{grouped, real, rounded};
use super::wrap::{width, wrap};
use crate::table::{Cell, Chart, ChartKind, Heading};
use crate::visible::on_one_line;

/// The units that the picture is drawn in, across; it is scaled to the page.
const WIDTH: f64 = 736.0;
/// The approximate width of a narrow character, rather too large than too small.
const CHARACTER: f64 = 7.4;
/// The maximum number of bars.
const BARS: usize = 60;
/// With more points than this, single points are not marked.
const MARKS: usize = 120;
/// The maximum width of a label line. A longer label takes a second line, and is cut after that.
const LABEL: usize = 32;

/// One row of the picture.
struct Point {
    label: String,
    /// The text beside it.
    figure: String,
    value: Option<f64>,
    /// Whether the figure has a status other than normal.
    is_open: bool,
}

/// The picture of these rows; `None` where they hold no number.
pub(super) fn draw(chart: Chart, heading: &Heading, columns: &[Column], rows: &[Vec<Cell>]) -> Option<String> {
    let (value, label) = (heading.columns.get(chart.value)?, heading.columns.get(chart.label)?);
    let all = points(chart, heading, columns, rows);
    let (shown, form) = match chart.kind {
        ChartKind::Bar => (&all[..all.len().min(BARS)], "Horizontal bars"),
        ChartKind::Line => (&all[..], "Points joined by a line"),
    };
    let by_value = |a: &&Point, b: &&Point| a.value.partial_cmp(&b.value).unwrap_or(std::cmp::Ordering::Equal);
    let with_value = || shown.iter().filter(|point| point.value.is_some());
    let (least, most) = (with_value().min_by(by_value)?, with_value().max_by(by_value)?);
    let (height, body) = match chart.kind {
        ChartKind::Bar => bars(shown),
        ChartKind::Line => line(shown),
    };
    let title = match common_unit(heading, rows) {
        Some(unit) => format!("{} by {}, {}", one_line(value), one_line(label), one_line(unit)),
        None => format!("{} by {}", one_line(value), one_line(label)),
    };
    let limit = match all.len() - shown.len() {
        0 => None,
        _ => Some(format!("the first {} of {} rows", shown.len(), grouped(&all.len().to_string()))),
    };
    let (note, spoken) =
        limit.map_or_else(Default::default, |limit| (format!(" <span>{limit}</span>"), format!(", {limit}")));
    Some(format!(
        "<figure>\n<figcaption>{title}{note}</figcaption>\n\
         <svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"chart-title chart-text\">\n\
         <title id=\"chart-title\">{title}</title>\n\
         <desc id=\"chart-text\">{form}, {} of them{spoken}. Least: {}, {}. Most: {}, {}. The table below has the same figures.</desc>\n\
         {body}</svg>\n</figure>\n",
        shown.len(),
        one_line(&least.label),
        one_line(&least.figure),
        one_line(&most.label),
        one_line(&most.figure),
    ))
}

fn points(chart: Chart, heading: &Heading, columns: &[Column], rows: &[Vec<Cell>]) -> Vec<Point> {
    let position = |name: &str| heading.columns.iter().position(|column| column == name);
    // The view `fact` spells its `value` in its column `display`.
    let is_value = heading.columns.get(chart.value).is_some_and(|name| name == "value");
    let (display, status) = (position("display").filter(|_| is_value), position("status"));
    let point = |row: &Vec<Cell>| {
        let spelled = |index: usize| row.get(index).map_or(Cow::Borrowed(""), |cell| columns[index].spell(cell));
        let value = match row.get(chart.value) {
            Some(Cell::Integer(value)) => Some(*value as f64),
            Some(Cell::Real(value)) => Some(*value),
            Some(Cell::Figure(figure)) => figure.value,
            _ => None,
        };
        let value = value.filter(|value| value.is_finite());
        let figure = on_one_line(spelled(display.unwrap_or(chart.value)));
        let mut figure = if figure.is_empty() { "–".to_owned() } else { figure };
        let status = status.map(spelled).map(on_one_line).unwrap_or_default();
        let is_open = value.is_some() && !matches!(status.as_str(), "" | "A" | "normal");
        if is_open {
            figure = format!("{figure}, {status}");
        }
        Point { label: on_one_line(spelled(chart.label)), figure, value, is_open }
    };
    rows.iter().map(point).filter(|point| !point.label.is_empty()).collect()
}

/// About the room that the widest of these texts takes.
fn room<'a>(texts: impl Iterator<Item = &'a String>) -> f64 {
    texts.map(|text| width(text)).max().unwrap_or(0) as f64 * CHARACTER
}

/// The unit that all rows name, where they do.
fn common_unit<'a>(heading: &Heading, rows: &'a [Vec<Cell>]) -> Option<&'a str> {
    let index = heading.columns.iter().position(|column| column == "unit")?;
    let mut units = rows.iter().map(|row| match row.get(index) {
        Some(Cell::Text(unit)) if !unit.is_empty() => Some(unit.as_str()),
        _ => None,
    });
    let first = units.next()??;
    units.all(|unit| unit == Some(first)).then_some(first)
}

/// The height and the content of a picture of horizontal bars.
fn bars(points: &[Point]) -> (f64, String) {
    const THICK: f64 = 18.0;
    const LINE: f64 = 15.0;
    let labels: Vec<Vec<String>> = points.iter().map(|point| two_lines(&point.label)).collect();
    let pitch = if labels.iter().any(|lines| lines.len() > 1) { 40.0 } else { 28.0 };
    let scale = Scale::new(points, true);
    let label_room = room(labels.iter().flatten());
    let figures = |is_negative: bool| {
        let of_side = points.iter().filter(move |point| point.value.is_some_and(|value| value < 0.0) == is_negative);
        (room(of_side.map(|point| &point.figure)) + 8.0).min(WIDTH / 3.0)
    };
    // The figure of a negative bar is on its left, between the label and the bar.
    let left = label_room + 12.0 + if scale.least < 0.0 { figures(true) } else { 0.0 };
    let figure_room = figures(false);
    let at = |share: f64| left + share * (WIDTH - figure_room - left);
    let zero = at(scale.share(0.0));
    let height = points.len() as f64 * pitch;
    let mut svg = String::new();
    for (index, (point, lines)) in points.iter().zip(&labels).enumerate() {
        let top = index as f64 * pitch + (pitch - THICK) / 2.0;
        let baseline = top + THICK / 2.0 + 4.5;
        let (label, figure) = (one_line(&point.label), one_line(&point.figure));
        let _ = write!(svg, "<g><title>{label}: {figure}</title>");
        for (number, line) in lines.iter().enumerate() {
            let y = baseline + LINE * (number as f64 - (lines.len() - 1) as f64 / 2.0);
            let _ = write!(svg, "<text class=\"end\" x=\"{label_room:.1}\" y=\"{y:.1}\">{}</text>", one_line(line));
        }
        let (mut class, mut x) = ("quiet", zero + 7.0);
        if let Some(value) = point.value {
            let end = at(scale.share(value));
            let (from, to) = if end < zero { (end, zero) } else { (zero, end) };
            let below = if value < 0.0 { " below" } else { "" };
            let open = if point.is_open { " open" } else { "" };
            let length = if value == 0.0 { 0.0 } else { (to - from).max(1.0) };
            let _ = write!(
                svg,
                "<rect class=\"bar{below}{open}\" x=\"{from:.1}\" y=\"{top:.1}\" width=\"{length:.1}\" height=\"{THICK}\" rx=\"2\"/>"
            );
            (class, x) = if value < 0.0 { ("end", from - 7.0) } else { ("start", to.max(zero + length) + 7.0) };
        }
        let _ = writeln!(svg, "<text class=\"{class}\" x=\"{x:.1}\" y=\"{baseline:.1}\">{figure}</text></g>");
    }
    let _ = writeln!(svg, "<line class=\"zero\" x1=\"{zero:.1}\" x2=\"{zero:.1}\" y1=\"0\" y2=\"{height}\"/>");
    (height, svg)
}

/// The height and the content of a picture of points in their order.
fn line(points: &[Point]) -> (f64, String) {
    let field = Field::new(points);
    let mut svg = String::new();
    field.grid(&mut svg);
    // A missing value interrupts the line: no source states the value between.
    for run in points.iter().enumerate().collect::<Vec<_>>().split(|(_, point)| point.value.is_none()) {
        if run.len() > 1 {
            let path: Vec<String> = run
                .iter()
                .filter_map(|(index, point)| {
                    point.value.map(|value| format!("{:.1},{:.1}", field.x(*index), field.y(value)))
                })
                .collect();
            let _ = writeln!(svg, "<polyline class=\"path\" points=\"{}\"/>", path.join(" "));
        }
    }
    field.labelled_points(&mut svg, points);
    (Field::HEIGHT, svg)
}

/// Where the points of a line are drawn.
struct Field {
    scale: Scale,
    /// Where the horizontal lines start.
    left: f64,
    /// Where the first point is, and how far the next one is from it.
    first: f64,
    step: f64,
    /// How far half of a label reaches over its point.
    hang: f64,
}

impl Field {
    const TOP: f64 = 28.0;
    const BOTTOM: f64 = 290.0;
    const HEIGHT: f64 = 322.0;

    fn new(points: &[Point]) -> Self {
        let scale = Scale::new(points, false);
        let left = room(scale.ticks().iter().map(|(_, text)| text)) + 12.0;
        // Half of the first and the last label hangs over the ends.
        let hang = room(points.iter().map(|point| &point.label)).min(LABEL as f64 / 2.0 * CHARACTER) / 2.0;
        let (first, last) = (left + hang.max(16.0), WIDTH - hang.max(16.0) - 8.0);
        match points.len() {
            0 | 1 => Self { scale, left, first: (first + last) / 2.0, step: 0.0, hang },
            count => Self { scale, left, first, step: (last - first) / (count - 1) as f64, hang },
        }
    }

    fn x(&self, index: usize) -> f64 {
        self.first + self.step * index as f64
    }

    fn y(&self, value: f64) -> f64 {
        Self::BOTTOM - self.scale.share(value) * (Self::BOTTOM - Self::TOP)
    }

    /// The horizontal lines with their numbers.
    fn grid(&self, svg: &mut String) {
        let left = self.left;
        for (value, text) in self.scale.ticks() {
            let (y, class) = (self.y(value), if value == 0.0 { "zero" } else { "grid" });
            let _ = writeln!(
                svg,
                "<line class=\"{class}\" x1=\"{left:.1}\" x2=\"{WIDTH}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
                 <text class=\"quiet end\" x=\"{:.1}\" y=\"{:.1}\">{text}</text>",
                left - 8.0,
                y + 4.5
            );
        }
    }

    /// The points with their labels below and, where there is room, their figures above.
    fn labelled_points(&self, svg: &mut String, points: &[Point]) {
        let has_figures = points.len() == 1 || room(points.iter().map(|point| &point.figure)) + 10.0 <= self.step;
        // Every label where there is room, else every second, third and so on.
        let every = if self.step > 0.0 { (((self.hang * 2.0 + 14.0) / self.step).ceil() as usize).max(1) } else { 1 };
        for (index, point) in points.iter().enumerate() {
            let (label, figure) = (one_line(&point.label), one_line(&point.figure));
            let x = self.x(index);
            if index % every == 0 {
                let (label, y) = (one_line(&cut(&point.label, LABEL / 2)), Self::BOTTOM + 22.0);
                let _ = writeln!(svg, "<text class=\"quiet middle\" x=\"{x:.1}\" y=\"{y:.1}\">{label}</text>");
            }
            let Some(value) = point.value else { continue };
            let y = self.y(value);
            let stands_alone = |neighbour: Option<&Point>| neighbour.is_none_or(|point| point.value.is_none());
            let is_alone = stands_alone(index.checked_sub(1).and_then(|index| points.get(index)))
                && stands_alone(points.get(index + 1));
            if points.len() <= MARKS || is_alone {
                let open = if point.is_open { " open" } else { "" };
                let _ = writeln!(
                    svg,
                    "<circle class=\"dot{open}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\"><title>{label}: {figure}</title></circle>"
                );
            }
            if has_figures {
                let y = y - 10.0;
                let _ = writeln!(svg, "<text class=\"middle\" x=\"{x:.1}\" y=\"{y:.1}\">{figure}</text>");
            }
        }
    }
}

/// From values to shares of the room there is. Everything is divided by the largest magnitude first, so that no sum or
/// difference of two values can overflow.
struct Scale {
    unit: f64,
    least: f64,
    most: f64,
}

impl Scale {
    /// A bar is as long as its value is large, so its scale begins at zero; a line shows change, and its scale may begin
    /// elsewhere where zero is far away.
    fn new(points: &[Point], from_zero: bool) -> Self {
        let values = || points.iter().filter_map(|point| point.value);
        let unit = values().map(f64::abs).fold(0.0, f64::max);
        let unit = if unit > 0.0 { unit } else { 1.0 };
        let least = values().map(|value| value / unit).fold(f64::INFINITY, f64::min);
        let most = values().map(|value| value / unit).fold(f64::NEG_INFINITY, f64::max);
        let range = most - least;
        let (mut least, mut most) = match (from_zero, least > range, most < -range) {
            (false, true, _) => (least - range * 0.1, most + range * 0.1),
            (false, _, true) => (least - range * 0.1, most + range * 0.1),
            _ => (least.min(0.0), most.max(0.0)),
        };
        if least == most {
            (least, most) = (least.min(0.0), most.max(0.0));
        }
        if least == most {
            most = 1.0;
        }
        Self { unit, least, most }
    }

    fn share(&self, value: f64) -> f64 {
        (value / self.unit - self.least) / (self.most - self.least)
    }

    /// Round values across the scale, with their spelling.
    fn ticks(&self) -> Vec<(f64, String)> {
        let rough = (self.most - self.least) * self.unit / 5.0;
        let power = rough.log10().floor();
        let magnitude = 10f64.powi(power as i32);
        let step = [1.0, 2.0, 2.5, 5.0, 10.0].map(|factor| factor * magnitude).into_iter().find(|step| *step >= rough);
        let Some(step) = step.filter(|step| step.is_finite() && *step > 0.0) else { return Vec::new() };
        let (from, to) = ((self.least * self.unit / step).ceil() as i64, (self.most * self.unit / step).floor() as i64);
        let spell = |value: f64| {
            if !(1e-4..1e15).contains(&step) {
                return real(format!("{value:.3e}").parse().unwrap_or(value));
            }
            // One place more than the magnitude's own, for steps of two and a half.
            grouped(&rounded(value, (1.0 - power).clamp(0.0, 15.0) as usize)).into_owned()
        };
        (from..=to).take(12).map(|count| count as f64 * step).map(|value| (value, spell(value))).collect()
    }
}

/// A label beside a bar.
fn two_lines(label: &str) -> Vec<String> {
    let mut lines: Vec<String> = wrap(label, LABEL).into_iter().map(|line| line.trim_end().to_owned()).collect();
    if lines.len() > 2 {
        lines.truncate(2);
        lines[1].push('…');
    }
    lines
}

/// A text of at most so many columns.
fn cut(text: &str, limit: usize) -> Cow<'_, str> {
    if width(text) <= limit {
        return Cow::Borrowed(text);
    }
    let start = wrap(text, limit.saturating_sub(1)).first().copied().unwrap_or("");
    Cow::Owned(format!("{start}…"))
}
