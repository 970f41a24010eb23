//! What a load did: counts by file, rejected rows, and the rows of the ledger.

pub(super) mod counts;
pub(super) mod entry;
pub(super) mod rejects;
