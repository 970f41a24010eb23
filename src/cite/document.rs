//! A document that figures are cited from.

use serde::{Deserialize, Serialize};

/// A document that figures are cited from. A text that is empty or blank counts as missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Document {
    pub code: String,
    /// Its name in citations, which is the column `cited_as` of the table `source`.
    pub cited_as: String,
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// One name or several, in the document's own spelling.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// `2025-08-13`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_on: Option<String>,
    /// `2025-08-20`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retrieved_on: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
}

impl Document {
    /// Whether both are the same edition of one source, whatever is known of it.
    pub(crate) fn is_edition_of(&self, other: &Self) -> bool {
        self.code == other.code && self.published_on == other.published_on
    }

    /// The names of the fields in which another edition of the document differs, with both texts.
    pub(crate) fn differences<'a>(&'a self, other: &'a Self) -> Vec<(&'static str, Option<&'a str>, Option<&'a str>)> {
        let fields = |of: &'a Self| {
            [
                ("title", Some(of.title.as_str())),
                ("publisher", of.publisher.as_deref()),
                ("author", of.author.as_deref()),
                ("url", of.url.as_deref()),
                ("published_on", of.published_on.as_deref()),
                ("retrieved_on", of.retrieved_on.as_deref()),
                ("language", of.language.as_deref()),
                ("licence", of.licence.as_deref()),
                ("cited_as", Some(of.cited_as.as_str())),
            ]
        };
        let pairs = fields(self).into_iter().zip(fields(other));
        pairs.filter(|(old, new)| old != new).map(|((name, old), (_, new))| (name, old, new)).collect()
    }
}

/// The text on one line; `None` if it is missing or blank.
pub(super) fn line(text: Option<&str>) -> Option<String> {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let parts: Vec<&str> = text?.split(breaks).map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { None } else { Some(parts.join(" ")) }
}
