//! Words for years, their parts and periods in the names of columns, in the languages of the big publishers.

use std::sync::LazyLock;

use regex::Regex;

use super::list::{is_among, words_in};
use crate::model::office_period::part_named;

/// Names of columns of years.
const YEARS: &str = "year, years, yr, jahr, jahre, année, annee, año, ano, anno, jaar, år, 年份, 年, 年度, 연도, 년도, ejercicio, \
                      exercice, exercicio, esercizio, fy, schuljahr, rok";

/// Names of columns of periods that may be others.
const PERIODS: &str = "period, periods, time, time_period, date, 时间, 日期, 时点, 時点, 시점, 기간, periodo, período, periodos, períodos, \
                        période, periode, perioden, zeit, zeitraum, zeitpunkt, fecha, tempo, tid";

/// Names of columns whose numbers are parts of a year, each with the highest number and what stands before it in a period.
const PARTS: [(&str, i32, &str); 4] = [
    (
        "month, months, mon, mth, monat, monate, mois, mes, meses, mês, mese, mesi, maand, maanden, måned, måneder, \
      månad, månader, 月, 月份, 月度, 월",
        12,
        "",
    ),
    (
        "quarter, quarters, qtr, quartal, quartale, trimestre, trimestres, trimester, kwartaal, kvartal, 季度, 季, 四半期, 분기",
        4,
        "Q",
    ),
    ("half, halves, semester, semestre, semestres, halbjahr, halfjaar, halvår, 半年", 2, "H"),
    ("week, weeks, woche, wochen, kw, semaine, semana, settimana, vecka, uge, uke, 周, 周次, 週", 53, "W"),
];

/// What the names of columns of parts of years contain.
const HINTS: &str = "month, quarter, qtr, period, períod, périod, half, semester, semestre, trimest, time, date, monat, quartal, \
                      kvartal, kwartaal, mois, 月, 季";

/// Whether a column is called by a word for years.
pub(crate) fn is_year_name(name: &str) -> bool {
    is_among(YEARS, &name.trim().to_lowercase())
}

/// The highest number of the parts of years that a column of this name holds, and what stands before it in a period.
pub(crate) fn numbered(name: &str) -> Option<(i32, &'static str)> {
    let name = name.trim().to_lowercase();
    PARTS.into_iter().find(|(names, ..)| is_among(names, &name)).map(|(_, highest, before)| (highest, before))
}

/// Whether a column is called by a word for periods.
pub(crate) fn is_period_name(name: &str) -> bool {
    is_year_name(name) || is_among(PERIODS, &name.trim().to_lowercase()) || numbered(name).is_some()
}

/// Whether the name of a column speaks of time.
pub(crate) fn speaks_of_time(name: &str) -> bool {
    let name = name.to_lowercase();
    words_in(HINTS).any(|hint| name.contains(hint)) || is_period_name(&name)
}

/// How many months each period of a column has by the words of its name, and zero of weeks; `None` where no word says so, or two
/// say different things.
pub(crate) fn length(name: &str) -> Option<i32> {
    let mut found = name.split(|c: char| !c.is_alphanumeric()).filter_map(numbered);
    let (highest, _) = found.next()?;
    found.all(|(other, _)| other == highest).then_some(12 / highest)
}

/// What a mapping writes before years that end as a text says, such as `Year ended 30 June`; `None` where it says nothing of the kind, or
/// names a day that is not the last one of a month.
pub(crate) fn year_ending(text: &str) -> Option<String> {
    const PATTERN: &str = r"(?i)\b(?:years?|(?:12|twelve) months) (?:ended|ending|ends|end|to)(?: (?:on|in|at))?(?: (?<day>\d{1,2})(?:st|nd|rd|th)?)? (?<month>[a-z]{3,9})\b(?: (?<after>\d{1,2})(?:st|nd|rd|th)?\b)?";
    static ENDS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(PATTERN).ok());
    let found = ENDS.as_ref()?.captures(text)?;
    let month = &found["month"];
    let number = part_named(month).filter(|(_, length)| *length == 1)?.0;
    let last = match number {
        2 => 28..=29,
        4 | 6 | 9 | 11 => 30..=30,
        _ => 31..=31,
    };
    let day = found.name("day").or(found.name("after")).map(|day| day.as_str().parse::<u32>());
    day.is_none_or(|day| day.is_ok_and(|day| last.contains(&day))).then(|| format!("year to {month}"))
}
