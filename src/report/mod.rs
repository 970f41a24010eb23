//! Predefined reports: what a report's file says, which reports there are, the values of their parameters, and how people
//! see their rows.

pub mod audit;
pub mod catalogue;
mod composed;
mod front_matter;
mod library;
mod parameter;
mod row;
mod shipped;

pub use catalogue::Origin;
pub use composed::Composed;
pub use front_matter::{FrontMatterError, Report};
pub use library::library;
pub use parameter::{Choices, Need, Parameter, Type};
pub use shipped::{Builtin, Internal, Rule};
