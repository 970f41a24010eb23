//! The formats of publishers whose files say for certain what they hold.

pub(super) mod bis;
pub(super) mod eurostat;
pub(super) mod faostat;
pub(super) mod sdmx;
pub(super) mod world_bank;
