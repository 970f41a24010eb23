//! Writes what a database holds for other programs.

mod datapackage;
mod datasette;
mod flat;
mod folder;
mod left_out;
#[cfg(feature = "parquet")]
mod parquet;
mod scope;
mod tables;

use clap::ValueEnum;

pub(crate) use datapackage::{Packaged, export as to_datapackage};
pub(crate) use datasette::{SETTINGS, STYLE, metadata};
#[cfg(feature = "parquet")]
pub(crate) use parquet::export as to_parquet;
pub(crate) use scope::{Exported, Filter, OtherReport};
pub(crate) use tables::{Show, to_csv, to_plain};

/// What a database is exported for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Target {
    /// A folder of CSV files, one for each table and view
    Csv,
    /// A dataset that `yearbook load` reads: a Data Package with CSV files
    Datapackage,
    /// The database with descriptions of its tables and columns, and the reports as queries
    Datasette,
    /// A folder of Parquet files, for engines such as DuckDB and Spark
    #[cfg(feature = "parquet")]
    Parquet,
    /// One SQLite file of plain tables, without constraints and views, for the oldest clients
    Plain,
}

impl Target {
    /// Whether a part of the figures can be exported to it, and what they were at another time.
    pub(crate) fn takes_parts(self) -> bool {
        match self {
            Self::Datasette => false,
            Self::Csv | Self::Datapackage | Self::Plain => true,
            #[cfg(feature = "parquet")]
            Self::Parquet => true,
        }
    }

    /// Whether its files can begin with a byte-order mark.
    pub(crate) fn takes_mark(self) -> bool {
        self == Self::Csv
    }

    /// Whether several databases can be exported to one folder.
    pub(crate) fn takes_shards(self) -> bool {
        match self {
            Self::Csv | Self::Datapackage | Self::Datasette | Self::Plain => false,
            #[cfg(feature = "parquet")]
            Self::Parquet => true,
        }
    }
}
