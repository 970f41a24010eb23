//! Which rows of the tables without figures are exported: all, or those that the figures of a part refer to.

use std::collections::{HashMap, HashSet};

use crate::load::TableName;

/// The codes that rows which are exported refer to; `None` is every row.
pub(super) struct Wanted(Option<HashMap<TableName, HashSet<String>>>);

impl Wanted {
    pub(super) fn new(is_part: bool) -> Self {
        Self(is_part.then(HashMap::new))
    }

    /// Notes a code that is referred to; an empty one names nothing. Returns whether it is new.
    pub(super) fn add(&mut self, table: TableName, code: &str) -> bool {
        let Some(codes) = self.0.as_mut().filter(|_| !code.is_empty()) else { return false };
        let codes = codes.entry(table).or_default();
        // Most figures refer to the same codes as the one before.
        !codes.contains(code) && codes.insert(code.to_owned())
    }

    /// Whether a row with this code is exported.
    pub(super) fn has(&self, table: TableName, code: &str) -> bool {
        self.0.as_ref().is_none_or(|codes| codes.get(&table).is_some_and(|codes| codes.contains(code)))
    }

    /// Whether only a part is exported.
    pub(super) fn is_part(&self) -> bool {
        self.0.is_some()
    }
}
