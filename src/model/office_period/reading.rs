//! What a mapping says that a text stands for, in words before the text.

use std::sync::LazyLock;

use regex::Regex;

use super::part::{month_named, pattern};

/// What a text stands for, where a mapping says so before the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// Nothing says so.
    Open,
    /// As it is written: a day, or a span of years.
    Written,
    /// The period of so many months, counted from January, that it lies in.
    Part(i32),
    /// The quarter whose number it states.
    Quarter,
    /// The twelve months that begin, or end, in a month of the year.
    Year { is_start: bool, month: i32 },
    /// So many months from its first day on, or up to its last.
    Months { is_start: bool, count: i32 },
    /// The week from Monday to Sunday that it lies in.
    Week,
    /// So many days from its first day on, or up to its last.
    Days { is_start: bool, count: i32 },
}

/// Divides a text into what it stands for, and the text itself.
pub(super) fn reading(text: &str) -> (Reading, &str) {
    static PREFIX: LazyLock<Option<Regex>> = LazyLock::new(|| {
        pattern(
            "^(?:year (?<edge>from|to) (?<month>[A-Za-z]{3,9})|(?<part>day|week|month|quarter|third|half-year|year)(?<of> of)?|\
             (?<span>span)|(?<count>[1-9][0-9]{0,2}) (?<unit>month|day)s? (?<side>from|to)) +(?<rest>[^ ].*)$",
        )
    });
    let Some(found) = PREFIX.as_ref().and_then(|prefix| prefix.captures(text)) else { return (Reading::Open, text) };
    let group = |name: &str| found.name(name).map_or("", |group| group.as_str());
    let reading = match (group("part"), group("count").parse(), month_named(group("month"))) {
        ("week", ..) => Reading::Week,
        ("month", ..) => Reading::Part(1),
        ("quarter", ..) if found.name("of").is_none() => Reading::Quarter,
        ("quarter", ..) => Reading::Part(3),
        ("third", ..) => Reading::Part(4),
        ("half-year", ..) => Reading::Part(6),
        ("year", ..) => Reading::Part(12),
        ("day", ..) => Reading::Written,
        (_, Ok(count), _) if group("unit") == "day" => Reading::Days { is_start: group("side") == "from", count },
        (_, Ok(count), _) => Reading::Months { is_start: group("side") == "from", count },
        (_, _, Some(month)) => Reading::Year { is_start: group("edge") == "from", month },
        _ if found.name("span").is_some() => Reading::Written,
        _ => return (Reading::Open, text),
    };
    (reading, found.name("rest").map_or(text, |rest| rest.as_str()))
}
