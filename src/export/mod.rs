//! Writes what a database holds for other programs.

mod datapackage;
mod datasette;
mod flat;
mod folder;
mod left_out;
#[cfg(feature = "parquet")]
mod parquet;
mod scope;
mod sdmx;
mod tables;
mod xlsx;

use clap::ValueEnum;

pub(crate) use datapackage::{Packaged, export as to_datapackage};
pub(crate) use datasette::{SETTINGS, STYLE, metadata};
#[cfg(feature = "parquet")]
pub(crate) use parquet::export as to_parquet;
pub(crate) use scope::{Exported, Filter, OtherReport, Show};
pub(crate) use sdmx::{Message, export as to_sdmx_csv};
pub(crate) use tables::{to_csv, to_plain};
pub(crate) use xlsx::{ROWS, Read, export as to_xlsx};

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
    /// A workbook with a sheet of all figures and a sheet for each code list, for Excel and LibreOffice
    Xlsx,
    /// One SDMX-CSV 2.0 file of all figures, for programs of statistical offices
    SdmxCsv,
}

impl Target {
    /// Whether a part of the figures can be exported to it, and what they were at another time.
    pub(crate) fn takes_parts(self) -> bool {
        self != Self::Datasette
    }

    /// Whether its files can begin with a byte-order mark.
    pub(crate) fn takes_mark(self) -> bool {
        self == Self::Csv
    }

    /// Whether several databases can be exported to one folder.
    pub(crate) fn takes_shards(self) -> bool {
        match self {
            Self::Csv | Self::Datapackage | Self::Datasette | Self::Plain | Self::Xlsx | Self::SdmxCsv => false,
            #[cfg(feature = "parquet")]
            Self::Parquet => true,
        }
    }

    /// Whether it is one file, which takes the place of any other.
    pub(crate) fn replaces_file(self) -> bool {
        matches!(self, Self::Xlsx | Self::SdmxCsv)
    }
}
