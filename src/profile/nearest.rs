//! What is found of a file that no profile matches: the profile that it comes nearest to, and a mapping to fill in.

use super::columns::dated;
use super::sample::Sample;
use super::table::wide::head;
use super::words::calendar::is_period_name;
use super::words::figure::{is_figure, is_number};
use super::words::spelling::period_of;
use super::writer::Writer;
use crate::model::office_period::compact;
use crate::problem::listed;

/// The column that is called by a word for periods, else the one that holds most of them.
fn periods(sample: &Sample) -> Option<usize> {
    let count = |column: usize| sample.cells(column).filter(|cell| period_of(cell).is_some()).count();
    let is_named = |column: &usize| is_period_name(&sample.columns[*column]);
    let columns = 0..sample.columns.len();
    // A few codes look like years.
    let holds_most = |column: &usize| count(*column) * 2 > sample.cells(*column).count();
    let may_be = |column: &usize| dated::may_be_periods(sample, *column);
    let most = || columns.clone().rev().filter(may_be).max_by_key(|column| count(*column)).filter(holds_most);
    columns.clone().find(is_named).or_else(most)
}

/// The first name of a column, else the first cell of the first row, that has a year in it and is no period.
fn near_period(sample: &Sample) -> Option<&str> {
    let first = sample.rows.first().map_or(&[][..], |(_, row)| row.as_slice());
    let has_year = |text: &&String| {
        let mut numbers = text.split(|c: char| !c.is_ascii_digit());
        text.contains(char::is_alphabetic) && numbers.any(|number| number.len() == 4 && period_of(number).is_some())
    };
    sample.columns.iter().chain(first).find(has_year).map(String::as_str)
}

/// The profile that a file comes nearest to, and what stands against it; `None` where the file has no table.
pub(crate) fn nearest(sample: &Sample) -> Option<String> {
    let name = |column: usize| format!("`{}`", sample.columns[column]);
    if sample.columns.len() < 2 {
        return None;
    }
    if sample.rows.is_empty() {
        let last = sample.header_rows.last().copied().unwrap_or_default();
        let lacks = if sample.preview.sheet.is_some() { "holds a figure" } else { "has as many cells" };
        let first = sample.preview.text.lines().skip(last as usize).find(|line| !line.trim().is_empty());
        let first = first.map(|line| line.chars().take(80).collect::<String>());
        return Some(match first {
            Some(first) => format!("no row below the header on line {last} {lacks}: the first is `{first}`"),
            None => format!("no row is below the header on line {last}"),
        });
    }
    let across = sample.period_columns();
    if let [only] = across[..] {
        return Some(format!(
            "the nearest is one with periods across, but only the column {} is called by one",
            name(only)
        ));
    }
    let Some(period) = periods(sample) else {
        let what = "no column is called by a period, and none holds periods";
        return Some(match (dated::codes_like_years(sample), near_period(sample)) {
            (Some(column), _) => {
                format!("no column holds periods: the numbers in {} are codes, as its name says", name(column))
            }
            (None, Some(text)) => format!("{what}: `{text}` is none"),
            (None, None) => what.to_owned(),
        });
    };
    // The first cell of a column that does not hold what it should.
    let against = |column: usize, holds: &dyn Fn(&str) -> bool, what: &str| {
        let cells = sample.rows.iter().filter_map(|(line, row)| Some((line, row.get(column)?)));
        let (line, cell) = cells.filter(|(_, cell)| !cell.is_empty()).find(|(_, cell)| !holds(cell))?;
        Some(format!("`{cell}` on line {line} in the column {} is no {what}", name(column)))
    };
    let figures = |column: usize| sample.cells(column).filter(|cell| is_number(cell)).count();
    let others = || (0..sample.columns.len()).filter(|column| *column != period);
    let full: Vec<usize> = others().filter(|&it| figures(it) > 0 && sample.cells(it).all(is_figure)).collect();
    let of_value = || match full[..] {
        [] => match others().rev().max_by_key(|column| figures(*column)).filter(|column| figures(*column) > 0) {
            Some(column) => against(column, &is_figure, "figure"),
            None => Some("no column holds figures".to_owned()),
        },
        [_] => None,
        _ => {
            let names: Vec<String> = full.iter().map(|column| sample.columns[*column].clone()).collect();
            Some(format!("the columns {} all hold figures, and nothing says which of them are values", listed(&names)))
        }
    };
    let is_period = |cell: &str| period_of(cell).is_some() || compact(cell).is_some();
    let what = against(period, &is_period, "period").or_else(of_value)?;
    Some(format!("the nearest is one figure per row, but {what}"))
}

/// The start of a mapping for such a file, with all that is found; `columns` are those that a mapping can fill.
pub(crate) fn draft(sample: &Sample, columns: &[&str]) -> String {
    let mut writer = Writer::default();
    // Nothing divides one column.
    if sample.columns.len() > 1 {
        head(sample, &mut writer);
    }
    writer.table("columns");
    let period = periods(sample).filter(|&column| sample.cells(column).all(|cell| period_of(cell).is_some()));
    let dated = dated::of(sample);
    for column in columns {
        match (*column, period) {
            ("period", Some(period)) => _ = dated::write_period(sample, dated.as_ref(), period, &mut writer),
            _ => _ = writer.comment(&format!("{column} = \"\"")),
        }
    }
    let names: Vec<String> = sample.columns.iter().map(|name| format!("{{{name}}}")).collect();
    writer.comment(&format!("placeholders: {}", listed(&names)));
    writer.finish().trim_start().to_owned()
}
