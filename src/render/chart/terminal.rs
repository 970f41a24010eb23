//! The picture in characters, for a terminal and a pipe: lines of braille dots, bars of blocks.
//!
//! It says the same as the picture of a page, also without colours: each line has a mark of its own, which is open for a bound and at
//! the ends of a range, and has an `F` for a forecast, the way to a forecast is dashed, and nothing is drawn where a value is missing.

use anstyle::{Ansi256Color, Style};
use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;
use ratatui_core::style::Color;
use ratatui_core::symbols::Marker;
use ratatui_core::widgets::Widget;
use ratatui_widgets::canvas::{Canvas, Line as Stroke, Points};

use super::axis::Axis;
use super::label;
use super::lines::Line;
use super::point::{Form, Point};
use super::scale::Scale;
use crate::render::wrap::{width, wrap};

/// The maximum number of lines: people can distinguish so many colours.
pub(super) const LINES: usize = 8;
/// The marks of a line: of its figures, and of those that are bounds or forecasts.
const MARKS: [[&str; 2]; LINES] =
    [["●", "○"], ["■", "□"], ["▲", "△"], ["◆", "◇"], ["▼", "▽"], ["★", "☆"], ["►", "▻"], ["◄", "◅"]];
const COLORS: [u8; LINES] = [33, 208, 35, 135, 178, 169, 37, 245];
/// The height of the field that lines are drawn in.
const ROWS: u16 = 16;
/// With more points than this, their figures are not written.
const FIGURES: usize = 40;
/// The maximum width of a line of a label below the field.
const LABEL: usize = 16;
/// The parts of a block from left to right.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// Cells of characters, as lines of text.
fn text(cells: &Buffer, has_color: bool) -> String {
    let mut text = String::new();
    for y in 0..cells.area.height {
        let (mut line, mut x) = (String::new(), 0);
        while x < cells.area.width {
            let cell = &cells[(x, y)];
            match cell.fg {
                Color::Indexed(color) if has_color => {
                    let style = Style::new().fg_color(Some(Ansi256Color(color).into()));
                    line.push_str(&format!("{style}{}{style:#}", cell.symbol()));
                }
                _ => line.push_str(cell.symbol()),
            }
            // A wide character takes the next cell too.
            x += width(cell.symbol()).max(1) as u16;
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn write(cells: &mut Buffer, x: usize, y: u16, text: &str) {
    cells.set_string(x as u16, y, text, ratatui_core::style::Style::new());
}

/// Words below the picture for the forms that occur in it.
fn key<'a>(
    points: impl Iterator<Item = &'a Point> + Clone,
    [bound, forecast, range]: [&str; 3],
    room: usize,
) -> String {
    let has = |form: Form| points.clone().any(|point| point.form == form && point.value.is_some());
    let mut words = Vec::new();
    if has(Form::Bound) {
        words.push(format!("{bound}: more or less than the figure"));
    }
    if has(Form::Forecast) {
        words.push(format!("{forecast}: forecast"));
    }
    if points.clone().any(|point| point.upper.is_some()) {
        words.push(format!("{range}: a range"));
    }
    let words = words.join(" · ");
    if words.is_empty() { words } else { format!("\n{}\n", wrap(&words, room).join("\n")) }
}

/// Bars, one for each row, with their figures.
pub(super) fn bars(points: &[Point], room: usize, has_color: bool) -> String {
    let labels: Vec<Vec<&str>> = points.iter().map(|point| wrap(&point.label, (room / 3).max(8))).collect();
    let widest = |texts: &mut dyn Iterator<Item = &str>| texts.map(|text| width(text.trim_end())).max().unwrap_or(0);
    let of_labels = widest(&mut labels.iter().flatten().copied());
    let is_negative = |point: &&Point| point.value.is_some_and(|value| value < 0.0);
    let of_figures = widest(&mut points.iter().filter(|point| !is_negative(point)).map(|point| point.figure.as_str()));
    let before = widest(&mut points.iter().filter(is_negative).map(|point| point.figure.as_str()));
    let scale = Scale::new(points.iter().flat_map(Point::ends), true);
    // The figure of a negative bar is between the label and the bar.
    let left = of_labels + 1 + if before > 0 { before + 2 } else { 0 };
    // The end of a range stands behind its bar.
    let gap = if points.iter().any(|point| point.upper.is_some()) { 3 } else { 2 };
    let length = room.saturating_sub(left + of_figures + gap).max(10);
    let eighth = |value: f64| (scale.share(value) * length as f64 * 8.0).round() as usize;
    let zero = eighth(0.0) / 8;
    let height = labels.iter().map(Vec::len).sum::<usize>() as u16;
    let mut cells = Buffer::empty(Rect::new(0, 0, (left + length + of_figures + gap) as u16, height));
    let mut y = 0;
    for (point, lines) in points.iter().zip(&labels) {
        for (line, row) in lines.iter().zip(y..) {
            write(&mut cells, of_labels.saturating_sub(width(line.trim_end())), row, line.trim_end());
            write(&mut cells, left + zero, row, "│");
        }
        let fill = match point.form {
            Form::Plain => "█",
            Form::Bound => "▒",
            Form::Forecast => "╌",
        };
        let axis = left + zero;
        let mut place = axis + 2;
        if let Some(value) = point.value {
            let (low, high) = (eighth(value) / 8, eighth(value));
            if value < 0.0 {
                let start = (left + low).min(axis - 1);
                write(&mut cells, start, y, &fill.repeat(axis - start));
                place = start - 1 - width(&point.figure);
            } else {
                let rest = if fill == "█" { EIGHTHS[high % 8] } else { "" };
                write(&mut cells, axis + 1, y, &format!("{}{rest}", fill.repeat(low - zero)));
                place = left + low + usize::from(!rest.is_empty()) + 2;
            }
            if let Some(upper) = point.upper {
                let upper = (eighth(upper) / 8).max(low + 1);
                write(&mut cells, left + 1 + low, y, &format!("├{}┤", "─".repeat(upper - low - 1)));
                place = if value < 0.0 { place } else { left + upper + 3 };
            }
        }
        write(&mut cells, place, y, &point.figure);
        y += lines.len() as u16;
    }
    text(&cells, has_color) + &key(points.iter(), ["▒", "╌", "├─┤"], room)
}

/// Lines of points on an axis to scale, with their names above.
pub(super) fn lines(lines: &[Line], room: usize, has_color: bool) -> String {
    let points = || lines.iter().flat_map(|line| &line.points);
    let field = Field::new(lines, room);
    let mut cells = field.strokes(lines);
    for (number, line) in lines.iter().enumerate() {
        for point in &line.points {
            field.mark(&mut cells, number, point);
        }
    }
    if points().count() <= FIGURES {
        points().for_each(|point| field.figure(&mut cells, point));
    }
    field.frame(&mut cells, lines);
    let mut legend = String::new();
    let mut used = 0;
    for (line, [mark, _]) in lines.iter().zip(MARKS).filter(|(line, _)| !line.name.is_empty()) {
        let name = format!("{mark} {}", line.name);
        let before = match used {
            0 => "",
            used if used + 3 + width(&name) > room => "\n",
            _ => "   ",
        };
        used = width(&name) + if before == "   " { used + 3 } else { 0 };
        legend.push_str(&format!("{before}{name}"));
    }
    if !legend.is_empty() {
        legend.push_str("\n\n");
    }
    legend + &text(&cells, has_color) + &key(points(), ["open mark", "F, dashed", "two open marks joined"], room)
}

/// Where points are drawn, in dots of braille, of which a cell has two by four.
struct Field {
    axis: Axis,
    scale: Scale,
    /// The cells before the field.
    left: usize,
    /// The cells that the field is wide.
    length: usize,
    /// The cells between an end of the field and its first and last point.
    margin: usize,
    /// The labels below the field: the place of their middle, and their lines.
    labels: Vec<(usize, Vec<String>)>,
}

impl Field {
    fn new(lines: &[Line], room: usize) -> Self {
        let points = || lines.iter().flat_map(|line| &line.points);
        let scale = Scale::new(points().flat_map(Point::ends), false);
        let left = scale.ticks().iter().map(|(_, text)| width(text)).max().unwrap_or(0) + 2;
        let length = room.saturating_sub(left).max(30);
        let widest = points().map(|point| width(&point.label).max(width(&point.figure))).max().unwrap_or(0);
        let margin = (widest.min(LABEL) / 2 + 1).min(length / 4);
        let mut field = Self { axis: Axis::new(points()), scale, left, length, margin, labels: Vec::new() };
        let mut taken: Vec<(usize, usize)> = Vec::new();
        for text in field.axis.labels(points()) {
            let lines = label::lines(text, LABEL);
            let half = lines.iter().map(|line| width(line)).max().unwrap_or(0) / 2;
            let middle = field.left + field.x(text) as usize / 2;
            let (start, end) = (middle.saturating_sub(half), middle + half + 3);
            if taken.iter().all(|(left, right)| start >= *right || end <= *left) {
                taken.push((start, end));
                field.labels.push((middle, lines));
            }
        }
        field
    }

    fn x(&self, label: &str) -> f64 {
        ((self.margin as f64 + self.axis.share(label) * (self.length - 1 - 2 * self.margin) as f64) * 2.0).round()
    }

    fn y(&self, value: f64) -> f64 {
        // The figure of the highest point is above it.
        self.scale.share(value) * f64::from(ROWS * 4 - 5)
    }

    fn row(&self, value: f64) -> u16 {
        ROWS - 1 - ((self.y(value).round() as u16) / 4).min(ROWS - 1)
    }

    /// The cell of a point.
    fn cell(&self, point: &Point) -> Option<(usize, u16)> {
        point.middle().map(|value| (self.left + self.x(&point.label) as usize / 2, self.row(value)))
    }

    /// The cells with the lines alone.
    fn strokes(&self, lines: &[Line]) -> Buffer {
        let below = self.labels.iter().map(|(_, lines)| lines.len()).max().unwrap_or(0) as u16 + 1;
        let mut cells = Buffer::empty(Rect::new(0, 0, (self.left + self.length) as u16, ROWS + below));
        let area = Rect::new(self.left as u16, 0, self.length as u16, ROWS);
        let place = |point: &Point| point.middle().map(|value| (self.x(&point.label), self.y(value)));
        Canvas::default()
            .marker(Marker::Braille)
            .x_bounds([0.0, (self.length * 2 - 1) as f64])
            .y_bounds([0.0, f64::from(ROWS * 4 - 1)])
            .paint(|canvas| {
                for (number, line) in lines.iter().enumerate() {
                    let color = Color::Indexed(COLORS[number]);
                    for step in line.runs(&self.axis).iter().flat_map(|run| run.windows(2)) {
                        let [from, to] = [place(step[0]), place(step[1])];
                        let (Some((x1, y1)), Some((x2, y2))) = (from, to) else { continue };
                        if step.iter().all(|point| point.form != Form::Forecast) {
                            canvas.draw(&Stroke { x1, y1, x2, y2, color });
                            continue;
                        }
                        let dots = ((x2 - x1).abs().max((y2 - y1).abs()) / 4.0).ceil().max(1.0);
                        let coords: Vec<(f64, f64)> = (0..=dots as usize)
                            .map(|dot| dot as f64 / dots)
                            .map(|share| (x1 + (x2 - x1) * share, y1 + (y2 - y1) * share))
                            .collect();
                        canvas.draw(&Points { coords: &coords, color });
                    }
                }
            })
            .render(area, &mut cells);
        cells
    }

    /// The mark of a point; a range has an open one at each end, and a stroke between them.
    fn mark(&self, cells: &mut Buffer, number: usize, point: &Point) {
        let Some((x, y)) = self.cell(point) else { return };
        let [plain, open] = MARKS[number];
        let style = ratatui_core::style::Style::new().fg(Color::Indexed(COLORS[number]));
        let mark = match point.form {
            Form::Plain if point.upper.is_none() => plain.to_owned(),
            Form::Plain | Form::Bound => open.to_owned(),
            Form::Forecast => format!("{open}F"),
        };
        let mut rows: Vec<u16> = point.ends().map(|value| self.row(value)).collect();
        if let [low, high] = rows[..] {
            (high..low).for_each(|row| cells.set_string(x as u16, row, "│", style));
        } else {
            rows = vec![y];
        }
        rows.into_iter().for_each(|row| cells.set_string(x as u16, row, &mark, style));
    }

    /// The figure of a point, where there is room: above it, else below.
    fn figure(&self, cells: &mut Buffer, point: &Point) {
        let Some((x, _)) = self.cell(point) else { return };
        let rows: Vec<u16> = point.ends().map(|value| self.row(value)).collect();
        let (Some(low), Some(high)) = (rows.first(), rows.last()) else { return };
        let wide = width(&point.figure);
        let Some(start) = x.checked_sub(wide / 2).filter(|start| *start > self.left) else { return };
        let is_free = |row: &u16| {
            *row < ROWS
                && start + wide < self.left + self.length
                && (start - 1..=start + wide)
                    .all(|x| cells[(x as u16, *row)].symbol().trim_matches([' ', '\u{2800}']).is_empty())
        };
        let row = [high.wrapping_sub(1), low + 1].into_iter().find(is_free);
        if let Some(row) = row {
            write(cells, start, row, &point.figure);
        }
    }

    /// The axes with their numbers and labels.
    fn frame(&self, cells: &mut Buffer, lines: &[Line]) {
        for row in 0..ROWS {
            write(cells, self.left - 1, row, "│");
        }
        for (value, text) in self.scale.ticks() {
            let start = self.left - 2 - width(&text);
            write(cells, start, self.row(value), &format!("{text} ┤"));
        }
        write(cells, self.left - 1, ROWS, &format!("└{}", "─".repeat(self.length)));
        for point in lines.iter().flat_map(|line| &line.points).filter(|point| point.value.is_some()) {
            write(cells, self.left + self.x(&point.label) as usize / 2, ROWS, "┬");
        }
        for (middle, lines) in &self.labels {
            for (line, row) in lines.iter().zip(ROWS + 1..) {
                write(cells, middle.saturating_sub(width(line) / 2), row, line);
            }
        }
    }
}
