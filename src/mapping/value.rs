//! Cells that hold more than a number: marks of missing values, and flags behind a value.

use crate::model::Status;

/// How the cells of a file tell that a value is missing, and what else they tell of it.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    pub missing: Vec<String>,
    /// Flags, the longest first, and the status that each tells.
    pub flags: Vec<(String, Status)>,
}

/// What a cell tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told<'a> {
    /// The number, with its hedge; empty where it is missing.
    pub value: &'a str,
    /// The first flag that goes with the value, and the status that it tells.
    pub status: Option<(&'a str, Status)>,
    /// What no status can tell: several flags, or one that does not go with a missing value.
    pub note: Option<String>,
}

impl Marks {
    /// Takes a cell apart. Flags stand behind the value, with or without white space: `13.2 e`, `4.1bu`, `: c`.
    pub fn read<'a>(&'a self, cell: &'a str) -> Told<'a> {
        let is_missing = |text: &str| text.is_empty() || self.missing.iter().any(|missing| missing == text);
        if is_missing(cell) {
            return Told::default();
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
            [(_, told)] if status.is_some() && *told != Status::NORMAL => None,
            flags => {
                let flags: Vec<&str> = flags.iter().map(|(flag, _)| *flag).collect();
                Some(format!("flag{} {}", if flags.len() == 1 { "" } else { "s" }, flags.join(" ")))
            }
        };
        Told { value: if is_missing { "" } else { value }, status, note }
    }

    /// The flag at the end of a text, what it tells, and the text before it.
    fn last_flag<'a>(&'a self, text: &'a str) -> Option<(&'a str, Status, &'a str)> {
        self.flags.iter().find_map(|(flag, status)| {
            text.strip_suffix(flag.as_str()).map(|rest| (flag.as_str(), *status, rest.trim_end()))
        })
    }
}
