//! The findings of an audit that a check reports.

use super::finding::{Finding, Standing};
use crate::problem::SHOWN_PER_RULE;

/// The findings and notes of an audit: of each rule the first [`SHOWN_PER_RULE`], and how many there are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Findings(Vec<(Vec<Finding>, u64)>);

impl Findings {
    /// Adds a finding; one that is listed as known is left out.
    pub(crate) fn add(&mut self, finding: Finding) {
        if matches!(finding.standing, Standing::Exception(_)) {
            return;
        }
        let is_like = |shown: &Finding| shown.code() == finding.code() && shown.standing == finding.standing;
        match self.0.iter_mut().find(|(shown, _)| is_like(&shown[0])) {
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

    /// How many findings, or how many notes there are.
    pub(crate) fn count(&self, standing: &Standing) -> u64 {
        self.0.iter().filter(|(shown, _)| shown[0].standing == *standing).map(|(_, count)| count).sum()
    }
}
