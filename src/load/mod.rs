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
pub mod schema;
mod session;

pub use commit::{How, Loaded, check, load};
pub use ledger::counts::Counts;
pub use limits::Limits;
pub use progress::Progress;
pub use reference::creation::{CREATABLE, Made};
pub use schema::TableName;
pub use session::{Input, StoredReport};

/// The columns of observations, in the order of the table.
pub fn observation_columns() -> Vec<&'static str> {
    TableName::Observation.table().column_names()
}
