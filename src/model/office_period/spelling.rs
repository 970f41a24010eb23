//! The spellings of offices, without a word for what they stand for.

use std::sync::LazyLock;

use regex::Regex;
use time::Date;
use unicode_normalization::UnicodeNormalization;

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
}

const NAMES: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// What ends a text that means the last day of a period.
pub(super) const ENDS: [char; 2] = ['末', '底'];

/// A pattern of this module; all are tested.
pub(super) fn pattern(text: &str) -> Option<Regex> {
    Regex::new(text).ok()
}

/// The number of a month since the year zero.
pub(super) fn month_of(date: Date) -> i32 {
    date.year() * 12 + i32::from(u8::from(date.month())) - 1
}

/// What a text without a prefix says.
pub(super) fn written(text: &str) -> Result<Written, PeriodError> {
    let (order, text) = without_order(text.trim());
    let text: String = text.trim().nfkc().collect();
    let plain = Period::parse(&text);
    if let Some(years) = two_years(&text, plain.ok()) {
        return Ok(years);
    }
    if let Ok(period) = plain {
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
    let year = full_year(&found["year"]).ok()?;
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
    full_year(["a", "b", "c"].into_iter().find_map(|name| found.name(name))?.as_str()).ok()
}

/// A part of a financial year: a quarter or a half, `2022/23 Q1`, `Q1 FY2022`; or months of the calendar, `FY2022 May`.
fn part_of_named(text: &str) -> Option<Written> {
    // A hyphen divides the two, or stands within one of them.
    let marks: [&[char]; 2] = [&[' ', '-'], &[' ']];
    let before = marks.into_iter().filter_map(|mark| text.rsplit_once(mark));
    let behind = marks.into_iter().filter_map(|mark| text.split_once(mark)).map(|(part, year)| (year, part));
    before.chain(behind).find_map(|(year, part)| {
        let (year, part) = (year.trim(), part.trim());
        let (first, length) = part_named(part).filter(|_| part.contains(char::is_alphabetic))?;
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
            pattern("^(?<part>[A-Za-z]{3,9}[.,]?|[QHqh][1-4]|[1-4][QHqh])(?<gap>[-/ .']*)(?<year>[0-9]{2})$"),
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
        is_sure.then(|| within(full_year(&found["year"]).ok()?, part)).flatten()
    })
}

/// The days and months that a part of a year is.
fn within(year: i32, part: &str) -> Option<Period> {
    static DAY: LazyLock<[Option<Regex>; 2]> = LazyLock::new(|| {
        [
            pattern("^(?<month>[0-9]{1,2}) *(?:月|[-/.]) *(?<day>[0-9]{1,2}) *日?$"),
            pattern("^(?<day>[0-9]{1,2})[- .]+(?<month>[A-Za-z]{3,9})[.,]?$"),
        ]
    });
    for form in DAY.iter().flatten() {
        if let Some(found) = form.captures(part) {
            let month = found["month"].parse().ok().or_else(|| month_named(&found["month"]))?;
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

/// The first month of a part of a year by its name or its number, such as `Q1`, `January`, `一季度` or `5`, and how many months
/// it has.
pub(crate) fn part_named(text: &str) -> Option<(i32, i32)> {
    let text: String = text.trim().nfkc().collect();
    months_named(&text).filter(|_| !text.is_empty())
}

/// The first month of a part of a year, and how many it has.
fn months_named(part: &str) -> Option<(i32, i32)> {
    static QUARTER: LazyLock<Option<Regex>> = LazyLock::new(|| {
        pattern(
            "(?i)^(?:Q(?:uarter|tr)? *0?(?<a>[1-4])|(?<b>[1-4]) *(?:st|nd|rd|th)? *Q(?:uarter|tr)?|第?(?<c>[1-4一二三四]) *(?:季度?|四半期))$",
        )
    });
    static SPAN: LazyLock<Option<Regex>> =
        LazyLock::new(|| pattern("^(?<a>[^-–—~至]+?) *月?份? *[-–—~至] *(?<b>[^-–—~至]+?)(?<unit>月份?|季度?|)$"));
    if let Some(found) = QUARTER.as_ref()?.captures(part) {
        let quarter = ["a", "b", "c"].into_iter().find_map(|name| found.name(name))?;
        return Some((number(quarter.as_str())? * 3 - 2, 3));
    }
    match part.to_lowercase().as_str() {
        "上半年" | "h1" | "1h" | "s1" | "s01" | "half1" | "half 1" | "first half" => return Some((1, 6)),
        "下半年" | "h2" | "2h" | "s2" | "s02" | "half2" | "half 2" | "second half" => return Some((7, 6)),
        "前三季度" | "前三季" => return Some((1, 9)),
        "" | "全年" | "annual" | "full year" => return Some((1, 12)),
        _ => {}
    }
    let month = |text: &str| month_named(text).or_else(|| number(text)).filter(|month| (1..=12).contains(month));
    let digits = part.strip_prefix(['M', 'm']).filter(|rest| number(rest).is_some()).unwrap_or(part);
    if let Some(month) = month(digits.trim_end_matches('份').trim_end_matches('月')) {
        return Some((month, 1));
    }
    let found = SPAN.as_ref()?.captures(part)?;
    let (first, last) = (month(&found["a"])?, month(&found["b"])?);
    let length = if found["unit"].starts_with('季') { 3 } else { 1 };
    (first < last && last * length <= 12).then_some((first * length - length + 1, (last - first + 1) * length))
}

/// The number of a month by its English name, of which three letters suffice.
pub(super) fn month_named(text: &str) -> Option<i32> {
    const FULL: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let text = text.trim_end_matches(['.', ',']).to_lowercase();
    let is = |place: &usize| text == NAMES[*place] || text == FULL[*place] || text == "sept" && *place == 8;
    (0..12).find(is).map(|place| place as i32 + 1)
}

/// A number up to twelve, in digits or in Chinese.
fn number(text: &str) -> Option<i32> {
    const NUMBERS: [&str; 12] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];
    let text = text.trim();
    let is_number = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let place = NUMBERS.iter().position(|number| *number == text);
    if is_number { text.parse().ok() } else { place.map(|place| place as i32 + 1) }
}

/// A year of two or four digits; two are read as spreadsheets do, from 1930 to 2029.
fn full_year(digits: &str) -> Result<i32, PeriodError> {
    let year: i32 = digits.parse().map_err(|_| PeriodError::Form)?;
    Ok(match digits.len() {
        2 if year < 30 => 2000 + year,
        2 => 1900 + year,
        _ => year,
    })
}
