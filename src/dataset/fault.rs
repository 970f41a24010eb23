//! Why a file cannot be read.

use std::fmt;
use std::io;
use std::sync::Arc;

use super::folder::Outside;
use crate::model::nearest;
use crate::problem::{Excerpt, PartKind, Place, Problem, Violation, listed};

/// Why a file cannot be read, or not to its end.
#[derive(Debug)]
#[non_exhaustive]
pub(crate) enum Fault {
    /// The system cannot read it.
    Io(io::Error),
    /// It is damaged: what it is packed in cannot be unpacked.
    Damaged(String),
    /// It is an archive with two files of this name.
    Twice(String),
    /// It takes more than it may.
    Limit { message: String, fix: &'static str },
    /// A cell of a workbook cannot be read.
    Cell { message: String, fix: &'static str },
    /// It is something else than a table; and what to do.
    NoTable { what: &'static str, fix: &'static str },
    /// It has several parts and nothing says which of them to read, or it does not have the one that is wanted.
    Part { part: PartKind, wanted: Option<String>, available: Vec<String> },
    /// A row is longer than the maximum: its line, its start, and the maximum in bytes.
    LongRow { line: u64, start: String, maximum: usize },
    /// A byte that is not valid in the encoding, with its line and the text before it on that line.
    Encoding { byte: u8, line: u64, before: String, encoding: &'static str },
}

impl Fault {
    /// The rule that the file breaks.
    fn violation(&self) -> Violation {
        match self {
            Self::Io(error) => unreadable(error, "check the `path` in datapackage.json"),
            Self::Damaged(message) => {
                let fix = "download the file again";
                Violation::UnreadableFile { message: message.clone(), fix, is_of_system: false }
            }
            Self::Limit { message, fix } | Self::Cell { message, fix } => {
                Violation::UnreadableFile { message: message.clone(), fix, is_of_system: false }
            }
            Self::LongRow { maximum, .. } => Violation::UnreadableFile {
                message: format!("a row is longer than {maximum} bytes"),
                fix: "check that this is a table whose rows end with their lines, and that each quote is closed",
                is_of_system: false,
            },
            Self::NoTable { what, fix } => {
                Violation::UnreadableFile { message: format!("it is {what}"), fix, is_of_system: false }
            }
            Self::Twice(name) => Violation::UnreadableFile {
                message: format!("it is an archive with two files of the name {}", listed(std::slice::from_ref(name))),
                fix: "pack it again, each file with a name of its own",
                is_of_system: false,
            },
            Self::Part { part, wanted, available } => of_part(*part, wanted.clone(), available.clone()),
            Self::Encoding { byte, encoding, .. } => {
                Violation::Encoding { byte: *byte, encoding, valid: Vec::new(), is_mapped: false }
            }
        }
    }

    /// The problem of the file with this label. `encodings` are those in which every byte of it is valid; they are only
    /// looked for where the encoding is the problem.
    pub(crate) fn problem(
        self,
        label: &Arc<str>,
        encodings: impl FnOnce() -> Vec<&'static str>,
        is_of_mapping: bool,
    ) -> Problem {
        let violation = match self {
            Self::Encoding { byte: byte @ 1.., encoding, .. } => {
                Violation::Encoding { byte, encoding, valid: encodings(), is_mapped: is_of_mapping }
            }
            _ => self.violation(),
        };
        let place = match self {
            Self::Encoding { line, before, .. } => {
                let text = before + "\u{fffd}";
                let mark = text.len() - '\u{fffd}'.len_utf8()..text.len();
                Place { file: Arc::clone(label), line, excerpt: Some(Excerpt { text, mark, column: None }) }
            }
            Self::LongRow { line, start: text, .. } => {
                let mark = 0..text.len();
                Place { file: Arc::clone(label), line, excerpt: Some(Excerpt { text, mark, column: None }) }
            }
            _ => Place::of_file(label),
        };
        Problem { violation, place }
    }
}

/// The disk failed, or the file may not be read. The numbers of these errors are the same on all systems of the Unix kind.
const EIO: i32 = 5;
const EACCES: i32 = 13;

/// Whether there is no space left where something is written.
pub(crate) fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

/// Whether the system fails to read a file, or does not allow it, whatever the file is.
pub(super) fn is_of_system(error: &io::Error) -> bool {
    const ENOMEM: i32 = 12;
    const ENFILE: i32 = 23;
    const EMFILE: i32 = 24;
    is_full(error)
        || cfg!(unix)
            && error.raw_os_error().is_some_and(|number| [EIO, EACCES, ENOMEM, ENFILE, EMFILE].contains(&number))
}

/// The violation of a file that cannot be read. `fix` is for one that does not exist or is not what it should be: not for one that lies where nothing may be read, nor for one that the system fails to read.
pub(super) fn unreadable(error: &io::Error, fix: &'static str) -> Violation {
    let is_of_system = is_of_system(error);
    let fix = match is_of_system {
        true if is_full(error) => "free some space, or set TMPDIR to a folder on another disk",
        true if error.raw_os_error() == Some(EIO) => "check the disk or the network drive that the file is on",
        true if error.raw_os_error() == Some(EACCES) => "check the permissions of the file and of its folder",
        true => "close other programs and try again: the system has no more memory or no more open files to give",
        false if Outside::is(error) => Outside::FIX,
        false => fix,
    };
    Violation::UnreadableFile { message: error.to_string(), fix, is_of_system }
}

/// The violation of a file, an archive or a data package of which one part must be chosen.
pub(super) fn of_part(part: PartKind, wanted: Option<String>, available: Vec<String>) -> Violation {
    if wanted.is_none() && !available.is_empty() {
        return Violation::AmbiguousPart { part, available };
    }
    let near = wanted.as_ref().and_then(|wanted| nearest(wanted, available.iter(), |name| name)).cloned();
    Violation::UnknownPart { part, wanted, near, available }
}

/// The fault of a workbook that contradicts itself.
pub(super) fn damaged() -> Fault {
    Fault::Damaged("the workbook is damaged".to_owned())
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.violation().fmt(f)
    }
}

impl std::error::Error for Fault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_no_fault_of_the_file() {
        let full = io::Error::from(io::ErrorKind::StorageFull);
        let violation = unreadable(&full, "check the `path`");
        assert!(
            matches!(violation, Violation::UnreadableFile { fix, is_of_system: true, .. } if fix.contains("TMPDIR")),
            "{violation}"
        );
    }
}
