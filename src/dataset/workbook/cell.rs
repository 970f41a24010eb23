//! The cells of a sheet, as the sheet shows them.

use calamine::Data;

use super::format::{self, Format};
use super::raised;
use super::range::Corner;
use crate::problem::Skip;

/// A cell that is not empty.
#[derive(Debug)]
pub(super) struct Filled {
    pub at: Corner,
    pub shown: Shown,
    /// Why what is read of it is not all that the sheet shows, or is in it.
    pub otherwise: Option<Skip>,
}

impl Filled {
    pub(super) fn of(at: Corner, cell: &Data, format: &Format) -> Self {
        let number = match cell {
            Data::Float(number) => Some(*number),
            Data::Int(number) => Some(*number as f64),
            _ => None,
        };
        let beside = |is_cut: bool| is_cut.then_some(Skip::Beside);
        match (cell, number) {
            (Data::String(text), _) if raised::has(text) => {
                let (text, is_cut) = raised::read(text);
                Self { at, shown: shown(&Data::String(text), format), otherwise: beside(is_cut) }
            }
            (_, Some(number)) => match format.in_place(number) {
                Some(text) => {
                    let otherwise = text.is_empty().then_some(Skip::Concealed);
                    Self { at, shown: Shown::Text(text.to_owned()), otherwise }
                }
                None => Self { at, shown: shown(cell, format), otherwise: beside(format.cuts(number)) },
            },
            _ => Self { at, shown: shown(cell, format), otherwise: None },
        }
    }

    /// A formula without a value.
    pub(super) fn no_value(at: Corner) -> Self {
        Self { at, shown: Shown::NoValue, otherwise: None }
    }
}

/// What a sheet shows of a cell.
#[derive(Debug)]
pub(super) enum Shown {
    Text(String),
    /// A number or a day.
    Number(String),
    /// A formula whose value is not stored.
    NoValue,
    /// A whole number of more digits than are stored.
    TooLong,
}

impl Shown {
    /// The text of a cell that has one.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number(text) => text,
            Self::NoValue | Self::TooLong => "",
        }
    }
}

/// The first row and the first column in which cells are.
pub(super) fn start_of(cells: &[Filled]) -> Option<Corner> {
    let columns = cells.iter().map(|cell| cell.at.1);
    Some((cells.first()?.at.0, columns.min()?))
}

/// The text of a cell as the sheet shows it, with all of its digits. Line ends within a cell are spaces, so that a row is a
/// line.
fn shown(cell: &Data, format: &Format) -> Shown {
    match cell {
        Data::Empty => Shown::Text(String::new()),
        // A date of an OpenDocument spreadsheet.
        Data::DateTimeIso(date) if format::is_day(date) => Shown::Number(match format {
            Format::Month => date[..7].to_owned(),
            Format::Year => date[..4].to_owned(),
            _ => date.strip_suffix("T00:00:00").unwrap_or(date).to_owned(),
        }),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            let text = text.replace("\r\n", " ").replace(['\n', '\r', '\0'], " ");
            Shown::Text(text.trim().to_owned())
        }
        // A whole number of an older workbook, of at most thirty bits.
        Data::Int(number) => Shown::Number(format.shown(*number as f64)),
        Data::Float(number) if format::is_too_long(*number) => Shown::TooLong,
        Data::Float(number) => Shown::Number(format.shown(*number)),
        Data::Bool(is_true) => Shown::Text(is_true.to_string()),
        Data::DateTime(time) if time.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
            Shown::Number(match (format, hour, minute, second) {
                (Format::Month, ..) => format!("{year:04}-{month:02}"),
                (Format::Year, ..) => format!("{year:04}"),
                (_, 0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"),
            })
        }
        Data::DateTime(duration) => Shown::Number(elapsed(duration.as_f64())),
        Data::Error(error) => Shown::Text(error.to_string()),
    }
}

/// A number of days as hours and minutes, and seconds where there are some: `[h]:mm` shows 1.5 as 36:00.
fn elapsed(days: f64) -> String {
    let seconds = (days.abs() * 86_400.0).round() as u64;
    let sign = if days < 0.0 { "-" } else { "" };
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    match seconds % 60 {
        0 => format!("{sign}{hours}:{minutes:02}"),
        rest => format!("{sign}{hours}:{minutes:02}:{rest:02}"),
    }
}
