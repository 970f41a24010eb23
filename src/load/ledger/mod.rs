//! What a load did: counts by file, rejected rows, and the rows of the ledger.

pub mod counts;
pub mod entry;
pub mod rejects;
