//! How numbers are spelled: once, for every format.
//!
//! The spelling agrees with the `display` of the view `fact`, so that a table that shows both shows them alike.

use std::borrow::Cow;
use std::fmt::Write;

use crate::table::Cell;

/// From this many digits on, an integer is surely no year.
const DIGITS_GROUPED: usize = 5;

/// The shortest spelling that reads back as the same number: plain between 0.0001 and a thousand million million, beyond
/// that with an exponent of two digits, as SQLite writes it.
pub fn real(value: f64) -> String {
    let magnitude = value.abs();
    if value.is_nan() {
        "NaN".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
    } else if magnitude == 0.0 {
        // A negative zero is a zero.
        "0".to_owned()
    } else if (1e-4..1e15).contains(&magnitude) {
        value.to_string()
    } else {
        let scientific = format!("{value:e}");
        match scientific.split_once('e') {
            Some((mantissa, exponent)) => match exponent.strip_prefix('-') {
                Some(exponent) => format!("{mantissa}e-{exponent:0>2}"),
                None => format!("{mantissa}e+{exponent:0>2}"),
            },
            None => scientific,
        }
    }
}

/// Bytes as text: two hexadecimal digits each.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Commas between the thousands of a number; one with an exponent stays as it is.
pub fn grouped(number: &str) -> Cow<'_, str> {
    let (sign, rest) = number.split_at(usize::from(number.starts_with('-')));
    let (whole, fraction) = rest.split_at(rest.find('.').unwrap_or(rest.len()));
    if whole.len() <= 3 || !rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return Cow::Borrowed(number);
    }
    let mut text = String::from(sign);
    for (index, digit) in whole.char_indices() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text.push_str(fraction);
    Cow::Owned(text)
}

/// What the cells of a column have in common, learned as they pass.
#[derive(Clone, Copy, Debug, Default)]
pub struct Column {
    has_figure: bool,
    has_words: bool,
    is_grouped: bool,
    /// Its integers are names of rows and lines: no amounts.
    is_number_of_one: bool,
}

impl Column {
    /// Takes a cell into account.
    pub fn learn(&mut self, cell: &Cell) {
        match cell {
            Cell::Null => {}
            Cell::Integer(value) => {
                self.has_figure = true;
                self.is_grouped |= digits(*value) >= DIGITS_GROUPED;
            }
            Cell::Real(_) => {
                self.has_figure = true;
                self.is_grouped = true;
            }
            Cell::Text(text) => match text.as_str() {
                "" | "missing" => {}
                text if number_in(text).is_some() => self.has_figure = true,
                _ => self.has_words = true,
            },
            Cell::Blob(_) => self.has_words = true,
        }
    }

    /// Whether all there is are figures, as numbers or as the texts that `display` makes of them: they are right-aligned.
    pub fn is_figures(&self) -> bool {
        self.has_figure && !self.has_words
    }

    /// A cell as people read it. Integers of a column are grouped all or none, so that years stay years; a cell that
    /// comes after the column was judged is still grouped when it must be.
    pub fn spell<'a>(&self, cell: &'a Cell) -> Cow<'a, str> {
        match cell {
            Cell::Integer(value) if !self.is_number_of_one && (self.is_grouped || digits(*value) >= DIGITS_GROUPED) => {
                Cow::Owned(grouped(&value.to_string()).into_owned())
            }
            Cell::Real(value) => Cow::Owned(grouped(&real(*value)).into_owned()),
            _ => exact(cell),
        }
    }
}

/// The columns of these names and rows.
pub fn columns<'a>(names: &[String], rows: impl IntoIterator<Item = &'a Vec<Cell>>) -> Vec<Column> {
    let is_number_of_one = |name: String| {
        matches!(name.as_str(), "line" | "load" | "loaded_by" | "removed_by" | "rowid") || name.ends_with("_id")
    };
    let column =
        |name: &String| Column { is_number_of_one: is_number_of_one(name.to_lowercase()), ..Column::default() };
    let mut columns: Vec<Column> = names.iter().map(column).collect();
    for row in rows {
        for (column, cell) in columns.iter_mut().zip(row) {
            column.learn(cell);
        }
    }
    columns
}

/// A cell as programs read it: ungrouped, unrounded. A missing value is nothing.
pub fn exact(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Null => Cow::Borrowed(""),
        Cell::Integer(value) => Cow::Owned(value.to_string()),
        Cell::Real(value) => Cow::Owned(real(*value)),
        Cell::Text(text) => Cow::Borrowed(text),
        Cell::Blob(bytes) => Cow::Owned(hex(bytes)),
    }
}

/// The number in a text that is nothing but a figure, the lower one of a range: `> 8,800`, `~ 5,000`, `35 .. 68`, `-4.5`,
/// `8.17e-05`, `+13 %`. Four digits without a comma are a year or a code, for `display` would have grouped them.
pub fn number_in(text: &str) -> Option<f64> {
    let number =
        [">=", "<=", ">", "<", "~"].iter().find_map(|hedge| text.strip_prefix(hedge)).unwrap_or(text).trim_start();
    let number = number.strip_suffix('%').map_or(number, str::trim_end);
    match number.split_once(" .. ") {
        Some((low, high)) => plain_number(high).and(plain_number(low)),
        None => plain_number(number),
    }
}

fn plain_number(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = unsigned.split_once('e').map_or((unsigned, None), |(m, e)| (m, Some(e)));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(w, f)| (w, Some(f)));
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let is_number = are_digits(first)
        && first.len() <= 3
        && (first.len() == 1 || !first.starts_with('0'))
        && groups.all(|group| are_digits(group) && group.len() == 3)
        && fraction.is_none_or(are_digits)
        && exponent.is_none_or(|exponent| are_digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent)));
    if is_number { text.replace(',', "").parse().ok() } else { None }
}

fn digits(value: i64) -> usize {
    value.unsigned_abs().checked_ilog10().map_or(1, |power| power as usize + 1)
}
