//! Periods in the names and cells of columns.

use std::collections::HashMap;

use regex::Regex;

use super::calendar::{length, year_ending};
use crate::mapping::quoted;
use crate::model::Period;
use crate::model::office_period::{PeriodDoubt, certain, compact, doubt, doubt_of_weeks, recognised};
use crate::profile::doubt::Ambiguity;
use crate::profile::writer::Writer;

/// The period that a text may be.
pub(crate) fn period_of(text: &str) -> Option<Period> {
    recognised(text).filter(|period| (1500..2200).contains(&period.start().year()))
}

/// How a mapping says which columns are unpivoted.
#[derive(Clone, Debug)]
pub(crate) enum Unpivot {
    Pattern(String),
    Names(Vec<String>),
}

impl Default for Unpivot {
    fn default() -> Self {
        Self::Names(Vec::new())
    }
}

impl Unpivot {
    /// These columns and another one.
    pub(crate) fn with(&self, name: &str) -> Self {
        match self {
            Self::Pattern(pattern) => Self::Pattern(format!("{pattern}|^{}$", regex::escape(name))),
            Self::Names(names) => Self::Names(names.iter().cloned().chain([name.to_owned()]).collect()),
        }
    }

    /// The value of the key.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Pattern(pattern) => quoted(pattern),
            Self::Names(names) => format!("[{}]", names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")),
        }
    }
}

/// Which columns are unpivoted where some, in ascending order, are called by periods, and how a mapping says so: by a pattern, so that it also
/// reads the file of the next year, where only these columns have such names; else by their names.
pub(crate) fn unpivot(columns: &[String], periods: Vec<usize>) -> (Unpivot, Vec<usize>) {
    const YEARS: &str = "^\\d{4}$";
    const PATTERNS: [&str; 5] =
        ["^\\d{4}年$", "^\\d{4}年\\d{1,2}月$", "^\\d{4}", "\\b\\d{4}$", "^[A-Z]+[a-z]* ?[-'./]?\\d{2,4}$"];
    let matching = |pattern: &str| -> Vec<usize> {
        let Ok(pattern) = Regex::new(pattern) else { return Vec::new() };
        (0..columns.len()).filter(|&column| pattern.is_match(&columns[column])).collect()
    };
    // The year 2200 is an unusual period, but one where other columns are years.
    let years = matching(YEARS);
    if periods.iter().all(|column| years.binary_search(column).is_ok()) {
        return (Unpivot::Pattern(YEARS.to_owned()), years);
    }
    if let Some(pattern) = PATTERNS.into_iter().find(|pattern| matching(pattern) == periods) {
        return (Unpivot::Pattern(pattern.to_owned()), periods);
    }
    let mut columns_of: HashMap<&str, u32> = HashMap::new();
    columns.iter().for_each(|name| *columns_of.entry(name).or_default() += 1);
    let name = |&column: &usize| match columns_of.get(columns[column].as_str()) {
        Some(2..) => format!("#{}", column + 1),
        _ => columns[column].clone(),
    };
    (Unpivot::Names(periods.iter().map(name).collect()), periods)
}

/// What can be read in two ways among the periods of a column of this name.
pub(crate) fn doubt_of<'t>(name: &str, texts: impl Iterator<Item = &'t str> + Clone) -> Option<PeriodDoubt> {
    const WEEKS: [&str; 6] = ["week", "woche", "semaine", "semana", "周末", "星期"];
    let is_weeks = || WEEKS.iter().any(|week| name.to_lowercase().contains(week));
    doubt(texts.clone(), length(name)).or_else(|| doubt_of_weeks(texts).filter(|_| is_weeks()))
}

/// What a mapping writes before the years and the parts of years, in words, of two columns or of a column and the header, and what can be
/// read in two ways among them; `name` is that of the parts.
pub(crate) fn of_parts<'t>(
    name: &str,
    parts: impl Iterator<Item = (&'t str, &'t str)>,
) -> (String, Option<PeriodDoubt>) {
    let words = parts.filter(|(_, part)| part.contains(char::is_alphabetic));
    let texts: Vec<String> = words.map(|(year, part)| format!("{year}-{part}")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    match before(name, &texts) {
        before if before.is_empty() => (before, doubt(texts.into_iter(), length(name))),
        before => (before, None),
    }
}

/// What a mapping writes before periods of a column of this name, where something shows how all of them are read.
fn before(name: &str, texts: &[&str]) -> String {
    let certain = certain(texts, length(name));
    certain
        .or_else(|| year_ending(name).filter(|_| are_years(texts)))
        .map_or_else(String::new, |certain| format!("{certain} "))
}

/// Whether all of some texts are years: `2021`, `2020-21`.
fn are_years(texts: &[&str]) -> bool {
    let is_year = |text: &str| text.len() == 4 && period_of(text).is_some();
    let is_pair =
        |text: &str| text.split_once(['-', '/', '–']).is_some_and(|(one, other)| is_year(one) && other.len() < 5);
    texts.iter().all(|text| is_year(text) || is_pair(text))
}

/// What can be read in two ways among years, where a line around them says in which month years end.
fn of_line<'l>(mut lines: impl Iterator<Item = &'l str>, texts: &[&str]) -> Option<PeriodDoubt> {
    let (line, reading) = lines.find_map(|line| Some((line, year_ending(line)?)))?;
    let text = texts.first().filter(|_| are_years(texts))?;
    let what = format!("`{}` is the {reading}, as `{}` says, or the calendar year", text, line.trim());
    Some(PeriodDoubt { text: (*text).to_owned(), what, readings: vec![reading, "year of".to_owned()] })
}

/// How a mapping reads months or days in digits alone, `202306` or `20230630`, in a column of this name: what it writes before
/// them, and what can be read in two ways. `None` where one is no such period, or they are not of one length.
pub(crate) fn in_digits<'t>(
    name: &str,
    texts: impl Iterator<Item = &'t str>,
) -> Option<(&'static str, Option<PeriodDoubt>)> {
    let texts: Vec<String> = texts.map(compact).collect::<Option<_>>()?;
    let first = texts.first()?;
    if texts.iter().any(|text| text.len() != first.len() || period_of(text).is_none()) {
        return None;
    }
    // The doubt shows a period as the file writes it.
    let doubt = doubt_of(name, texts.iter().map(String::as_str)).map(|doubt| {
        let text = doubt.text.replace('-', "");
        PeriodDoubt { what: doubt.what.replace(&doubt.text, &text), text, ..doubt }
    });
    let reading = match first.len() {
        _ if doubt.is_some() => "",
        7 => "month ",
        _ => "day ",
    };
    Some((reading, doubt))
}

/// The columns, in ascending order, that are called by months or days in digits alone, where each follows the one before: a
/// number alone may be a figure.
pub(crate) fn columns_in_digits(names: &[String]) -> Vec<usize> {
    let found: Vec<usize> = (0..names.len()).filter(|column| compact(&names[*column]).is_some()).collect();
    let follow = |pair: &[usize]| names[pair[0]] < names[pair[1]];
    let precede = |pair: &[usize]| names[pair[0]] > names[pair[1]];
    let is_ordered = found.windows(2).all(follow) || found.windows(2).all(precede);
    let are_periods = in_digits("", found.iter().map(|column| names[*column].as_str())).is_some();
    if found.len() > 1 && is_ordered && are_periods { found } else { Vec::new() }
}

/// Writes what periods are made of: a template, or the lines of which a person must choose one. `name` is that of their column,
/// `lines` are those around the table, and `texts` are the periods of the file.
pub(crate) fn write_period<'t>(
    (name, lines): (&str, &[String]),
    template: &str,
    texts: impl Iterator<Item = &'t str>,
    writer: &mut Writer,
) -> Option<Ambiguity> {
    let texts: Vec<&str> = texts.collect();
    // One date that shows which number is the month decides for all.
    let before = before(name, &texts);
    let of_line = of_line(lines.iter().map(String::as_str), &texts).filter(|_| before.is_empty());
    let (template, texts) = (format!("{before}{template}"), texts.iter().map(|text| format!("{before}{text}")));
    let texts: Vec<String> = texts.collect();
    match of_line.or_else(|| doubt_of(name, texts.iter().map(String::as_str))) {
        None => {
            writer.pair("period", &template);
            None
        }
        Some(doubt) => Some(write_doubt(&doubt, &template, writer)),
    }
}

/// Writes the lines of which a person must choose one; `template` is what a mapping makes periods of.
pub(crate) fn write_doubt(doubt: &PeriodDoubt, template: &str, writer: &mut Writer) -> Ambiguity {
    for line in doubt.lines(template) {
        writer.comment(&line);
    }
    let written = Some(format!("{}, under [columns]", doubt.fix(template)));
    Ambiguity { what: doubt.what.clone(), ways: Vec::new(), written }
}
