//! Rows of `observation`: read, resolved, sorted by their keys, and handed on as a stream of series.

mod collector;
pub mod dictionary;
pub mod duplicates;
mod expectation;
pub mod figure;
mod merged;
pub mod reader;
mod resolver;
pub mod row;
pub mod series;
pub mod sort;
mod sorted_run;
pub mod statistics;
pub mod stream;
mod units;

pub use collector::Follow;
