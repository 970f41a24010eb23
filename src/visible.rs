//! Control characters are shown as escapes, so that a text cannot control a terminal or reverse the order of a line.
//!
//! All that people read passes here: messages and tables everywhere, and on a terminal also formats for programs, which are
//! exact in a pipe and in a file. JSON and TOML have escapes of their own, so there these characters are never written as such.

use std::borrow::Cow;
use std::io::{self, Write};

/// The text with every control character spelled out, such as `\u{1b}`; only the line breaks are left, as `\n`.
pub(crate) fn visible<'a>(text: impl Into<Cow<'a, str>>) -> Cow<'a, str> {
    spelled(text.into(), false)
}

/// The same on one line.
pub(crate) fn on_one_line<'a>(text: impl Into<Cow<'a, str>>) -> String {
    visible(text).replace('\n', " ")
}

/// The same with its tabs, for lines whose layout is done.
pub(crate) fn visible_lines<'a>(text: impl Into<Cow<'a, str>>) -> Cow<'a, str> {
    spelled(text.into(), true)
}

/// JSON with the escapes of JSON for every such character, which can only be in its texts. The data stay the same.
pub(crate) fn in_json(json: String) -> String {
    let is_spelled = |c: char| c != '\n' && acts(c);
    if !json.chars().any(is_spelled) {
        return json;
    }
    let mut shown = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            c if is_spelled(c) => shown.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => shown.push(c),
        }
    }
    shown
}

fn spelled(text: Cow<'_, str>, keeps_tabs: bool) -> Cow<'_, str> {
    let is_spelled = |c: char| c != '\n' && !(keeps_tabs && c == '\t') && acts(c);
    if !text.chars().any(is_spelled) {
        return text;
    }
    let mut shown = String::with_capacity(text.len() + 8);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            // Part of a line break: a line feed follows.
            '\r' if rest.peek() == Some(&'\n') => {}
            c if is_spelled(c) => shown.extend(c.escape_default()),
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// Control characters, and those of Unicode's formatting characters that reorder or break the text around them.
pub(crate) fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A stream on which every text is made visible.
pub(crate) struct VisibleStream<W>(pub W);

impl<W: Write> Write for VisibleStream<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A character that a later piece completes is left for that piece.
        let whole = match std::str::from_utf8(bytes) {
            Ok(_) => bytes.len(),
            Err(error) if error.valid_up_to() > 0 => error.valid_up_to(),
            Err(error) => error.error_len().unwrap_or(bytes.len()),
        };
        self.0.write_all(visible_lines(String::from_utf8_lossy(&bytes[..whole])).as_bytes())?;
        Ok(whole)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_stream_writes_nothing_that_acts() {
        let mut out = Vec::new();
        VisibleStream(&mut out)
            .write_all("宁\t\u{1b}[31m\0\r\n\u{85}\u{9b}\u{61c}\u{202e}\r波\u{7f}\n".as_bytes())
            .unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "宁\t\\u{1b}[31m\\u{0}\n\\u{85}\\u{9b}\\u{61c}\\u{202e}\\r波\\u{7f}\n"
        );
    }

    #[test]
    fn json_keeps_its_data() {
        let data = serde_json::json!({ "a\u{202e}": "\u{1b}\u{85}\u{7f}\n\t\"\\\u{feff}" });
        let shown = in_json(format!("{data:#}"));
        assert!(!shown.contains(|c| acts(c) && c != '\n'), "{shown:?}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), data);
    }
}
