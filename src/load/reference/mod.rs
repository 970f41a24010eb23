//! What figures refer to: rows of every table but `observation`, read, checked against each other, and written.

pub mod catalog;
mod cell;
pub mod creation;
pub mod integrity;
pub mod names;
pub mod rows;
pub mod write;
