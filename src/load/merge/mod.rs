//! A load into a file that has figures: the sorted figures of the load are joined with the stored ones, and each key comes out
//! as inserted, revised, unchanged or withdrawn.

pub(super) mod changes;
mod compared;
mod figure;
mod former;
pub(super) mod history;
pub(super) mod join;
mod outdated;
pub(super) mod recount;
pub(super) mod stored;
