//! Reports, their sources, and the site.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use clap_complete::{ArgValueCandidates, ArgValueCompleter};

use super::complete;
use super::reading::{Output, Reading};

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  yearbook report\n  yearbook report rank -p metric=population -p period=2024\n  yearbook report rank -p metric=population --cite --stamp --output rank.md"
)]
pub(crate) struct Report {
    /// The report to run; without one, the reports are listed
    #[arg(add = ArgValueCandidates::new(complete::reports))]
    pub name: Option<String>,
    /// Print the report's SQL instead of running it
    #[arg(long, requires = "name", conflicts_with_all = ["parameters", "chart", "groups", "format", "output", "bom", "cite", "stamp"])]
    pub sql: bool,
    /// Add a stamp, with which `yearbook verify` can write the report again and compare every line
    #[arg(long, requires = "name", conflicts_with_all = ["chart", "groups"])]
    pub stamp: bool,
    #[command(flatten)]
    pub look: Look,
}

/// How the rows of a report are shown.
#[derive(Debug, Args)]
pub(crate) struct Look {
    /// A parameter of the report
    #[arg(long = "parameter", short = 'p', value_name = "KEY=VALUE", requires = "name")]
    #[arg(add = ArgValueCompleter::new(complete::parameters))]
    pub parameters: Vec<String>,
    /// Draw the chart of the report in characters, instead of its rows
    #[arg(long, requires = "name", conflicts_with = "format")]
    pub chart: bool,
    /// How thousands are separated in numbers that people read
    #[arg(long, value_enum, value_name = "MARK", default_value = "comma", requires = "name")]
    pub groups: Groups,
    /// Add a footnote for each source of the rows
    #[arg(long, requires = "name")]
    pub cite: bool,
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Debug, Args)]
#[command(
    after_help = "The rows have the codes and dates of their sources and the places in them. Titles and addresses of the sources, and names in the title\nof the report, come from --db, which may be any database that has them, such as that of a shard; without one, sources are cited by their codes.\n\nExamples:\n  yearbook render --report rank -p metric=population --output rank.html rows.ndjson\n  yearbook render --report rank -p metric=population --cite --db shard-1.db < rows.ndjson"
)]
pub(crate) struct Render {
    /// A file with one JSON object a line, as `yearbook report NAME -o rows.ndjson` writes them; without one, or for -, standard input
    pub file: Option<PathBuf>,
    /// The report whose rows these are
    #[arg(long = "report", value_name = "NAME", add = ArgValueCandidates::new(complete::reports))]
    pub name: String,
    /// Also render a report that found nothing; without this, a file without rows is an error
    #[arg(long)]
    pub allow_empty: bool,
    #[command(flatten)]
    pub look: Look,
}

/// What divides the thousands of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Groups {
    /// 1,234,567
    Comma,
    /// 1 234 567, with thin spaces, as most languages write it
    Thin,
}

#[derive(Debug, Args)]
pub(crate) struct Cite {
    /// The report whose sources are written
    #[arg(add = ArgValueCandidates::new(complete::reports))]
    pub name: String,
    /// A parameter of the report
    #[arg(long = "parameter", short = 'p', value_name = "KEY=VALUE")]
    #[arg(add = ArgValueCompleter::new(complete::parameters))]
    pub parameters: Vec<String>,
    /// The format of the sources [default: by the file extension of --output, else footnotes]
    #[arg(long, value_enum, value_name = "STYLE")]
    pub style: Option<CitationStyle>,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub reading: Reading,
}

/// The format of sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CitationStyle {
    /// Numbered notes, one per line, each with its place in the source
    Footnotes,
    /// BibTeX entries, for LaTeX
    Bibtex,
    /// CSL-JSON, for Zotero, Pandoc and others
    CslJson,
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// A report that was written with --stamp
    pub file: PathBuf,
    /// Stop after this many seconds; 0 is no limit
    #[arg(long, value_name = "SECONDS", default_value = "30")]
    pub timeout: String,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  yearbook publish site\n  yearbook publish site --title \"Riverton in figures\" --as-of 2025-06-30"
)]
pub(crate) struct Publish {
    /// The folder of the site: a new or an empty one, or one that was published before
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// The title of the site [default: made of the names of the datasets]
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Pages for at most this many regions, sectors and enterprises, those with the most figures; lists and search have them all
    #[arg(long, value_name = "N", default_value = "5000")]
    pub pages: usize,
    /// Leave out the database itself; with --as-of or --at-load it is always left out
    #[arg(long)]
    pub no_database: bool,
    /// Write the page that runs SQL in the browser also for a database of more than 50 MB; it holds the whole database
    #[arg(long, conflicts_with_all = ["no_ask", "no_database", "as_of", "at_load"])]
    pub ask: bool,
    /// Leave out the page that runs SQL in the browser; without the database it is always left out
    #[arg(long)]
    pub no_ask: bool,
    #[command(flatten)]
    pub reading: Reading,
}
