//! What stands beside the periods that name columns: units behind them, and another table beside the first one.

use std::collections::BTreeSet;

use regex::Regex;

use crate::mapping::quoted;
use crate::profile::columns::labels::without;
use crate::profile::columns::names::placeholder;
use crate::profile::doubt::Ambiguity;
use crate::profile::numbers::notation::array;
use crate::profile::sample::Sample;
use crate::profile::words::figure::is_figure;
use crate::profile::words::named_unit::is_unit;
use crate::profile::words::statuses::marked;

/// How many units stand behind the periods that name some columns: `2020 (ktoe)`; zero where something else stands behind one of them, or nothing.
pub(crate) fn units_behind(sample: &Sample, columns: &[usize]) -> usize {
    let unit = |column: &usize| {
        marked(&sample.columns[*column])
            .map(|(_, mark)| mark)
            .filter(|mark| (mark.len() > 1 || !mark.contains(char::is_alphabetic)) && is_unit(mark))
    };
    let units: Option<BTreeSet<&str>> = columns.iter().map(unit).collect();
    units.map_or(0, |units| units.len())
}

/// A doubt where a second column of labels stands behind some of the periods and an empty column, or is called as the first one is: another table
/// stands beside the first one.
pub(crate) fn table_beside(sample: &Sample, periods: &[usize], labels: &[usize]) -> Option<Ambiguity> {
    let (first, last) = (*labels.first()?, *periods.last()?);
    let is_gap = |column: usize| sample.columns[column].is_empty() && sample.cells(column).next().is_none();
    let begins = |column: &usize| {
        let is_apart = is_gap(column - 1) || sample.columns[*column] == sample.columns[first];
        let is_behind = periods.first() < Some(column) && *column < last;
        is_behind && !sample.columns[*column].is_empty() && is_apart && !sample.cells(*column).all(is_figure)
    };
    let other = labels.iter().copied().filter(|column| *column > first).find(begins)?;
    let places = |is_left: bool| {
        let places = periods.iter().filter(|column| (**column < other) == is_left);
        array(places.map(|column| format!("#{}", column + 1)).collect::<Vec<_>>().iter().map(String::as_str))
    };
    let [first, second] = [first, other].map(|column| placeholder(sample, column));
    let name = &sample.columns[other];
    Some(Ambiguity {
        what: format!("the column `{name}`, with the figures behind it, looks like another table beside the first one"),
        ways: Vec::new(),
        written: Some(format!(
            "unpivot = {}, without `{{{second}}}` in the breakdown, for the first table, and another mapping with unpivot = {}, {{{second}}} in \
             place of {{{first}}}, and without `{{{second}}}` in the breakdown, for the second",
            places(true),
            places(false)
        )),
    })
}

/// The columns of numbers that are called as these columns of spans of years are, but by no spans of years, and what both may be;
/// `None` where there are none.
pub(crate) fn spans(sample: &Sample, periods: &[usize]) -> Option<(Vec<usize>, Ambiguity)> {
    const SPAN: &str = "^\\d+ *[-–—] *\\d+$";
    let pattern = Regex::new(SPAN).ok()?;
    let spans: Vec<usize> =
        (0..sample.columns.len()).filter(|&column| pattern.is_match(&sample.columns[column])).collect();
    let beside = without(&spans, periods);
    let like = spans.iter().copied().find(|column| periods.binary_search(column).is_ok())?;
    let other = *beside.first()?;
    let [like, other] = [like, other].map(|column| &sample.columns[column]);
    let doubt = Ambiguity {
        what: format!("the columns such as `{like}` are spans of years, or groups, such as of sizes, as `{other}` is"),
        ways: Vec::new(),
        written: Some(format!(
            "period = \"{{header}}\", as it stands, for spans of years, or unpivot = {} with `group={{header}}` in the breakdown and period = \"2024\" with the year of the file, for groups",
            quoted(SPAN)
        )),
    };
    Some((beside, doubt))
}
