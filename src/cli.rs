//! The command line. The doc comments are the help texts.

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::render::Format;

/// Keeps the statistics of a place, its enterprises and its sectors in one SQLite file in which every figure can be cited.
#[derive(Debug, Parser)]
#[command(name = "yearbook", version, propagate_version = true, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 success; 1 the data or the SQL is wrong; 2 wrong usage; 3 the environment (no file, disk full, locked); 130 ended by Ctrl-C"
)]
pub(crate) struct Cli {
    /// The database [default: yearbook.db; of demo, ningbo.db]
    #[arg(long, global = true, env = "YEARBOOK_DB", value_name = "FILE")]
    pub db: Option<PathBuf>,

    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Build a database from the bundled Ningbo dataset and show what is in it
    Demo {
        /// The file to build, in place of the database of --db
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
    /// Describe a file of another shape, show its first figures, and write a mapping that loads it
    Sniff(Sniff),
    /// List the rows that a load rejected, or write them to a file, to be fixed and loaded again
    Rejects(Rejects),
    /// List the reports, or run one
    Report(Report),
    /// Write the sources of a report as footnotes, BibTeX or CSL-JSON
    Cite(Cite),
    /// Write a stamped report again, and compare every line of the file with it
    Verify(Verify),
    /// Write a site of pages in which every figure has an address and leads to its source
    ///
    /// The site works from the disk and from any server, and asks for nothing outside its folder. Publishing again writes only the
    /// files that differ, and removes those that it made and that are no longer a part of it.
    Publish(Publish),
    /// Find figures that cannot be true together: growth and levels, parts and wholes, months and years, ...
    Audit(Audit),
    /// Run one read-only SQL statement
    ///
    /// It may take 30 seconds (--timeout), 1 GiB of memory, and for sorting and grouping 1 GiB and 16 times the size of the
    /// database on the disk, in the folder for temporary files (SQLITE_TMPDIR, else TMPDIR, else /var/tmp); where the system
    /// does not list the open files of a program, it sorts in memory. A text of it may be 16 MiB long.
    Query(Query),
    /// Show where figures come from: the source, the place in the source, the file and the line
    Trace(Figures),
    /// Show every value of a figure: that of each source, and earlier ones that were revised or withdrawn
    History(Figures),
    /// List the figures that were added, revised and withdrawn between two files, or between two loads of one file
    Diff(Diff),
    /// Describe the tables and views, or the columns of one
    Schema {
        /// A table or view
        table: Option<String>,
        #[command(flatten)]
        output: Output,
    },
    /// List the loads, or the files of one load
    Log {
        /// The number of a load
        #[arg(value_parser = whole_number)]
        load: Option<i64>,
        #[command(flatten)]
        output: Output,
    },
    /// Explain a rule, or a topic: the dataset format, the mapping, periods, statuses, reports; without one, list all
    Explain {
        /// The code of a rule, which messages show in brackets, or a topic
        topic: Option<String>,
    },
    /// Take back the newest load or correction: the file holds what it held before
    ///
    /// Nothing is lost: `log` lists it, `history` shows the figures, and another `undo` takes the undo back.
    Undo,
    /// Remove a dataset, or something that has a code, with all that is nothing without it
    ///
    /// Without --yes it only says what that is. Figures are withdrawn, and stay in the history. What is still in a dataset comes
    /// back when that is loaded again.
    Remove(Remove),
    /// Give a source, metric, region, sector or enterprise another code
    ///
    /// Datasets may still state the old one: it means the new one. SQL in reports is not changed.
    Rename(Rename),
    /// Merge a metric, region, sector or enterprise into another one, to which its figures then belong
    Merge(Merge),
    /// Write a completion script for a shell to standard output
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Where rows are written, and in which format.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Output {
    /// The format of the rows [default: by the file extension of --output, else table]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Which part of the database a statement reads, and how long it may run.
#[derive(Clone, Debug, Args)]
pub(crate) struct Reading {
    /// Use only sources that had been published by this day; sources without a date are ignored
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// Use what the file said after the load of this number
    #[arg(long, value_name = "LOAD", conflicts_with = "as_of", value_parser = whole_number)]
    pub at_load: Option<i64>,
    /// Stop after this many seconds; 0 is no limit
    #[arg(long, value_name = "SECONDS", default_value = "30")]
    pub timeout: String,
}

fn whole_number(text: &str) -> Result<i64, String> {
    text.parse().ok().filter(|number| *number >= 0).ok_or_else(|| "it must be a whole number such as 10".to_owned())
}

fn percentage(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0);
    number.ok_or_else(|| "it must be a percentage such as 0.5".to_owned())
}

impl Command {
    /// The databases that the command reads in addition to that of `--db`.
    pub(crate) fn other_databases(&self) -> Vec<&Path> {
        match self {
            Self::Diff(diff) => vec![Path::new(&diff.from), Path::new(&diff.to)],
            _ => Vec::new(),
        }
    }

    /// The file that the command writes, if one is given.
    pub(crate) fn target(&self) -> Option<&Path> {
        match self {
            Self::Cite(cite) => cite.output.as_deref(),
            Self::Rejects(rejects) => rejects.output.as_deref(),
            Self::Sniff(sniff) => sniff.output.as_deref(),
            _ => self.output().and_then(Output::file),
        }
    }

    /// Where the command writes rows, and in which format.
    fn output(&self) -> Option<&Output> {
        match self {
            Self::Demo { output, .. } | Self::Schema { output, .. } | Self::Log { output, .. } => Some(output),
            Self::Report(report) => Some(&report.output),
            Self::Query(query) => Some(&query.output),
            Self::Trace(figures) | Self::History(figures) => Some(&figures.output),
            Self::Audit(audit) => Some(&audit.output),
            Self::Diff(diff) => Some(&diff.output),
            Self::Init
            | Self::Check(_)
            | Self::Load(_)
            | Self::Publish(_)
            | Self::Sniff(_)
            | Self::Rejects(_)
            | Self::Cite(_)
            | Self::Verify(_)
            | Self::Explain { .. }
            | Self::Undo
            | Self::Remove(_)
            | Self::Rename(_)
            | Self::Merge(_)
            | Self::Completions { .. } => None,
        }
    }

    /// Whether a program reads what the command writes, as JSON.
    pub(crate) fn writes_json(&self) -> bool {
        let format = match self {
            Self::Rejects(rejects) => rejects.format,
            _ => self.output().and_then(|output| output.format),
        };
        matches!(format, Some(Format::Json | Format::Ndjson))
    }
}

impl Output {
    /// The file that rows are written to; `None` for standard output.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| *path != Path::new("-"))
    }
}

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
    /// Create the missing rows that figures refer to, in these tables: source, unit, region, sector, metric,
    /// enterprise, or all
    #[arg(long, value_name = "TABLE,...", value_delimiter = ',')]
    pub create: Vec<String>,
    /// Replace what other datasets state of a row, such as the name of a region, where it differs
    #[arg(long = "override")]
    pub overrides: bool,
}

#[derive(Debug, Args)]
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
pub(crate) struct Remove {
    /// What it is
    #[arg(value_enum)]
    pub kind: Removable,
    /// Its code; of a dataset or a report, its name
    pub code: String,
    /// Remove it, rather than only say what would be removed
    #[arg(long)]
    pub yes: bool,
}

/// What can be removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Removable {
    Dataset,
    Source,
    Metric,
    Region,
    Sector,
    Enterprise,
    Report,
}

#[derive(Debug, Args)]
pub(crate) struct Rename {
    /// What it is
    #[arg(value_enum)]
    pub kind: Renamable,
    /// Its code
    pub old: String,
    /// The code that it gets
    #[arg(value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub new: String,
}

/// What can be renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Renamable {
    Source,
    Metric,
    Region,
    Sector,
    Enterprise,
}

#[derive(Debug, Args)]
pub(crate) struct Merge {
    /// What it is
    #[arg(value_enum)]
    pub kind: Mergeable,
    /// The code that is given up
    pub from: String,
    /// The code that stays
    pub into: String,
}

/// What can be merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Mergeable {
    Metric,
    Region,
    Sector,
    Enterprise,
}

#[derive(Debug, Args)]
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
pub(crate) struct Diff {
    /// The earlier state: a database, or the number of a load of --db; 0 is before the first
    #[arg(value_name = "FILE|LOAD")]
    pub from: String,
    /// The later state
    #[arg(value_name = "FILE|LOAD")]
    pub to: String,
    /// List the rows of the other tables that differ: names, definitions, lists, claims, sources, reports
    #[arg(long)]
    pub rows: bool,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Rejects {
    /// The number of a load [default: the newest one with rejected rows]
    #[arg(value_parser = whole_number)]
    pub load: Option<i64>,
    /// Only the rows of the file with this path in its dataset
    #[arg(long, value_name = "PATH")]
    pub path: Option<String>,
    /// The format of the list [default: table]
    #[arg(long, value_enum, value_name = "FORMAT", conflicts_with = "output")]
    pub format: Option<Format>,
    /// Write the rows to this file, as CSV with the columns of their file and a column `reason`
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Report {
    /// The report to run; without one, the reports are listed
    pub name: Option<String>,
    /// A parameter of the report
    #[arg(long = "parameter", short = 'p', value_name = "KEY=VALUE", requires = "name")]
    pub parameters: Vec<String>,
    /// Print the report's SQL instead of running it
    #[arg(long, requires = "name", conflicts_with_all = ["parameters", "format", "output", "cite", "stamp"])]
    pub sql: bool,
    /// Add a footnote for each source of the rows
    #[arg(long, requires = "name")]
    pub cite: bool,
    /// Add a stamp, with which `yearbook verify` can write the report again and compare every line
    #[arg(long, requires = "name")]
    pub stamp: bool,
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Cite {
    /// The report whose sources are written
    pub name: String,
    /// A parameter of the report
    #[arg(long = "parameter", short = 'p', value_name = "KEY=VALUE")]
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
    #[command(flatten)]
    pub reading: Reading,
}

#[derive(Debug, Args)]
pub(crate) struct Audit {
    /// Only this rule: growth, parts, year, share, currency, range or validity
    #[arg(long, value_name = "RULE")]
    pub rule: Option<String>,
    /// Only findings in which a figure of this load takes part
    #[arg(long, value_name = "LOAD", value_parser = whole_number)]
    pub load: Option<i64>,
    /// At most this many findings of each rule, those that are the furthest off; 0 is no limit
    #[arg(long, value_name = "ROWS", default_value = "100", value_parser = whole_number)]
    pub top: i64,
    /// Leave out findings that are off by less than this percentage of the figure, beyond what rounding explains
    #[arg(long, value_name = "PERCENT", default_value = "0", value_parser = percentage)]
    pub tolerance: f64,
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub output: Output,
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
pub(crate) struct Query {
    /// A SELECT statement, or - for standard input
    #[arg(allow_hyphen_values = true)]
    pub sql: String,
    /// A named parameter of the statement; a number is passed as a number, and a text between single quotes as a text
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

/// Which figures to show.
#[derive(Debug, Args)]
pub(crate) struct Figures {
    /// Words that occur in the names, codes or aliases of what the figure is about, in its source or its period, or are
    /// its value, such as `BYD 68`; upper and lower case and accents do not matter
    #[arg(value_name = "WORD", num_args = 0..=8)]
    pub words: Vec<String>,
    /// Code or name of the metric
    #[arg(long)]
    pub metric: Option<String>,
    /// Code or name of the region
    #[arg(long)]
    pub region: Option<String>,
    /// Code or name of the sector
    #[arg(long)]
    pub sector: Option<String>,
    /// Code or name of the enterprise
    #[arg(long)]
    pub enterprise: Option<String>,
    /// The period
    #[arg(long)]
    pub period: Option<String>,
    /// Code or title of the source
    #[arg(long)]
    pub source: Option<String>,
    /// At most this many figures; 0 is no limit
    #[arg(long, value_name = "FIGURES", default_value = "100", value_parser = whole_number)]
    pub limit: i64,
    /// Number of a row of the last `yearbook query`; the query must return the columns `series_id`, `period` and `source_id`
    #[arg(long, value_name = "NUMBER", value_parser = whole_number)]
    #[arg(conflicts_with_all = ["words", "metric", "region", "sector", "enterprise", "period", "source"])]
    pub row: Option<i64>,
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub output: Output,
}
