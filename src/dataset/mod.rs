//! Datasets as they lie on disk or in the binary: descriptor, files and rows. The only reader of datasets.

mod blocks;
mod compound;
mod compression;
mod content;
mod descriptor;
mod digest;
mod encoding;
mod fault;
mod file;
mod folder;
mod look;
mod mapping;
mod marks;
mod package;
mod rows;
mod split;
mod spool;
mod text;
mod workbook;

pub use blocks::{Block, Blocks};
pub use descriptor::{Descriptor, Dialect, Resource};
pub use digest::{Digest, contents, fingerprint, sizes};
pub use encoding::{Decided, KnownBy, NAMES as ENCODING_NAMES, named as encoding_named};
pub use fault::Fault;
pub use file::File;
pub use folder::{Folder, Input};
pub use look::Look;
pub use mapping::{Codes, FROM, Malformed, Mapping, Patterns, Rules, Text, Unpivot, When};
pub use package::{PATTERN_MEND, Package, ReportFile, pattern_fault, read_mapping};
pub use rows::{Row, Rows};
pub use split::{Grammar, SplitRow, Splitter};
pub use text::{file_name, hexadecimal, is_metadata, sha256, stem};

/// A column that every file may have, and that says nothing: why a row was refused the last time.
pub const REASON: &str = "reason";
