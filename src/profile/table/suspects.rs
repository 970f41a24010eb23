//! Columns of numbers that may be no metrics, but codes, ranks or weights.

use std::collections::HashMap;

use super::identity::is_value;
use crate::mapping::quoted;
use crate::model::office_period::compact;
use crate::problem::listed;
use crate::profile::columns::called::is_code;
use crate::profile::columns::names::{key, placeholder, words};
use crate::profile::columns::places::names_places;
use crate::profile::doubt::Ambiguity;
use crate::profile::sample::Sample;
use crate::profile::words::calendar::numbered;
use crate::profile::words::list::is_among;
use crate::profile::words::named_unit::divided;
use crate::profile::words::role::is_role;

/// Whether a column of figures may be a series of its own: it has a name, and that is not one of values, of codes, or of a
/// part of a date.
fn is_series(name: &str) -> bool {
    const DAYS: &str = "day, hour, tag, 日";
    const OTHERS: &str = "rank, ranking, 排名, weight, weights, latitude, longitude, year, age, phone";
    let small = name.to_lowercase();
    let is_of_dates = is_among(DAYS, &small) || numbered(name).is_some();
    let is_other = words(name).any(|word| is_among(OTHERS, &word)) || small.contains("排名");
    let is_place = names_places(&small) && !small.contains(' ');
    !is_value(name) && !is_role(name) && !is_of_dates && !is_code(name) && !is_other && !is_place
}

/// Those of some columns of numbers that may be no metrics, but say something else of each row, such as a code or a rank; `labels`
/// are the columns that say what a row is of.
fn doubtful(sample: &Sample, columns: &[usize], labels: &[usize]) -> Vec<usize> {
    let mut numbers: HashMap<Vec<&str>, usize> = HashMap::new();
    let mut groups = Vec::with_capacity(sample.rows.len());
    for (_, row) in &sample.rows {
        let cells = labels.iter().map(|column| row.get(*column).map_or("", String::as_str)).collect();
        let next = numbers.len();
        groups.push(*numbers.entry(cells).or_insert(next));
    }
    // The same number for each label may be its code.
    let is_same = |column: usize| {
        let mut firsts: HashMap<usize, &str> = HashMap::new();
        let mut cells = sample
            .rows
            .iter()
            .zip(&groups)
            .map(|((_, row), group)| (group, row.get(column).map_or("", String::as_str)));
        let are_same = cells.all(|(group, cell)| *firsts.entry(*group).or_insert(cell) == cell);
        are_same && firsts.len() < sample.rows.len()
    };
    let is_zero =
        |cell: &str| cell.len() > 1 && cell.starts_with('0') && cell.bytes().all(|byte| byte.is_ascii_digit());
    let is_suspect = |column: &usize| {
        let name = &sample.columns[*column];
        !is_series(name)
            || sample.cells(*column).any(is_zero)
            || divided(name).is_none()
                && (!labels.is_empty() && is_same(*column) || sample.rows.len() > 3 && sample.is_numbering(*column))
    };
    columns.iter().copied().filter(is_suspect).collect()
}

/// The columns, quoted.
pub(crate) fn names(sample: &Sample, columns: &[usize]) -> Vec<String> {
    let name = |column: &usize| match sample.columns[*column].as_str() {
        "" => format!("`{}`", placeholder(sample, *column)),
        name => format!("`{name}`"),
    };
    columns.iter().map(name).collect()
}

/// A doubt about columns of numbers that may be metrics, or say something else of each row; `labels` are the columns that say what
/// a row is of.
pub(crate) fn suspects(sample: &Sample, columns: &[usize], labels: &[usize]) -> Option<Ambiguity> {
    let found = doubtful(sample, columns, labels);
    let first = *found.first()?;
    let names = names(sample, &found);
    let (plural, of) = if let [_] = found[..] { ("", "is a metric, or says") } else { ("s", "are metrics, or say") };
    Some(Ambiguity {
        what: format!(
            "the column{plural} {} {of} something else of each row, such as a code or a rank",
            listed(&names)
        ),
        ways: Vec::new(),
        written: Some(format!(
            "{} in `unpivot`, as it stands, for metrics, or elsewhere, such as `{}={{{}}}` in the breakdown, or in nothing",
            listed(&names),
            key(sample, first),
            placeholder(sample, first)
        )),
    })
}

/// A doubt about columns of numbers beside one that is called by a word for values, which may be metrics too.
pub(crate) fn beside_values(sample: &Sample, value: usize, others: &[usize], labels: &[usize]) -> Option<Ambiguity> {
    let suspects = doubtful(sample, others, labels);
    let is_date = |column: usize| sample.all(column, &|cell| compact(cell).is_some());
    let is_metric = |column: &usize| {
        (!suspects.contains(column) || is_value(&sample.columns[*column]))
            && !sample.is_measured(*column)
            && !is_date(*column)
    };
    let found: Vec<usize> = others.iter().copied().filter(is_metric).collect();
    let first = *found.first()?;
    let all: Vec<usize> = [value].into_iter().chain(found.iter().copied()).collect();
    let places: Vec<String> = all.iter().map(|column| quoted(&placeholder(sample, *column))).collect();
    let (plural, holds, are, says) = match found[..] {
        [_] => ("", "holds", "it is a metric", "says"),
        _ => ("s", "hold", "they are metrics", "say"),
    };
    Some(Ambiguity {
        what: format!(
            "the column{plural} {} {holds} numbers beside `{}`: {are} too, or {says} something else of each row",
            listed(&names(sample, &found)),
            sample.columns[value]
        ),
        ways: Vec::new(),
        written: Some(format!(
            "`{}={{{}}}` in the breakdown, as it stands, or unpivot = [{}] with metric = \"{{header}}\", and without `value`, for metrics",
            key(sample, first),
            placeholder(sample, first),
            places.join(", ")
        )),
    })
}
