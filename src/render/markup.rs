//! Texts inside HTML.

use std::borrow::Cow;

use crate::visible::{on_one_line, visible};

/// What stands in place of a table without rows.
pub(super) const NO_ROWS: &str = "There are no rows.";

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

/// A text as content of an element, in which web addresses lead there.
pub(super) fn linked(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains("://") {
        return escaped(text);
    }
    let mut linked = String::new();
    for word in text.split_inclusive(char::is_whitespace) {
        let address = address(word);
        linked.push_str(&link(address, address));
        linked.push_str(&escaped(Cow::Borrowed(&word[address.len()..])));
    }
    Cow::Owned(linked)
}

/// A text as content of an element, in which web addresses lead there, and what stands between backticks is code.
pub(crate) fn prose(text: &str) -> String {
    let code = |text: &str| format!("<code>{}</code>", escaped(Cow::Borrowed(text)));
    spans(text, code, |text| linked(Cow::Borrowed(text)).into_owned())
}

/// A text in which what stands between backticks is written by `code`, and the rest by `plain`.
pub(super) fn spans(text: &str, code: impl Fn(&str) -> String, plain: impl Fn(&str) -> String) -> String {
    let (mut rest, mut spans) = (text, String::new());
    while let Some((before, after)) = rest.split_once('`')
        && let Some((inside, after)) = after.split_once('`')
    {
        spans.extend([plain(before), code(inside)]);
        rest = after;
    }
    spans + &plain(rest)
}

/// A word without what follows it in a sentence.
pub(super) fn address(word: &str) -> &str {
    word.trim_end().trim_end_matches(['.', ',', ';', ':', ')', '"'])
}

/// Whether a word leads to a page of the web.
pub(super) fn is_address(word: &str) -> bool {
    word.starts_with("https://") || word.starts_with("http://")
}

/// A text that leads to an address, where that is one of the web.
pub(super) fn link(text: &str, address: &str) -> String {
    let text = escaped(Cow::Borrowed(text));
    match is_address(address) {
        true => format!("<a href=\"{}\">{text}</a>", one_line(address)),
        false => text.into_owned(),
    }
}

/// A text as content or in an attribute, on one line.
pub(super) fn one_line(text: &str) -> String {
    escaped(Cow::Owned(on_one_line(text))).into_owned()
}
