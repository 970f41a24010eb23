//! Periods in the names and cells of columns.

use std::collections::HashMap;

use regex::Regex;

use super::doubt::Ambiguity;
use super::writer::Writer;
use crate::mapping::quoted;
use crate::model::Period;
use crate::model::office_period::{PeriodDoubt, doubt, order, recognised};

/// The period that a text may be.
pub(super) fn period_of(text: &str) -> Option<Period> {
    recognised(text).filter(|period| (1500..2200).contains(&period.start().year()))
}

/// Which columns are unpivoted where some, in ascending order, are called by periods, and how a mapping says so: by a pattern, so that it also
/// reads the file of the next year, where only these columns have such names; else by their names.
pub(super) fn unpivot(columns: &[String], periods: Vec<usize>) -> (String, Vec<usize>) {
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
        return (quoted(YEARS), years);
    }
    if let Some(pattern) = PATTERNS.into_iter().find(|pattern| matching(pattern) == periods) {
        return (quoted(pattern), periods);
    }
    let mut columns_of: HashMap<&str, u32> = HashMap::new();
    columns.iter().for_each(|name| *columns_of.entry(name).or_default() += 1);
    let name = |&column: &usize| match columns_of.get(columns[column].as_str()) {
        Some(2..) => quoted(&format!("#{}", column + 1)),
        _ => quoted(&columns[column]),
    };
    (format!("[{}]", periods.iter().map(name).collect::<Vec<_>>().join(", ")), periods)
}

/// Writes what periods are made of: a template, or the lines of which a person must choose one. `texts` are the periods of the
/// file.
pub(super) fn write_period<'t>(
    template: &str,
    texts: impl Iterator<Item = &'t str>,
    writer: &mut Writer,
) -> Option<Ambiguity> {
    let texts: Vec<&str> = texts.collect();
    // One date that shows which number is the month decides for all.
    let order = order(texts.iter().copied());
    let before = order.map_or_else(String::new, |order| format!("{order} "));
    let (template, texts) = (format!("{before}{template}"), texts.iter().map(|text| format!("{before}{text}")));
    let texts: Vec<String> = texts.collect();
    match doubt(texts.iter().map(String::as_str)) {
        None => {
            writer.pair("period", &template);
            None
        }
        Some(doubt) => Some(write_doubt(&doubt, &template, writer)),
    }
}

/// Writes the lines of which a person must choose one; `template` is what a mapping makes periods of.
pub(super) fn write_doubt(doubt: &PeriodDoubt, template: &str, writer: &mut Writer) -> Ambiguity {
    for line in doubt.lines(template) {
        writer.comment(&line);
    }
    let written = Some(format!("{}, under [columns]", doubt.fix(template)));
    Ambiguity { what: doubt.what.clone(), ways: Vec::new(), written }
}
