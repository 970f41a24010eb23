//! Texts inside HTML.

use std::borrow::Cow;

use crate::visible::{on_one_line, visible};

/// A text as content of an element; its line breaks are kept.
pub(super) fn escaped(text: Cow<'_, str>) -> Cow<'_, str> {
    let text = visible(text);
    if !text.contains(['&', '<', '>', '"', '\'', '\n']) {
        return text;
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' => escaped.push_str("<br>"),
            c => escaped.push(c),
        }
    }
    Cow::Owned(escaped)
}

/// A text as content or in an attribute, on one line.
pub(super) fn one_line(text: &str) -> String {
    escaped(Cow::Owned(on_one_line(text))).into_owned()
}
