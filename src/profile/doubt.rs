//! What can be read in two ways.

use crate::problem::ways_listed;

/// Something in a file that can be read in two ways, so that a person must decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ambiguity {
    pub what: String,
    /// The keys of a mapping that decide it: each text is lines of TOML for one of the two.
    pub ways: Vec<String>,
}

impl Ambiguity {
    /// The keys that decide it, as a person would name them.
    pub(crate) fn fix(&self) -> String {
        ways_listed(&self.ways)
    }
}
