//! Cells that contain more than a number: marks of missing values, flags after a value, signs of units, powers of ten.

use std::borrow::Cow;

use crate::model::{Status, Written};

/// How the cells of a file mark missing values, and the flags that they may have after a value.
#[derive(Clone, Debug, Default)]
pub(super) struct CellMarks {
    pub missing: Vec<String>,
    /// Flags, the longest first, and the status that each means.
    pub flags: Vec<(String, Status)>,
    /// The signs of units, and the unit that each means.
    pub units: Vec<(String, String)>,
    /// What a number in parentheses is.
    pub enclosed: Option<Enclosed>,
}

/// What a number in parentheses is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Enclosed {
    Negative,
    /// The number itself, with this status.
    Marked(Status),
}

/// The contents of a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ParsedCell<'a> {
    /// The number, with its comparator; empty where it is missing.
    pub value: Cow<'a, str>,
    /// The first flag that fits the value, and the status that it means.
    pub status: Option<(&'a str, Status)>,
    /// What the status cannot state: further flags, or a flag whose status does not agree with a missing value.
    pub note: Option<String>,
    /// The unit whose sign stands beside the number.
    pub unit: Option<&'a str>,
    /// The word for a power of ten behind the number.
    pub scale: &'a str,
    /// Whether the number is written in another way than the value.
    pub is_rewritten: bool,
}

impl CellMarks {
    /// Parses a cell. Flags follow the value, with or without white space: `13.2 e`, `4.1bu`, `: c`.
    pub(super) fn parse<'a>(&'a self, cell: &'a str) -> ParsedCell<'a> {
        let is_missing = |text: &str| text.is_empty() || self.missing.iter().any(|missing| missing == text);
        if is_missing(cell) {
            return ParsedCell::default();
        }
        let mut found: Vec<(&str, Status)> = Vec::new();
        let mut value = cell;
        while let Some((flag, status, rest)) = self.last_flag(value) {
            found.insert(0, (flag, status));
            value = rest;
            if is_missing(value) {
                break;
            }
        }
        let is_missing = is_missing(value);
        let fits = |status: &Status| !is_missing || status.allows_missing();
        let status = found.iter().copied().find(|(_, status)| fits(status));
        let note = match found.as_slice() {
            [] => None,
            [(_, stated)] if status.is_some() && *stated != Status::NORMAL => None,
            flags => {
                let flags: Vec<&str> = flags.iter().map(|(flag, _)| *flag).collect();
                Some(format!("flag{} {}", if flags.len() == 1 { "" } else { "s" }, flags.join(" ")))
            }
        };
        let cell = ParsedCell {
            value: Cow::Borrowed(if is_missing { "" } else { value }),
            status,
            note,
            ..ParsedCell::default()
        };
        if value.bytes().all(|byte| byte.is_ascii_digit() || b".,-".contains(&byte)) {
            cell
        } else {
            self.rewritten(cell, value)
        }
    }

    /// The contents of a cell whose number is written as publishers do. A number with a sign or parentheses that the mapping
    /// does not explain is left as it is, which is no number.
    fn rewritten<'a>(&'a self, cell: ParsedCell<'a>, value: &'a str) -> ParsedCell<'a> {
        let Some(written) = Written::parse(value) else { return cell };
        let unit =
            written.unit.map(|sign| self.units.iter().find(|(known, _)| known == sign).map(|(_, unit)| unit.as_str()));
        let (Some(unit), true) =
            (unit.map_or(Some(None), |unit| unit.map(Some)), !written.is_enclosed || self.enclosed.is_some())
        else {
            return cell;
        };
        let enclosed = self.enclosed.filter(|_| written.is_enclosed);
        let number = written.quantity(written.is_negative || enclosed == Some(Enclosed::Negative));
        let status = match enclosed {
            Some(Enclosed::Marked(status)) => cell.status.or(Some(("()", status))),
            _ => cell.status,
        };
        let is_rewritten = number != value;
        ParsedCell { value: number, status, unit, scale: written.scale, is_rewritten, ..cell }
    }

    /// The flag at the end of a text, the status that it means, and the text before it.
    fn last_flag<'a>(&'a self, text: &'a str) -> Option<(&'a str, Status, &'a str)> {
        self.flags.iter().find_map(|(flag, status)| {
            let before = text.strip_suffix(flag.as_str())?;
            let rest = before.trim_end();
            // `(1)` alone is a number, and so is the `1` of `5.21)`.
            let is_digit = |c: char| c.is_ascii_digit();
            let is_number =
                rest.is_empty() && flag.contains(is_digit) || rest.len() == before.len() && flag.starts_with(is_digit);
            (!is_number).then_some((flag.as_str(), *status, rest))
        })
    }
}
