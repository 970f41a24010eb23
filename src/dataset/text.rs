//! What is done to bytes and text on the way from a file to its rows.

use memchr::memchr2;
use sha2::{Digest, Sha256};

use super::descriptor::Dialect;
use super::rows::split;

/// The SHA-256 of some bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// Bytes as people read them.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The last part of a path, however its system divides it.
pub fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// The name of a file without its endings.
pub fn stem(path: &str) -> &str {
    let name = file_name(path);
    name.split('.').next().filter(|stem| !stem.is_empty()).unwrap_or(name)
}

/// Whether a file tells about the data of another, as those of a World Bank download do.
pub fn is_metadata(path: &str) -> bool {
    file_name(path).starts_with("Metadata_")
}

/// The text without the spaces after delimiters, so that a quote behind them still opens a quoted cell. A quote that is not
/// closed as it should be ends with its line, as it does for who reads the rows.
pub fn without_initial_space(text: &str, dialect: &Dialect) -> String {
    let bytes = text.as_bytes();
    let line_end = |from: usize| memchr2(b'\n', b'\r', &bytes[from..]).map_or(bytes.len(), |length| from + length);
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    while at < bytes.len() {
        let is_comment = dialect.comment_char.is_some_and(|mark| bytes[at] == mark as u8);
        let row = split(&bytes[at..], dialect);
        let end = if is_comment { line_end(at) } else { at + row.end };
        if is_comment {
            kept.push_str(&text[at..end]);
        } else {
            for (index, cell) in row.cells.iter().enumerate() {
                if index > 0 {
                    kept.push(dialect.delimiter);
                }
                kept.push_str(text[at + cell.start..at + cell.end].trim_start_matches(' '));
            }
        }
        at = end;
        if let Some(mark) = text[at..].chars().next() {
            kept.push(mark);
            at += mark.len_utf8();
        }
    }
    kept
}
