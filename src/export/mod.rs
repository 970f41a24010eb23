//! Writes what a database holds for other programs.

#[cfg(feature = "parquet")]
mod parquet;

use std::path::Path;

use clap::ValueEnum;

use crate::error::Result;
use crate::store::Sandbox;

/// What a database is exported to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Target {
    /// A folder of Parquet files, for engines such as DuckDB and Spark
    #[cfg(feature = "parquet")]
    Parquet,
}

/// Which figures are exported: those of every code that is given.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter<'a> {
    pub metric: Option<&'a str>,
    pub region: Option<&'a str>,
    pub sector: Option<&'a str>,
    pub enterprise: Option<&'a str>,
    pub source: Option<&'a str>,
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

/// Exports a database to a folder; `show` is told how many figures of how many are written.
///
/// # Errors
/// The database cannot be read, or the folder cannot be written or holds something else.
pub(crate) fn export(
    target: Target,
    folder: &Path,
    shard: &str,
    filter: &Filter<'_>,
    sandbox: &Sandbox,
    show: &mut dyn FnMut(u64, u64) -> Result<()>,
) -> Result<Exported> {
    match target {
        #[cfg(feature = "parquet")]
        Target::Parquet => parquet::export(folder, shard, filter, sandbox, show),
    }
}
