//! Rows below a header that are the header once more: files put together from several, and tables below each other.

use super::quoted::quoted;
use crate::model::shape;

/// Whether a row is the header once more. Each pair is the name of a column and the cell of the row in it: of the columns
/// that are not figures, and of those that are.
pub(crate) fn repeats_header(labels: &[(&str, &str)], figures: &[(&str, &str)]) -> bool {
    let filled = || figures.iter().map(|(name, cell)| (*name, cell.trim())).filter(|(_, cell)| !cell.is_empty());
    let mut named = labels.iter().filter(|(name, _)| !name.is_empty()).peekable();
    let has_labels = named.peek().is_some() && named.all(|(name, cell)| *name == cell.trim());
    let are_names = || filled().all(|(name, cell)| shape(name) == shape(cell));
    if has_labels && are_names() {
        return true;
    }
    // Figures of two years or more that follow each other as the years of the header do.
    let shift = |(name, cell)| Some(year(cell)? - year(name)?);
    let mut shifts = filled().map(shift);
    match (shifts.next().flatten(), shifts.next().flatten()) {
        (Some(first), Some(second)) => first == second && shifts.all(|shift| shift == Some(first)),
        _ => false,
    }
}

/// A year, as most tables write it.
fn year(text: &str) -> Option<i32> {
    let is_year = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|year| is_year && (1500..2200).contains(year))
}

/// What a row that is the header once more may mean, and the keys of a mapping that decide: the row, and its first label with
/// the name of its column.
pub(crate) fn header_again(line: u64, row: &str, (name, cell): (&str, &str)) -> (String, Vec<String>) {
    let what = format!(
        "line {line} looks like a header: the rows below it belong to the columns of the first header, or to those that \
         this one names"
    );
    let name = if name.is_empty() { "#1" } else { name };
    let pattern = |text: &str, end: &str| quoted(&format!("^{}{end}", regex::escape(text)));
    let skip = format!("[[when]]\nmatches = {{ {} = {} }}\nskip = true", quoted(name), pattern(cell, "$"));
    let end = format!("end = {}", pattern(row.lines().next().unwrap_or_default(), ""));
    (what, vec![skip, end])
}
