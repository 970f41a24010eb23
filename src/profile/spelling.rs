//! The forms in which publishers write periods in the names of columns.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::Period;

/// A spelling of periods, and how a mapping reads it.
pub(super) struct Spelling {
    /// A pattern of the names, with the groups that `period` is made of.
    pub pattern: &'static str,
    /// The template of a period; [`Self::has_groups`] says whether it needs the pattern as a part.
    pub period: &'static str,
    /// Translations of the group `month`, as a table of a mapping.
    pub months: Option<&'static str>,
}

const NUMBERS: &str = "{ \"1\" = \"01\", \"2\" = \"02\", \"3\" = \"03\", \"4\" = \"04\", \"5\" = \"05\", \"6\" = \"06\", \"7\" = \"07\", \"8\" = \"08\", \"9\" = \"09\" }";
const NAMES: &str = "{ Jan = \"01\", Feb = \"02\", Mar = \"03\", Apr = \"04\", May = \"05\", Jun = \"06\", Jul = \"07\", Aug = \"08\", Sep = \"09\", Oct = \"10\", Nov = \"11\", Dec = \"12\" }";

/// The spellings that are not those of a period itself.
const SPELLINGS: [Spelling; 4] = [
    Spelling { pattern: "^(?<year>\\d{4})年$", period: "{year}", months: None },
    Spelling { pattern: "^(?<year>\\d{4})年(?<month>\\d{1,2})月$", period: "{year}-{month}", months: Some(NUMBERS) },
    // Chinese figures are often cumulative from January on.
    Spelling {
        pattern: "^(?<year>\\d{4})年1[-—–至](?<month>\\d{1,2})月$",
        period: "{year}-01/{year}-{month}",
        months: Some(NUMBERS),
    },
    Spelling {
        pattern: "^(?<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[- ](?<year>\\d{4})$",
        period: "{year}-{month}",
        months: Some(NAMES),
    },
];

/// A year, and anything else that starts with one.
const PLAIN: [Spelling; 2] = [
    Spelling { pattern: "^\\d{4}$", period: "{header}", months: None },
    Spelling { pattern: "^\\d{4}", period: "{header}", months: None },
];

static PATTERNS: LazyLock<Vec<Regex>> =
    LazyLock::new(|| SPELLINGS.iter().filter_map(|spelling| Regex::new(spelling.pattern).ok()).collect());

impl Spelling {
    /// The spelling that all of some names have.
    pub(super) fn of(names: &[&str]) -> &'static Self {
        let all = |pattern: &Regex| names.iter().all(|name| pattern.is_match(name));
        let found = SPELLINGS.iter().zip(PATTERNS.iter()).find(|(_, pattern)| all(pattern));
        let is_year = |name: &&str| name.len() == 4;
        let [year, any] = &PLAIN;
        found.map_or(if names.iter().all(is_year) { year } else { any }, |(spelling, _)| spelling)
    }

    pub(super) fn has_groups(&self) -> bool {
        self.period != "{header}"
    }
}

/// The period that a text is, as the name of a column may write it.
pub(super) fn period_of(text: &str) -> Option<Period> {
    let period = Period::parse(text).ok().or_else(|| {
        PATTERNS.iter().zip(&SPELLINGS).find_map(|(pattern, spelling)| {
            let found = pattern.captures(text)?;
            let month = found.name("month").map_or("", |month| month.as_str());
            let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
            let number = names.iter().position(|name| *name == month).map(|place| place + 1);
            let number = number.or_else(|| month.parse().ok()).unwrap_or(1);
            let code = spelling.period.replace("{year}", &found["year"]).replace("{month}", &format!("{number:02}"));
            Period::parse(&code).ok()
        })
    })?;
    (1500..2200).contains(&period.start().year()).then_some(period)
}
