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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Exported {
    pub figures: u64,
    pub files: u64,
    /// Files that had the same bytes before.
    pub unchanged: u64,
    /// Files of a former export that are no longer a part of it.
    pub removed: u64,
    /// Reports that were not written, because another shard has others of these names.
    pub other_reports: Vec<OtherReport>,
}

/// A report of another shard, whose text differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OtherReport {
    /// The file of its text, in the folder of the export.
    pub path: String,
    pub shard: String,
}
