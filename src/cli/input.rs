//! What is loaded, checked and described.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::value::whole_number;
use crate::render::Format;

/// What is loaded or checked.
#[derive(Clone, Debug, Args)]
pub(crate) struct Inputs {
    /// Folders with a datapackage.json; or files of another shape, patterns such as 'data/*.csv', folders (with --map), or - for standard input
    #[arg(value_name = "DATASET|FILE")]
    pub datasets: Vec<PathBuf>,
    /// Read the files with this mapping [default: the profile that recognises them]
    #[arg(long, value_name = "MAPPING")]
    pub map: Option<PathBuf>,
    /// The encoding of the files [default: of a dataset what its descriptor says, else UTF-8; else detected]
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// The sheet of a workbook [default: the only one that can be meant]
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// When the files were published: a year, a month or a day; only for files that a mapping or a profile reads
    #[arg(long, value_name = "DATE")]
    pub published_on: Option<String>,
    /// Create the missing rows that figures refer to, in these tables: source, unit, region, scheme, sector,
    /// metric, enterprise, or all
    #[arg(long, value_name = "TABLE,...", value_delimiter = ',')]
    pub create: Vec<String>,
    /// Replace what other datasets state of a row, such as the name of a region, where it differs, and figures whose date of
    /// publication is not known by those of a file that gives it
    #[arg(long = "override")]
    pub overrides: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  yearbook check my-city\n  yearbook check --map gdp.toml gdp.csv")]
pub(crate) struct Check {
    #[command(flatten)]
    pub inputs: Inputs,
    /// Report also how many figures `load --complete` would withdraw
    #[arg(long)]
    pub complete: bool,
    /// The format of problems; json is written to standard output
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub format: ProblemFormat,
    /// The same as `yearbook explain CODE`
    #[arg(long, value_name = "CODE", conflicts_with = "datasets")]
    pub explain: Option<String>,
}

/// The format of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProblemFormat {
    Text,
    Json,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  yearbook load my-city\n  yearbook load --complete my-city\n  yearbook load --map gdp.toml --create all --published-on 2025-06 gdp.csv"
)]
pub(crate) struct Load {
    #[command(flatten)]
    pub inputs: Inputs,
    /// Load the correct rows and keep the rejected ones for `yearbook rejects`
    #[arg(long)]
    pub keep_going: bool,
    /// Let SQLite write all figures, also those of a new file: slower, with the same content
    #[arg(long)]
    pub plain: bool,
    /// Withdraw the figures that an earlier load of these datasets contained and this one does not; not with --keep-going
    #[arg(long)]
    pub complete: bool,
    /// The format of problems; json is written to standard output
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub format: ProblemFormat,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  yearbook sniff gdp.csv\n  yearbook sniff gdp.xlsx --sheet Table1 --output gdp.toml"
)]
pub(crate) struct Sniff {
    /// A file
    pub file: PathBuf,
    /// The encoding of the file [default: by the byte order mark, else UTF-8, else detected]
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// The sheet of a workbook [default: the only one that can be meant]
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// Write the mapping to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Rejects {
    /// The number of a load [default: the newest one with rejected rows]
    #[arg(value_parser = whole_number)]
    pub load: Option<i64>,
    /// Only the rows of the file with this path in its dataset
    #[arg(long, value_name = "PATH")]
    pub path: Option<String>,
    /// The format of the list, which `yearbook explain formats` lists [default: table]
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = true, conflicts_with = "output")]
    pub format: Option<Format>,
    /// Write the rows to this file, as CSV with the columns of their file and a column `reason`
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}
