//! The text of a file, however it is packed and encoded. A file in plain UTF-8 is read directly; any other is first
//! converted to UTF-8, in memory or in a temporary file.

use std::io::Read;

use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS, UTF_8, WINDOWS_1252};
use regex::bytes::Regex;

use super::allowance::{Allowance, UNPACK};
use super::compression::{Packing, is_workbook, members, twice};
use super::digest::{Digest, Digester};
use super::encoding::{Decided, KnownBy, decide, decode};
use super::fault::Fault;
use super::folder::Folder;
use super::input::Input;
use super::kind::refuse_other;
use super::names::is_metadata;
use super::split::{line_end, next_line};
use super::spool::{Spool, SpoolWriter};
use super::workbook::{self, Otherwise, SheetText, Wanted};
use crate::problem::{PartKind, Skip};

/// How a file is to be read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reading<'a> {
    /// Somebody said so.
    pub encoding: Option<&'static Encoding>,
    /// Whether the encoding is detected. If not, it is UTF-8 unless a byte order mark shows another one.
    pub is_foreign: bool,
    pub workbook: Wanted<'a>,
    /// The pattern of the first line below the table.
    pub end: Option<&'a Regex>,
    /// Whether the text will be changed.
    pub is_changed: bool,
    /// The first and the last line of the header, from one; zero where they are not known.
    pub header_rows: (u64, u64),
}

/// The text of a file that is not plain UTF-8.
#[derive(Debug)]
pub(super) struct Content {
    pub text: Spool,
    /// The checksums of the file itself.
    pub digest: Digest,
    pub decided: Decided,
    pub packing: Option<Packing>,
    pub sheet: Option<String>,
    /// The row that a range of a sheet starts on, from one.
    pub first_row: u64,
    /// The first column of a sheet that the text holds, from zero.
    pub first_column: usize,
    /// The hidden sheets of a workbook that are not read, and the others.
    pub hidden: Vec<String>,
    pub others: Vec<String>,
    /// The cells of which a sheet shows something else than what is read, for each reason.
    pub otherwise: Vec<(Skip, Otherwise)>,
    /// What stands below the table, and the line that it starts on.
    pub below: (String, u64),
}

/// Encodings that files of offices are often in.
const COMMON: [&Encoding; 5] = [GB18030, BIG5, SHIFT_JIS, EUC_KR, WINDOWS_1252];

/// How many bytes show what a file is, and how many packings within packings are unpacked.
const HEAD: u64 = 512;
const DEEPEST: usize = 5;

/// The text of a file; `None` where that is what lies there.
pub(super) fn read(folder: &Folder, path: &str, reading: &Reading<'_>) -> Result<Option<Content>, Fault> {
    let start = head(folder.open(path).map_err(Fault::Io)?.0)?;
    refuse_other(&start)?;
    let packing = Packing::of(&start);
    let has_mark = Encoding::for_bom(&start).is_some_and(|(encoding, _)| encoding != UTF_8);
    if packing.is_none()
        && !has_mark
        && reading.end.is_none()
        && !reading.is_changed
        && reading.encoding.is_none_or(|encoding| encoding == UTF_8)
    {
        if !reading.is_foreign || reading.encoding.is_some() {
            return Ok(None);
        }
        let (input, _) = folder.open(path).map_err(Fault::Io)?;
        if decide(input).map_err(Fault::Io)?.encoding == UTF_8 {
            return Ok(None);
        }
    }
    let (bytes, sheet, digest) = unpack_all(folder, path, reading)?;
    let decided = match (&sheet, reading.encoding) {
        (Some(_), _) => Decided { encoding: UTF_8, by: KnownBy::Validity },
        (None, Some(encoding)) => Decided { encoding, by: KnownBy::Declaration },
        (None, None) if reading.is_foreign || has_mark => decide(open(&bytes)?).map_err(Fault::Io)?,
        (None, None) => Decided { encoding: UTF_8, by: KnownBy::Validity },
    };
    let text = match decided.encoding == UTF_8 && reading.end.is_none() {
        true => bytes,
        false => {
            let mut writer = SpoolWriter::default();
            decode(&mut open(&bytes)?, decided.encoding, &mut writer)?;
            writer.finish().map_err(Fault::Io)?
        }
    };
    let below_range = || sheet.as_ref().map(|sheet| sheet.below.clone()).unwrap_or_default();
    let (text, below) = match reading.end {
        None => (text, below_range()),
        Some(end) => match without_end(&text, end, reading.header_rows.1)? {
            (text, below) if below.1 > 0 => (text, below),
            (text, _) => (text, below_range()),
        },
    };
    let mut content = Content {
        text,
        digest,
        decided,
        packing,
        sheet: None,
        first_row: 0,
        first_column: 0,
        hidden: Vec::new(),
        others: Vec::new(),
        otherwise: Vec::new(),
        below,
    };
    if let Some(SheetText { sheet, first_row, first_column, hidden, others, otherwise, .. }) = sheet {
        content = Content { sheet: Some(sheet), first_row, first_column, hidden, others, otherwise, ..content };
    }
    Ok(Some(content))
}

/// The encodings in which every byte of a file is valid, the one that it looks like first. None where it is UTF-8 but for a
/// few bytes: another encoding would make other characters of all its letters.
pub(crate) fn valid_encodings(folder: &Folder, path: &str) -> Vec<&'static str> {
    let valid = || -> Result<Vec<&'static str>, Fault> {
        let (bytes, ..) = unpack_all(folder, path, &Reading::default())?;
        let likely = decide(open(&bytes)?).map_err(Fault::Io)?.encoding;
        if likely == UTF_8 {
            return Ok(Vec::new());
        }
        // GB 18030 has all characters of GBK.
        let likely = if likely == GBK { GB18030 } else { likely };
        let others = COMMON.into_iter().filter(|encoding| *encoding != likely);
        let mut names = Vec::new();
        for encoding in [likely].into_iter().chain(others) {
            if decode(&mut open(&bytes)?, encoding, &mut std::io::sink()).is_ok() {
                names.push(encoding.name());
            }
        }
        Ok(names)
    };
    valid().unwrap_or_default()
}

/// The bytes of a file without all that it is packed in, or the sheet of a workbook; and the checksums of the file itself.
fn unpack_all(folder: &Folder, path: &str, reading: &Reading<'_>) -> Result<(Spool, Option<SheetText>, Digest), Fault> {
    let (input, size) = folder.open(path).map_err(Fault::Io)?;
    let mut bytes = Spool::of_input(input, size).map_err(Fault::Io)?;
    let mut digester = Digester::default();
    std::io::copy(&mut open(&bytes)?, &mut digester).map_err(Fault::Io)?;
    let allowance = Allowance::of_packed(size);
    let mut sheet = None;
    // Something packed may lie within something packed: a workbook in gzip, a gzip in an archive.
    for _ in 0..DEEPEST {
        let start = head(open(&bytes)?)?;
        match Packing::of(&start) {
            None => {
                refuse_other(&start)?;
                break;
            }
            Some(packing @ (Packing::Zip | Packing::Compound)) => {
                (bytes, sheet) = from_archive(&bytes, packing, folder.member(path).as_deref(), reading, allowance)?;
                if sheet.is_some() {
                    break;
                }
            }
            Some(packing) => {
                let unpacked = packing.unpack(open(&bytes)?).map_err(|error| damaged(packing, error))?;
                bytes = spooled(unpacked, packing, allowance)?;
            }
        }
    }
    Ok((bytes, sheet, digester.finish()))
}

/// Everything that is packed in something, up to what the file is allowed.
fn spooled(unpacked: impl Read, packing: Packing, allowance: Allowance) -> Result<Spool, Fault> {
    let mut start = unpacked.take(allowance.bytes + 1);
    let spool = Spool::of(&mut start).map_err(|error| damaged(packing, error))?;
    allowance.check("it unpacks to at least", allowance.bytes + 1 - start.limit())?;
    Ok(spool)
}

fn head(input: Input) -> Result<Vec<u8>, Fault> {
    let mut head = Vec::with_capacity(HEAD as usize);
    input.take(HEAD).read_to_end(&mut head).map_err(Fault::Io)?;
    Ok(head)
}

fn open(spool: &Spool) -> Result<Input, Fault> {
    spool.open().map(|(input, _)| input).map_err(Fault::Io)
}

fn damaged(packing: Packing, error: std::io::Error) -> Fault {
    let is_of_memory = error.kind() == std::io::ErrorKind::OutOfMemory || error.to_string().contains("too much memory");
    match error.raw_os_error() {
        Some(_) => Fault::Io(error),
        None if is_of_memory => {
            let message = format!("the {} data needs more memory than it may to be unpacked", packing.name());
            Fault::Limit { message, fix: UNPACK }
        }
        None => Fault::Damaged(format!("the {} data is damaged", packing.name())),
    }
}

/// The file within an archive, or the sheet of a workbook.
fn from_archive(
    unpacked: &Spool,
    packing: Packing,
    member: Option<&str>,
    reading: &Reading<'_>,
    allowance: Allowance,
) -> Result<(Spool, Option<SheetText>), Fault> {
    if packing == Packing::Zip {
        let broken = |_| Fault::Damaged("the archive is damaged".to_owned());
        let mut archive = zip::ZipArchive::new(open(unpacked)?).map_err(broken)?;
        if let Some(name) = twice(&archive, open(unpacked)?).map_err(Fault::Io)? {
            return Err(Fault::Twice(name));
        }
        let there = members(&archive);
        if there.iter().any(|name| name == "word/document.xml" || name == "ppt/presentation.xml") {
            return Err(Fault::NoTable {
                what: "a document of Word or PowerPoint",
                fix: "save its table as CSV, and load that",
            });
        }
        if !is_workbook(&there) {
            // What is said about data lies beside it.
            let data: Vec<&String> = there.iter().filter(|name| !is_metadata(name)).collect();
            let wanted = match (member, data.as_slice()) {
                (Some(member), _) if there.iter().any(|name| name == member) => member.to_owned(),
                (None, [only]) => (*only).clone(),
                (wanted, _) => {
                    return Err(Fault::Part {
                        part: PartKind::File,
                        wanted: wanted.map(str::to_owned),
                        available: there,
                    });
                }
            };
            let file = archive.by_name(&wanted).map_err(broken)?;
            allowance.check("it unpacks to", file.size())?;
            return Ok((spooled(file, packing, allowance)?, None));
        }
    }
    let allowance = Allowance::of_workbook(allowance.size);
    allowance.check("the workbook has", unpacked.size())?;
    let bytes = unpacked.bytes().map_err(Fault::Io)?;
    let sheet = workbook::read(&bytes, reading.workbook, reading.header_rows, allowance)?;
    Ok((sheet.csv.clone(), Some(sheet)))
}

/// Divides a text before the first line that a pattern matches, not counting the first `lines` lines. What is below has the
/// number of its first line.
fn without_end(text: &Spool, end: &Regex, lines: u64) -> Result<(Spool, (String, u64)), Fault> {
    let bytes = text.bytes().map_err(Fault::Io)?;
    let (mut start, mut number) = (0, 0);
    while start < bytes.len() {
        let line = start..line_end(&bytes, start);
        number += 1;
        if number > lines && end.is_match(&bytes[line.clone()]) {
            let below = String::from_utf8_lossy(&bytes[start..]).into_owned();
            return Ok((Spool::Memory(bytes[..start].into()), (below, number)));
        }
        start = next_line(&bytes, line.end);
    }
    Ok((text.clone(), (String::new(), 0)))
}
