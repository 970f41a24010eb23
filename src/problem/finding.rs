//! Figures that cannot be true together.

use super::rule::SHOWN_PER_RULE;

/// Figures that cannot be true together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The code of the rule of arithmetic.
    pub rule: String,
    /// The name of the metric.
    pub metric: String,
    /// The name of the region, sector or enterprise.
    pub subject: String,
    /// The code of the period.
    pub period: String,
    /// The figure, as people read it.
    pub figure: String,
    /// The figure that it contradicts.
    pub against: String,
    /// What cannot be true, in a sentence.
    pub finding: String,
    /// The sources of both.
    pub citation: String,
}

/// The findings of an audit: of each rule the first [`SHOWN_PER_RULE`], and how many there are.
#[derive(Clone, Debug, Default)]
pub struct Findings(Vec<(Vec<Finding>, u64)>);

impl Findings {
    /// Adds a finding; those of one rule come one after the other.
    pub fn add(&mut self, finding: Finding) {
        match self.0.last_mut().filter(|(shown, _)| shown[0].rule == finding.rule) {
            None => self.0.push((vec![finding], 1)),
            Some((shown, count)) => {
                *count += 1;
                if shown.len() < SHOWN_PER_RULE {
                    shown.push(finding);
                }
            }
        }
    }

    /// The findings of each rule that are shown, and how many there are.
    pub fn groups(&self) -> &[(Vec<Finding>, u64)] {
        &self.0
    }

    /// How many findings there are, shown or not.
    pub fn count(&self) -> u64 {
        self.0.iter().map(|(_, count)| count).sum()
    }
}
