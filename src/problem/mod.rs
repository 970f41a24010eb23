//! What can be wrong with a dataset: rules, the violations of them, and the places where they are.
//!
//! A stage that finds something wrong records a [`Violation`] with its [`Place`] in [`Problems`]; [`crate::diagnostic`]
//! renders both for people.

mod place;
mod problems;
mod rule;
mod violation;

pub use place::{Excerpt, Place, Suggestion};
pub use problems::{Group, Problem, Problems, RejectedRow};
pub use rule::{Rule, SHOWN_PER_RULE};
pub(crate) use violation::without_number;
pub use violation::{PartKind, Violation};
