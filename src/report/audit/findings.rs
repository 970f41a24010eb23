//! The findings of an audit that a check reports.

use super::finding::Finding;
use crate::problem::SHOWN_PER_RULE;

/// The findings of an audit: of each rule the first [`SHOWN_PER_RULE`], and how many there are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Findings(Vec<(Vec<Finding>, u64)>);

impl Findings {
    /// Adds a finding; those of one rule come one after the other.
    pub(crate) fn add(&mut self, finding: Finding) {
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
    pub(crate) fn groups(&self) -> &[(Vec<Finding>, u64)] {
        &self.0
    }

    pub(crate) fn count(&self) -> u64 {
        self.0.iter().map(|(_, count)| count).sum()
    }
}
