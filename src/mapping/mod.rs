//! Files of another shape than our tables, read by a mapping: every row becomes the texts of the table's columns, once or
//! once for each column that is unpivoted.

mod compiler;
mod labels;
mod part;
mod plan;
mod template;
mod translation;
mod value;

pub use labels::{Columns, Labels};
pub use part::RESERVED;
pub use plan::{Mapped, New, Outcome, Plan};
