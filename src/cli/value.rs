//! Values of options that are neither texts nor names, and of the environment.

use std::path::PathBuf;

use time::Date;

use crate::model::period::parse_publication;

/// The database of `YEARBOOK_DB`; an empty variable is as if it were not set.
pub(crate) fn database_of_environment() -> Option<PathBuf> {
    std::env::var_os("YEARBOOK_DB").filter(|file| !file.is_empty()).map(PathBuf::from)
}

/// A day, or the last day of a month or of a year.
pub(super) fn last_day(text: &str) -> Result<Date, String> {
    let expected = "it must be a date such as 2025-06-30, 2025-06 or 2025";
    parse_publication(text).map(|period| period.end()).map_err(|_| expected.to_owned())
}

pub(super) fn whole_number(text: &str) -> Result<i64, String> {
    text.parse().ok().filter(|number| *number >= 0).ok_or_else(|| "it must be a whole number such as 10".to_owned())
}

pub(super) fn percentage(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0);
    number.ok_or_else(|| "it must be a percentage such as 0.5".to_owned())
}

pub(super) fn file_name(text: &str) -> Result<String, String> {
    let is_safe = |mark: char| mark.is_alphanumeric() || matches!(mark, '-' | '_');
    let name = Some(text).filter(|text| !text.is_empty() && text.chars().all(is_safe));
    name.map(str::to_owned).ok_or_else(|| "it is a part of file names: letters, digits, - and _".to_owned())
}
