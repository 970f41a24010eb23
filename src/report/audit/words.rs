//! The texts of findings, which are nowhere else.

use super::finding::{Absent, Aggregation, Finding, GrowthForm, Kind, PartLength, Standing, Stated, Validity};
use crate::model::Comparator;
use crate::render::number::{amount, figure, grouped, rounded, to_digits};
use crate::table::inferred;

/// What a difference of up to a ten-thousandth may come from.
const SO_LITTLE: &str = "; so little may come from rounding twice";

/// A ten-thousandth, in percent.
const ROUNDED_TWICE: f64 = 0.01;

/// How many of the figures that a figure is compared with are listed.
const LISTED: usize = 5;

impl Finding {
    /// What the figure is compared with.
    pub(crate) fn against(&self) -> String {
        match (&self.kind, self.others.as_slice()) {
            (Kind::Growth(_), [level, base]) => {
                format!("{}, {} in {}", with_unit(level), with_unit(base), base.period_in_words())
            }
            (Kind::Parts { .. }, parts) => listed(parts, |part| {
                let name = part.part.as_deref().unwrap_or_default();
                format!("{name} {}{}", amount(&part.figure), forecast(part))
            }),
            (Kind::Year { .. }, parts) => {
                listed(parts, |part| format!("{} in {}{}", with_unit(part), part.period_in_words(), forecast(part)))
            }
            (Kind::Share, _) => "0 to 100 %".to_owned(),
            (Kind::Range, _) => {
                let (bound, side) = match self.is_above() {
                    true => (self.most, "at most"),
                    false => (self.least, "at least"),
                };
                let unit = self.figure.figure.unit.as_deref().unwrap_or_default();
                format!("{side} {} {unit}", spelled(bound.map(|bound| rounded(bound, 9))))
            }
            (Kind::Validity(validity), _) => validity.span(),
            (_, others) => listed(others, with_unit),
        }
    }

    /// What the finding says, without a full stop.
    pub(crate) fn sentence(&self) -> String {
        let beyond = match self.kind {
            Kind::Share | Kind::Range | Kind::Validity(_) => String::new(),
            _ => format!("; rounding leaves {} % unexplained", spelled(Some(to_digits(self.excess(), 2)))),
        };
        let remark = match (&self.standing, &self.kind) {
            (Standing::Contradiction, _) => String::new(),
            (Standing::Note, _) if self.mixes_forecasts() => "; a forecast need not come true".to_owned(),
            (Standing::Note, Kind::Growth(_)) => "; this may be growth in constant prices".to_owned(),
            (Standing::Note, Kind::Parts { absent, .. }) if !self.is_above() => match absent.as_slice() {
                [] if self.excess() <= ROUNDED_TWICE => SO_LITTLE.to_owned(),
                [] => "; there may be parts that the file does not know".to_owned(),
                absent => format!("; there is no figure of {}", listed(absent, Absent::in_words)),
            },
            (Standing::Note, Kind::Validity(_)) => "; its source may have computed it afterwards".to_owned(),
            (Standing::Note, _) => SO_LITTLE.to_owned(),
            (Standing::Exception(reason), _) => format!("; known: {reason}"),
        };
        format!("{}{beyond}{remark}", self.comparison())
    }

    /// What is compared with what.
    fn comparison(&self) -> String {
        let stated = format!("{}{} is stated", amount(&self.figure.figure), forecast(&self.figure));
        match &self.kind {
            Kind::Growth(form) => self.growth(*form),
            Kind::Parts { parts, absent } => {
                let hint = self.forecast_among_others();
                let sum = match (self.is_above(), parts) {
                    (true, 1) => format!("the part{hint} alone comes to at least"),
                    (true, _) => format!("the {parts} stated parts{hint} add up to at least"),
                    (false, _) if absent.is_empty() => format!("the {parts} known parts{hint} add up to at most"),
                    (false, _) => format!("the {parts} stated parts{hint} add up to at most"),
                };
                format!("{sum} {}, but {stated} for the whole", self.nearest_end())
            }
            Kind::Year { parts, complete, length, aggregation } => {
                let (length, hint) = (length.name(), self.forecast_among_others());
                let parts = match aggregation {
                    Aggregation::Last if length == "day" => format!("its last day{hint} is"),
                    Aggregation::Last => format!("the last {length}{hint} ends on the same day and is"),
                    _ if *parts == 1 => format!("one {length}{hint} of it is"),
                    Aggregation::Sum if *complete == 0 => format!("{parts} {length}s{hint} of it add up to"),
                    Aggregation::Average => format!("all {complete} {length}s{hint} are"),
                    Aggregation::Sum if parts == complete => format!("the {complete} {length}s{hint} add up to"),
                    Aggregation::Sum => format!("{parts} of {complete} {length}s{hint} add up to"),
                };
                let side = if self.is_above() { "at least" } else { "at most" };
                let whole = if *aggregation == Aggregation::Average { "as their average" } else { "for the whole" };
                format!("{parts} {side} {}, but {stated} {whole}", self.nearest_end())
            }
            Kind::Share => {
                let bound = if self.is_above() {
                    "at most 100 %, and this one is above it"
                } else {
                    "at least 0 %, and this one is below it"
                };
                format!("a share is {bound}{}", self.distance(" percentage points"))
            }
            Kind::Currency { currency, base, pairs } => {
                let (bound, side) = if self.is_above() { (self.low, "at least") } else { (self.high, "at most") };
                let four = |rate: Option<f64>| spelled(rate.map(|rate| to_digits(rate, 4)));
                let by = pairs.map(|pairs| format!(" by the median of {pairs} pairs in the file")).unwrap_or_default();
                format!(
                    "the two amounts imply {side} {} {base} per {currency}, but {} to {} is plausible{by}",
                    four(bound),
                    four(self.least),
                    four(self.most)
                )
            }
            Kind::Range => {
                let side = if self.is_above() { "above" } else { "below" };
                format!("the figure is {side} what is plausible{}", self.distance(""))
            }
            Kind::Validity(validity) => validity.sentence(),
        }
    }

    /// The figure with its unit.
    pub(crate) fn figure_in_words(&self) -> String {
        with_unit(&self.figure)
    }

    fn growth(&self, form: GrowthForm) -> String {
        let gap = self.gap();
        let size = self.high.or(self.low).unwrap_or(0.0);
        let end = |end: Option<f64>| end.map(|end| grouped(&rounded(end, decimals(gap, size))).into_owned());
        let implied = match (end(self.low), end(self.high)) {
            _ if self.high.is_some_and(|high| high <= 0.0) => "no base above 0".to_owned(),
            (None, None) => "no base above 0".to_owned(),
            (Some(low), Some(high)) if low == high => format!("a base of {low}"),
            (Some(low), Some(high)) => format!("a base between {low} and {high}"),
            (Some(low), None) => format!("a base of at least {low}"),
            (None, Some(high)) => format!("a base of at most {high}"),
        };
        let [level, base] = [0, 1].map(|index| {
            self.others
                .get(index)
                .map(|other| format!("{}{}", amount(&other.figure), forecast(other)))
                .unwrap_or_default()
        });
        let (name, growth) = match form {
            GrowthForm::Percent => ("growth", with_unit(&self.figure)),
            GrowthForm::Points => ("growth", format!("{} percentage points", amount(&self.figure.figure))),
            GrowthForm::Logarithmic => ("logarithmic growth", with_unit(&self.figure)),
        };
        let hint = forecast(&self.figure);
        format!("{name} of {growth}{hint} to {level} implies {implied}, but {base} is stated")
    }

    /// The end of the implied range that is the nearest to the other range.
    fn nearest_end(&self) -> String {
        let end = if self.is_above() { self.low } else { self.high };
        spelled(end.map(|end| rounded(end, decimals(self.gap(), end.abs()))))
    }

    /// By how much the figure is outside its bounds; empty where it is equal to a bound that is excluded.
    fn distance(&self, unit: &str) -> String {
        let gap = self.gap();
        if gap < 1e-7 * self.least.or(self.most).map_or(1.0, |bound| bound.abs().clamp(1e-300, 1.0)) {
            return String::new();
        }
        let by = match self.figure.figure.comparator {
            Comparator::Equal => "by",
            Comparator::Range | Comparator::AtLeast | Comparator::AtMost => "by at least",
            Comparator::Greater | Comparator::Less | Comparator::About => "by more than",
        };
        format!(" {by} {}{unit}", spelled(Some(to_digits(gap, 4))))
    }

    fn forecast_among_others(&self) -> &'static str {
        self.others.iter().map(forecast).find(|hint| !hint.is_empty()).unwrap_or_default()
    }
}

impl Stated {
    /// The period, marked where no source states it.
    pub(crate) fn period_in_words(&self) -> String {
        if self.period_inferred.is_some() { inferred(&self.period) } else { self.period.clone() }
    }
}

impl Absent {
    /// Its name, with the time for which it has figures.
    fn in_words(&self) -> String {
        match &self.stated {
            None => self.name.clone(),
            Some((first, last)) if first == last => format!("{} (it has one for {first})", self.name),
            Some((first, last)) => format!("{} (it has figures from {first} to {last})", self.name),
        }
    }
}

impl Validity {
    /// When it existed.
    fn span(&self) -> String {
        let from = self.from.as_ref().map(|from| format!("from {from}"));
        let until = self.until.as_ref().map(|until| format!("until {until}"));
        let words: Vec<String> = from.into_iter().chain(until).collect();
        format!("{} {}", self.name, words.join(" "))
    }

    /// What a figure from before it began, or from after it ended, says.
    fn sentence(&self) -> String {
        let other = self.other.as_ref().map(|(name, count)| match count.saturating_sub(1) {
            0 => name.clone(),
            more => format!("{name} and {more} more"),
        });
        let other = |before: &str| other.map(|other| format!("{before} {other}")).unwrap_or_default();
        let (name, date) = (&self.name, |date: &Option<String>| date.clone().unwrap_or_default());
        if self.is_before {
            let (from, other) = (date(&self.from), other(", after"));
            return format!("{name} exists from {from} on{other}, but the figure is of an earlier time");
        }
        let (until, other) = (date(&self.until), other(" and was followed by"));
        format!("{name} existed until {until}{other}, but the figure is of a later time")
    }
}

impl PartLength {
    fn name(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Half => "half-year",
            Self::Quarter => "quarter",
            Self::Month => "month",
            Self::Week => "week",
            Self::Day => "day",
            Self::Other => "period",
        }
    }
}

/// A figure with its unit, without its status.
fn with_unit(stated: &Stated) -> String {
    let mut plain = stated.figure.clone();
    plain.status = None;
    figure(&plain)
}

fn forecast(stated: &Stated) -> &'static str {
    if stated.is_forecast() { " (forecast)" } else { "" }
}

fn listed<T>(stated: &[T], words: impl Fn(&T) -> String) -> String {
    let shown: Vec<String> = stated.iter().take(LISTED).map(words).collect();
    let more = match stated.len().saturating_sub(LISTED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    shown.join(", ") + &more
}

fn spelled(number: Option<String>) -> String {
    number.map(|number| grouped(&number).into_owned()).unwrap_or_default()
}

/// How many decimals a number of this size needs: four digits, or as many as show the gap.
fn decimals(gap: f64, size: f64) -> usize {
    match (gap, size) {
        _ if gap >= 1.0 && size >= 1000.0 => 0,
        _ if gap >= 0.1 && size >= 100.0 => 1,
        _ if gap >= 0.01 && size >= 10.0 => 2,
        _ if gap >= 0.001 && size >= 1.0 => 3,
        _ => 6,
    }
}
