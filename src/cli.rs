//! The words of the command line; their doc comments are the help.

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::render::Format;

/// Keeps the statistics of a place, its enterprises and its sectors in one SQLite file in which every figure can be cited.
#[derive(Debug, Parser)]
#[command(name = "yearbook", version, propagate_version = true, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 fine; 1 the data or the SQL is wrong; 2 usage; 3 the environment (no file, disk full, locked)."
)]
pub struct Cli {
    /// The database
    #[arg(long, global = true, env = "YEARBOOK_DB", default_value = "yearbook.db", value_name = "FILE")]
    pub db: PathBuf,

    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build a database from the bundled Ningbo dataset and show what is in it
    Demo {
        /// The file to build [default: the database of --db]
        file: Option<PathBuf>,
        #[command(flatten)]
        output: Output,
    },
    /// Create the database, or migrate it to the newest schema
    Init,
    /// Check datasets as `load` does, and write nothing
    Check(Check),
    /// Load datasets, all or nothing
    Load(Load),
    /// Look at a file of another shape: what it is, its first figures, and a mapping that loads it
    Sniff(Sniff),
    /// List the rows that a load refused, or write them into a file to be fixed and loaded again
    Rejects(Rejects),
    /// List the reports, or run one
    Report(Report),
    /// Write the sources of a report as footnotes, BibTeX or CSL-JSON
    Cite(Cite),
    /// Run a stamped report again, and say whether it still stands
    Verify(Verify),
    /// Look for figures that cannot be true together: growth and levels, parts and wholes, months and years, ...
    Audit(Audit),
    /// Run one read-only SQL statement
    Query(Query),
    /// Show where figures come from: source, place in it, file and line
    Trace(Figures),
    /// Show everything that a figure was told as: by each source, and before it was revised or withdrawn
    History(Figures),
    /// Tell what was added, revised and withdrawn between two files, or between two loads of one
    Diff(Diff),
    /// Explain the tables and views, or the columns of one
    Schema {
        /// A table or view
        table: Option<String>,
        #[command(flatten)]
        output: Output,
    },
    /// Show the ledger of loads, or the files of one
    Log {
        /// The number of a load
        #[arg(value_parser = whole_number)]
        load: Option<i64>,
        #[command(flatten)]
        output: Output,
    },
    /// Write a completion script for a shell to standard output
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Where rows go, and how they look.
#[derive(Clone, Debug, Default, Args)]
pub struct Output {
    /// How rows are written [default: by the ending of --output, else table]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// What a statement sees of the database, and for how long it may look.
#[derive(Clone, Debug, Args)]
pub struct Reading {
    /// Only what sources had published by this day; sources without a date are left out
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// Stop after this many seconds; 0 is never
    #[arg(long, value_name = "SECONDS", default_value = "30")]
    pub timeout: String,
}

fn whole_number(text: &str) -> Result<i64, String> {
    text.parse().ok().filter(|number| *number >= 0).ok_or_else(|| "it must be a whole number such as 10".to_owned())
}

impl Command {
    /// The databases that the command reads beside that of `--db`.
    pub fn other_databases(&self) -> Vec<&Path> {
        match self {
            Self::Diff(diff) => vec![Path::new(&diff.from), Path::new(&diff.to)],
            _ => Vec::new(),
        }
    }

    /// The file that the command writes, if it was told one.
    pub fn target(&self) -> Option<&Path> {
        match self {
            Self::Demo { output, .. } | Self::Schema { output, .. } | Self::Log { output, .. } => output.file(),
            Self::Report(report) => report.output.file(),
            Self::Query(query) => query.output.file(),
            Self::Trace(figures) | Self::History(figures) => figures.output.file(),
            Self::Cite(cite) => cite.output.as_deref(),
            Self::Audit(audit) => audit.output.file(),
            Self::Verify(_) => None,
            Self::Diff(diff) => diff.output.file(),
            Self::Rejects(rejects) => rejects.output.as_deref(),
            Self::Sniff(sniff) => sniff.output.as_deref(),
            Self::Init | Self::Check(_) | Self::Load(_) | Self::Completions { .. } => None,
        }
    }
}

impl Output {
    /// The file that rows go to, where that is not standard output.
    pub fn file(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| *path != Path::new("-"))
    }
}

/// What is read.
#[derive(Clone, Debug, Args)]
pub struct Inputs {
    /// Folders with a datapackage.json; or files of another shape, patterns such as 'data/*.csv', with --map folders, or -
    #[arg(value_name = "DATASET|FILE")]
    pub datasets: Vec<PathBuf>,
    /// Read the files by this mapping [default: by the profile that they show]
    #[arg(long, value_name = "MAPPING")]
    pub map: Option<PathBuf>,
    /// The files are in this encoding [default: as a byte order mark says, else UTF-8, else what they look like]
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// Make the rows that figures refer to and that do not exist yet: source, unit, region, sector, metric, enterprise, or all
    #[arg(long, value_name = "TABLE,...", value_delimiter = ',')]
    pub create: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    pub inputs: Inputs,
    /// Tell also how many figures `load --complete` would withdraw
    #[arg(long)]
    pub complete: bool,
    /// How problems are told; json goes to standard output
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub format: ProblemFormat,
    /// Explain a rule, by the code in brackets
    #[arg(long, value_name = "CODE", conflicts_with = "datasets")]
    pub explain: Option<String>,
}

/// How problems are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProblemFormat {
    Text,
    Json,
}

#[derive(Debug, Args)]
pub struct Load {
    #[command(flatten)]
    pub inputs: Inputs,
    /// Load the good rows and keep the bad ones for `yearbook rejects`
    #[arg(long)]
    pub keep_going: bool,
    /// The datasets are complete: withdraw the figures that they told before and tell no more
    #[arg(long, conflicts_with = "keep_going")]
    pub complete: bool,
    /// How problems are told; json goes to standard output
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub format: ProblemFormat,
}

#[derive(Debug, Args)]
pub struct Sniff {
    /// A file
    pub file: PathBuf,
    /// The file is in this encoding [default: as a byte order mark says, else UTF-8, else what it looks like]
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// The sheet of a workbook
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// Write the mapping to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Diff {
    /// The earlier state: a database, or the number of a load of --db; 0 is before the first
    #[arg(value_name = "FILE|LOAD")]
    pub from: String,
    /// The later state
    #[arg(value_name = "FILE|LOAD")]
    pub to: String,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Debug, Args)]
pub struct Rejects {
    /// The number of a load [default: the newest that refused rows]
    #[arg(value_parser = whole_number)]
    pub load: Option<i64>,
    /// Only those of this file, by its path in the dataset
    #[arg(long, value_name = "PATH")]
    pub path: Option<String>,
    /// How the list is written [default: table]
    #[arg(long, value_enum, value_name = "FORMAT", conflicts_with = "output")]
    pub format: Option<Format>,
    /// Write the rows themselves to this file: CSV of the shape that they had, with a column `reason`
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Report {
    /// The report to run; without one, the reports are listed
    pub name: Option<String>,
    /// A parameter of the report
    #[arg(long = "parameter", short = 'p', value_name = "KEY=VALUE", requires = "name")]
    pub parameters: Vec<String>,
    /// Print the report's SQL instead of running it
    #[arg(long, requires = "name", conflicts_with_all = ["parameters", "format", "output", "cite", "stamp"])]
    pub sql: bool,
    /// Number the sources of the rows, and list them below
    #[arg(long, requires = "name")]
    pub cite: bool,
    /// Add what `yearbook verify` needs to run the report again and compare it
    #[arg(long, requires = "name")]
    pub stamp: bool,
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Debug, Args)]
pub struct Cite {
    /// The report whose rows cite
    pub name: String,
    /// A parameter of the report
    #[arg(long = "parameter", short = 'p', value_name = "KEY=VALUE")]
    pub parameters: Vec<String>,
    /// How sources are written [default: by the ending of --output, else footnotes]
    #[arg(long, value_enum, value_name = "STYLE")]
    pub style: Option<CitationStyle>,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub reading: Reading,
}

impl Cite {
    /// The style that was asked for, in words or by the ending of the file.
    pub fn chosen_style(&self) -> CitationStyle {
        let ending = self.output.as_deref().and_then(Path::extension).and_then(|ending| ending.to_str());
        self.style.unwrap_or(match ending {
            Some("bib") => CitationStyle::Bibtex,
            Some("json") => CitationStyle::CslJson,
            _ => CitationStyle::Footnotes,
        })
    }
}

/// How sources are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CitationStyle {
    /// Numbered notes, one a line, each with its place in the source
    Footnotes,
    /// Entries for LaTeX
    Bibtex,
    /// What Zotero, Pandoc and their like read
    CslJson,
}

#[derive(Debug, Args)]
pub struct Audit {
    /// Only this rule: growth, parts, year, share, currency or range
    #[arg(long, value_name = "RULE")]
    pub rule: Option<String>,
    /// Only findings in which a figure of this load takes part
    #[arg(long, value_name = "LOAD", value_parser = whole_number)]
    pub load: Option<i64>,
    /// At most so many findings of each rule; 0 is all
    #[arg(long, value_name = "ROWS", default_value = "100", value_parser = whole_number)]
    pub top: i64,
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Debug, Args)]
pub struct Verify {
    /// A report that was written with --stamp
    pub file: PathBuf,
    /// Stop after this many seconds; 0 is never
    #[arg(long, value_name = "SECONDS", default_value = "30")]
    pub timeout: String,
}

#[derive(Debug, Args)]
pub struct Query {
    /// A statement that reads, or - for standard input
    #[arg(allow_hyphen_values = true)]
    pub sql: String,
    /// A named parameter of the statement; what looks like a number is one
    #[arg(long = "parameter", short = 'p', value_name = "KEY=VALUE")]
    pub parameters: Vec<String>,
    /// Stop after this many rows
    #[arg(long, value_name = "ROWS", value_parser = whole_number)]
    pub limit: Option<i64>,
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub output: Output,
}

/// Which figures are meant.
#[derive(Debug, Args)]
pub struct Figures {
    /// Up to three words that the names, codes, aliases or the figure hold, such as `BYD 68`
    #[arg(value_name = "WORD", num_args = 0..=3)]
    pub words: Vec<String>,
    /// Code of the metric
    #[arg(long)]
    pub metric: Option<String>,
    /// Code of the region
    #[arg(long)]
    pub region: Option<String>,
    /// Code of the sector
    #[arg(long)]
    pub sector: Option<String>,
    /// Code of the enterprise
    #[arg(long)]
    pub enterprise: Option<String>,
    /// The period
    #[arg(long)]
    pub period: Option<String>,
    /// Code of the source
    #[arg(long)]
    pub source: Option<String>,
    /// Number of a row that the last `yearbook query` showed, with the columns `series_id`, `period` and `source_id` of `fact`
    #[arg(long, value_name = "NUMBER", value_parser = whole_number)]
    #[arg(conflicts_with_all = ["words", "metric", "region", "sector", "enterprise", "period", "source"])]
    pub row: Option<i64>,
    #[command(flatten)]
    pub output: Output,
}
