//! What a sheet hides, or shows differently from what is read: hidden rows, columns and numbers, marks beside a number, comments, and one
//! number in several cells.

use calamine::Dimensions;

use super::cell::{Filled, Shown};
use super::format;
use super::range::{Corner, letters};
use crate::problem::Skip;

/// How many there are of a kind, and the row of the first, from one.
#[derive(Clone, Debug, Default)]
pub(in crate::dataset) struct Otherwise {
    pub count: u64,
    pub row: u64,
    pub text: String,
}

impl Otherwise {
    /// The number of all, and the first of them.
    fn of<'a>(mut found: impl Iterator<Item = (Corner, &'a str)>) -> Self {
        let Some((at, text)) = found.next() else { return Self::default() };
        // A cell without a text has a place.
        let text = if text.is_empty() { name(at) } else { text.to_owned() };
        Self { row: u64::from(at.0) + 1, text, count: 1 + found.count() as u64 }
    }

    /// The same, each with the name of its cell.
    fn of_places(found: &[(Corner, &str)]) -> Self {
        let first = found.first().map_or(String::new(), |(at, text)| format!("{}: {text}", name(*at)));
        Self { text: first, ..Self::of(found.iter().copied()) }
    }
}

/// What a sheet says of its rows, columns and cells.
#[derive(Debug, Default)]
pub(super) struct Unseen {
    /// The hidden rows, in order, and the hidden columns: of each group the first and the last.
    pub rows: Vec<(u32, u32)>,
    pub columns: Vec<(u32, u32)>,
    /// The cells that have a comment, each with its text.
    pub comments: Vec<(Corner, String)>,
    /// Whether the formats of cells are not known.
    pub has_unknown_formats: bool,
}

impl Unseen {
    /// What of the cells of a sheet, or of a range, is read differently from what people see, for each reason. The header ends on this row, from
    /// one.
    pub(super) fn otherwise(
        &self,
        cells: &[Filled],
        merged: &[Dimensions],
        (bounds, header): (Option<(Corner, Corner)>, u64),
    ) -> Vec<(Skip, Otherwise)> {
        let (start, end) = bounds.unwrap_or(((0, 0), (u32::MAX, u32::MAX)));
        let is_here = |at: Corner| (start.0..=end.0).contains(&at.0) && (start.1..=end.1).contains(&at.1);
        let here = || cells.iter().filter(|cell| is_here(cell.at)).map(|cell| (cell.at, cell.shown.text()));
        let is_in = |groups: &[(u32, u32)], place: u32| {
            let before = groups.partition_point(|(from, _)| *from <= place);
            before.checked_sub(1).is_some_and(|last| groups[last].1 >= place)
        };
        let mut rows: Vec<_> = here().filter(|(at, _)| is_in(&self.rows, at.0)).collect();
        rows.dedup_by_key(|(at, _)| at.0);
        let mut columns: Vec<_> = here().filter(|(at, _)| is_in(&self.columns, at.1)).collect();
        columns.sort_by_key(|(at, _)| at.1);
        columns.dedup_by_key(|(at, _)| at.1);
        let comments: Vec<_> = self.comments.iter().map(|(at, text)| (*at, text.as_str())).collect();
        let kind = |kind: Skip| {
            let found = cells.iter().filter(move |cell| cell.otherwise == Some(kind));
            Otherwise::of(found.map(|cell| (cell.at, cell.shown.text())))
        };
        let doubtful = cells.iter().filter(|cell| self.has_unknown_formats && is_doubtful(cell));
        let spread = spread(cells, merged, header, &is_here);
        vec![
            (Skip::Format, Otherwise::of(doubtful.map(|cell| (cell.at, cell.shown.text())))),
            (Skip::Beside, kind(Skip::Beside)),
            (Skip::Concealed, kind(Skip::Concealed)),
            (Skip::Spread, spread),
            (Skip::HiddenRow, Otherwise::of_places(&rows)),
            (Skip::HiddenColumn, Otherwise::of_places(&columns)),
            (Skip::Comment, Otherwise::of_places(&comments)),
        ]
    }
}

/// Whether a cell of a format that is not known is a fraction, which may be shown as a percentage, or a day, which may be shown as a
/// month.
fn is_doubtful(cell: &Filled) -> bool {
    let may_differ = |text: &str| format::is_day(text) || text.parse::<f64>().is_ok_and(|number| number.fract() != 0.0);
    matches!(&cell.shown, Shown::Number(text) if may_differ(text))
}

/// The cells below a header that are merged with one of a number, which is read once. The first column holds labels.
fn spread(cells: &[Filled], merged: &[Dimensions], header: u64, is_here: &dyn Fn(Corner) -> bool) -> Otherwise {
    let first = cells.iter().map(|cell| cell.at).filter(|at| is_here(*at)).map(|at| at.1).min();
    let number = |range: &&Dimensions| {
        let is_body = u64::from(range.start.0) >= header && Some(range.start.1) != first && is_here(range.start);
        let place = cells.binary_search_by_key(&range.start, |cell| cell.at).ok().filter(|_| is_body)?;
        matches!(cells[place].shown, Shown::Number(_)).then(|| (range.start, cells[place].shown.text()))
    };
    let ranges = merged.iter().filter(|range| range.start != range.end);
    let mut found: Vec<_> = ranges.filter_map(|range| Some((number(&range)?, range))).collect();
    found.sort_by_key(|((at, _), _)| *at);
    let size = |range: &Dimensions| {
        u64::from(range.end.0 - range.start.0 + 1) * u64::from(range.end.1 - range.start.1 + 1) - 1
    };
    let count = found.iter().map(|(_, range)| size(range)).sum();
    let places: Vec<_> = found.into_iter().map(|(place, _)| place).collect();
    Otherwise { count, ..Otherwise::of_places(&places) }
}

/// The name of a cell, such as `B3`.
fn name(at: Corner) -> String {
    format!("{}{}", letters(at.1 as usize), at.0 + 1)
}
