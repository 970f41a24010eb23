//! What of a database is exported, and what became of it.

/// Which figures are exported: those of every code that is given.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub metric: Option<String>,
    pub region: Option<String>,
    pub sector: Option<String>,
    pub enterprise: Option<String>,
    pub source: Option<String>,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Exported {
    pub figures: u64,
    pub files: u64,
    /// Files that had the same bytes before.
    pub unchanged: u64,
    /// Files of a former export that are no longer a part of it.
    pub removed: u64,
}
