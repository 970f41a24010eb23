//! Periods as offices write them: `2024年上半年`, `Q1 2023`, `Jan-23`, `FY2022`, `2009-10`; and what a mapping says that they
//! stand for: `year from April 2009-10`, `quarter of 2023-01-01`, `12 months to 2023-06-30`, `day-month 1/2/2023`.

mod counted;
mod doubt;
mod era;
mod part;
mod reading;
mod spelling;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use time::{Date, Duration};

use super::period::{Period, PeriodError, day_or_last};
use counted::{Counted, Sign};
pub(crate) use doubt::{PeriodDoubt, certain, doubt, doubt_of_weeks};
pub(crate) use part::part_named;
use reading::{Reading, reading};
use spelling::{Written, month_of, written};

/// Reads a period of a file that a mapping is for: what [`Period::parse`] reads, the spellings of offices, and either after
/// what it stands for.
///
/// # Errors
/// [`PeriodError::FirstMonth`] where the text is a financial or school year and nothing says when it begins,
/// [`PeriodError::DayOrMonth`] where it is a date and nothing says which number is the month, [`PeriodError::Digits`] where it is a
/// month or a day in digits alone and nothing says so, [`PeriodError::Counted`] where nothing says what its number counts.
pub(crate) fn read(text: &str) -> Result<Period, PeriodError> {
    if let Ok(period) = Period::parse(text) {
        return Ok(period);
    }
    let (reading, text) = reading(text);
    let spelled = compact(text);
    if spelled.is_some() && reading == Reading::Open {
        return Err(PeriodError::Digits);
    }
    let written = match written(spelled.as_deref().unwrap_or(text))? {
        Written::Counted(counted) => Written::Period(part_counted(counted, reading)?),
        written => written,
    };
    match (written, reading) {
        (Written::Either(..), _) => Err(PeriodError::DayOrMonth),
        // Where numbers are those of quarters, a day is none.
        (Written::Period(period), Reading::Quarter) if period.start() == period.end() => Err(PeriodError::Form),
        (Written::Part { year, has_two, is_counted, first, length }, Reading::Year { is_start, month }) => {
            let start = month_of(year_of(year + i32::from(has_two && !is_start), is_start, month)?.start());
            let offset = if is_counted { first - 1 } else { (first - 1 - start).rem_euclid(12) };
            let is_within = offset + length <= 12;
            is_within.then(|| Period::of_months(start + offset, length)).ok_or(PeriodError::NoSuchDate)?
        }
        (Written::Part { .. }, _) => Err(PeriodError::FirstMonth),
        (Written::TwoYears(year, _) | Written::Named(year), Reading::Year { is_start, month }) => {
            let is_next = matches!(written, Written::TwoYears(..)) && !is_start;
            year_of(year + i32::from(is_next), is_start, month)
        }
        (Written::Period(period), Reading::Year { is_start, month }) if period.to_string().len() == 4 => {
            year_of(period.start().year(), is_start, month)
        }
        (Written::TwoYears(..), Reading::Open | Reading::Quarter)
        | (Written::Named(_) | Written::TwoYears(_, None), _) => Err(PeriodError::FirstMonth),
        (Written::Period(period), Reading::Open | Reading::Quarter | Reading::Year { .. }) => Ok(period),
        (Written::Period(period) | Written::TwoYears(_, Some(period)), Reading::Written) => Ok(period),
        (Written::Counted(_), _) => Err(PeriodError::Counted),
        (Written::Period(period) | Written::TwoYears(_, Some(period)), Reading::Part(length)) => {
            let first = month_of(period.start()).div_euclid(length) * length;
            let part = Period::of_months(first, length)?;
            Ok(if period.end() <= part.end() { part } else { period })
        }
        (Written::Period(period) | Written::TwoYears(_, Some(period)), Reading::Months { is_start, count }) => {
            months(period, is_start, count)
        }
        (Written::Period(period) | Written::TwoYears(_, Some(period)), Reading::Week) => {
            let weekday = period.start().weekday().number_days_from_monday();
            let week = days(period.start().checked_sub(Duration::days(weekday.into())), true, 7)?;
            Ok(if period.end() <= week.end() { week } else { period })
        }
        (Written::Period(period) | Written::TwoYears(_, Some(period)), Reading::Days { is_start, count }) => {
            days(Some(if is_start { period.start() } else { period.end() }), is_start, count)
        }
    }
}

/// The part of a year that a number counts.
fn part_counted(counted: Counted, reading: Reading) -> Result<Period, PeriodError> {
    let period = match (counted.sign, reading) {
        (_, Reading::Quarter) => counted.quarter,
        (Sign::Nothing | Sign::OfFour, _) | (Sign::Trimester, Reading::Part(4)) | (Sign::Kw, Reading::Week) => {
            counted.other
        }
        (_, Reading::Part(3)) => counted.quarter,
        _ => return Err(PeriodError::Counted),
    };
    period.ok_or(PeriodError::NoSuchDate)
}

/// So many days from a day on, or up to it.
fn days(day: Option<Date>, is_start: bool, count: i32) -> Result<Period, PeriodError> {
    let others = Duration::days(i64::from(count) - 1);
    let other = day.and_then(|day| if is_start { day.checked_add(others) } else { day.checked_sub(others) });
    let (day, other) = day.zip(other).ok_or(PeriodError::NoSuchDate)?;
    // Years before the first are no part of a period's spelling.
    if day.min(other).year() < 1 {
        return Err(PeriodError::NoSuchDate);
    }
    Period::new(day.min(other), day.max(other))
}

/// The standard spelling of a month or a day in digits alone, `202306` or `20230630`. Only a name or a prefix says that such a
/// number is a period.
pub(crate) fn compact(text: &str) -> Option<String> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let spelled = match text.len() {
        6 => format!("{}-{}", &text[..4], &text[4..]),
        8 => format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]),
        _ => return None,
    };
    recognised(&spelled).map(|_| spelled)
}

/// So many months from the first day of a period on, or up to its last.
fn months(period: Period, is_start: bool, count: i32) -> Result<Period, PeriodError> {
    let (start, end) = (period.start(), period.end());
    if is_start {
        let last = Period::of_months(month_of(start) + count - 1, 1)?.end();
        let same_day = |last: Date| day_or_last(last.year(), last.month(), start.day()).ok()?.previous_day();
        let next = last.next_day().and_then(same_day);
        return Period::new(start, if start.day() == 1 { last } else { next.ok_or(PeriodError::NoSuchDate)? });
    }
    let is_last = end.next_day().is_some_and(|next| next.day() == 1);
    let first = Period::of_months(month_of(end) - count + i32::from(is_last), 1)?.start();
    let next = day_or_last(first.year(), first.month(), end.day())?.next_day();
    Period::new(if is_last { first } else { next.ok_or(PeriodError::NoSuchDate)? }, end)
}

/// The period that a text may be, however it is read: for finding columns of periods.
pub(crate) fn recognised(text: &str) -> Option<Period> {
    let parsed = Period::parse(text).or_else(|_| match written(text)? {
        Written::Period(period) | Written::Either(period, _) => Ok(period),
        Written::Counted(Counted { quarter, other, .. }) => other.or(quarter).ok_or(PeriodError::NoSuchDate),
        Written::TwoYears(year, _) | Written::Named(year) => Period::of_months(year * 12, 12),
        Written::Part { year, first, length, .. } => Period::of_months(year * 12 + first - 1, length),
    });
    parsed.ok()
}

/// The twelve months that begin or end in a month of a year.
fn year_of(year: i32, is_start: bool, month: i32) -> Result<Period, PeriodError> {
    Period::of_months(year * 12 + month - if is_start { 1 } else { 12 }, 12)
}
