//! Writes what a database holds for other programs.

mod datasette;
#[cfg(feature = "parquet")]
mod parquet;
mod scope;

use clap::ValueEnum;

pub(crate) use datasette::{SETTINGS, STYLE, metadata};
#[cfg(feature = "parquet")]
pub(crate) use parquet::export as to_parquet;
pub(crate) use scope::{Exported, Filter, OtherReport};

/// What a database is exported for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Target {
    /// The database with descriptions of its tables and columns, and the reports as queries
    Datasette,
    /// A folder of Parquet files, for engines such as DuckDB and Spark
    #[cfg(feature = "parquet")]
    Parquet,
}
