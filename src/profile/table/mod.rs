//! Tables of anybody: with periods below each other (`long`) or across (`wide`).

pub(super) mod beside;
pub(super) mod down;
pub(super) mod headings;
pub(super) mod identity;
pub(super) mod long;
pub(super) mod rows;
pub(super) mod suspects;
pub(super) mod values;
pub(super) mod wide;
