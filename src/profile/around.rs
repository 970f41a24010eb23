//! What stands around the rows of a table: prose below it, another table above it, and its header once more.

use super::numbers::is_number;
use super::sample::Ambiguity;
use super::spelling::period_of;
use super::writer::quoted;

/// A row of a text, with its line.
pub(super) type Record = (u64, Vec<String>);

/// Writes the key `dialect` of a mapping for the file, with something more in it.
pub(super) type Dialect<'a> = dyn Fn(&str) -> String + 'a;

/// The first of the lines at the end of a text that are prose; `None` where the last one is not. `lines` are those of the
/// text.
pub(super) fn prose_below<'a>(below: &[Record], lines: &[&'a str]) -> Option<&'a str> {
    let line = |number: u64| lines.get(number as usize - 1).copied().unwrap_or_default();
    let is_prose = |(number, cells): &&Record| {
        let before = line(number.saturating_sub(1).max(1));
        cells.len() == 1 && is_prose(line(*number), before.trim().is_empty())
    };
    below.iter().rev().take_while(is_prose).last().map(|(number, _)| line(*number))
}

/// Whether a line that no delimiter divides is prose. A word alone may be the start of a row that is cut off, and a number at
/// the end may be a figure.
fn is_prose(line: &str, is_after_blank: bool) -> bool {
    let line = line.trim();
    let last = line.split_whitespace().last().unwrap_or_default();
    let ends_in_figure = is_number(last) && period_of(last).is_none();
    let is_sentence = line.contains([':', '：', '。', '；', ';', '*', '†', '(', '（']) || line.ends_with('.');
    !line.contains('"') && !ends_in_figure && (is_after_blank || is_sentence || line.split_whitespace().count() > 3)
}

/// A doubt where the rows above a header are another table.
pub(super) fn table_above(above: &[Record], header: &Record, dialect: &Dialect<'_>) -> Option<Ambiguity> {
    let figures = |cells: &[String]| {
        let is_figure = |cell: &&String| is_number(cell) && period_of(cell).is_none();
        cells.iter().skip(1).filter(is_figure).count()
    };
    let filled = |cells: &[String]| cells.iter().filter(|cell| !cell.is_empty()).count();
    let is_of_rows = |pair: &[Record]| {
        let [(_, first), (_, second)] = pair else { return false };
        first.len() == second.len() && filled(first) > 1 && filled(second) > 1 && figures(first) + figures(second) > 0
    };
    let is_table = above.windows(2).any(is_of_rows) || above.iter().any(|(_, cells)| figures(cells) > 1);
    let (first, last) = (above.first().filter(|_| is_table)?.0, above.last()?.0);
    let lines = if first == last { format!("line {first} looks") } else { format!("lines {first} to {last} look") };
    Some(Ambiguity {
        what: format!("{lines} like another table above the one whose header is line {}", header.0),
        ways: vec![
            dialect(&format!("headerRows = [{}]", header.0)),
            format!(
                "{}\nend = {}",
                dialect(&format!("headerRows = [{first}]")),
                quoted(&format!("^{}", regex::escape(&header.1.join(","))))
            ),
        ],
    })
}

/// A doubt where a header names a column as a figure is written, or a column of periods holds periods: it may be a row.
pub(super) fn no_header((line, header): &Record, rows: &[Record], dialect: &Dialect<'_>) -> Option<Ambiguity> {
    let is_of_periods = |column: usize| {
        let year = |text: &str| period_of(text).filter(|_| text.len() == 4).map(|period| period.start().year());
        let Some(named) = year(&header[column]) else { return false };
        let is_near =
            |(_, row): &Record| row.get(column).and_then(|cell| year(cell)).is_some_and(|at| (at - named).abs() < 60);
        rows.len() > 1 && rows.iter().all(is_near)
    };
    // A projection may end in 2200 or later.
    let is_year = |name: &str| name.len() == 4 && name.parse().is_ok_and(|year: u32| (1500..2600).contains(&year));
    let is_named = |name: &str| period_of(name).is_some() || is_year(name);
    let is_figure = |column: &usize| is_number(&header[*column]) && !is_named(&header[*column]);
    let column = (0..header.len()).find(|column| is_figure(column) || is_of_periods(*column))?;
    let names: Vec<String> = (1..=header.len()).map(|column| format!("\"column-{column}\"")).collect();
    Some(Ambiguity {
        what: format!(
            "line {line} is the header, with a column named `{}`, or it is the first row, and there is no header",
            header[column]
        ),
        ways: vec![
            dialect(&format!("headerRows = [{line}]")),
            format!("{}\nfields = [{}]", dialect("header = false"), names.join(", ")),
        ],
    })
}
