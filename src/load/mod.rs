//! From the files of datasets to the database.
//!
//! [`load()`] reads everything, looks up every code and records every problem; then one of two writers places the sorted
//! figures: into a new file the bulk page writer (`build`), into another the join with what is stored (`merge`).
//! [`check()`] is that join with nothing written.
//!
//! Rooms import each other downwards only: `commit`, `session`; `build`, `merge`; `observation`; `reference`; `input`;
//! `ledger`; `schema`.

mod build;
mod commit;
mod input;
mod ledger;
mod limits;
mod merge;
mod observation;
mod progress;
mod reference;
pub(crate) mod schema;
mod session;
#[cfg(test)]
mod tests;

pub use commit::Loaded;
pub(crate) use commit::{How, check, load};
pub use ledger::counts::Counts;
pub(crate) use limits::Limits;
pub(crate) use progress::Progress;
pub(crate) use reference::creation::{CREATABLE, Made};
pub(crate) use schema::TableName;
pub(crate) use session::{Input, StoredReport};

/// The columns of observations, in the order of the table.
pub(crate) fn observation_columns() -> Vec<&'static str> {
    TableName::Observation.table().column_names()
}
