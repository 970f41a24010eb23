//! Control characters are shown as escapes, so that a cell cannot control a terminal or reverse the order of a line.

use std::borrow::Cow;

/// The text with every control character spelled out, such as `\u{1b}`; only the line breaks are left, as `\n`.
pub(super) fn visible(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.chars().any(acts) {
        return text;
    }
    let mut shown = String::with_capacity(text.len() + 8);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\n' => shown.push('\n'),
            // Part of a line break: a line feed follows.
            '\r' if rest.peek() == Some(&'\n') => {}
            c if acts(c) => shown.extend(c.escape_default()),
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// The same on one line.
pub(super) fn on_one_line(text: Cow<'_, str>) -> String {
    visible(text).replace('\n', " ")
}

/// Control characters, and those of Unicode's formatting characters that reorder or break the text around them.
fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
