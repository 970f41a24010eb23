//! What the header of a table, rows without figures and lines below it say of how its figures are measured. A mapping takes a unit
//! from lines of text only, so it states such a unit itself.

use super::stated::{Statement, is_of_several, may_state};
use crate::profile::sample::Sample;
use crate::profile::words::calendar::is_period_name;
use crate::profile::words::role::role;
use crate::profile::words::spelling::period_of;

/// A text beside the lines above a table that says how figures are measured.
pub(crate) struct Elsewhere<'s> {
    pub place: &'static str,
    pub text: &'s str,
    pub statement: Option<Statement>,
    /// Whether it holds for all figures.
    pub is_certain: bool,
}

/// What a text states, by name or otherwise.
fn statement_of(text: &str) -> Option<Statement> {
    if is_of_several(text) { None } else { Statement::named(text).or_else(|| Statement::of(text)) }
}

/// All such texts of a table whose figures stand in these columns.
pub(crate) fn all<'s>(sample: &'s Sample, figures: &[usize]) -> Vec<Elsewhere<'s>> {
    let first = figures.first().copied().unwrap_or_default();
    let lines = || sample.preview.text.lines().enumerate().map(|(at, line)| (at as u64 + 1, line));
    let start = sample.header_line + u64::from(!sample.groups.is_empty());
    let rows = lines().skip(start as usize).take_while(|(line, _)| *line < sample.last_line);
    let rows = rows.filter_map(|(line, text)| of_row(sample, text, (first, line == start + 1)));
    let below = lines().skip(sample.last_line as usize).filter_map(|(_, line)| of_line(line));
    let has_rows = sample.last_line > start && sample.lower.is_empty();
    of_names(sample, first).chain(rows.chain(below).filter(|_| has_rows)).collect()
}

/// The names of columns of labels where periods stand across, and the name of the column of periods.
fn of_names(sample: &Sample, first: usize) -> impl Iterator<Item = Elsewhere<'_>> {
    let is_across = sample.columns.get(first).is_some_and(|name| period_of(name).is_some());
    let are_labels = |column: usize| {
        sample.all(column, &|cell| !cell.starts_with(|c: char| c.is_ascii_digit() || "<>≤≥+-".contains(c)))
    };
    let are_periods = |column: usize| sample.all(column, &|cell| period_of(cell).is_some());
    (0..first).filter_map(move |column| {
        let text = sample.columns[column].as_str();
        let statement = statement_of(text);
        let is_label = is_across && are_labels(column);
        // `年` is a unit, too.
        let is_meant = !is_period_name(text)
            && (is_label || are_periods(column) && statement.as_ref().is_some_and(|statement| statement.is_all));
        let is_certain = statement.is_some();
        let is_stated = is_meant && (is_certain || may_state(text, true));
        is_stated.then_some(Elsewhere { place: "the header", text, statement, is_certain })
    })
}

/// A row that holds nothing but a statement, in a column of labels.
fn of_row<'s>(sample: &'s Sample, line: &'s str, (first, is_first): (usize, bool)) -> Option<Elsewhere<'s>> {
    let mut cells = line.split(sample.delimiter).enumerate().filter(|(_, cell)| !cell.is_empty());
    let ((column, text), None) = (cells.next()?, cells.next()) else { return None };
    let statement = statement_of(text).filter(|statement| statement.is_all && column < first)?;
    Some(Elsewhere { place: "a row without figures", text, statement: Some(statement), is_certain: is_first })
}

/// A line below the table. One that states a power of ten may be a footnote.
fn of_line(line: &str) -> Option<Elsewhere<'_>> {
    let is_source = |label: &str| role(label).is_some_and(|(role, _)| role == "source");
    if line.split_once([':', '：']).is_some_and(|(label, _)| is_source(label)) {
        return None;
    }
    let is_named = Statement::named(line).is_some() && !is_of_several(line);
    let statement = statement_of(line).filter(|it| is_named || it.scale.is_some() || it.is_all);
    let is_stated = statement.is_some() || is_of_several(line);
    is_stated.then_some(Elsewhere { place: "a line below the table", text: line, statement, is_certain: is_named })
}
