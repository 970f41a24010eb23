//! The labels of a picture, which are wrapped and never cut, and the room that there is.

use std::fmt::Write;

use crate::render::markup::one_line;
use crate::render::wrap::{width, wrap};

/// The units that the picture is drawn in, across; it is scaled to the page.
pub(super) const WIDTH: f64 = 736.0;
/// The approximate width of a narrow character, rather too large than too small.
pub(super) const CHARACTER: f64 = 7.4;
/// How far the lines of a label are from each other.
pub(super) const LEADING: f64 = 15.0;

/// The room that the widest of these texts takes, about.
pub(super) fn room<'a>(texts: impl Iterator<Item = &'a String>) -> f64 {
    texts.map(|text| width(text)).max().unwrap_or(0) as f64 * CHARACTER
}

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
