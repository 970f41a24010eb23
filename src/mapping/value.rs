//! Cells that contain more than a number: marks of missing values, and flags after a value.

use crate::model::Status;

/// How the cells of a file mark missing values, and the flags that they may have after a value.
#[derive(Clone, Debug, Default)]
pub(super) struct CellMarks {
    pub missing: Vec<String>,
    /// Flags, the longest first, and the status that each means.
    pub flags: Vec<(String, Status)>,
}

/// The contents of a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ParsedCell<'a> {
    /// The number, with its comparator; empty where it is missing.
    pub value: &'a str,
    /// The first flag that fits the value, and the status that it means.
    pub status: Option<(&'a str, Status)>,
    /// What the status cannot state: further flags, or a flag whose status does not agree with a missing value.
    pub note: Option<String>,
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
        ParsedCell { value: if is_missing { "" } else { value }, status, note }
    }

    /// The flag at the end of a text, the status that it means, and the text before it.
    fn last_flag<'a>(&'a self, text: &'a str) -> Option<(&'a str, Status, &'a str)> {
        self.flags.iter().find_map(|(flag, status)| {
            text.strip_suffix(flag.as_str()).map(|rest| (flag.as_str(), *status, rest.trim_end()))
        })
    }
}
