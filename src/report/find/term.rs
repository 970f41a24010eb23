//! What one word looks for.

use memchr::memmem::Finder;

use crate::model::{Comparator, Marks, Quantity, fold};

/// The kinds of things that figures have names and codes of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Metric,
    Region,
    Sector,
    Enterprise,
    Source,
}

impl Kind {
    pub(crate) const ALL: [Self; 5] = [Self::Metric, Self::Region, Self::Sector, Self::Enterprise, Self::Source];

    /// The table, which is also the name of the option on the command line.
    pub(crate) fn table(self) -> &'static str {
        match self {
            Self::Metric => "metric",
            Self::Region => "region",
            Self::Sector => "sector",
            Self::Enterprise => "enterprise",
            Self::Source => "source",
        }
    }
}

/// How well a name fits a term; zero is not at all.
pub(super) type Fit = u8;

/// A word, or the code or name that an option gives.
#[derive(Debug)]
pub(super) struct Term {
    pub given: String,
    /// The kind of thing that an option names; `None` for a word, which may be anything.
    pub kind: Option<Kind>,
    folded: String,
    finder: Finder<'static>,
    number: Option<Number>,
}

impl Term {
    /// A term; `None` for a text of nothing but spaces and invisible characters.
    pub(super) fn of(given: &str, kind: Option<Kind>) -> Option<Self> {
        let folded = fold(given);
        let finder = Finder::new(&folded).into_owned();
        let number = if kind.is_none() { Number::parse(&folded) } else { None };
        (!folded.is_empty()).then(|| Self { given: given.to_owned(), kind, folded, finder, number })
    }

    /// How well a name fits. A word fits where it is the whole name, else where the name contains it; what an option gives fits
    /// where it is exactly the name, else where it is the same name to a reader.
    pub(super) fn fit(&self, kind: Kind, name: &str, folded: &str) -> Fit {
        let (best, good) = match self.kind {
            None => (self.folded == folded, self.finder.find(folded.as_bytes()).is_some()),
            Some(own) if own == kind => (self.given == name, self.folded == folded),
            Some(_) => (false, false),
        };
        if best { 2 } else { good.into() }
    }

    /// Whether a folded text, such as a breakdown or a note, contains the word.
    pub(super) fn is_in_text(&self, folded: &str) -> bool {
        self.kind.is_none() && self.finder.find(folded.as_bytes()).is_some()
    }

    /// Whether the word is a period, or a part of the code of one.
    pub(super) fn is_in_period(&self, code: &str) -> bool {
        self.kind.is_none() && self.finder.find(fold(code).as_bytes()).is_some()
    }

    /// Whether the word can be the value of a figure.
    pub(super) fn can_be_value(&self) -> bool {
        self.number.is_some()
    }

    /// The bounds of the numbers, without their signs, that the word can be.
    pub(super) fn bounds(&self) -> Option<(f64, f64)> {
        match self.number? {
            Number::Missing => None,
            Number::Stated { quantity, unit } => Some((quantity.value.abs() - unit, quantity.value.abs() + unit)),
        }
    }

    /// Whether the word is the value of a figure.
    pub(super) fn is_value(&self, comparator: &str, value: Option<f64>, upper: Option<f64>) -> bool {
        self.number.is_some_and(|number| number.is(comparator, value, upper))
    }
}

/// A value as people write it.
#[derive(Clone, Copy, Debug)]
enum Number {
    Missing,
    Stated {
        quantity: Quantity,
        /// One unit of the last digit that is written.
        unit: f64,
    },
}

impl Number {
    fn parse(folded: &str) -> Option<Self> {
        if folded == "missing" {
            return Some(Self::Missing);
        }
        let bare = folded.replace([',', ' '], "");
        let quantity = Quantity::parse(&bare, Marks::default()).ok()?;
        let (mantissa, exponent) = bare.split_once('e').unwrap_or((&bare, "0"));
        let decimals = mantissa.rsplit_once('.').map_or(0, |(_, decimals)| decimals.len() as i32);
        Some(Self::Stated { quantity, unit: 10_f64.powi(exponent.parse::<i32>().unwrap_or(0) - decimals) })
    }

    fn is(self, comparator: &str, value: Option<f64>, upper: Option<f64>) -> bool {
        let Self::Stated { quantity: Quantity { value: wanted, comparator: own, upper: wanted_upper }, unit } = self
        else {
            return value.is_none();
        };
        let is = |stated: Option<f64>, wanted| stated.is_some_and(|stated| is_written(stated, wanted, unit));
        match (own, wanted_upper) {
            (Comparator::Equal, _) => is(value, wanted) || is(upper, wanted),
            (_, Some(wanted_upper)) => is(value, wanted) && is(upper, wanted_upper),
            _ => comparator == own.symbol() && is(value, wanted),
        }
    }
}

/// Whether a number is written as another, rounded or cut off to the unit of its last digit. A number without a sign is also
/// found as a negative one.
fn is_written(stated: f64, wanted: f64, unit: f64) -> bool {
    if wanted < 0.0 && stated > 0.0 {
        return false;
    }
    let (stated, wanted) = (stated.abs(), wanted.abs());
    stated == wanted || stated >= wanted - unit / 2.0 && stated < wanted + unit * (1.0 - 1e-9)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]

    use super::*;

    #[test]
    fn a_number_is_found_as_it_is_written() {
        let is = |word: &str, comparator: &str, value: f64, upper: Option<f64>| {
            Term::of(word, None).expect("a term").is_value(comparator, Some(value), upper)
        };
        for (word, comparator, value, upper) in [
            ("107,000", "=", 107_000.0, None),
            ("107 000", "=", 107_000.0, None),
            (">8800", ">", 8800.0, None),
            ("> 8,800", ">", 8800.0, None),
            ("8800", ">", 8800.0, None),
            ("17,101", "=", 17_101.4, None),
            ("17102", "=", 17_101.6, None),
            ("0.3", "=", 0.3, None),
            ("4.5", "=", -4.5, None),
            ("-4.5", "=", -4.5, None),
            ("68", "..", 35.0, Some(68.0)),
            ("35 .. 68", "..", 35.0, Some(68.0)),
            ("8.17e-05", "=", 8.17e-05, None),
            ("1e300", "=", 1e300, None),
        ] {
            assert!(is(word, comparator, value, upper), "{word} {value}");
        }
        for (word, comparator, value) in [
            ("68", "=", 168.0),
            ("68", "=", 69.0),
            ("0.3", "=", 0.4),
            (">8800", "=", 8800.0),
            ("-4.5", "=", 4.5),
            ("17101.5", "=", 17_101.4),
            ("missing", "=", 0.0),
            ("e7", "=", 7.0),
        ] {
            assert!(!is(word, comparator, value, None), "{word} {value}");
        }
    }
}
