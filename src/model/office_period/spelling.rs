//! The spellings of offices, without a word for what they stand for.

use std::sync::LazyLock;

use regex::Regex;
use time::Date;

use super::counted::{Counted, full_year};
use super::era::in_common_years;
use super::part::{month_named, months_named, pattern, plain};
use crate::model::period::{Period, PeriodError, day_of};

/// A text, as far as it says which period it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    Period(Period),
    /// Two years, one after the other: twelve months that begin in the first, or what else it may mean.
    TwoYears(i32, Option<Period>),
    /// Twelve months that are named by the year in which they begin or end.
    Named(i32),
    /// So many months of such twelve, from one of them on; whether two years name them, and whether the first is counted from
    /// the first of the twelve, or a month of the calendar.
    Part {
        year: i32,
        has_two: bool,
        is_counted: bool,
        first: i32,
        length: i32,
    },
    /// A date of which either number may be the month: with the day first, and with the month first.
    Either(Period, Period),
    /// A part of a year by its number, which may be that of a quarter.
    Counted(Counted),
}

/// What ends a text that means the last day of a period.
pub(super) const ENDS: [char; 2] = ['末', '底'];

/// The number of a month since the year zero.
pub(super) fn month_of(date: Date) -> i32 {
    date.year() * 12 + i32::from(u8::from(date.month())) - 1
}

/// What a text without a prefix says.
pub(super) fn written(text: &str) -> Result<Written, PeriodError> {
    let (order, text) = without_order(text.trim());
    let text = plain(text);
    let text = in_common_years(&text);
    let standard = Period::parse(&text);
    if let Some(years) = two_years(&text, standard.ok()) {
        return Ok(years);
    }
    if let Some(counted) = Counted::of(&text) {
        return Ok(Written::Counted(counted));
    }
    if let Ok(period) = standard {
        return Ok(Written::Period(period));
    }
    if let Some(year) = named(&text) {
        return Ok(Written::Named(year));
    }
    if let Some(date) = date(&text, order) {
        return date;
    }
    if let Some(part) = part_of_named(&text) {
        return Ok(part);
    }
    part_of_year(&text).map(Written::Period).ok_or(PeriodError::Form)
}

/// The orders of the day and the month in a date, as a mapping says them before it.
pub(super) const ORDERS: [&str; 2] = ["day-month", "month-day"];

/// Divides a text into the order of its day and its month, where a mapping says so, and the date itself.
pub(super) fn without_order(text: &str) -> (Option<&'static str>, &str) {
    let found = ORDERS.into_iter().find_map(|order| Some((order, text.strip_prefix(order)?.strip_prefix(' ')?)));
    found.map_or((None, text), |(order, rest)| (Some(order), rest))
}

/// A date with its year last: `31.12.2022`, `1/2/2023`. One of two numbers that may both be the month has two readings, unless
/// the order is stated.
fn date(text: &str, order: Option<&str>) -> Option<Result<Written, PeriodError>> {
    static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        pattern("^(?<a>[0-9]{1,2})(?:\\.(?<b>[0-9]{1,2})\\.|/(?<c>[0-9]{1,2})/|-(?<d>[0-9]{1,2})-)(?<year>[0-9]{4})$")
    });
    let found = DATE.as_ref()?.captures(text)?;
    let second = ["b", "c", "d"].into_iter().find_map(|name| found.name(name))?.as_str();
    let (a, b): (u8, u8) = (found["a"].parse().ok()?, second.parse().ok()?);
    let year = full_year(&found["year"])?;
    let day = |month: u8, day: u8| day_of(year, month, day).and_then(|day| Period::new(day, day));
    let [first, last] = [day(b, a), day(a, b)];
    Some(match (order, first, last) {
        (Some(order), first, last) => if order == ORDERS[0] { first } else { last }.map(Written::Period),
        (None, Ok(first), Ok(last)) if first != last => Ok(Written::Either(first, last)),
        (None, first, last) => first.or(last).map(Written::Period),
    })
}

/// Twelve months that one year names: `FY2022`, `2022年度`.
fn named(text: &str) -> Option<i32> {
    static NAMED: LazyLock<Option<Regex>> =
        LazyLock::new(|| pattern("(?i)^(?:FY *['-]?(?<a>[0-9]{4}|[0-9]{2})|(?<b>[0-9]{4}) *FY|(?<c>[0-9]{4}) *年度)$"));
    let found = NAMED.as_ref()?.captures(text)?;
    full_year(["a", "b", "c"].into_iter().find_map(|name| found.name(name))?.as_str())
}

/// A part of a financial year: a quarter or a half, `2022/23 Q1`, `Q1 FY2022`; or months of the calendar, `FY2022 May`.
fn part_of_named(text: &str) -> Option<Written> {
    // A hyphen divides the two, or stands within one of them.
    let marks: [&[char]; 2] = [&[' ', '-'], &[' ']];
    let before = marks.into_iter().filter_map(|mark| text.rsplit_once(mark));
    let behind = marks.into_iter().filter_map(|mark| text.split_once(mark)).map(|(part, year)| (year, part));
    before.chain(behind).find_map(|(year, part)| {
        let (year, part) = (year.trim(), part.trim());
        let (first, length) = months_named(part).filter(|_| part.contains(char::is_alphabetic))?;
        let is_counted = matches!(length, 3 | 6 | 12) && !part.contains(['月', '-', '–', '—', '~', '至']);
        let (year, has_two) = match two_years(year, Period::parse(year).ok()) {
            Some(Written::TwoYears(year, _)) => (year, true),
            _ => (named(year)?, false),
        };
        Some(Written::Part { year, has_two, is_counted, first, length })
    })
}

/// Two years, as in `2009-10`, `2021/22`, `2021—2022学年`; `plain` is the period that the text is in the standard's spelling.
fn two_years(text: &str, plain: Option<Period>) -> Option<Written> {
    static TWO: LazyLock<Option<Regex>> = LazyLock::new(|| {
        pattern(
            "(?i)^(?<fy>FY *)?(?<a>[0-9]{4}) *年? *[-/–—－~～至] *(?<b>[0-9]{4}|[0-9]{2}) *(?:(?<is>学?年度|学年)|年)?$",
        )
    });
    let found = TWO.as_ref()?.captures(text)?;
    let first: i32 = found["a"].parse().ok()?;
    let (second, is_short) = (found["b"].parse::<i32>().ok()?, found["b"].len() == 2);
    let is_next = if is_short { (first + 1) % 100 == second } else { first + 1 == second };
    let is_year = found.name("fy").or(found.name("is")).is_some();
    let span = |last: i32| Period::of_months(first * 12, (last - first + 1) * 12).ok();
    let month = || Period::of_months(first * 12 + second - 1, 1).ok().filter(|_| (1..=12).contains(&second));
    match (is_next, is_short) {
        (true, _) if is_year => Some(Written::TwoYears(first, None)),
        (true, true) => Some(Written::TwoYears(first, plain.or_else(month).or_else(|| span(first + 1)))),
        (true, false) => Some(Written::TwoYears(first, span(second))),
        (false, false) if !is_year && second > first => span(second).map(Written::Period),
        _ => None,
    }
}

/// A part of a year, with the year before or after it: `2024年上半年`, `Q1 2023`, `Jan-23`, `2023/1/31`, `2023年末`.
fn part_of_year(text: &str) -> Option<Period> {
    static FORMS: LazyLock<[Option<Regex>; 3]> = LazyLock::new(|| {
        [
            pattern("^(?<year>[0-9]{4})(?<gap> *(?:年? *[-/ .,]|年) *|)(?<part>|[^ ].*)$"),
            pattern("^(?<part>.*?[^-/ .,'])(?<gap>[-/ .,']+)(?<year>[0-9]{4}) *年?$"),
            pattern(
                "^(?<part>(?:[0-9]{1,2}[-. ])?\\p{L}{3,10}[.,]?|[QHqh][1-4]|[1-4][QHqh])(?<gap>[-/ .']*)(?<year>[0-9]{2})$",
            ),
        ]
    });
    FORMS.iter().flatten().zip(0..).find_map(|(form, number)| {
        let found = form.captures(text)?;
        let (part, gap) = (found["part"].trim(), found["gap"].trim());
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let has_words = part.contains(|c: char| c.is_alphabetic());
        let is_sure = match number {
            0 if part.is_empty() => gap == "年",
            // Without anything between them, or with a point, digits are part of a longer number.
            0 => {
                !part.starts_with(|c: char| c.is_ascii_digit())
                    || !(found["gap"].is_empty() || gap == "." && is_number(part))
            }
            // Of `1/2/2023`, either number may be the month.
            _ => has_words || is_number(part) && ["/", "-"].contains(&gap),
        };
        is_sure.then(|| within(full_year(&found["year"])?, part)).flatten()
    })
}

/// The days and months that a part of a year is.
fn within(year: i32, part: &str) -> Option<Period> {
    static DAY: LazyLock<[Option<Regex>; 2]> = LazyLock::new(|| {
        [
            pattern("^(?<month>[0-9]{1,2}) *(?:月|[-/.]) *(?<day>[0-9]{1,2}) *日?$"),
            pattern("^(?<day>[0-9]{1,2})(?:er)?[- .]+(?:de )?(?<month>\\p{L}{3,10})[.,]?(?: de)?$"),
        ]
    });
    // Of a number in parentheses nothing says that it is a month.
    let inner = part.strip_prefix('(').and_then(|part| part.strip_suffix(')'));
    let part = inner.filter(|inner| inner.contains(char::is_alphabetic)).unwrap_or(part);
    for form in DAY.iter().flatten() {
        if let Some(found) = form.captures(part) {
            let Some(month) = found["month"].parse().ok().or_else(|| month_named(&found["month"])) else { continue };
            let day = day_of(year, u8::try_from(month).ok()?, found["day"].parse().ok()?).ok()?;
            return Period::new(day, day).ok();
        }
    }
    let months = |(first, length)| Period::of_months(year * 12 + first - 1, length).ok();
    // The end of a period is its last day.
    if let Some(rest) = part.strip_suffix(ENDS) {
        let period = if rest.is_empty() { months((1, 12)) } else { months(months_named(rest)?) }?;
        return Period::new(period.end(), period.end()).ok();
    }
    months(months_named(part)?)
}
