//! From values to shares of the room there is.

use crate::render::number::{grouped, real, rounded};

/// The values that a picture has room for. Everything is divided by the largest magnitude first, so that no sum or
/// difference of two values can overflow.
pub(super) struct Scale {
    unit: f64,
    pub least: f64,
    most: f64,
}

impl Scale {
    /// A bar is as long as its value is large, so its scale begins at zero; a line shows change, and its scale may begin
    /// elsewhere where zero is far away.
    pub(super) fn new(values: impl Iterator<Item = f64> + Clone, from_zero: bool) -> Self {
        let unit = values.clone().map(f64::abs).fold(0.0, f64::max);
        let unit = if unit > 0.0 { unit } else { 1.0 };
        let least = values.clone().map(|value| value / unit).fold(f64::INFINITY, f64::min);
        let most = values.map(|value| value / unit).fold(f64::NEG_INFINITY, f64::max);
        let range = most - least;
        let (mut least, mut most) = match (from_zero, least > range, most < -range) {
            (false, true, _) => (least - range * 0.1, most + range * 0.1),
            (false, _, true) => (least - range * 0.1, most + range * 0.1),
            _ => (least.min(0.0), most.max(0.0)),
        };
        if least == most {
            (least, most) = (least.min(0.0), most.max(0.0));
        }
        if least == most {
            most = 1.0;
        }
        Self { unit, least, most }
    }

    pub(super) fn share(&self, value: f64) -> f64 {
        (value / self.unit - self.least) / (self.most - self.least)
    }

    /// Round values across the scale, with their spelling.
    pub(super) fn ticks(&self) -> Vec<(f64, String)> {
        let rough = (self.most - self.least) * self.unit / 5.0;
        let power = rough.log10().floor();
        let magnitude = 10f64.powi(power as i32);
        let step = [1.0, 2.0, 2.5, 5.0, 10.0].map(|factor| factor * magnitude).into_iter().find(|step| *step >= rough);
        let Some(step) = step.filter(|step| step.is_finite() && *step > 0.0) else { return Vec::new() };
        let (from, to) = ((self.least * self.unit / step).ceil() as i64, (self.most * self.unit / step).floor() as i64);
        let spell = |value: f64| {
            if !(1e-4..1e15).contains(&step) {
                return real(format!("{value:.3e}").parse().unwrap_or(value));
            }
            // One place more than the magnitude's own, for steps of two and a half.
            grouped(&rounded(value, (1.0 - power).clamp(0.0, 15.0) as usize)).into_owned()
        };
        (from..=to).take(12).map(|count| count as f64 * step).map(|value| (value, spell(value))).collect()
    }
}
