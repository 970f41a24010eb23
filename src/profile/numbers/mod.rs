//! How figures are written: their marks, their separators, and the unit and power of ten that lines around the table state.

mod elsewhere;
pub(super) mod marks;
pub(super) mod notation;
pub(super) mod stated;
pub(super) mod stated_twice;
pub(super) mod unit;
