//! What the columns of a table hold, by their names and cells.

pub(super) mod apart;
pub(super) mod called;
pub(super) mod dated;
pub(super) mod groups;
pub(super) mod labels;
pub(super) mod names;
pub(super) mod own;
pub(super) mod parts;
pub(super) mod places;
