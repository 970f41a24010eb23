//! Predefined reports: what a report's file says, which reports there are, the values of their parameters, and how people
//! see their rows.

pub(crate) mod audit;
pub(crate) mod catalogue;
mod companions;
mod composed;
pub(crate) mod find;
mod front_matter;
mod headline;
mod library;
mod lines;
mod object;
mod parameter;
mod row;
mod shipped;
#[cfg(test)]
mod tests;
mod tidy;

pub(crate) use catalogue::Origin;
pub(crate) use composed::Composed;
pub(crate) use front_matter::Report;
pub(crate) use library::library;
pub(crate) use lines::Lines;
pub(crate) use parameter::{Choices, Need, Parameter, Type};

pub(crate) use row::comparator_of;
pub(crate) use shipped::{Builtin, Internal, Rule};
