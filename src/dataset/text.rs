//! What is done to bytes and text on the way from a file to its rows.

use sha2::{Digest, Sha256};

use super::descriptor::Dialect;

/// The SHA-256 of some bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// Bytes as people read them.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
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
