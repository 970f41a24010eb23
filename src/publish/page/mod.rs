//! The pages: one template a file.

pub(super) mod ask;
pub(super) mod audit;
pub(super) mod chapter;
pub(super) mod data;
pub(super) mod dictionary;
pub(super) mod front;
pub(super) mod list;
pub(super) mod metric;
pub(super) mod report;
pub(super) mod revisions;
pub(super) mod search;
pub(super) mod series;
pub(super) mod source;
pub(super) mod subject;
