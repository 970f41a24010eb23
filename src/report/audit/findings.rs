//! The findings of an audit that a check reports.

use super::finding::Finding;
use crate::problem::SHOWN_PER_RULE;

/// The findings of an audit: of each rule the first [`SHOWN_PER_RULE`], and how many there are.
#[derive(Clone, Debug, Default)]
pub struct Findings(Vec<(Vec<Finding>, u64)>);

impl Findings {
    /// Adds a finding; those of one rule come one after the other.
    pub fn add(&mut self, finding: Finding) {
        match self.0.last_mut().filter(|(shown, _)| shown[0].rule() == finding.rule()) {
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

    pub fn count(&self) -> u64 {
        self.0.iter().map(|(_, count)| count).sum()
    }
}
