//! Texts as they are written in a mapping.

use crate::visible::acts;

/// A text: as it stands between single quotes where that is allowed.
pub(crate) fn quoted(text: &str) -> String {
    if !text.contains(['\'', '\\', '"']) && !text.chars().any(acts) {
        return format!("\"{text}\"");
    }
    if !text.contains('\'') && !text.chars().any(acts) {
        return format!("'{text}'");
    }
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if acts(c) => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}
