//! Figures that cannot be true together. The SQL of a rule returns the figures and the bounds that do not meet, as numbers and
//! codes; [`Finding`] words them.

mod finding;
mod findings;
mod search;
mod words;

pub use finding::{Finding, Kind, Stated};
pub use findings::Findings;
pub use search::{Scope, find};
