//! The stamp of a report: the data with which `verify` runs it again and compares it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::dataset::sha256;
use crate::error::{Error, UsageError};
use crate::render::Format;

/// The stamp, a line below the report or in a file beside it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Stamp {
    pub report: String,
    pub parameters: BTreeMap<String, String>,
    pub as_of: Option<String>,
    /// The SHA-256 of the rows as `--format csv` writes them.
    pub sha256: String,
    /// The SHA-256 of the text of the report without the line of the stamp.
    pub text_sha256: String,
    pub format: Format,
    /// The width that the text was laid out for, in columns; null if nothing was wrapped.
    pub width: Option<usize>,
    /// Whether the report has footnotes.
    pub cite: bool,
    /// The newest load of the database.
    pub load: i64,
    /// The version of the program that wrote the report.
    pub version: String,
}

/// What a stamp begins with.
const MARK: &str = "yearbook stamp ";

impl fmt::Display for Stamp {
    /// JSON in printable ASCII characters that no format escapes, except that HTML escapes the quotation marks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MARK)?;
        for c in serde_json::to_string(self).unwrap_or_default().chars() {
            if matches!(c, ' '..='~') && !matches!(c, '`' | '&' | '<' | '>' | '\'') {
                write!(f, "{c}")?;
                continue;
            }
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(f, "\\u{unit:04x}")?;
            }
        }
        Ok(())
    }
}

impl Stamp {
    /// The last stamp in a text; `None` if there is none.
    pub(super) fn find(text: &str) -> Option<Self> {
        let json = text.lines().rev().find_map(after_mark)?.replace("&quot;", "\"");
        // Closing tags may follow.
        serde_json::Deserializer::from_str(&json).into_iter().next()?.ok()
    }

    /// The lines of a text without the line of the stamp, which is the last one with its mark.
    pub(super) fn lines_without(text: &str) -> Vec<&str> {
        let mut lines: Vec<&str> = text.lines().collect();
        if let Some(place) = lines.iter().rposition(|line| after_mark(line).is_some()) {
            lines.remove(place);
        }
        lines
    }

    /// The checksum of a text without its stamp, independent of its line ends.
    pub(super) fn text_sha256(text: &str) -> String {
        sha256(Self::lines_without(text).join("\n").as_bytes())
    }
}

/// The text after the mark of a stamp, in any format.
fn after_mark(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(['`', ' ']);
    line.strip_prefix("<p>").unwrap_or(line).strip_prefix(MARK)
}

/// The file beside a report for its stamp or its footnotes.
pub(super) fn beside(file: &Path, what: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".{what}"));
    PathBuf::from(name)
}

/// The error for a stamp that cannot be written anywhere.
pub(super) fn nowhere() -> Error {
    Error::usage(UsageError::NoPlaceForStamp)
}
