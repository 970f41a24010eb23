//! Files of another shape than our tables, read by a mapping: every row becomes the texts of the table's columns, once or
//! once for each column that is unpivoted.

mod apply;
mod compiler;
mod context;
mod fixed;
mod labels;
mod part;
mod plan;
mod template;
mod translation;
mod value;

pub use apply::{Mapped, New, Outcome};
pub use labels::{Columns, Labels, read as read_labels};
pub use part::is_reserved;
pub use plan::Plan;
