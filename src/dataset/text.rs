//! From the bytes of a file to its text.

use sha2::{Digest, Sha256};

use super::descriptor::Dialect;

/// The text that some bytes are, or the bytes and the first of them that belongs into no text.
pub fn text_of(bytes: Vec<u8>) -> Result<String, (Vec<u8>, usize)> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        (error.into_bytes(), at)
    })?;
    // SQLite's clients end a text at this byte.
    match text.find('\0') {
        Some(at) => Err((text.into_bytes(), at)),
        None => Ok(text),
    }
}

/// The SHA-256 of some bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The text without the spaces after delimiters, so that a quote behind them still opens a quoted cell.
pub fn without_initial_space(text: &str, dialect: &Dialect) -> String {
    let mut kept = String::with_capacity(text.len());
    let (mut at_start, mut quoted, mut was_quote) = (true, false, false);
    for character in text.chars() {
        if at_start && character == ' ' {
            continue;
        }
        let is_quote = character == dialect.quote_char;
        // A quote opens a cell at its start, and opens it again right behind the quote that closed it.
        quoted = if quoted { !is_quote } else { is_quote && (at_start || was_quote) };
        was_quote = is_quote && !quoted;
        at_start = !quoted && (character == dialect.delimiter || matches!(character, '\n' | '\r'));
        kept.push(character);
    }
    kept
}
