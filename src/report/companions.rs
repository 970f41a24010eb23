//! A number in the rows of a report, and the columns that belong to it.

use super::row::{comparator_of, number};
use crate::model::Comparator;
use crate::table::{Cell, Figure, Precision};

/// A number and what belongs to it, by the indexes of their columns.
#[derive(Clone, Copy)]
pub(super) struct Companions {
    pub value: usize,
    pub comparator: Option<usize>,
    pub upper: Option<usize>,
    pub decimals: Option<usize>,
    pub unit: Option<usize>,
    /// The column `unit`, for all figures that have no unit of their own.
    unit_of_row: Option<usize>,
    pub status: Option<usize>,
    pub digits: Option<usize>,
}

impl Companions {
    /// The companions of a column; `None` where it has none.
    pub(super) fn of(value: usize, names: &[String]) -> Option<Self> {
        let name = names[value].as_str();
        let position = |name: &str| names.iter().position(|other| other == name);
        let prefix = if name == "value" { String::new() } else { format!("{name}_") };
        let companion = |what: &str| position(&format!("{prefix}{what}"));
        // The unit and the status of a `value` are columns that people see.
        let own = |what: &str| companion(what).filter(|_| name != "value");
        let comparator = companion("comparator");
        let (digits, unit) = (companion("digits"), own("unit"));
        (comparator.is_some() || digits.is_some() || unit.is_some()).then(|| Self {
            value,
            comparator,
            upper: companion("upper"),
            decimals: companion("decimals"),
            unit,
            unit_of_row: position("unit"),
            status: own("status"),
            digits,
        })
    }

    pub(super) fn all(&self) -> impl Iterator<Item = usize> {
        [self.comparator, self.upper, self.decimals, self.unit, self.status, self.digits].into_iter().flatten()
    }

    pub(super) fn cell(&self, row: &[Cell]) -> Cell {
        let cell = |index: Option<usize>| index.and_then(|index| row.get(index));
        let text = |index| cell(index).and_then(Cell::text).map(str::to_owned);
        let comparator = text(self.comparator);
        let value = match row.get(self.value) {
            Some(value @ (Cell::Integer(_) | Cell::Real(_))) => number(Some(value)),
            // If a figure is missing, it is shown as missing only where the row has a comparator.
            Some(Cell::Null) if comparator.is_some() => None,
            other => return other.cloned().unwrap_or(Cell::Null),
        };
        let count = |index| number(cell(index)).map(|count| count as usize);
        let digits = count(self.digits);
        let figure = Figure {
            value,
            comparator: comparator.and_then(|symbol| comparator_of(&symbol)).unwrap_or(Comparator::Equal),
            upper: number(cell(self.upper)),
            precision: digits.map_or_else(|| Precision::AtLeast(count(self.decimals).unwrap_or(0)), Precision::Digits),
            unit: text(self.unit).filter(|unit| text(self.unit_of_row).as_ref() != Some(unit)),
            status: text(self.status),
        };
        match row.get(self.value) {
            // A number alone, such as a count, is spelled like those of other columns.
            Some(plain)
                if cell(self.comparator).is_none_or(|cell| *cell == Cell::Null)
                    && digits.is_none()
                    && figure.unit.is_none() =>
            {
                plain.clone()
            }
            _ => Cell::Figure(Box::new(figure)),
        }
    }
}
