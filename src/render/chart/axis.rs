//! Where points are from left to right.

use std::collections::BTreeMap;

use time::Date;

use super::point::Point;
use crate::model::{Frequency, Period};

/// The horizontal axis.
pub(super) enum Axis {
    /// To scale: a point is in the middle of its period.
    Time { first: f64, last: f64 },
    /// The labels in the order of the rows, at equal distances.
    Order(Vec<String>),
}

impl Axis {
    /// An axis of time, where all labels are periods.
    pub(super) fn new<'a>(points: impl Iterator<Item = &'a Point> + Clone) -> Self {
        let days: Option<Vec<f64>> = points.clone().map(|point| Period::parse(&point.label).ok().map(middle)).collect();
        match days {
            Some(days) => Self::Time {
                first: days.iter().copied().fold(f64::INFINITY, f64::min),
                last: days.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            },
            None => {
                let mut labels: Vec<String> = Vec::new();
                for point in points {
                    if !labels.contains(&point.label) {
                        labels.push(point.label.clone());
                    }
                }
                Self::Order(labels)
            }
        }
    }

    /// The place of a label, from 0 on the left to 1 on the right.
    pub(super) fn share(&self, label: &str) -> f64 {
        match self {
            Self::Time { first, last } if first < last => {
                Period::parse(label).map_or(0.0, |period| (middle(period) - first) / (last - first))
            }
            Self::Order(labels) if labels.len() > 1 => {
                let index = labels.iter().position(|other| other == label).unwrap_or(0);
                index as f64 / (labels.len() - 1) as f64
            }
            // A single place is in the middle.
            Self::Time { .. } | Self::Order(_) => 0.5,
        }
    }

    /// What distinguishes lines of one name: a year is never joined with a quarter.
    pub(super) fn frequency(&self, label: &str) -> Option<Frequency> {
        match self {
            Self::Time { .. } => Period::parse(label).ok().map(|period| period.frequency()),
            Self::Order(_) => None,
        }
    }

    /// The labels that the axis may have, from left to right; in time those of the commonest frequency come first.
    pub(super) fn labels<'a>(&'a self, points: impl Iterator<Item = &'a Point>) -> Vec<&'a str> {
        match self {
            Self::Order(labels) => labels.iter().map(String::as_str).collect(),
            Self::Time { .. } => {
                let mut by_frequency: BTreeMap<Frequency, BTreeMap<Period, &str>> = BTreeMap::new();
                for point in points {
                    if let Ok(period) = Period::parse(&point.label) {
                        by_frequency.entry(period.frequency()).or_default().insert(period, &point.label);
                    }
                }
                let mut by_frequency: Vec<_> = by_frequency.into_values().collect();
                by_frequency.sort_by_key(|labels| std::cmp::Reverse(labels.len()));
                by_frequency.into_iter().flat_map(BTreeMap::into_values).collect()
            }
        }
    }
}

/// The middle of a period, as a number of days.
fn middle(period: Period) -> f64 {
    let day = |date: Date| f64::from(date.to_julian_day());
    (day(period.start()) + day(period.end())) / 2.0
}
