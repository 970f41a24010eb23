//! From the text and the unit of a value to a quantity in the unit of its metric.

use std::borrow::Cow;

use foldhash::HashMap;
use rusqlite::types::Value;

use super::row::{Known, Reading};
use crate::load::reference::integrity::unknown_code;
use crate::load::schema::TableName;
use crate::model::{Quantity, Scale};
use crate::problem::Violation;

/// How values in some unit become values in the unit of their metric.
#[derive(Clone)]
struct Conversion {
    /// How many of the metric's unit one of the stated unit is.
    ratio: f64,
    /// The name of the stated unit, where it is not the metric's own.
    stated: Option<String>,
}

/// Looks conversions up, and remembers them.
pub(super) struct Conversions<'a> {
    known: &'a Known<'a>,
    /// By metric and unit.
    found: HashMap<u32, HashMap<String, Conversion>>,
}

impl<'a> Conversions<'a> {
    pub(super) fn new(known: &'a Known<'a>) -> Self {
        Self { known, found: HashMap::default() }
    }

    /// The quantity of the columns value and unit, in the metric's unit, and the text that was stated where the number does
    /// not say all of it. The outer `None` is a rejected row, the inner one a missing value.
    pub(super) fn quantity<'r>(
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
                reading.reject("value", Violation::Number { error });
                return None;
            }
        };
        // Zeros after the point say how exact a figure is, and no number keeps them; nor does it keep all digits of a long one, in
        // which versions of SQLite differ.
        let has_zeros = |number: &str| number.trim_end().ends_with('0') && number.contains(marks.decimal);
        let has_zeros = || match quantity.upper {
            None => has_zeros(cell),
            Some(_) => cell.split("..").any(has_zeros),
        };
        let is_exact = || has_zeros() || Quantity::has_long_digits(cell);
        if record.scale.is_empty() && matches!(conversion, Some(None)) {
            return Some((Some(quantity), is_exact().then_some(Cow::Borrowed(cell))));
        }
        let Some(scale) = Scale::parse(record.scale) else {
            reading.reject("value", Violation::Scale);
            return None;
        };
        let conversion = conversion?;
        let shifted = quantity.shifted(scale.exponent);
        let ratio = conversion.as_ref().map_or(1.0, |conversion| conversion.ratio);
        let converted = match shifted.and_then(|shifted| shifted.scaled(ratio)) {
            Ok(converted) => converted,
            Err(error) => {
                reading.reject("value", Violation::Number { error });
                return None;
            }
        };
        let scale = (scale.exponent != 0).then(|| scale.name());
        let unit = conversion.and_then(|conversion| conversion.stated);
        let stated = match (scale, unit) {
            (None, None) => is_exact().then_some(Cow::Borrowed(cell)),
            (scale, unit) => {
                // A space stands between a number and its unit only.
                let number = match marks.group.filter(|mark| mark.is_whitespace()) {
                    Some(mark) => cell.replace(mark, ""),
                    None => cell.to_owned(),
                };
                let parts = [Some(number), scale, unit];
                Some(Cow::Owned(parts.into_iter().flatten().collect::<Vec<_>>().join(" ")))
            }
        };
        Some((Some(converted), stated))
    }

    /// How a unit becomes the metric's own; `None` where the row is rejected.
    fn of(&mut self, metric: Option<u32>, unit: &str, reading: &mut Reading<'_>) -> Option<Conversion> {
        let catalog = self.known.catalog;
        if let Some(found) = metric.and_then(|metric| self.found.get(&metric)?.get(unit)) {
            return Some(found.clone());
        }
        let is_known = catalog.entries(TableName::Unit).rows.contains_key(unit);
        let spelled = if is_known { None } else { self.known.spelled(TableName::Unit, unit, reading.record.plan) };
        let unit = spelled.unwrap_or(unit);
        if let Some(fact) = unknown_code(catalog, TableName::Unit, unit, reading.problems) {
            reading.reject_code("unit", fact);
            return None;
        }
        // A metric that is rejected, or whose unit is, has been reported already.
        let metric = metric?;
        let code = self.known.codes.code(0, metric);
        let own = catalog.text(TableName::Metric, code, "unit");
        let factor = |code: &str| match catalog.value(TableName::Unit, code, "factor") {
            Some(Value::Real(factor)) => Some(*factor),
            _ => None,
        };
        let (stated_factor, own_factor) = (factor(unit)?, factor(own)?);
        let dimension = |code: &str| catalog.text(TableName::Unit, code, "dimension").to_owned();
        if dimension(unit) != dimension(own) {
            let fact = Violation::WrongDimension {
                unit: unit.to_owned(),
                dimension: dimension(unit),
                metric: code.to_owned(),
                metric_unit: own.to_owned(),
                metric_dimension: dimension(own),
            };
            reading.reject("unit", fact);
            return None;
        }
        let name = catalog.text(TableName::Unit, unit, "name");
        let stated = (own != unit).then(|| if name.is_empty() { unit } else { name }.to_owned());
        let ratio = if own == unit { 1.0 } else { stated_factor / own_factor };
        let conversion = Conversion { ratio, stated };
        self.found.entry(metric).or_default().insert(unit.to_owned(), conversion.clone());
        Some(conversion)
    }
}
