//! Predefined reports: what a report's file says, which reports there are, and the values of their parameters.

mod catalogue;
mod front_matter;
mod parameter;

pub use catalogue::{Catalogue, Origin, audit_rules, builtin, internal};
pub use front_matter::{FrontMatterError, Report};
pub use parameter::{Choices, Need, Parameter, Type};
