//! The stamp of a report: the data with which `verify` runs it again and compares it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::cite::Document;
use crate::dataset::sha256;
use crate::error::{Error, StampFault, UsageError};
use crate::model::period::parse_date;
use crate::render::Format;

/// The stamp, a line below the report or in a file beside it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Stamp {
    pub report: String,
    pub parameters: BTreeMap<String, String>,
    pub as_of: Option<String>,
    /// The load after which the database was read; null for its newest state.
    pub at_load: Option<i64>,
    /// The SHA-256 of the rows as `--format csv` writes them.
    pub sha256: String,
    /// The SHA-256 of all that was written: the text of the report, the footnotes in a file beside it, and this stamp
    /// without the checksum itself.
    pub text_sha256: String,
    pub format: Format,
    /// The width that the text was laid out for, in columns; null if nothing was wrapped.
    pub width: Option<usize>,
    /// Whether the report has footnotes.
    pub cite: bool,
    /// The sources that the rows cite, as the database had them.
    pub sources: Vec<Document>,
    /// The newest load of the database, or of what was read of it.
    pub load: i64,
    /// The version of the program that wrote the report.
    pub version: String,
}

/// The name of a field, what its value is, and whether a value is that.
type Field = (&'static str, &'static str, fn(&Value) -> bool);

/// The fields of a stamp.
const FIELDS: [Field; 12] = [
    ("report", "the name of a report", |value| value.as_str().is_some_and(|name| !name.is_empty())),
    ("parameters", "an object of texts", is_of_texts),
    ("as_of", "a date or null", |value| value.is_null() || value.as_str().is_some_and(|day| parse_date(day).is_ok())),
    ("at_load", "the number of a load or null", |value| value.is_null() || is_load(value)),
    ("sha256", "64 hexadecimal digits", is_sha256),
    ("text_sha256", "64 hexadecimal digits", is_sha256),
    ("format", "the name of a format", |value| Format::deserialize(value).is_ok()),
    ("width", "a number of columns or null", |value| value.is_null() || usize::deserialize(value).is_ok()),
    ("cite", "true or false", Value::is_boolean),
    ("sources", "a list of sources", |value| Vec::<Document>::deserialize(value).is_ok()),
    ("load", "the number of a load", is_load),
    ("version", "a version such as 0.1.0", |value| value.as_str().is_some_and(is_version)),
];

fn is_of_texts(value: &Value) -> bool {
    value.as_object().is_some_and(|object| object.values().all(Value::is_string))
}

fn is_load(value: &Value) -> bool {
    value.as_i64().is_some_and(|load| load >= 0)
}

fn is_version(text: &str) -> bool {
    text.split(['.', '-', '+']).take(3).filter(|part| part.parse::<u32>().is_ok()).count() == 3
}

fn is_sha256(value: &Value) -> bool {
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    value.as_str().is_some_and(|text| text.len() == 64 && text.bytes().all(is_digit))
}

/// What a stamp begins with.
const MARK: &str = "yearbook stamp ";

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{MARK}{}", self.json())
    }
}

impl Stamp {
    /// JSON in printable ASCII characters that no format escapes, except that HTML escapes the quotation marks.
    fn json(&self) -> String {
        let mut json = String::new();
        for c in serde_json::to_string(self).unwrap_or_default().chars() {
            if matches!(c, ' '..='~') && !matches!(c, '`' | '&' | '<' | '>' | '\'') {
                json.push(c);
                continue;
            }
            json.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        }
        json
    }

    /// The stamp with the checksum of all that is written with it.
    pub(super) fn signed(self, text: &Text) -> Self {
        Self { text_sha256: text.sha256(&self.json()), ..self }
    }

    fn of_fields(fields: Map<String, Value>) -> Result<Self, String> {
        for (name, expected, is_expected) in FIELDS {
            match fields.get(name) {
                None => return Err(format!("its field `{name}` is missing")),
                Some(value) if !is_expected(value) => return Err(format!("its field `{name}` is not {expected}")),
                Some(_) => {}
            }
        }
        if let Some(name) = fields.keys().find(|name| FIELDS.iter().all(|(known, ..)| known != name)) {
            return Err(format!("it has a field `{name}`, which no stamp of this version has"));
        }
        let stamp = Self::deserialize(Value::Object(fields)).map_err(|error| error.to_string())?;
        match stamp.width {
            Some(_) if stamp.format != Format::Table => {
                Err("its field `width` is not null, and only a table has a width".to_owned())
            }
            _ => Ok(stamp),
        }
    }
}

/// A stamp, and the text that it was found in.
pub(super) struct Found {
    pub stamp: Stamp,
    /// The stamp as it is written.
    json: String,
    /// The text without the stamp: what is written before it and after it.
    pub around: String,
}

/// A report as it is written, without its stamp.
#[derive(Clone, Debug, Default)]
pub(super) struct Text {
    pub report: String,
    /// The footnotes in a file beside the report; empty where they are a part of the report.
    pub footnotes: String,
}

impl Text {
    /// Whether all lines are the same. How they end does not count.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.report.lines().eq(other.report.lines()) && self.footnotes.lines().eq(other.footnotes.lines())
    }

    /// The checksum of the text and of the stamp without its checksum. How lines end does not count.
    fn sha256(&self, json: &str) -> String {
        let lines: Vec<&str> = self.report.lines().chain(self.footnotes.lines()).chain([json]).collect();
        sha256(lines.join("\n").as_bytes())
    }
}

/// The last stamp in a text as it is written, and the text without it; `None` if there is none.
fn cut(text: &str) -> Option<(String, String)> {
    let is_at_start = |at: &usize| {
        let before = text[..*at].rsplit('\n').next().unwrap_or_default();
        matches!(before.trim_start_matches(['`', ' ']), "" | "<p>")
    };
    let start = text.rmatch_indices(MARK).map(|(at, _)| at).find(is_at_start)? + MARK.len();
    let (line, below) = text[start..].split_at(text[start..].find('\n').unwrap_or(text.len() - start));
    let line = line.replace("&quot;", "\"");
    let mut values = serde_json::Deserializer::from_str(&line).into_iter::<IgnoredAny>();
    let length = if matches!(values.next(), Some(Ok(_))) { values.byte_offset() } else { line.len() };
    // Backticks or closing tags may follow.
    let (json, after) = line.split_at(length);
    Some((json.to_owned(), [&text[..start], after, below].concat()))
}

impl Found {
    /// The last stamp in a text; `None` if there is none.
    ///
    /// # Errors
    ///
    /// [`StampFault::Malformed`] where a field is missing or is not what it should be.
    pub(super) fn in_text(text: &str) -> Option<Result<Self, StampFault>> {
        let (json, around) = cut(text)?;
        let fields = serde_json::from_str(&json).map_err(|_| "it is not a JSON object".to_owned());
        Some(match fields.and_then(Stamp::of_fields) {
            Ok(stamp) => Ok(Self { stamp, json, around }),
            Err(reason) => Err(StampFault::Malformed { reason }),
        })
    }

    /// Whether there is nothing but the stamp.
    pub(super) fn is_alone(&self) -> bool {
        self.around.trim_end() == MARK.trim_end()
    }

    /// Whether a text and the stamp are those of which the stamp contains the checksum.
    pub(super) fn is_intact(&self, text: &Text) -> bool {
        let checksum = &self.stamp.text_sha256;
        text.sha256(&self.json.replacen(checksum, "", 1)) == *checksum
    }
}

/// The text without the stamp that is in it.
pub(super) fn around(text: String) -> String {
    cut(&text).map_or(text, |(_, around)| around)
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

#[cfg(test)]
#[allow(clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    fn stamp() -> Stamp {
        Stamp {
            report: "rank".to_owned(),
            parameters: BTreeMap::from([("metric".to_owned(), "a`b & <宁>".to_owned())]),
            as_of: None,
            at_load: None,
            sha256: "0".repeat(64),
            text_sha256: String::new(),
            format: Format::Markdown,
            width: None,
            cite: false,
            sources: vec![Document { code: "a".to_owned(), title: "A".to_owned(), ..Document::default() }],
            load: 1,
            version: "0.1.0".to_owned(),
        }
    }

    #[test]
    fn a_stamp_is_found_in_every_format_and_all_around_it_counts() {
        for (before, after) in [("", ""), ("`", "`"), ("<p>", "</p>\n</footer>")] {
            let around = format!("text\n{before}{MARK}{after}\nmore");
            let signed = stamp().signed(&Text { report: around.clone(), footnotes: "[1]".to_owned() });
            let written = around.replace(MARK, &signed.to_string());
            let written = if before == "<p>" { written.replace('"', "&quot;") } else { written };
            let Some(Ok(found)) = Found::in_text(&written) else { panic!("{written}") };
            assert_eq!(found.around, around);
            let is_intact = |report: &str, footnotes: &str| {
                found.is_intact(&Text { report: report.to_owned(), footnotes: footnotes.to_owned() })
            };
            assert!(is_intact(&around.replace('\n', "\r\n"), "[1]\n"));
            assert!(!is_intact(&around, "[2]") && !is_intact(&around.replace("more", "less"), "[1]"));
        }
    }

    #[test]
    fn no_field_of_a_stamp_may_be_missing() {
        let json = stamp().signed(&Text::default()).json();
        for (name, ..) in FIELDS {
            let mut fields: Map<String, Value> = serde_json::from_str(&json).expect("an object");
            fields.remove(name);
            assert_eq!(Stamp::of_fields(fields).err(), Some(format!("its field `{name}` is missing")));
        }
    }
}
