//! What figures refer to: rows of every table but `observation`, read, checked against each other, and written.

pub(super) mod alike;
mod ancestors;
pub(super) mod catalog;
mod cell;
pub(super) mod creation;
pub(super) mod definitions;
pub(super) mod editions;
pub(super) mod integrity;
pub(super) mod names;
mod older;
mod row_values;
pub(super) mod rows;
pub(super) mod schemes;
pub(super) mod source_dates;
pub(super) mod statements;
pub(super) mod write;
