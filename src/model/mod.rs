//! The words of statistics, without input or output: periods, quantities with their comparators, statuses and codes.

pub mod code;
pub mod nearest;
pub mod period;
pub mod quantity;
mod scale;
pub mod status;

pub use code::{Breakdown, CodeError};
pub use nearest::nearest;
pub use period::{Frequency, Period, PeriodError};
pub use quantity::{Comparator, Marks, Quantity, QuantityError, parse_number, spelled};
pub use scale::{Scale, ScaleError};
pub use status::{Status, StatusError};

#[cfg(test)]
mod tests;
