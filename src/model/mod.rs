//! The types of statistics, without input or output: periods, quantities with their comparators, statuses and codes.

pub(crate) mod code;
mod fold;
mod mark;
mod nearest;
pub(crate) mod office_period;
pub(crate) mod period;
pub(crate) mod quantity;
mod scale;
mod status;
mod written;

pub use code::{Breakdown, CodeError};
pub(crate) use fold::{alike, fold, spelled_out, tidy};
pub(crate) use mark::{MARK, is_mark, is_raised, lowered, raised};
pub(crate) use nearest::nearest;
pub(crate) use period::shape;
pub use period::{Frequency, Period, PeriodError};
pub use quantity::{Comparator, Marks, Quantity, QuantityError};
pub(crate) use quantity::{parse_number, spelled};
pub use scale::{Scale, ScaleError};
pub use status::{Status, StatusError};
pub(crate) use written::{SPACES, Written, mark_in_doubt, units_of};

#[cfg(test)]
mod tests;
