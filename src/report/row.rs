//! Numbers and codes in the cells of a row.

use crate::model::Comparator;
use crate::table::Cell;

/// The number in a cell.
pub(super) fn number(cell: Option<&Cell>) -> Option<f64> {
    match cell {
        Some(Cell::Integer(value)) => Some(*value as f64),
        Some(Cell::Real(value)) => Some(*value),
        _ => None,
    }
}

/// The comparator with a symbol.
pub(crate) fn comparator_of(symbol: &str) -> Option<Comparator> {
    use Comparator::{About, AtLeast, AtMost, Equal, Greater, Less, Range};
    [Equal, About, Greater, AtLeast, Less, AtMost, Range].into_iter().find(|known| known.symbol() == symbol)
}
