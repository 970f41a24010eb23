//! Writes what a database holds for other programs.

mod datasette;
#[cfg(feature = "parquet")]
mod parquet;

use clap::ValueEnum;

pub(crate) use datasette::{SETTINGS, STYLE, metadata};
#[cfg(feature = "parquet")]
pub(crate) use parquet::export as to_parquet;

/// What a database is exported for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Target {
    /// The database with descriptions of its tables and columns, and the reports as queries
    Datasette,
    /// A folder of Parquet files, for engines such as DuckDB and Spark
    #[cfg(feature = "parquet")]
    Parquet,
}

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
