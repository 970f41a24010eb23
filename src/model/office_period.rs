//! Periods as offices write them: `2024年上半年`, `Q1 2023`, `Jan-23`, `FY2022`, `2009-10`; and what a mapping says that they
//! stand for: `year from April 2009-10`, `quarter of 2023-01-01`, `12 months to 2023-06-30`.

use std::sync::LazyLock;

use regex::Regex;
use time::Date;
use unicode_normalization::UnicodeNormalization;

use super::period::{Period, PeriodError, day_of, day_or_last};

/// A text, as far as it says which period it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    Period(Period),
    /// Two years, one after the other: twelve months that begin in the first, or what else it may mean.
    TwoYears(i32, Option<Period>),
    /// Twelve months that are named by the year in which they begin or end.
    Named(i32),
}

/// What a text stands for, where a mapping says so before the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    /// Nothing says so.
    Open,
    /// As it is written: a day, or a span of years.
    Written,
    /// The period of so many months, counted from January, that it lies in.
    Part(i32),
    /// The twelve months that begin, or end, in a month of the year.
    Year { is_start: bool, month: i32 },
    /// So many months from its first day on, or up to its last.
    Months { is_start: bool, count: i32 },
}

const NAMES: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// What ends a text that means the last day of a period.
const ENDS: [char; 2] = ['末', '底'];

/// A pattern of this module; all are tested.
fn pattern(text: &str) -> Option<Regex> {
    Regex::new(text).ok()
}

/// Reads a period of a file that a mapping is for: what [`Period::parse`] reads, the spellings of offices, and either after
/// what it stands for.
///
/// # Errors
/// [`PeriodError::FirstMonth`] where the text is a financial or school year and nothing says when it begins.
pub(crate) fn read(text: &str) -> Result<Period, PeriodError> {
    if let Ok(period) = Period::parse(text) {
        return Ok(period);
    }
    let (reading, text) = reading(text);
    if let Reading::Year { is_start, month } = reading
        && let Some(period) = part_of_financial_year(text, is_start, month)
    {
        return Ok(period);
    }
    let written = written(text)?;
    match (written, reading) {
        (Written::TwoYears(year, _) | Written::Named(year), Reading::Year { is_start, month }) => {
            let is_next = matches!(written, Written::TwoYears(..)) && !is_start;
            year_of(year + i32::from(is_next), is_start, month)
        }
        (Written::Period(period), Reading::Year { is_start, month }) if period.to_string().len() == 4 => {
            year_of(period.start().year(), is_start, month)
        }
        (Written::TwoYears(..), Reading::Open) | (Written::Named(_) | Written::TwoYears(_, None), _) => {
            Err(PeriodError::FirstMonth)
        }
        (Written::Period(period), Reading::Open | Reading::Year { .. }) => Ok(period),
        (Written::Period(period) | Written::TwoYears(_, Some(period)), Reading::Written) => Ok(period),
        (Written::Period(period) | Written::TwoYears(_, Some(period)), Reading::Part(length)) => {
            let first = month_of(period.start()).div_euclid(length) * length;
            let part = Period::of_months(first, length)?;
            Ok(if period.end() <= part.end() { part } else { period })
        }
        (Written::Period(period) | Written::TwoYears(_, Some(period)), Reading::Months { is_start, count }) => {
            months(period, is_start, count)
        }
    }
}

/// A quarter or a half of a financial year, counted from its first month, or a month of the calendar in it: `2022-23 Q1`,
/// `Q1 FY2022`, `FY2022 May`.
fn part_of_financial_year(text: &str, is_start: bool, month: i32) -> Option<Period> {
    let (before, behind) = (text.split_once(' ')?, text.rsplit_once(' ')?);
    let (year, part) = [behind, (before.1, before.0)].into_iter().find_map(|(year, part)| {
        let first = match written(year).ok()? {
            Written::TwoYears(year, _) => year + i32::from(!is_start),
            Written::Named(year) => year,
            Written::Period(_) => return None,
        };
        Some((year_of(first, is_start, month).ok()?, part.trim()))
    })?;
    let (first, length) = months_named(part)?;
    let is_month = length == 1 || part.contains(['月', '-', '–', '—', '~', '至']);
    let start = month_of(year.start());
    let offset = if is_month { (first - 1 - start).rem_euclid(12) } else { first - 1 };
    (offset + length <= 12).then(|| Period::of_months(start + offset, length).ok()).flatten()
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
        Written::Period(period) => Ok(period),
        Written::TwoYears(year, _) | Written::Named(year) => Period::of_months(year * 12, 12),
    });
    parsed.ok()
}

/// Divides a text into what it stands for, and the text itself.
fn reading(text: &str) -> (Reading, &str) {
    static PREFIX: LazyLock<Option<Regex>> = LazyLock::new(|| {
        pattern(
            "^(?:year (?<edge>from|to) (?<month>[A-Za-z]{3,9})|(?<part>day|month|quarter|half-year|year)(?: of)?|\
             (?<span>span)|(?<count>[1-9][0-9]{0,2}) months? (?<side>from|to)) +(?<rest>[^ ].*)$",
        )
    });
    let Some(found) = PREFIX.as_ref().and_then(|prefix| prefix.captures(text)) else { return (Reading::Open, text) };
    let group = |name: &str| found.name(name).map_or("", |group| group.as_str());
    let reading = match (group("part"), group("count").parse(), month_named(group("month"))) {
        ("month", ..) => Reading::Part(1),
        ("quarter", ..) => Reading::Part(3),
        ("half-year", ..) => Reading::Part(6),
        ("year", ..) => Reading::Part(12),
        ("day", ..) => Reading::Written,
        (_, Ok(count), _) => Reading::Months { is_start: group("side") == "from", count },
        (_, _, Some(month)) => Reading::Year { is_start: group("edge") == "from", month },
        _ if found.name("span").is_some() => Reading::Written,
        _ => return (Reading::Open, text),
    };
    (reading, found.name("rest").map_or(text, |rest| rest.as_str()))
}

/// The number of a month since the year zero.
fn month_of(date: Date) -> i32 {
    date.year() * 12 + i32::from(u8::from(date.month())) - 1
}

/// The twelve months that begin or end in a month of a year.
fn year_of(year: i32, is_start: bool, month: i32) -> Result<Period, PeriodError> {
    Period::of_months(year * 12 + month - if is_start { 1 } else { 12 }, 12)
}

/// What a text without a prefix says.
fn written(text: &str) -> Result<Written, PeriodError> {
    let text: String = text.trim().nfkc().collect();
    let plain = Period::parse(&text);
    if let Some(years) = two_years(&text, plain.ok()) {
        return Ok(years);
    }
    if let Ok(period) = plain {
        return Ok(Written::Period(period));
    }
    static NAMED: LazyLock<Option<Regex>> =
        LazyLock::new(|| pattern("(?i)^(?:FY *['-]?(?<a>[0-9]{4}|[0-9]{2})|(?<b>[0-9]{4}) *FY|(?<c>[0-9]{4}) *年度)$"));
    if let Some(found) = NAMED.as_ref().and_then(|pattern| pattern.captures(&text)) {
        let year = ["a", "b", "c"].into_iter().find_map(|name| found.name(name)).map_or("", |year| year.as_str());
        return Ok(Written::Named(full_year(year)?));
    }
    part_of_year(&text).map(Written::Period).ok_or(PeriodError::Form)
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
            pattern("^(?<year>[0-9]{4})(?<gap> *(?:年|[-/ .,]) *|)(?<part>|[^ ].*)$"),
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

/// The first month of a part of a year, and how many it has.
fn months_named(part: &str) -> Option<(i32, i32)> {
    static QUARTER: LazyLock<Option<Regex>> = LazyLock::new(|| {
        pattern(
            "(?i)^(?:Q(?:uarter|tr)? *(?<a>[1-4])|(?<b>[1-4]) *(?:st|nd|rd|th)? *Q(?:uarter|tr)?|第?(?<c>[1-4一二三四]) *(?:季度?|四半期))$",
        )
    });
    static SPAN: LazyLock<Option<Regex>> =
        LazyLock::new(|| pattern("^(?<a>[^-–—~至]+?) *月?份? *[-–—~至] *(?<b>[^-–—~至]+?)(?<unit>月份?|季度?|)$"));
    if let Some(found) = QUARTER.as_ref()?.captures(part) {
        let quarter = ["a", "b", "c"].into_iter().find_map(|name| found.name(name))?;
        return Some((number(quarter.as_str())? * 3 - 2, 3));
    }
    match part.to_lowercase().as_str() {
        "上半年" | "h1" | "1h" => return Some((1, 6)),
        "下半年" | "h2" | "2h" => return Some((7, 6)),
        "前三季度" | "前三季" => return Some((1, 9)),
        "" | "全年" => return Some((1, 12)),
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
fn month_named(text: &str) -> Option<i32> {
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

/// Periods of a table that can be read in two ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PeriodDoubt {
    /// The first text that can be read so.
    pub text: String,
    pub what: String,
    /// What a mapping writes before the text for each of the readings.
    pub readings: [String; 2],
}

impl PeriodDoubt {
    /// The lines of a mapping that decide; `template` is what the mapping makes periods of.
    pub(crate) fn lines(&self, template: &str) -> [String; 2] {
        self.readings.each_ref().map(|reading| format!("period = \"{reading} {template}\""))
    }

    /// These lines in a sentence.
    pub(crate) fn fix(&self, template: &str) -> String {
        self.lines(template).join(", or ")
    }
}

/// What can be read in two ways among the periods of a table, if there is something. One text that has only one reading
/// decides for all that are written like it.
pub(crate) fn doubt<'t>(texts: impl Iterator<Item = &'t str>) -> Option<PeriodDoubt> {
    let (mut years, mut named, mut days) = (Vec::new(), None, Vec::new());
    let (mut has_months, mut has_spans) = (false, false);
    for text in texts.filter(|text| reading(text).0 == Reading::Open) {
        match written(text) {
            Ok(Written::TwoYears(_, otherwise)) => years.push((text, otherwise)),
            Ok(Written::Named(year)) => named = named.or(Some((text, year))),
            Ok(Written::Period(period)) if period.start() == period.end() => {
                if !text.ends_with(ENDS) {
                    days.push((text, period.start()));
                }
            }
            Ok(Written::Period(period)) => {
                has_months |= is_month(period);
                has_spans |= month_of(period.end()) - month_of(period.start()) >= 24;
            }
            Err(_) => {}
        }
    }
    let may_be_month = |otherwise: &Option<Period>| otherwise.is_some_and(is_month);
    let is_open = |otherwise: &Option<Period>| match otherwise {
        None => true,
        Some(period) if is_month(*period) => !has_months,
        Some(_) => !has_spans,
    };
    let doubt = |text: &str, what: String, readings: [&str; 2]| {
        Some(PeriodDoubt { text: text.to_owned(), what, readings: readings.map(str::to_owned) })
    };
    if let Some((text, otherwise)) = years.iter().find(|(_, otherwise)| is_open(otherwise)) {
        // A number that is no month shows that none of them is.
        let are_months = years.iter().all(|(_, otherwise)| may_be_month(otherwise));
        let (what, other) = match otherwise {
            Some(period) if is_month(*period) && are_months => (", or a month", "month"),
            Some(period) if !is_month(*period) => (", or a span of 24 months", "span"),
            _ => (", and the month in which it begins is not stated", "year from July"),
        };
        let what = format!("`{text}` is a financial or school year{what}");
        return doubt(text, what, ["year from April", other]);
    }
    if let Some((text, year)) = named {
        let what = format!("`{text}` is a year that begins in {year}, or one that ends in {year}");
        return doubt(text, what, ["year from April", "year to March"]);
    }
    of_days(&days)
}

fn is_month(period: Period) -> bool {
    month_of(period.start()) == month_of(period.end())
}

/// What dates may stand for, where all of them are the first or the last days of months.
fn of_days(days: &[(&str, Date)]) -> Option<PeriodDoubt> {
    let (text, _) = days.first()?;
    let is_first = days.iter().all(|(_, day)| day.day() == 1);
    let is_last = days.iter().all(|(_, day)| day.next_day().is_some_and(|next| next.day() == 1));
    let mut months: Vec<i32> = days.iter().map(|(_, day)| month_of(*day) + i32::from(is_last)).collect();
    months.sort_unstable();
    months.dedup();
    // Two dates may both be the first of a month by chance, but not the first of a year.
    let is_chance = months.len() < 3 && months.iter().any(|month| month % 12 != 0);
    if !is_last && (!is_first || is_chance) {
        return None;
    }
    let gap = months.windows(2).map(|pair| pair[1] - pair[0]).min().unwrap_or(12);
    let aligned = |length: i32| gap >= length && months.iter().all(|month| month % length == 0);
    let side = if is_first { "first" } else { "last" };
    let (name, reading) = match [12, 6, 3].into_iter().find(|length| aligned(*length)) {
        Some(12) => ("year", "year of".to_owned()),
        _ if gap >= 12 && months.len() > 1 => ("year", format!("12 months {}", if is_first { "from" } else { "to" })),
        Some(6) => ("half-year", "half-year of".to_owned()),
        Some(3) => ("quarter", "quarter of".to_owned()),
        _ => ("month", "month of".to_owned()),
    };
    let what = format!("`{text}` may stand for the {name} of which it is the {side} day, or for that day alone");
    Some(PeriodDoubt { text: (*text).to_owned(), what, readings: [reading, "day".to_owned()] })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn code(text: &str) -> String {
        read(text).map_or_else(|error| error.to_string(), |period| period.to_string())
    }

    #[test]
    fn the_spellings_of_offices() {
        for (text, expected) in [
            ("2022年", "2022"),
            ("２０２２年", "2022"),
            ("2022 年", "2022"),
            ("2024年上半年", "2024-H1"),
            ("2024下半年", "2024-H2"),
            ("2024年一季度", "2024-Q1"),
            ("2024年第4季度", "2024-Q4"),
            ("2024 一季度", "2024-Q1"),
            ("2024年前三季度", "2024-01/2024-09"),
            ("2024年一至三季度", "2024-01/2024-09"),
            ("2024年1-6月", "2024-H1"),
            ("2024年1—9月", "2024-01/2024-09"),
            ("2024年1月-6月", "2024-H1"),
            ("2024年1至2月", "2024-01/2024-02"),
            ("2024年1月", "2024-01"),
            ("2024年12月份", "2024-12"),
            ("2024年十一月", "2024-11"),
            ("2023年末", "2023-12-31"),
            ("2023年底", "2023-12-31"),
            ("2023年6月末", "2023-06-30"),
            ("2023年1月5日", "2023-01-05"),
            ("2023/1/5", "2023-01-05"),
            ("2023/05", "2023-05"),
            ("2023-5", "2023-05"),
            ("2023 5", "2023-05"),
            ("Q1 2023", "2023-Q1"),
            ("1Q 2023", "2023-Q1"),
            ("1Q23", "2023-Q1"),
            ("2023 Q1", "2023-Q1"),
            ("Q1/2023", "2023-Q1"),
            ("Quarter 1 2023", "2023-Q1"),
            ("1st quarter 2023", "2023-Q1"),
            ("2023年第1四半期", "2023-Q1"),
            ("H1 2023", "2023-H1"),
            ("Jan-23", "2023-01"),
            ("Sept. 2023", "2023-09"),
            ("january 2023", "2023-01"),
            ("2023 Dec", "2023-12"),
            ("Jan-98", "1998-01"),
            ("Mar-23", "2023-03"),
            ("2023 M5", "2023-05"),
            ("Jan-Jun 2023", "2023-H1"),
            ("5 Jan 2023", "2023-01-05"),
            ("01/2023", "2023-01"),
            ("2023.1.5", "2023-01-05"),
            ("2005-2007", "2005/2007"),
            ("2005年-2007年", "2005/2007"),
        ] {
            assert_eq!(code(text), expected, "{text}");
        }
        for text in [
            "202301",
            "2023.1",
            "2023.10",
            "20231",
            "2023-13",
            "2023年13月",
            "23",
            "May",
            "Q1",
            "2023 apples",
            "2023年6-1月",
            "Q5 2023",
            "1.5",
            "1/2/2023",
            "1.2.2023",
            "1.2023",
            "20231-6月",
            "",
        ] {
            assert!(read(text).is_err(), "{text}: {}", code(text));
        }
    }

    #[test]
    fn what_a_mapping_says_that_a_text_stands_for() {
        for (text, expected) in [
            ("year from April 2009-10", "2009-04/2010-03"),
            ("year to March 2009-10", "2009-04/2010-03"),
            ("year from January 2009-10", "2009"),
            ("year from September 2021/2022", "2021-09/2022-08"),
            ("year from Sep 2021—2022学年", "2021-09/2022-08"),
            ("year from April FY2022", "2022-04/2023-03"),
            ("year to March FY22", "2021-04/2022-03"),
            ("year to March FY2021-22", "2021-04/2022-03"),
            ("year from July 2022", "2022-07/2023-06"),
            ("year from July 1999/00", "1999-07/2000-06"),
            ("year from April 2022年度", "2022-04/2023-03"),
            ("year from April 2009-10-01", "2009-10-01"),
            ("year from April 2022-23 Q1", "2022-Q2"),
            ("year from April 2022-23 Q4", "2023-Q1"),
            ("year to March 2022-23 Q1", "2022-Q2"),
            ("year from April Q2 FY2022", "2022-Q3"),
            ("year to March FY2023 H1", "2022-04/2022-09"),
            ("year from July 2022/23 May", "2023-05"),
            ("year from April FY2022 4-6月", "2022-Q2"),
            ("year from April 2022 Q1", "2022-Q1"),
            ("month 2009-10", "2009-10"),
            ("month 2009/10", "2009-10"),
            ("span 2021/2022", "2021/2022"),
            ("span 2021/22", "2021/2022"),
            ("day 2023-01-01", "2023-01-01"),
            ("month of 2023-01-31", "2023-01"),
            ("quarter of 2023-04-01", "2023-Q2"),
            ("quarter of 2023-06-30", "2023-Q2"),
            ("half-year of 2023-12-31", "2023-H2"),
            ("year of 2023-12-31", "2023"),
            ("quarter of 2023", "2023"),
            ("12 months to 2023-06-30", "2022-07/2023-06"),
            ("12 months to 2023-02-28", "2022-03/2023-02"),
            ("3 months to 2023-06", "2023-Q2"),
            ("3 months to Feb 2024", "2023-12/2024-02"),
            ("12 months from 2023-04-01", "2023-04/2024-03"),
            ("1 month to 2023-02-15", "2023-01-16/2023-02-15"),
        ] {
            assert_eq!(code(text), expected, "{text}");
        }
        for text in [
            "2022-23 Q1",
            "year from April FY2022 1-6月",
            "FY2022",
            "2021/22",
            "2012-13",
            "quarter of FY2022",
            "year from Foo 2009-10",
            "0 months to 2023-06",
        ] {
            assert!(read(text).is_err(), "{text}: {}", code(text));
        }
    }

    #[test]
    fn what_can_be_read_in_two_ways() {
        let doubt = |texts: &[&str]| doubt(texts.iter().copied()).map(|doubt| doubt.readings.join(", "));
        let year_or = |other: &str| Some(format!("year from April, {other}"));
        assert_eq!(doubt(&["2009-10", "2010-11"]), year_or("month"));
        assert_eq!(doubt(&["2010-11", "2011-12", "2012-13"]), year_or("year from July"));
        assert_eq!(doubt(&["2009-10", "2009-11", "2009-12"]), None);
        assert_eq!(doubt(&["2021/2022", "2022/2023"]), year_or("span"));
        assert_eq!(doubt(&["2021/22"]), year_or("span"));
        assert_eq!(doubt(&["2021/2022", "2021/2023"]), None);
        assert_eq!(doubt(&["2021—2022学年"]), year_or("year from July"));
        assert_eq!(doubt(&["FY2022", "FY2023"]), year_or("year to March"));
        assert_eq!(doubt(&["year from April 2009-10", "day 2023-01-01"]), None);
        let day_or = |other: &str| Some(format!("{other}, day"));
        assert_eq!(doubt(&["2023-01-01", "2023-04-01", "2023-07-01"]), day_or("quarter of"));
        assert_eq!(doubt(&["2023-03-31", "2023-06-30"]), day_or("quarter of"));
        assert_eq!(doubt(&["2023-01-01", "2023-02-01", "2023-03-01"]), day_or("month of"));
        assert_eq!(doubt(&["2023-01-01", "2023-04-01"]), None);
        assert_eq!(doubt(&["2022-01-01", "2023-01-01"]), day_or("year of"));
        assert_eq!(doubt(&["2023-01-31", "2023-02-28"]), day_or("month of"));
        assert_eq!(doubt(&["2022-12-31", "2023-12-31"]), day_or("year of"));
        assert_eq!(doubt(&["2023-06-30", "2023-12-31"]), day_or("half-year of"));
        assert_eq!(doubt(&["2022-03-31", "2023-03-31"]), day_or("12 months to"));
        assert_eq!(doubt(&["2023-01-01", "2023-01-02"]), None);
        assert_eq!(doubt(&["2023年末", "2022年末"]), None);
        assert_eq!(doubt(&["2022", "2023-Q1"]), None);
    }
}
