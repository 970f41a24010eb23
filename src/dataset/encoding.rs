//! Detects the encoding of a file, and converts its bytes to UTF-8.

use std::io::{self, Read, Write};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::fault::Fault;
use super::split::line_ends;

/// How the encoding of a file is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KnownBy {
    /// By a byte order mark.
    Mark,
    /// All bytes are valid in it, and another encoding is not likely.
    Validity,
    /// It was detected: another one is possible.
    Detection,
    /// Somebody said so.
    Declaration,
}

/// An encoding, and how it is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Decided {
    pub encoding: &'static Encoding,
    pub by: KnownBy,
}

impl Decided {
    /// What people call it: the decoder of GBK reads all of GB 18030.
    pub(crate) fn name(&self) -> &'static str {
        match self.encoding.name() {
            "GBK" | "gb18030" => "GB18030",
            name => name,
        }
    }
}

/// The encoding of this name, by the labels of <https://encoding.spec.whatwg.org/>. `latin1` is read as windows-1252 there,
/// and here.
pub(crate) fn named(name: &str) -> Option<&'static Encoding> {
    let label = match name.to_ascii_lowercase().as_str() {
        "utf-8-sig" | "utf_8" => "utf-8".to_owned(),
        "cp936" | "gb-18030" => "gb18030".to_owned(),
        "cp932" => "shift_jis".to_owned(),
        "cp950" => "big5".to_owned(),
        lower => lower.to_owned(),
    };
    Encoding::for_label_no_replacement(label.as_bytes())
}

/// Names that people may give, for a hint.
pub(crate) const NAMES: &str =
    "utf-8, utf-16le, utf-16be, gb18030, gbk, big5, shift_jis, euc-kr, windows-1252, iso-8859-2, ...";

/// More bytes than these do not make detection surer.
const LOOKED_AT: u64 = 64 << 20;

/// Decides on an encoding by a byte order mark, else by validity, else by what the bytes look like.
pub(super) fn decide(mut input: impl Read) -> io::Result<Decided> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut validity = Validity::default();
    let (mut buffer, mut seen) = (vec![0; 1 << 16], 0);
    let mut zeros = [0_u64; 2];
    loop {
        let length = read_full(&mut input, &mut buffer)?;
        let bytes = &buffer[..length];
        if seen == 0 {
            if let Some((encoding, _)) = Encoding::for_bom(bytes) {
                return Ok(Decided { encoding, by: KnownBy::Mark });
            }
            bytes.iter().enumerate().for_each(|(at, byte)| zeros[at % 2] += u64::from(*byte == 0));
            // Text in UTF-16 has a zero in every other byte, as far as it is Latin.
            let half = length as u64 / 2;
            if zeros[0] > half / 2 && zeros[1] == 0 {
                return Ok(Decided { encoding: UTF_16BE, by: KnownBy::Detection });
            }
            if zeros[1] > half / 2 && zeros[0] == 0 {
                return Ok(Decided { encoding: UTF_16LE, by: KnownBy::Detection });
            }
        }
        validity.add(bytes);
        if seen < LOOKED_AT {
            // A file that is cut off may end within a character.
            detector.feed(bytes, false);
        }
        seen += length as u64;
        if length < buffer.len() {
            break;
        }
    }
    validity.finish();
    // UTF-8 with a wrong byte is not another encoding: in any other, every character that is not ASCII would be wrong.
    if validity.broken == 0 || validity.whole > 2 * validity.broken {
        return Ok(Decided { encoding: UTF_8, by: KnownBy::Validity });
    }
    Ok(Decided { encoding: detector.guess(None, Utf8Detection::Deny), by: KnownBy::Detection })
}

/// Fills a buffer as far as there are bytes.
fn read_full(input: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while length < buffer.len() {
        match input.read(&mut buffer[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}

/// How many characters of several bytes are whole UTF-8, and how many are not.
#[derive(Default)]
struct Validity {
    whole: u64,
    broken: u64,
    rest: Vec<u8>,
}

impl Validity {
    fn add(&mut self, bytes: &[u8]) {
        if self.rest.is_empty() && bytes.is_ascii() {
            return;
        }
        let mut joined = std::mem::take(&mut self.rest);
        joined.extend_from_slice(bytes);
        for chunk in joined.utf8_chunks() {
            self.whole += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count() as u64;
            let invalid = chunk.invalid();
            let is_cut = invalid.as_ptr_range().end == joined.as_ptr_range().end && invalid.len() < 4;
            match invalid {
                [] => {}
                // It may go on in the next piece.
                _ if is_cut && std::str::from_utf8(invalid).is_err_and(|error| error.error_len().is_none()) => {
                    self.rest = invalid.to_vec();
                }
                _ => self.broken += 1,
            }
        }
    }

    fn finish(&mut self) {
        // A file in UTF-8 that was cut off may end within a character.
        self.broken += u64::from(!self.rest.is_empty() && self.whole == 0);
    }
}

/// Converts bytes in an encoding to UTF-8 without a byte order mark. A byte that belongs to no
/// character is a fault, with its place.
pub(super) fn decode(input: &mut dyn Read, encoding: &'static Encoding, output: &mut dyn Write) -> Result<(), Fault> {
    let mut decoder = encoding.new_decoder_with_bom_removal();
    let (mut buffer, mut text) = (vec![0; 1 << 16], String::with_capacity(1 << 18));
    // The text of the current line so far, for a fault.
    let (mut line, mut before, mut ends_in_return) = (1, String::new(), false);
    // The last bytes of the piece before: a character may begin there.
    let mut tail: Vec<u8> = Vec::new();
    loop {
        let length = read_full(&mut &mut *input, &mut buffer).map_err(Fault::Io)?;
        let is_last = length < buffer.len();
        let mut at = 0;
        loop {
            let (result, read) = decoder.decode_to_string_without_replacement(&buffer[at..length], &mut text, is_last);
            at += read;
            output.write_all(text.as_bytes()).map_err(Fault::Io)?;
            line += line_ends(text.as_bytes());
            // CR LF is one line end also where a piece ends between them.
            line -= u64::from(ends_in_return && text.starts_with('\n'));
            if !text.is_empty() {
                ends_in_return = text.ends_with('\r');
            }
            match text.rfind(['\n', '\r']) {
                Some(end) => before = text[end + 1..].to_owned(),
                None => before.push_str(&text),
            }
            text.clear();
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(length, behind) => {
                    let behind = usize::from(length) + usize::from(behind);
                    let byte = match at.checked_sub(behind) {
                        Some(place) => buffer.get(place),
                        None => tail.len().checked_sub(behind - at).and_then(|place| tail.get(place)),
                    };
                    let byte = byte.copied().unwrap_or_default();
                    return Err(Fault::Encoding { byte, line, before, encoding: encoding.name() });
                }
            }
        }
        if is_last {
            return Ok(());
        }
        tail = buffer[length.saturating_sub(8)..length].to_vec();
    }
}
