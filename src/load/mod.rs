//! From the files of datasets to the database.
//!
//! [`load()`] reads everything, looks up every code and records every problem. Then the sorted figures are written:
//! into a new file by the bulk page writer (`build`), into any other file by a join with the stored figures (`merge`).
//! [`check()`] is that join and writes nothing.
//!
//! Each of these modules imports only modules that are later in this list: `commit`; `questions`; `loaded`, `reports`,
//! `session`; `build`, `merge`; `observation`; `reference`; `input`; `ledger`; `schema`.

mod build;
mod commit;
mod input;
mod ledger;
mod limits;
mod loaded;
mod merge;
mod observation;
mod progress;
mod questions;
mod reference;
mod reports;
pub(crate) mod schema;
mod session;
#[cfg(test)]
mod tests;

pub(crate) use commit::{How, check, load};
pub use ledger::counts::Counts;
pub(crate) use ledger::entry::{Action, Entry, LoadFacts, LoadNumbers, copy_file};
pub(crate) use limits::Limits;
pub use loaded::Loaded;
pub(crate) use loaded::Shrunk;
pub(crate) use merge::recount::recount;
pub(crate) use progress::Progress;
pub(crate) use reference::alike::Pair;
pub(crate) use reference::catalog::suggestion;
pub(crate) use reference::creation::Made;
pub(crate) use reference::source_dates::{DatedSource, UndatedSource};
pub(crate) use reference::statements::{forget_dataset, is_stated_alias};
pub(crate) use schema::{CREATABLE, TableName};
pub(crate) use session::{Input, StoredReport};

/// Whether a table of this name, in a mapping or a descriptor, is that of figures.
pub(crate) fn is_of_figures(name: &str) -> bool {
    schema::Table::find(name).is_some_and(|table| table.id == TableName::Observation)
}

/// The columns of observations, in the order of the table.
pub(crate) fn observation_columns() -> Vec<&'static str> {
    TableName::Observation.table().column_names()
}
