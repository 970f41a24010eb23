//! Reports: their shipped statements, and their columns as people see them.

#![allow(clippy::expect_used, clippy::panic)]

mod composed;
mod shipped;
mod travel;
