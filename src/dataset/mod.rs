//! Datasets as they lie on disk or in the binary: descriptor, files and rows. The only reader of datasets.

mod blocks;
mod descriptor;
mod digest;
mod file;
mod folder;
mod package;
mod rows;
mod text;

pub use blocks::{Block, Blocks, Fault};
pub use descriptor::{Descriptor, Dialect, Resource};
pub use digest::{Digest, contents, fingerprint, sizes};
pub use file::File;
pub use folder::{Folder, Input};
pub use package::{Package, ReportFile};
pub use rows::{Row, Rows};
pub use text::{hexadecimal, sha256};
