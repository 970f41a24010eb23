//! The database for other programs, one file for each.

mod datasette;

pub(crate) use datasette::{SETTINGS, STYLE, metadata};
