//! Corrections of what a database holds. Each is one transaction and an entry of the ledger, like a load: what it changes is
//! recorded, so that every command sees the file before and after it, and it can be undone.

mod merge;
mod removal;
mod rename;
mod series;
mod target;
mod transaction;
mod undo;

pub(crate) use merge::merge;
pub(crate) use removal::{Fate, Removal, remove};
pub(crate) use rename::rename;
pub(crate) use target::Kind;
pub(crate) use transaction::{Corrected, Done, When};
pub(crate) use undo::undo;
