//! The findings of the audit.

use crate::report::shipped::Rule;
use crate::table::Figure;

/// Figures that cannot be true together.
///
/// Each finding compares two ranges that have no value in common: the one that the figures imply, from `low` to `high`,
/// and the one that it should meet, from `least` to `most`. An open end is `None`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Finding {
    /// The figure that the finding is about.
    pub figure: Stated,
    /// The figures that it is compared with.
    pub others: Vec<Stated>,
    pub kind: Kind,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub least: Option<f64>,
    pub most: Option<f64>,
    /// The sources of all figures, as citations within a line.
    pub citation: String,
}

/// A figure as a source states it, with its names.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stated {
    pub metric: String,
    pub subject: String,
    pub period: String,
    /// The name of the part that it is about, where it is compared with its whole.
    pub part: Option<String>,
    pub figure: Figure,
    /// The code of its source, the date of the edition, and the place in it.
    pub source: String,
    pub published_on: Option<String>,
    pub locator: Option<String>,
}

/// Which rule the figures break, with what only that rule knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The base that growth and level imply is not the one that is stated. The others are the level and the base.
    Growth,
    /// The parts of a whole, which are the others, add up to more or less than it.
    Parts { parts: usize },
    /// The parts of a period add up to more or less than it, its last part differs from it, or it is not their average.
    Year { parts: usize, complete: usize, length: PartLength, aggregation: Aggregation },
    /// A share is not between 0 and 100 percent.
    Share,
    /// Two amounts imply an implausible exchange rate. `pairs` is the number of pairs of amounts in the file from which
    /// the plausible rate was computed; `None` where it is from the yearly averages.
    Currency { currency: String, base: String, pairs: Option<usize> },
    /// A figure is outside the plausible range of its metric.
    Range,
}

/// How long the parts of a period are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PartLength {
    Half,
    Quarter,
    Month,
}

/// How the parts of a period make the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aggregation {
    Sum,
    Last,
    Average,
}

impl Finding {
    /// The rule that is broken.
    pub(crate) fn rule(&self) -> Rule {
        match self.kind {
            Kind::Growth => Rule::Growth,
            Kind::Parts { .. } => Rule::Parts,
            Kind::Year { .. } => Rule::Year,
            Kind::Share => Rule::Share,
            Kind::Currency { .. } => Rule::Currency,
            Kind::Range => Rule::Range,
        }
    }
}
