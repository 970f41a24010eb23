//! Rows of `observation`: read, resolved, sorted by their keys, and handed on as a stream of series.

mod collector;
pub(super) mod dictionary;
pub(super) mod duplicates;
mod expectation;
pub(super) mod figure;
mod merged;
mod points;
pub(super) mod reader;
mod resolver;
pub(super) mod row;
pub(super) mod series;
pub(super) mod sort;
mod sorted_run;
pub(super) mod statistics;
pub(super) mod stream;
#[cfg(test)]
mod tests;
mod units;

pub(super) use collector::Follow;
