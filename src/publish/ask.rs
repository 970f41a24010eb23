//! The page that runs SQL: SQLite for the browser, and the database as scripts.
//!
//! A page that was opened from the disk may load scripts, and no other files: so all that it needs is base64 in a script.

use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

/// The largest database that the page has unless it is asked for, in bytes.
pub(crate) const LARGEST: u64 = 50_000_000;

/// The licence of sql.js, which a site has too.
pub(super) const LICENCE: &str = include_str!("ask/LICENSE-sql.js.txt");

pub(super) const SCRIPT: &str = include_str!("ask/ask.js");

/// The files of sql.js, and what runs in its worker.
const SQL_JS: &[u8] = include_bytes!("ask/sql-wasm.js.gz");
const SQL_WASM: &[u8] = include_bytes!("ask/sql-wasm.wasm.gz");
const WORKER: &str = include_str!("ask/worker.js");

/// How many bytes are base64 on one line: a multiple of three, so that each line can be decoded alone.
const LINE: usize = 48 * 1024;

/// SQLite for the browser, as a script.
pub(super) fn engine() -> String {
    format!(
        "const YEARBOOK_ENGINE = {{\n  script: \"{}\",\n  wasm: \"{}\",\n  worker: {},\n}};\n",
        base64(SQL_JS),
        base64(SQL_WASM),
        serde_json::Value::from(WORKER)
    )
}

/// A database, as a script.
///
/// # Errors
/// It cannot be read.
pub(super) fn database(mut file: impl Read) -> io::Result<String> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    io::copy(&mut file, &mut packed)?;
    packed.flush()?;
    let lines: Vec<String> = packed.finish()?.chunks(LINE).map(|line| format!("\"{}\"", base64(line))).collect();
    Ok(format!("const YEARBOOK_DATABASE = [\n{}\n];\n", lines.join(",\n")))
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits =
            group.iter().enumerate().fold(0_u32, |bits, (place, byte)| bits | u32::from(*byte) << (16 - 8 * place));
        for place in 0..4 {
            let letter = char::from(LETTERS[(bits >> (18 - 6 * place) & 63) as usize]);
            text.push(if place > group.len() { '=' } else { letter });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]

    use std::io::Read;

    use super::{SQL_JS, SQL_WASM, base64};
    use crate::dataset::sha256;

    #[test]
    fn base64_of_every_length() {
        for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn the_files_of_sql_js_are_those_that_are_documented() {
        let readme = include_str!("ask/README.md");
        let script = include_str!("ask/vendor.sh");
        for file in [SQL_JS, SQL_WASM] {
            let mut content = Vec::new();
            flate2::read::GzDecoder::new(file).read_to_end(&mut content).expect("gzip");
            let checksum = sha256(&content);
            assert!(readme.contains(&checksum) && script.contains(&checksum), "{checksum}");
        }
    }
}
