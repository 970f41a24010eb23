//! Points that are joined by lines, from left to right.

use std::fmt::Write;

use super::axis::Axis;
use super::label::{self, CHARACTER, LEADING, WIDTH, room};
use super::point::{Form, Point};
use super::scale::Scale;
use crate::model::Frequency;
use crate::render::markup::one_line;
use crate::render::wrap::width;

/// The maximum width of a line of a label.
const LABEL: usize = 16;
/// With more points than this, those of a line are not marked.
const MARKS: usize = 120;
/// With more points than this, their figures are not written.
const FIGURES: usize = 40;
const RADIUS: f64 = 3.5;
/// How far a figure reaches above and below the line that it stands on.
const ASCENT: f64 = 11.0;
const DESCENT: f64 = 1.0;

/// The points of one subject.
pub(super) struct Line {
    /// Empty where the picture has one line.
    pub name: String,
    pub points: Vec<Point>,
}

impl Line {
    /// The lines in the order in which their names occur first.
    pub(super) fn of(points: Vec<(String, Point)>) -> Vec<Self> {
        let mut lines: Vec<Self> = Vec::new();
        for (name, point) in points {
            match lines.iter_mut().find(|line| line.name == name) {
                Some(line) => line.points.push(point),
                None => lines.push(Self { name, points: vec![point] }),
            }
        }
        lines
    }

    /// The points that are joined: those of one frequency, between two missing values. No source states a value between
    /// what surrounds a missing one.
    pub(super) fn runs(&self, axis: &Axis) -> Vec<Vec<&Point>> {
        let mut frequencies: Vec<Option<Frequency>> = Vec::new();
        for point in &self.points {
            let frequency = axis.frequency(&point.label);
            if !frequencies.contains(&frequency) {
                frequencies.push(frequency);
            }
        }
        let mut runs = Vec::new();
        for frequency in frequencies {
            let of_frequency: Vec<&Point> =
                self.points.iter().filter(|point| axis.frequency(&point.label) == frequency).collect();
            let parts = of_frequency.split(|point| point.value.is_none());
            runs.extend(parts.filter(|run| !run.is_empty()).map(<[&Point]>::to_vec));
        }
        runs
    }
}

/// The height and the content of the picture.
pub(super) fn draw(lines: &[Line]) -> (f64, String) {
    let field = Field::new(lines);
    let runs: Vec<Vec<Vec<&Point>>> = lines.iter().map(|line| line.runs(&field.axis)).collect();
    let mut svg = String::new();
    field.grid(&mut svg);
    let height = field.labels(&mut svg, lines);
    let mut taken = Taken::default();
    for (number, runs) in runs.iter().enumerate() {
        let _ = writeln!(svg, "<g class=\"line-{number}\">");
        for run in runs {
            field.path(&mut svg, run, &mut taken);
        }
        for run in runs {
            field.marks(&mut svg, &lines[number].name, run);
        }
        svg.push_str("</g>\n");
    }
    if field.points <= FIGURES {
        let marked = || runs.iter().flatten().flatten();
        taken.areas = marked().filter_map(|point| field.place(point)).map(Area::of_mark).collect();
        for point in marked() {
            field.figure(&mut svg, point, &mut taken);
        }
    }
    (height, svg)
}

/// Where the points are drawn.
struct Field {
    axis: Axis,
    scale: Scale,
    points: usize,
    /// Where the horizontal lines start.
    left: f64,
    /// Where the first and the last point are.
    first: f64,
    last: f64,
}

impl Field {
    const TOP: f64 = 28.0;
    const BOTTOM: f64 = 290.0;

    fn new(lines: &[Line]) -> Self {
        let points = || lines.iter().flat_map(|line| &line.points);
        let scale = Scale::new(points().flat_map(Point::ends), false);
        let left = room(scale.ticks().iter().map(|(_, text)| text)) + 12.0;
        // Half of the first and of the last label and figure is beyond the ends.
        let count = points().count();
        let figures = points().map(|point| &point.figure).filter(|_| count <= FIGURES);
        let widest = room(points().map(|point| &point.label).chain(figures));
        let half = widest.min(LABEL as f64 * CHARACTER) / 2.0;
        let (first, last) = (left + half.max(16.0), WIDTH - half.max(16.0) - 8.0);
        Self { axis: Axis::new(points()), scale, points: count, left, first, last }
    }

    fn x(&self, label: &str) -> f64 {
        self.first + self.axis.share(label) * (self.last - self.first)
    }

    fn y(&self, value: f64) -> f64 {
        Self::BOTTOM - self.scale.share(value) * (Self::BOTTOM - Self::TOP)
    }

    fn place(&self, point: &Point) -> Option<(f64, f64)> {
        point.middle().map(|value| (self.x(&point.label), self.y(value)))
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

    /// The labels below, as many as there is room for. Returns the height of the picture.
    fn labels(&self, svg: &mut String, lines: &[Line]) -> f64 {
        let mut most_lines = 1;
        let mut taken: Vec<(f64, f64)> = Vec::new();
        for text in self.axis.labels(lines.iter().flat_map(|line| &line.points)) {
            let lines = label::lines(text, LABEL);
            let (x, half) = (self.x(text), room(lines.iter()) / 2.0);
            if taken.iter().all(|(left, right)| x - half >= *right || x + half + 14.0 <= *left) {
                label::draw(svg, "quiet middle", &lines, x, Self::BOTTOM + 22.0);
                svg.push('\n');
                taken.push((x - half, x + half + 14.0));
                most_lines = most_lines.max(lines.len());
            }
        }
        Self::BOTTOM + 17.0 + LEADING * most_lines as f64
    }

    /// The line through the points of a run; the way to a forecast is dashed.
    fn path(&self, svg: &mut String, run: &[&Point], taken: &mut Taken) {
        let steps: Vec<&[&Point]> = run.windows(2).collect();
        let is_forecast = |step: &&[&Point]| step.iter().any(|point| point.form == Form::Forecast);
        for part in steps.chunk_by(|a, b| is_forecast(a) == is_forecast(b)) {
            let (Some(first), class) =
                (part.first(), part.first().map_or("", |step| if is_forecast(step) { " forecast" } else { "" }))
            else {
                continue;
            };
            let points = first.first().into_iter().chain(part.iter().filter_map(|step| step.last()));
            let places: Vec<(f64, f64)> = points.filter_map(|point| self.place(point)).collect();
            let path: Vec<String> = places.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
            let _ = writeln!(svg, "<polyline class=\"path{class}\" points=\"{}\"/>", path.join(" "));
            taken.steps.extend(places.windows(2).map(|step| (step[0], step[1])));
        }
    }

    /// The marks of the points of a run, each with its text.
    fn marks(&self, svg: &mut String, name: &str, run: &[&Point]) {
        for point in run {
            let Some((x, y)) = self.place(point) else { continue };
            let text = match name {
                "" => format!("{}: {}", one_line(&point.label), one_line(&point.figure)),
                name => format!("{}, {}: {}", one_line(name), one_line(&point.label), one_line(&point.figure)),
            };
            if let (Some(value), Some(upper)) = (point.value, point.upper) {
                let (low, high) = (self.y(value), self.y(upper));
                let _ = writeln!(
                    svg,
                    "<path class=\"range\" d=\"M{x:.1} {low:.1}m-5 0h10m-5 0V{high:.1}m-5 0h10\"><title>{text}</title></path>"
                );
            } else if self.points <= MARKS || run.len() == 1 || point.form != Form::Plain {
                let form = point.form.class();
                let _ = writeln!(
                    svg,
                    "<circle class=\"dot{form}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{RADIUS}\"><title>{text}</title></circle>"
                );
            }
        }
    }

    /// The figure of a point, where it touches nothing: above it, else below.
    fn figure(&self, svg: &mut String, point: &Point, taken: &mut Taken) {
        let ends: Vec<f64> = point.ends().map(|value| self.y(value)).collect();
        let (Some(low), Some(high)) = (ends.first(), ends.last()) else { return };
        let (x, half) = (self.x(&point.label), width(&point.figure) as f64 * CHARACTER / 2.0);
        for y in [high - 10.0, low + 19.0] {
            let text = Area { left: x - half, right: x + half, top: y - ASCENT, bottom: y + DESCENT };
            let is_inside = text.left >= self.left && text.right <= WIDTH && text.bottom <= Self::BOTTOM;
            if is_inside && taken.is_free(&text) {
                let figure = one_line(&point.figure);
                let _ = writeln!(svg, "<text class=\"middle\" x=\"{x:.1}\" y=\"{y:.1}\">{figure}</text>");
                taken.areas.push(text);
                return;
            }
        }
    }
}

/// A rectangle.
struct Area {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

/// Where a text may not be written.
#[derive(Default)]
struct Taken {
    /// The parts of the lines, from point to point.
    steps: Vec<((f64, f64), (f64, f64))>,
    areas: Vec<Area>,
}

impl Taken {
    fn is_free(&self, text: &Area) -> bool {
        let meets = |other: &Area| {
            text.left < other.right && other.left < text.right && text.top < other.bottom && other.top < text.bottom
        };
        !self.areas.iter().any(meets) && !self.steps.iter().any(|(from, to)| text.is_crossed(*from, *to))
    }
}

impl Area {
    fn of_mark((x, y): (f64, f64)) -> Self {
        Self { left: x - RADIUS, right: x + RADIUS, top: y - RADIUS, bottom: y + RADIUS }
    }

    /// Whether a straight line from one point to another crosses the area.
    fn is_crossed(&self, from: (f64, f64), to: (f64, f64)) -> bool {
        let ((x1, y1), (x2, y2)) = if from.0 <= to.0 { (from, to) } else { (to, from) };
        let (left, right) = (self.left.max(x1), self.right.min(x2));
        if left > right {
            return false;
        }
        let at = |x: f64| if x2 > x1 { y1 + (y2 - y1) * (x - x1) / (x2 - x1) } else { y1 };
        let (start, end) = if x2 > x1 { (at(left), at(right)) } else { (y1, y2) };
        start.min(end) <= self.bottom && start.max(end) >= self.top
    }
}
