//! What counts as a figure in a table of somebody else.

use crate::model::{Marks, SPACES, Written, parse_number};

/// Marks of missing values that offices use.
pub(crate) const MISSING: [&str; 19] = [
    ":", "..", "--", "...", "…", "NA", "n/a", "N/A", "na", "n.a.", "N.A.", "n. a.", "#N/A", "n.d.", "N.D.", "NaN",
    "nan", "null", "NULL",
];

/// Marks that mean zero to some publishers, and a missing value to others.
pub(crate) const DOUBTFUL: [&str; 6] = ["-", "–", "—", "－", "−", "x"];

/// Whether a text is a number however publishers write it.
pub(crate) fn is_number(text: &str) -> bool {
    if parse_number(text, Marks::default()).is_ok() {
        return true;
    }
    let Some(written) = Written::parse(text) else { return false };
    let groups = [Some('.'), Some(',')].into_iter().chain(SPACES.map(Some)).chain([None]);
    let mut marks = groups.flat_map(|group| ['.', ','].map(|decimal| Marks { decimal, group }));
    marks.any(|marks| marks.group != Some(marks.decimal) && parse_number(written.number, marks).is_ok())
}

/// Whether a text is a number, or a mark of a missing one.
pub(crate) fn is_figure(text: &str) -> bool {
    MISSING.contains(&text) || DOUBTFUL.contains(&text) || is_number(text)
}
