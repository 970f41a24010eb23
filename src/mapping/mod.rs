//! Files of another shape than our tables, read by a mapping: every row becomes the texts of the table's columns, once or
//! once for each column that is unpivoted.

mod compiler;
mod fixed;
mod labels;
mod moment;
mod part;
mod plan;
mod template;
mod translation;
mod value;

pub use labels::{Columns, Labels, read as read_labels};
pub use part::RESERVED;
pub use plan::{Mapped, New, Outcome, Plan};
