//! The labels of a picture: wrapped, never cut.

use std::fmt::Write;

use super::LEADING;
use crate::render::markup::one_line;
use crate::render::wrap::wrap;

/// The lines of a label that are at most so many characters wide.
pub(super) fn lines(label: &str, limit: usize) -> Vec<String> {
    wrap(label, limit).into_iter().map(|line| line.trim_end().to_owned()).collect()
}

/// Draws the lines of a label; `y` is the base of the first one.
pub(super) fn draw(svg: &mut String, class: &str, lines: &[String], x: f64, y: f64) {
    for (number, line) in lines.iter().enumerate() {
        let y = y + LEADING * number as f64;
        let _ = write!(svg, "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>", one_line(line));
    }
}
