//! The start of a file, from which its format is recognised.

use std::io::{self, Read};

use super::compression::Packing;
use super::content::{self, Reading};
use super::encoding::{Decided, KnownBy, decide, decode, named};
use super::fault::Fault;
use super::folder::Folder;
use super::workbook::Wanted;

/// How much of a file's text is read, and how much where that holds fewer lines than these: a header may be long.
const HEAD: usize = 256 << 10;
const LONGEST_HEAD: usize = 4 << 20;
const LINES: usize = 20;

/// What a file is, and how it starts.
#[derive(Clone, Debug)]
pub(crate) struct Preview {
    /// The size of the file in bytes, as it lies.
    pub size: u64,
    pub packing: Option<&'static str>,
    pub decided: Decided,
    /// The sheet that is looked at, the others that hold something, and those that are hidden.
    pub sheet: Option<String>,
    pub others: Vec<String>,
    pub hidden: Vec<String>,
    /// The first column of the sheet that the text holds, from zero.
    pub first_column: usize,
    /// The start of the text, up to the end of a line.
    pub text: String,
    /// Whether that is all of it.
    pub is_whole: bool,
}

impl Preview {
    /// Looks at a file. Of a workbook it is the sheet that is named, else the only one that holds something.
    pub(crate) fn at(folder: &Folder, path: &str, encoding: Option<&str>, sheet: Option<&str>) -> Result<Self, Fault> {
        let (_, size) = folder.open(path).map_err(Fault::Io)?;
        let encoding = encoding.and_then(named);
        let workbook = Wanted { sheet, ..Wanted::default() };
        let content =
            content::read(folder, path, &Reading { encoding, is_foreign: true, workbook, ..Reading::default() })?;
        let (input, decided, packing, sheet, first_column, hidden) = match content {
            None => {
                let (input, _) = folder.open(path).map_err(Fault::Io)?;
                let decided = decide(folder.open(path).map_err(Fault::Io)?.0).map_err(Fault::Io)?;
                let by = if encoding.is_some() { KnownBy::Declaration } else { decided.by };
                (input, Decided { by, ..decided }, None, None, 0, Vec::new())
            }
            Some(content) => {
                let (input, _) = content.text.open().map_err(Fault::Io)?;
                let packing = content.packing.map(Packing::name);
                (input, content.decided, packing, content.sheet, content.first_column, content.hidden)
            }
        };
        let (bytes, is_whole) = head(input).map_err(Fault::Io)?;
        if encoding == Some(encoding_rs::UTF_8) && sheet.is_none() {
            decode(&mut bytes.as_slice(), encoding_rs::UTF_8, &mut io::sink())?;
        }
        let text = String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').to_owned();
        // Lines are lines however they end.
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        if text.trim().is_empty() {
            return Err(Fault::NoTable { what: "empty", fix: "check that it was downloaded or saved completely" });
        }
        Ok(Self { size, packing, decided, sheet, others: Vec::new(), hidden, first_column, text, is_whole })
    }
}

/// The start of a text, up to the end of a line, and whether that is all of it.
fn head(mut input: impl Read) -> io::Result<(Vec<u8>, bool)> {
    let (mut bytes, mut wanted) = (Vec::new(), HEAD);
    loop {
        let missing = (wanted + 1 - bytes.len()) as u64;
        input.by_ref().take(missing).read_to_end(&mut bytes)?;
        if bytes.len() <= wanted {
            return Ok((bytes, true));
        }
        if memchr::memchr2_iter(b'\n', b'\r', &bytes).nth(LINES).is_some() || wanted >= LONGEST_HEAD {
            let end = memchr::memrchr2(b'\n', b'\r', &bytes).map_or(bytes.len(), |end| end + 1);
            bytes.truncate(end);
            return Ok((bytes, false));
        }
        wanted *= 2;
    }
}
