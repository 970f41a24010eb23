//! What the cells of a column have in common, and how a cell is spelled.

use std::borrow::Cow;

use super::number::{self, grouped, hex, real};
use crate::table::{Cell, Heading, inferred};

/// From this many digits on, an integer is surely no year.
const DIGITS_GROUPED: usize = 5;

/// A narrow space at which no line is broken.
const THIN: &str = "\u{202f}";

/// What the cells of a column have in common, learned as they pass.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Column {
    has_figure: bool,
    has_words: bool,
    is_grouped: bool,
    /// The column is `display`: its texts are figures.
    is_display: bool,
    /// Its integers are keys or line numbers, not amounts.
    is_key: bool,
    /// Thousands are divided by thin spaces.
    is_thin: bool,
}

impl Column {
    fn named(name: &str) -> Self {
        let name = name.to_lowercase();
        let is_key = matches!(name.as_str(), "line" | "load" | "loaded_by" | "removed_by" | "rowid");
        Self { is_display: name == "display", is_key: is_key || name.ends_with("_id"), ..Self::default() }
    }

    /// Takes a cell into account.
    pub(super) fn learn(&mut self, cell: &Cell) {
        match cell {
            Cell::Null => {}
            Cell::Integer(value) => {
                self.has_figure = true;
                self.is_grouped |= digits(*value) >= DIGITS_GROUPED;
            }
            // A whole number is spelled alike, whichever type a database has for it.
            Cell::Real(value) => {
                self.has_figure = true;
                self.is_grouped |= !is_short(*value);
            }
            Cell::Figure(_) => {
                self.has_figure = true;
                self.is_grouped = true;
            }
            Cell::Text(_) if self.is_display => self.has_figure = true,
            Cell::Text(text) => self.has_words |= !text.is_empty(),
            Cell::Blob(_) | Cell::InferredPeriod(_) | Cell::Cited(_) | Cell::Notes(_) => self.has_words = true,
        }
    }

    /// Whether all cells are numbers: they are right-aligned.
    pub(super) fn is_figures(&self) -> bool {
        self.has_figure && !self.has_words
    }

    /// A cell as people read it. The integers of a column are grouped all or none, so that years stay years; a cell that
    /// comes after the column was judged is still grouped when it must be.
    pub(super) fn spell<'a>(&self, cell: &'a Cell) -> Cow<'a, str> {
        let spelled = match cell {
            Cell::Integer(value) if !self.is_key && (self.is_grouped || digits(*value) >= DIGITS_GROUPED) => {
                Cow::Owned(grouped(&value.to_string()).into_owned())
            }
            Cell::Real(value) if !is_short(*value) || (!self.is_key && self.is_grouped) => {
                Cow::Owned(grouped(&real(*value)).into_owned())
            }
            _ => exact(cell),
        };
        let is_number = match cell {
            Cell::Integer(_) | Cell::Real(_) | Cell::Figure(_) => true,
            Cell::Text(_) => self.is_display,
            _ => false,
        };
        if self.is_thin && is_number { Cow::Owned(spelled.replace(',', THIN)) } else { spelled }
    }
}

/// The columns of a table with these rows.
pub(super) fn columns<'a>(heading: &Heading, rows: impl IntoIterator<Item = &'a Vec<Cell>>) -> Vec<Column> {
    let column = |name: &String| Column { is_thin: heading.has_thin_groups, ..Column::named(name) };
    let mut columns: Vec<Column> = heading.columns.iter().map(column).collect();
    for row in rows {
        for (column, cell) in columns.iter_mut().zip(row) {
            column.learn(cell);
        }
    }
    columns
}

/// A cell as programs read it: ungrouped, unrounded. A missing value is the empty text.
pub(super) fn exact(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Null => Cow::Borrowed(""),
        Cell::Integer(value) => Cow::Owned(value.to_string()),
        Cell::Real(value) => Cow::Owned(real(*value)),
        Cell::Text(text) => Cow::Borrowed(text),
        Cell::Blob(bytes) => Cow::Owned(hex(bytes)),
        Cell::Figure(figure) => Cow::Owned(number::figure(figure)),
        Cell::InferredPeriod(code) => Cow::Owned(inferred(code)),
        Cell::Cited(cited) => Cow::Owned(cited.iter().map(|it| it.text.as_str()).collect::<Vec<_>>().join(" / ")),
        Cell::Notes(numbers) => {
            Cow::Owned(numbers.iter().map(|number| format!("[{number}]")).collect::<Vec<_>>().join(" "))
        }
    }
}

/// Whether a number is whole, and has so few digits that it may be a year.
fn is_short(value: f64) -> bool {
    value.fract() == 0.0 && value.abs() < 10f64.powi(DIGITS_GROUPED as i32 - 1)
}

fn digits(value: i64) -> usize {
    value.unsigned_abs().checked_ilog10().map_or(1, |power| power as usize + 1)
}
