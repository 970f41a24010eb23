//! What can be read in two ways.

use crate::problem::ways_listed;

/// Something in a file that can be read in two ways, so that a person must decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ambiguity {
    pub what: String,
    /// The keys of a mapping that decide it: each text is lines of TOML for one of the two.
    pub ways: Vec<String>,
    /// The same in words, where the mapping has these lines already, as comments.
    pub written: Option<String>,
}

impl Ambiguity {
    pub(crate) fn new(what: String, ways: Vec<String>) -> Self {
        Self { what, ways, written: None }
    }

    /// This and another one, both of which a person must decide.
    pub(crate) fn and(self, other: Self) -> Self {
        let written = Some(format!("{}; and {}", self.fix(), other.fix()));
        let ways = self.ways.into_iter().chain(other.ways).collect();
        Self { what: format!("{}; and {}", self.what, other.what), ways, written }
    }

    /// The keys that decide it, as a person would name them.
    pub(crate) fn fix(&self) -> String {
        self.written.clone().unwrap_or_else(|| ways_listed(&self.ways))
    }
}
