//! From the unit that a value is told in to that of its metric.

use foldhash::HashMap;
use rusqlite::types::Value;

use super::resolve::{Known, Reading};
use super::rows::unknown_code;
use crate::problem::Fact;

/// How values that are told in some unit become values in the metric's own.
#[derive(Clone)]
pub struct Conversion {
    /// How many of the metric's unit one of the told unit is.
    pub ratio: f64,
    /// The name of the told unit, where it is not the metric's own.
    pub told: Option<String>,
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

    /// How a unit becomes the metric's own; `None` where the row is refused.
    pub fn of(&mut self, metric: Option<u32>, unit: &str, reading: &mut Reading<'_>) -> Option<Conversion> {
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
            let fact = Fact::WrongDimension {
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
