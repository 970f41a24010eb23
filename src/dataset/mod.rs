//! Datasets on disk or in the binary: descriptor, files and rows. The only reader of datasets.

mod blocks;
mod compound;
mod compression;
mod content;
mod descriptor;
mod dialect;
mod digest;
mod encoding;
mod fault;
mod file;
mod fingerprint;
mod folder;
mod keys;
mod layout;
mod mapping;
mod marks;
mod names;
mod package;
mod preview;
mod reports;
mod rows;
mod split;
mod spool;
mod unsupported;
mod workbook;

pub use blocks::{Block, Blocks};
pub use descriptor::{Descriptor, Resource};
pub use dialect::Dialect;
pub use digest::{Digest, hexadecimal, sha256};
pub use encoding::{Decided, KnownBy, NAMES as ENCODING_NAMES, named as encoding_named};
pub use fault::Fault;
pub use file::File;
pub use fingerprint::{contents, fingerprint, sizes};
pub use folder::{Folder, Input};
pub use mapping::{Codes, FROM, Mapping, PATTERN_FIX, Patterns, Rules, Text, Unpivot, When, pattern_fault};
pub use names::{file_name, is_metadata, stem};
pub use package::Package;
pub use preview::Preview;
pub use reports::ReportFile;
pub use rows::{Row, Rows};
pub use split::{Grammar, SplitRow, Splitter};
pub use workbook::is_reading_workbook;

/// A column that every file may have and that is ignored: why a row was rejected by an earlier load.
pub const REASON: &str = "reason";
