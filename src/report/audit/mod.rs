//! Figures that cannot be true together. The SQL of a rule returns the figures and the bounds that do not meet, as numbers and
//! codes; [`Finding`] words them.

mod finding;
mod findings;
mod search;
mod words;

pub(crate) use finding::{Finding, Standing, Stated};
pub(crate) use findings::Findings;
pub(crate) use search::{Found, Scope, audited, find};
