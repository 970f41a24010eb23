//! Datasets on disk or in the binary: descriptor, files and rows. The only reader of datasets.

mod allowance;
mod blocks;
mod claims;
mod compound;
mod compression;
mod content;
mod descriptor;
mod dialect;
mod digest;
mod encoding;
mod fault;
mod file;
mod fill;
mod fingerprint;
mod folder;
mod input;
mod keys;
mod kind;
mod layout;
mod mapping;
mod marks;
mod names;
mod package;
mod preview;
mod reports;
mod rows;
mod section;
mod split;
mod spool;
mod unsupported;
mod workbook;

pub(crate) use blocks::Block;
pub(crate) use content::valid_encodings;
pub(crate) use descriptor::Resource;
pub(crate) use dialect::NO_QUOTES;
pub(crate) use digest::{Digest, hexadecimal, sha256};
pub(crate) use encoding::{Decided, KnownBy, NAMES as ENCODING_NAMES, named as encoding_named};
pub(crate) use fault::{Fault, is_full};
pub(crate) use file::{File, joined};
pub(crate) use fingerprint::{contents, fingerprint, sizes};
pub(crate) use folder::{Folder, Outside};
pub(crate) use mapping::{Codes, FROM, Mapping, PATTERN_FIX, Patterns, Rules, Text, Unpivot, When, pattern_fault};
pub(crate) use names::{file_name, is_metadata, stem};
pub(crate) use package::Package;
pub(crate) use preview::Preview;
pub(crate) use rows::Row;
pub(crate) use section::Section;
pub(crate) use split::{Grammar, SplitRow, Splitter};
pub(crate) use workbook::{is_reading_workbook, letters};

/// A column that every file may have and that is ignored: why a row was rejected by an earlier load.
pub(crate) const REASON: &str = "reason";
