//! A document that figures are cited from.

/// A document that figures are cited from. A text that is empty or blank counts as missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Document {
    pub code: String,
    /// Its name in citations, which is the column `cited_as` of the table `source`.
    pub cited_as: String,
    pub title: String,
    pub publisher: Option<String>,
    /// One name or several, in the document's own spelling.
    pub author: Option<String>,
    pub url: Option<String>,
    /// `2025-08-13`.
    pub published_on: Option<String>,
    /// `2025-08-20`.
    pub retrieved_on: Option<String>,
    pub language: Option<String>,
    pub licence: Option<String>,
}

/// The text on one line; `None` if it is missing or blank.
pub(super) fn line(text: Option<&str>) -> Option<String> {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let parts: Vec<&str> = text?.split(breaks).map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { None } else { Some(parts.join(" ")) }
}
