//! Rows as lists of names and values, for rows that are too wide for columns.

use std::io::{self, Write};

use super::screen::Pen;
use super::wrap::{width, wrap};

/// The minimum width of a value, even if the line is then wider than the screen.
const NARROWEST: usize = 20;

/// How many lines [`write()`] takes.
pub(super) fn height<'a>(screen: usize, names: &[String], rows: impl Iterator<Item = &'a Vec<String>>) -> usize {
    let (_, room) = split(screen, names);
    let filled =
        |row: &[String]| row.iter().filter(|cell| !cell.is_empty()).map(|cell| wrap(cell, room).len()).sum::<usize>();
    rows.map(|row| 1 + filled(row)).sum()
}

/// Writes the rows, each below a rule with its number. Empty cells are omitted.
pub(super) fn write(
    out: &mut dyn Write,
    pen: Pen,
    screen: usize,
    names: &[String],
    rows: &[Vec<String>],
) -> io::Result<()> {
    let (margin, room) = split(screen, names);
    if rows.is_empty() {
        for line in wrap(&names.join(" "), screen) {
            pen.line(out, line, pen.strong)?;
        }
        return writeln!(out, "(no rows)");
    }
    for (row, number) in rows.iter().zip(1..) {
        if rows.len() > 1 {
            let number = format!("── {number} ");
            let rule = format!("{number}{}", "─".repeat((margin + room).saturating_sub(width(&number))));
            pen.line(out, &rule, pen.faint)?;
        }
        for (name, cell) in names.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
            for (index, line) in wrap(cell, room).into_iter().enumerate() {
                let name = if index == 0 { name } else { "" };
                let padding = " ".repeat(margin - width(name));
                let strong = pen.strong;
                writeln!(out, "{strong}{name}{strong:#}{}", format!("{padding}{line}").trim_end())?;
            }
        }
    }
    Ok(())
}

/// The columns that the names take, and what is left for the values.
fn split(screen: usize, names: &[String]) -> (usize, usize) {
    let margin = names.iter().map(|name| width(name)).max().unwrap_or(0) + 2;
    (margin, screen.saturating_sub(margin).max(NARROWEST))
}
