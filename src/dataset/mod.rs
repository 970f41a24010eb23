//! Datasets as they lie on disk or in the binary: descriptor, files and rows. The only reader of datasets.

mod descriptor;
mod file;
mod folder;
mod package;
mod text;

pub use descriptor::{Descriptor, Dialect, Resource};
pub use file::{File, Row, Rows};
pub use folder::Folder;
pub use package::{Package, ReportFile};
pub use text::sha256;
