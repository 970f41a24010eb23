//! Parts of a year that are numbered by a sign of two meanings: `T1` is a quarter, or a third of a year.

use std::sync::LazyLock;

use regex::Regex;

use super::part::{pattern, plain};
use crate::model::period::{Period, day_of};

/// What stands beside the number of a part of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// `2023-T1`: a quarter in French, Spanish, Italian and Portuguese, a third of a year in SDMX.
    Trimester,
    /// `2021. 1/4`: a quarter in Korean, or a day.
    OfFour,
    /// `2021KW01`: a quarter in Dutch, or a week in German.
    Kw,
    /// `1/2022`: a month, or a quarter.
    Nothing,
}

/// A part of a year by its number: the quarter, where there is one of that number, and what else it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Counted {
    pub sign: Sign,
    pub number: u8,
    pub quarter: Option<Period>,
    pub other: Option<Period>,
}

impl Counted {
    /// What a text without a prefix counts.
    pub(super) fn of(text: &str) -> Option<Self> {
        static FORMS: LazyLock<[(Sign, Option<Regex>); 7]> = LazyLock::new(|| {
            [
                (Sign::Trimester, pattern("^(?<year>[0-9]{4})[-/ ]?(?:T0?(?<n>[1-4])|(?<m>[1-4])T)$")),
                (Sign::Trimester, pattern("^(?:T0?(?<n>[1-4])|(?<m>[1-4])T)[-/ ]*(?<year>[0-9]{4})$")),
                (Sign::Trimester, pattern("^(?:T(?<n>[1-4])|(?<m>[1-4])T)[-/ ']*(?<year>[0-9]{2})$")),
                (Sign::OfFour, pattern("^(?<year>[0-9]{4})(?:年 *|[. ]+)(?<n>[1-4])/4$")),
                (Sign::Kw, pattern("^(?<year>[0-9]{4})KW(?<n>[0-9]{2})$")),
                (Sign::Nothing, pattern("^(?<year>[0-9]{4}) *(?:年? *[-/ ]|年) *(?<n>[1-9])$")),
                (Sign::Nothing, pattern("^(?<n>[1-9]|1[0-2]) *[-/] *(?<year>[0-9]{4})$")),
            ]
        });
        let text = plain(text);
        FORMS.iter().find_map(|(sign, form)| {
            let found = form.as_ref()?.captures(&text)?;
            let year = full_year(&found["year"])?;
            let number: u8 = found.name("n").or(found.name("m"))?.as_str().parse().ok()?;
            let part = |length: i32| {
                let first = i32::from(number) * length - length;
                Period::of_months(year * 12 + first, length).ok().filter(|_| (0..12).contains(&first))
            };
            let other = match sign {
                Sign::Trimester => part(4),
                Sign::OfFour => day_of(year, number, 4).and_then(|day| Period::new(day, day)).ok(),
                Sign::Kw => Period::parse(&format!("{year:04}-W{number:02}")).ok(),
                Sign::Nothing => part(1),
            };
            Some(Self { sign: *sign, number, quarter: part(3), other })
        })
    }
}

/// A year of two or four digits; two are read as spreadsheets do, from 1930 to 2029.
pub(super) fn full_year(digits: &str) -> Option<i32> {
    let year: i32 = digits.parse().ok()?;
    Some(match digits.len() {
        2 if year < 30 => 2000 + year,
        2 => 1900 + year,
        _ => year,
    })
}
