//! A picture of the figures of a table, as SVG inside the page: its colours are the page's, so that it follows light and dark.
//!
//! A picture must not say more than the table does. The figure beside a bar has its comparator and its status. What is less
//! or more than its figure is drawn open, a forecast dashed, a range from its lower to its upper bound; a missing value has
//! its label only.

mod axis;
mod bars;
mod label;
mod lines;
mod point;
mod scale;
mod terminal;

use std::fmt::Write;

use self::label::WIDTH;
use self::lines::Line;
use self::point::{Point, points};
use self::terminal::LINES;
use super::column::Column;
use super::markup::one_line;
use super::number::grouped;
use crate::table::{Cell, Chart, ChartKind, Heading};
use crate::visible::on_one_line;

/// The maximum number of bars.
const BARS: usize = 60;

/// What is drawn of some rows.
struct Content {
    title: String,
    /// What is left out.
    limit: Option<String>,
    form: Shape,
}

enum Shape {
    Bars(Vec<Point>),
    Lines(Vec<Line>),
}

impl Content {
    fn new(chart: Chart, heading: &Heading, columns: &[Column], rows: &[Vec<Cell>]) -> Option<Self> {
        let common =
            |name: &str| heading.common.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str());
        let (value, label) = (heading.columns.get(chart.value)?, heading.columns.get(chart.label)?);
        let value = common("metric").filter(|_| value == "value").unwrap_or(value);
        let all = points(chart, heading, columns, rows);
        let title = match common("unit").or_else(|| common_unit(heading, rows)) {
            Some(unit) => format!("{value} by {label}, {unit}"),
            None => format!("{value} by {label}"),
        };
        Some(match chart.kind {
            ChartKind::Bar => {
                let mut bars: Vec<Point> = all.into_iter().map(|(_, point)| point).collect();
                let limit = first_of(BARS, bars.len(), "rows");
                bars.truncate(BARS);
                Self { title, limit, form: Shape::Bars(bars) }
            }
            ChartKind::Line => {
                let mut lines = Line::of(all);
                let of = chart.line.and_then(|line| heading.columns.get(line)).map_or("line", String::as_str);
                let limit = first_of(LINES, lines.len(), &format!("{of}s"));
                lines.truncate(LINES);
                Self { title, limit, form: Shape::Lines(lines) }
            }
        })
    }
}

/// The picture of these rows in characters, at most so wide; `None` where they hold no number.
pub(super) fn in_text(
    chart: Chart,
    heading: &Heading,
    columns: &[Column],
    rows: &[Vec<Cell>],
    room: usize,
    has_color: bool,
) -> Option<String> {
    let Content { title, limit, form } = Content::new(chart, heading, columns, rows)?;
    let limit = limit.map(|limit| format!(" ({limit})")).unwrap_or_default();
    let has_value = |points: &[Point]| points.iter().any(|point| point.value.is_some());
    let picture = match form {
        Shape::Bars(bars) if has_value(&bars) => terminal::bars(&bars, room, has_color),
        Shape::Lines(lines) if lines.iter().any(|line| has_value(&line.points)) => {
            terminal::lines(&lines, room, has_color)
        }
        _ => return None,
    };
    Some(format!("{}{limit}\n\n{picture}", on_one_line(title)))
}

/// The picture of these rows; `None` where they hold no number.
pub(super) fn draw(chart: Chart, heading: &Heading, columns: &[Column], rows: &[Vec<Cell>]) -> Option<String> {
    let Content { title, limit, form } = Content::new(chart, heading, columns, rows)?;
    let title = one_line(&title);
    match form {
        Shape::Bars(bars) => {
            let (height, body) = bars::draw(&bars);
            let form = format!("Horizontal bars, {} of them", bars.len());
            Picture { title, limit, legend: String::new(), form, height, body }.write(bars.iter())
        }
        Shape::Lines(lines) => {
            let (height, body) = lines::draw(&lines);
            let count = lines.iter().map(|line| line.points.len()).sum::<usize>();
            let form = match lines.len() {
                1 => format!("Points joined by a line, {count} of them"),
                lines => format!("Points joined by {lines} lines, {count} of them"),
            };
            Picture { title, limit, legend: legend(&lines), form, height, body }
                .write(lines.iter().flat_map(|line| &line.points))
        }
    }
}

/// What stands around the drawing.
struct Picture {
    title: String,
    /// What was left out.
    limit: Option<String>,
    legend: String,
    form: String,
    height: f64,
    body: String,
}

impl Picture {
    /// The picture with a text for those who do not see it; `None` where no point has a value.
    fn write<'a>(self, shown: impl Iterator<Item = &'a Point> + Clone) -> Option<String> {
        let Self { title, limit, legend, form, height, body } = self;
        let by_value = |a: &&Point, b: &&Point| a.value.partial_cmp(&b.value).unwrap_or(std::cmp::Ordering::Equal);
        let with_value = shown.filter(|point| point.value.is_some());
        let (least, most) = (with_value.clone().min_by(by_value)?, with_value.max_by(by_value)?);
        let (note, spoken) =
            limit.map_or_else(Default::default, |limit| (format!(" <span>{limit}</span>"), format!(", {limit}")));
        Some(format!(
            "<figure tabindex=\"0\">\n<figcaption>{title}{note}</figcaption>\n{legend}\
             <svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"chart-title chart-text\">\n\
             <title id=\"chart-title\">{title}</title>\n\
             <desc id=\"chart-text\">{form}{spoken}. Least: {}, {}. Most: {}, {}. The table below has the same figures.</desc>\n\
             {body}</svg>\n</figure>\n",
            one_line(&least.label),
            one_line(&least.figure),
            one_line(&most.label),
            one_line(&most.figure),
        ))
    }
}

/// The names of the lines with their colours; nothing for a single line without a name.
fn legend(lines: &[Line]) -> String {
    if lines.iter().all(|line| line.name.is_empty()) {
        return String::new();
    }
    let mut legend = "<ul class=\"legend\">\n".to_owned();
    for (number, line) in lines.iter().enumerate() {
        let _ = writeln!(legend, "<li class=\"line-{number}\">{}</li>", one_line(&line.name));
    }
    legend + "</ul>\n"
}

/// What says that only the first of many are drawn.
fn first_of(limit: usize, count: usize, of: &str) -> Option<String> {
    (count > limit).then(|| format!("the first {limit} of {} {of}", grouped(&count.to_string())))
}

/// The unit that all rows name, where they do.
fn common_unit<'a>(heading: &Heading, rows: &'a [Vec<Cell>]) -> Option<&'a str> {
    let index = heading.columns.iter().position(|column| column == "unit")?;
    let mut units = rows.iter().map(|row| row.get(index).and_then(Cell::text).filter(|unit| !unit.is_empty()));
    let first = units.next()??;
    units.all(|unit| unit == Some(first)).then_some(first)
}
