//! What can be wrong with a dataset: rules, the violations of them, and the places where they are.
//!
//! A stage that finds something wrong records a [`Violation`] with its [`Place`] in [`Problems`]; [`crate::diagnostic`]
//! renders both for people.

mod place;
mod problems;
mod rule;
mod skipped;
mod violation;

pub use place::Suggestion;
pub(crate) use place::{Excerpt, Place, listed};
pub use problems::{Problem, Problems};
pub(crate) use problems::{RejectedRow, RowText};
pub(crate) use rule::{Rule, SHOWN_PER_RULE};
pub(crate) use skipped::{Skip, sentences as skipped_sentences};
pub(crate) use violation::{PartKind, Violation, counted, ways_listed, without_number};
