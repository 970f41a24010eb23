//! Periods of a table that can be read in two ways.

use time::{Date, Weekday};

use super::counted::{Counted, Sign};
use super::reading::{Reading, reading};
use super::spelling::{ENDS, ORDERS, Written, month_of, without_order, written};
use crate::model::period::{Frequency, Period};

/// Periods of a table that can be read in two ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PeriodDoubt {
    /// The first text that can be read so.
    pub text: String,
    pub what: String,
    /// What a mapping writes before the text for each of the readings.
    pub readings: Vec<String>,
}

impl PeriodDoubt {
    /// The lines of a mapping that decide; `template` is what the mapping makes periods of.
    pub(crate) fn lines(&self, template: &str) -> Vec<String> {
        self.readings.iter().map(|reading| format!("period = \"{reading} {template}\"")).collect()
    }

    /// These lines in a sentence.
    pub(crate) fn fix(&self, template: &str) -> String {
        self.lines(template).join(", or ")
    }
}

/// What can be read in two ways among the periods of a table, if there is something. One text that has only one reading
/// decides for all that are written like it; `length` is how many months each of them has by the name of their column, and zero of
/// weeks.
pub(crate) fn doubt<'t>(texts: impl Iterator<Item = &'t str>, length: Option<i32>) -> Option<PeriodDoubt> {
    let texts: Vec<&str> = texts.filter(|text| reading(text).0 == Reading::Open).collect();
    let (mut years, mut named, mut days) = (Vec::new(), None, Vec::new());
    let (mut has_months, mut has_spans) = (false, false);
    let (mut part, mut either) = (None, None);
    for text in texts.iter().copied() {
        match plainly(text) {
            Some(Written::TwoYears(_, otherwise)) => years.push((text, otherwise)),
            Some(Written::Named(year)) => named = named.or(Some((text, year))),
            Some(Written::Part { has_two, .. }) => part = part.or(Some((text, has_two))),
            Some(Written::Either(..)) => either = either.or(Some(text)),
            Some(Written::Period(period)) if period.start() == period.end() => {
                if !text.ends_with(ENDS) {
                    days.push((text, period.start()));
                }
            }
            Some(Written::Period(period)) => {
                has_months |= is_month(period);
                has_spans |= month_of(period.end()) - month_of(period.start()) >= 24;
            }
            Some(Written::Counted(_)) | None => {}
        }
    }
    let may_be_month = |otherwise: &Option<Period>| otherwise.is_some_and(is_month);
    let is_open = |otherwise: &Option<Period>| match otherwise {
        None => true,
        Some(period) if is_month(*period) => !has_months,
        Some(_) => !has_spans,
    };
    let doubt = |text: &str, what: String, readings: [&str; 2]| {
        Some(PeriodDoubt { text: text.to_owned(), what, readings: readings.map(str::to_owned).into() })
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
    if let Some((text, has_two)) = part {
        let what = format!(
            "`{text}` is a part of a financial or school year, and the month in which that begins is not stated"
        );
        return doubt(text, what, ["year from April", if has_two { "year from July" } else { "year to March" }]);
    }
    if let Some(text) = either {
        return doubt(text, format!("either number of `{text}` may be the month"), ORDERS);
    }
    of_numbers(&texts, length)
        .or_else(|| of_edges(&days))
        .or_else(|| if follow_weekly(&days) { of_weeks(&days) } else { None })
}

/// What a mapping writes before periods, where one of them, or how many months the name of their column says that each has, shows
/// how all of them are read.
pub(crate) fn certain(texts: &[&str], length: Option<i32>) -> Option<String> {
    let alone = |doubt: PeriodDoubt| <[String; 1]>::try_from(doubt.readings).ok().map(|[reading]| reading);
    order(texts).map(str::to_owned).or_else(|| of_numbers(texts, length).and_then(alone))
}

/// What a text without a prefix says, as long as nothing shows that its number counts quarters.
fn plainly(text: &str) -> Option<Written> {
    Some(match written(text).ok()? {
        Written::Counted(Counted { sign: Sign::OfFour | Sign::Nothing, other: Some(period), .. }) => {
            Written::Period(period)
        }
        written => written,
    })
}

/// What the numbers of parts of years count that may count quarters. There is one reading where it is certain, and a text alone
/// does not show it.
fn of_numbers(texts: &[&str], length: Option<i32>) -> Option<PeriodDoubt> {
    let (mut numbers, mut others) = (Vec::new(), Vec::new());
    for text in texts {
        match written(text) {
            Ok(Written::Counted(counted)) => numbers.push((*text, counted)),
            Ok(Written::Period(period)) => others.push((*text, period.frequency())),
            _ => {}
        }
    }
    let has = |frequency: Frequency| others.iter().any(|(_, of)| *of == frequency);
    let are_called = length == Some(3);
    let (text, sign) = match (numbers.first(), others.first()) {
        (Some((text, first)), _) => (*text, first.sign),
        (None, Some((text, Frequency::Monthly))) if are_called => (*text, Sign::Nothing),
        _ => return None,
    };
    let are_all = |holds: &dyn Fn(&Counted) -> bool| numbers.iter().all(|(_, it)| it.sign != sign || holds(it));
    let may_count = are_all(&|it| it.quarter.is_some()) && !(sign == Sign::Nothing && has(Frequency::Monthly));
    let mut different: Vec<u8> = numbers.iter().map(|(_, it)| it.number).collect();
    different.sort_unstable();
    different.dedup();
    let is_dutch = || texts.iter().any(|text| text.contains("JJ") || text.contains("MM"));
    let readings: &[&str] = match sign {
        Sign::Trimester if are_called || !are_all(&|it| it.other.is_some()) => &["quarter"],
        Sign::Trimester => &["quarter", "third"],
        Sign::OfFour if has(Frequency::Daily) => return None,
        Sign::OfFour => &["quarter"],
        Sign::Kw if !may_count || length == Some(0) => &["week"],
        Sign::Kw if are_called || is_dutch() => &["quarter"],
        Sign::Kw => &["quarter", "week"],
        Sign::Nothing if are_called && may_count => &["quarter"],
        Sign::Nothing if are_called => &["quarter of", "month"],
        Sign::Nothing if !may_count || different.len() < 3 => return None,
        Sign::Nothing if length == Some(1) => &["month"],
        Sign::Nothing => &["quarter", "month"],
    };
    let what = match readings {
        [only] => format!("`{text}` is a {only}, and the mapping does not say so"),
        ["quarter of", _] => format!("`{text}` may stand for the quarter that it lies in, or for that month alone"),
        [_, "third"] => format!("`{text}` is a quarter, or a third of a year"),
        [one, other, ..] => format!("`{text}` is a {one}, or a {other}"),
        [] => return None,
    };
    let readings = readings.iter().map(|reading| (*reading).to_owned()).collect();
    Some(PeriodDoubt { text: text.to_owned(), what, readings })
}

/// What dates may stand for that are called weeks, where all of them are the same day of the week.
pub(crate) fn doubt_of_weeks<'t>(texts: impl Iterator<Item = &'t str>) -> Option<PeriodDoubt> {
    let texts = texts.filter(|text| reading(text).0 == Reading::Open);
    let day = |text: &'t str| match written(text) {
        Ok(Written::Period(period)) if period.start() == period.end() => Some((text, period.start())),
        _ => None,
    };
    of_weeks(&texts.map(day).collect::<Option<Vec<_>>>()?)
}

/// The order of the day and the month, where one of some dates shows it and others do not.
fn order(texts: &[&str]) -> Option<&'static str> {
    let (mut shown, mut is_open) = ([false, false], false);
    for text in texts {
        match written(text) {
            Ok(Written::Either(..)) => is_open = true,
            Ok(Written::Period(period)) if period.start() == period.end() => {
                let with =
                    |order: &str| written(&format!("{order} {text}")).is_ok_and(|it| it == Written::Period(period));
                let [first, last] = ORDERS.map(with);
                shown = [shown[0] || first && !last, shown[1] || last && !first];
            }
            _ => {}
        }
    }
    match shown {
        [true, false] if is_open => Some(ORDERS[0]),
        [false, true] if is_open => Some(ORDERS[1]),
        _ => None,
    }
}

fn is_month(period: Period) -> bool {
    month_of(period.start()) == month_of(period.end())
}

/// What dates may stand for, where all of them are the first or the last days of months.
fn of_edges(days: &[(&str, Date)]) -> Option<PeriodDoubt> {
    let text = without_order(days.first()?.0).1;
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
    Some(PeriodDoubt { text: text.to_owned(), what, readings: vec![reading, "day".to_owned()] })
}

/// Whether some of several dates follow each other by a week, and the others by weeks.
fn follow_weekly(days: &[(&str, Date)]) -> bool {
    let mut dates: Vec<i32> = days.iter().map(|(_, day)| day.to_julian_day()).collect();
    dates.sort_unstable();
    dates.dedup();
    // Two dates may be a week apart by chance.
    dates.len() > 2 && dates.windows(2).any(|pair| pair[1] - pair[0] == 7)
}

/// What dates may stand for, where all of them are the same day of the week.
fn of_weeks(days: &[(&str, Date)]) -> Option<PeriodDoubt> {
    const TO: (&str, &str) = ("the seven days that end with it", "7 days to");
    const FROM: (&str, &str) = ("the seven days that begin with it", "7 days from");
    let (text, first) = *days.first()?;
    let weekday = first.weekday();
    if days.iter().any(|(_, day)| day.weekday() != weekday) {
        return None;
    }
    let weeks: &[(&str, &str)] = match weekday {
        Weekday::Monday => &[("the week of which it is the first day", "week of")],
        Weekday::Sunday => &[("the week of which it is the last day", "week of"), FROM],
        _ => &[TO, FROM],
    };
    let whats: Vec<&str> = weeks.iter().map(|(what, _)| *what).collect();
    let text = without_order(text).1;
    let what = format!("`{text}` may stand for {}, or for that day alone", whats.join(", for "));
    let readings = weeks.iter().map(|(_, reading)| *reading).chain(["day"]).map(str::to_owned).collect();
    Some(PeriodDoubt { text: text.to_owned(), what, readings })
}
