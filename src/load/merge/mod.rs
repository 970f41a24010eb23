//! A load into a file that has figures: the sorted figures of the load are joined with the stored ones, and each key comes out
//! as inserted, revised, unchanged or withdrawn.

mod also_stated;
pub(super) mod changes;
mod compared;
mod figure;
mod former;
pub(super) mod history;
pub(super) mod join;
mod outdated;
pub(super) mod recount;
mod series;
pub(super) mod stored;
