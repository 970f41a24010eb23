//! From the text and the unit that a value is told in to a quantity in the unit of its metric.

use std::borrow::Cow;

use foldhash::HashMap;
use rusqlite::types::Value;

use super::resolve::{Known, Reading};
use super::rows::unknown_code;
use crate::model::{Quantity, Scale};
use crate::problem::Violation;

/// How values that are told in some unit become values in the metric's own.
#[derive(Clone)]
struct Conversion {
    /// How many of the metric's unit one of the told unit is.
    ratio: f64,
    /// The name of the told unit, where it is not the metric's own.
    told: Option<String>,
}

/// Looks conversions up, and remembers them.
pub struct Conversions<'a> {
    known: &'a Known<'a>,
    /// By metric and unit.
    found: HashMap<u32, HashMap<String, Conversion>>,
}

impl<'a> Conversions<'a> {
    pub fn new(known: &'a Known<'a>) -> Self {
        Self { known, found: HashMap::default() }
    }

    /// The quantity that a row tells in the columns of value and unit, in the metric's unit, and how it was told where that
    /// differs. The outer `None` is a refused row, the inner one a missing value.
    pub fn quantity<'r>(
        &mut self,
        metric: Option<u32>,
        [value, unit]: [usize; 2],
        reading: &mut Reading<'r>,
    ) -> Option<(Option<Quantity>, Option<Cow<'r, str>>)> {
        let record = reading.record;
        let (cell, unit, marks) = (record.cells[value], record.cells[unit], record.marks(value));
        let conversion = match unit {
            "" => Some(None),
            _ => self.of(metric, unit, reading).map(Some),
        };
        if cell.is_empty() {
            return conversion.map(|_| (None, None));
        }
        let quantity = match Quantity::parse(cell, marks) {
            Ok(quantity) => quantity,
            Err(error) => {
                reading.refuse("value", Violation::Number { error });
                return None;
            }
        };
        // Zeros behind the point say how exact a figure is, and no number keeps them; nor does it all digits of a long one.
        let is_exact =
            || cell.ends_with('0') && cell.contains('.') && marks.decimal == '.' || quantity.loses_digits(cell);
        if record.scale.is_empty() && matches!(conversion, Some(None)) {
            return Some((Some(quantity), is_exact().then_some(Cow::Borrowed(cell))));
        }
        let Some(scale) = Scale::parse(record.scale) else {
            reading.refuse("value", Violation::Scale);
            return None;
        };
        let conversion = conversion?;
        let shifted = quantity.shifted(scale.exponent);
        let ratio = conversion.as_ref().map_or(1.0, |conversion| conversion.ratio);
        let converted = match shifted.and_then(|shifted| shifted.scaled(ratio)) {
            Ok(converted) => converted,
            Err(error) => {
                reading.refuse("value", Violation::Number { error });
                return None;
            }
        };
        let scale = (scale.exponent != 0).then(|| scale.name());
        let unit = conversion.and_then(|conversion| conversion.told);
        let told = match (scale, unit) {
            (None, None) => is_exact().then_some(Cow::Borrowed(cell)),
            (scale, unit) => {
                let parts = [Some(cell.to_owned()), scale, unit];
                Some(Cow::Owned(parts.into_iter().flatten().collect::<Vec<_>>().join(" ")))
            }
        };
        Some((Some(converted), told))
    }

    /// How a unit becomes the metric's own; `None` where the row is refused.
    fn of(&mut self, metric: Option<u32>, unit: &str, reading: &mut Reading<'_>) -> Option<Conversion> {
        let registry = self.known.registry;
        if let Some(found) = metric.and_then(|metric| self.found.get(&metric)?.get(unit)) {
            return Some(found.clone());
        }
        if let Some(fact) = unknown_code(registry, "unit", unit, reading.problems) {
            reading.refuse_code("unit", fact);
            return None;
        }
        // A metric that is refused, or whose unit is, has been told of already.
        let metric = metric?;
        let code = self.known.codes.code(0, metric);
        let own = registry.text("metric", code, "unit");
        let factor = |code: &str| match registry.value("unit", code, "factor") {
            Some(Value::Real(factor)) => Some(*factor),
            _ => None,
        };
        let (told_factor, own_factor) = (factor(unit)?, factor(own)?);
        let dimension = |code: &str| registry.text("unit", code, "dimension").to_owned();
        if dimension(unit) != dimension(own) {
            let fact = Violation::WrongDimension {
                unit: unit.to_owned(),
                dimension: dimension(unit),
                metric: code.to_owned(),
                metric_unit: own.to_owned(),
                metric_dimension: dimension(own),
            };
            reading.refuse("unit", fact);
            return None;
        }
        let name = registry.text("unit", unit, "name");
        let told = (own != unit).then(|| if name.is_empty() { unit } else { name }.to_owned());
        let ratio = if own == unit { 1.0 } else { told_factor / own_factor };
        let conversion = Conversion { ratio, told };
        self.found.entry(metric).or_default().insert(unit.to_owned(), conversion.clone());
        Some(conversion)
    }
}
