//! What words in names, cells and lines mean, in the languages of the big publishers, whatever file they stand in.

pub(super) mod calendar;
pub(super) mod code_lists;
pub(super) mod figure;
pub(super) mod list;
pub(super) mod named_unit;
pub(super) mod powers;
pub(super) mod role;
pub(super) mod spelling;
pub(super) mod statuses;
