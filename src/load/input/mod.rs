//! Files of datasets as rows of tables.

pub mod file;
pub mod header;
pub mod record;
