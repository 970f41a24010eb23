//! Files of datasets as rows of tables.

pub(super) mod file;
pub(super) mod header;
pub(super) mod record;
