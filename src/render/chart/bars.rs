//! Horizontal bars, one for each row.

use std::fmt::Write;

use super::label::{self, LEADING, WIDTH, room};
use super::point::Point;
use super::scale::Scale;

use crate::render::markup::one_line;

/// The maximum width of a line of a label.
const LABEL: usize = 32;
const THICK: f64 = 18.0;

/// The height and the content of the picture.
pub(super) fn draw(points: &[Point]) -> (f64, String) {
    let labels: Vec<Vec<String>> = points.iter().map(|point| label::lines(&point.label, LABEL)).collect();
    let most_lines = labels.iter().map(Vec::len).max().unwrap_or(1);
    let pitch = if most_lines > 1 { most_lines as f64 * LEADING + 10.0 } else { THICK + 10.0 };
    let scale = Scale::new(points.iter().flat_map(Point::ends), true);
    let label_room = room(labels.iter().flatten());
    let figures = |is_negative: bool| {
        let of_side = points.iter().filter(move |point| point.value.is_some_and(|value| value < 0.0) == is_negative);
        (room(of_side.map(|point| &point.figure)) + 8.0).min(WIDTH / 3.0)
    };
    // The figure of a negative bar is on its left, between the label and the bar.
    let left = label_room + 12.0 + if scale.least < 0.0 { figures(true) } else { 0.0 };
    let figure_room = figures(false);
    let at = |value: f64| left + scale.share(value) * (WIDTH - figure_room - left);
    let zero = at(0.0);
    let height = points.len() as f64 * pitch;
    let mut svg = String::new();
    for (index, (point, lines)) in points.iter().zip(&labels).enumerate() {
        let top = index as f64 * pitch + (pitch - THICK) / 2.0;
        let baseline = top + THICK / 2.0 + 4.5;
        let (name, figure) = (one_line(&point.label), one_line(&point.figure));
        let _ = write!(svg, "<g><title>{name}: {figure}</title>");
        label::draw(&mut svg, "end", lines, label_room, baseline - LEADING * (lines.len() - 1) as f64 / 2.0);
        let (mut class, mut x) = ("quiet", zero + 7.0);
        if let Some(value) = point.value {
            let end = at(value);
            let (from, to) = if end < zero { (end, zero) } else { (zero, end) };
            let below = if value < 0.0 { " below" } else { "" };
            let form = point.form.class();
            let length = if value == 0.0 { 0.0 } else { (to - from).max(1.0) };
            let _ = write!(
                svg,
                "<rect class=\"bar{below}{form}\" x=\"{from:.1}\" y=\"{top:.1}\" width=\"{length:.1}\" height=\"{THICK}\" rx=\"2\"/>"
            );
            let reach = point.upper.map_or(to, at);
            if point.upper.is_some() {
                let y = top + THICK / 2.0;
                let _ = write!(
                    svg,
                    "<path class=\"range\" d=\"M{end:.1} {:.1}v10M{end:.1} {y:.1}H{reach:.1}m0 -5v10\"/>",
                    y - 5.0
                );
            }
            let right = to.max(zero + length).max(reach);
            (class, x) = if value < 0.0 { ("end", from - 7.0) } else { ("start", right + 7.0) };
        }
        let _ = writeln!(svg, "<text class=\"{class}\" x=\"{x:.1}\" y=\"{baseline:.1}\">{figure}</text></g>");
    }
    let _ = writeln!(svg, "<line class=\"zero\" x1=\"{zero:.1}\" x2=\"{zero:.1}\" y1=\"0\" y2=\"{height}\"/>");
    (height, svg)
}
