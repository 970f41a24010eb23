//! Files of another shape than our tables, read by a mapping: every row becomes the texts of the table's columns, once or
//! once for each column that is unpivoted.

mod again;
mod apply;
mod cells;
mod compiler;
mod context;
mod creations;
mod fixed;
mod labels;
mod part;
pub(crate) mod periods;
mod plan;
mod quoted;
mod template;
mod translation;
mod value;

pub(crate) use again::{header_again, repeats_header};
pub(crate) use apply::New;
pub(crate) use labels::{Columns, Labels, read as read_labels};
pub(crate) use part::is_reserved;
pub(crate) use plan::Plan;
pub(crate) use quoted::quoted;
