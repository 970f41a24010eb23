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
    pub standing: Standing,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub least: Option<f64>,
    pub most: Option<f64>,
    /// The sources of all figures, as citations within a line.
    pub citation: String,
}

/// What a finding counts for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The figures cannot be true together.
    Contradiction,
    /// The figures may be true together: something that the file does not know may explain the difference.
    Note,
    /// A dataset lists the finding as known, with this reason.
    Exception(String),
}

impl Standing {
    /// The place in the order of the findings, and in their counts.
    pub(super) fn place(&self) -> usize {
        match self {
            Self::Contradiction => 0,
            Self::Note => 1,
            Self::Exception(_) => 2,
        }
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Contradiction => "finding",
            Self::Note => "note",
            Self::Exception(_) => "exception",
        }
    }
}

/// A figure as a source states it, with its names.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stated {
    /// The number of its series.
    pub series: i64,
    pub metric: String,
    pub subject: String,
    pub period: String,
    /// How the period was inferred, where the source does not state it.
    pub period_inferred: Option<String>,
    /// The name of the part that it is about, where it is compared with its whole.
    pub part: Option<String>,
    pub figure: Figure,
    /// The code of its source, the date of the edition, and the place in it.
    pub source: String,
    pub published_on: Option<String>,
    pub locator: Option<String>,
}

impl Stated {
    pub(super) fn is_forecast(&self) -> bool {
        self.figure.status.as_deref() == Some("forecast")
    }
}

/// Which rule the figures break, with what only that rule knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The base that growth and level imply is not the one that is stated. The others are the level and the base.
    Growth(GrowthForm),
    /// The parts of a whole, which are the others, add up to more or less than it. `absent` are the parts that have no
    /// figure, where those that have one are too little.
    Parts { parts: usize, absent: Vec<Absent> },
    /// The parts of a period add up to more or less than it, its last part differs from it, or it is not their average.
    /// `complete` is how many parts there are; 0 where parts of their length do not make the whole.
    Year { parts: usize, complete: usize, length: PartLength, aggregation: Aggregation },
    /// A share is not between 0 and 100 percent.
    Share,
    /// Two amounts imply an implausible exchange rate. `pairs` is the number of pairs of amounts in the file from which
    /// the plausible rate was computed; `None` where it is from the yearly averages.
    Currency { currency: String, base: String, pairs: Option<usize> },
    /// A figure is outside the plausible range of its metric.
    Range,
    /// A figure is about a time in which its region, sector or enterprise did not exist.
    Validity(Validity),
}

/// A part that has no figure of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Absent {
    pub name: String,
    /// The first and the last period for which it has one.
    pub stated: Option<(String, String)>,
}

/// When a region, sector or enterprise existed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Validity {
    pub name: String,
    pub from: Option<String>,
    pub until: Option<String>,
    /// Whether the figure is of a time before it began, and not of one after it ended.
    pub is_before: bool,
    /// What followed it, or what it followed where the figure is of an earlier time: the name of one, and how many
    /// there are.
    pub other: Option<(String, usize)>,
}

/// How long the parts of a period are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PartLength {
    Year,
    Half,
    Quarter,
    Month,
    Week,
    Day,
    Other,
}

/// How a growth is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GrowthForm {
    Percent,
    Points,
    Logarithmic,
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
            Kind::Growth(_) => Rule::Growth,
            Kind::Parts { .. } => Rule::Parts,
            Kind::Year { .. } => Rule::Year,
            Kind::Share => Rule::Share,
            Kind::Currency { .. } => Rule::Currency,
            Kind::Range => Rule::Range,
            Kind::Validity(_) => Rule::Validity,
        }
    }

    /// The name of the rule; that of a whole whose known parts are too little is `incomplete`.
    pub(crate) fn code(&self) -> &'static str {
        match (&self.kind, &self.standing) {
            (Kind::Parts { .. }, Standing::Note) if !self.is_above() => "incomplete",
            _ => self.rule().name(),
        }
    }

    /// Whether one of the figures that should agree is a forecast and another is none: a forecast need not come true. A level may
    /// grow from a base that is none.
    pub(super) fn mixes_forecasts(&self) -> bool {
        let compared = match self.kind {
            Kind::Growth(_) => self.others.get(..1).unwrap_or_default(),
            Kind::Parts { .. } | Kind::Year { .. } => &self.others,
            _ => &[],
        };
        compared.iter().any(|other| other.is_forecast() != self.figure.is_forecast())
    }

    /// Whether the implied range lies above the range that it should meet.
    pub(super) fn is_above(&self) -> bool {
        // Two ends that touch do not meet where one of them is excluded.
        self.low.zip(self.most).is_some_and(|(low, most)| low >= most)
    }

    /// The ends of the two ranges that are the nearest to each other: that of the implied range, and that of the other.
    fn nearest_ends(&self) -> Option<(f64, f64)> {
        if self.is_above() { self.low.zip(self.most) } else { self.high.zip(self.least) }
    }

    /// How far the two ranges are apart.
    pub(super) fn gap(&self) -> f64 {
        self.nearest_ends().map_or(0.0, |(implied, stated)| (implied - stated).abs())
    }

    /// How far the two ranges are apart, in percent of the figure: what rounding does not explain.
    /// A figure of what did not exist is off as a whole.
    pub(crate) fn excess(&self) -> f64 {
        if matches!(self.kind, Kind::Validity(_)) {
            return 100.0;
        }
        let (implied, stated) = self.nearest_ends().unwrap_or_default();
        let size = if stated == 0.0 { implied.abs() } else { stated.abs() };
        if size == 0.0 { 0.0 } else { 100.0 * self.gap() / size }
    }
}
