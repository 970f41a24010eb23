//! What is read of a database, and where rows are written.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::Args;
use clap_complete::ArgValueCompleter;
use time::Date;

use super::complete::codes;
use super::value::{last_day, percentage, whole_number};
use crate::render::Format;

/// Where rows are written, and in which format.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Output {
    /// The format of the rows, which `yearbook explain formats` lists [default: by the file extension of --output, else table]
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    pub format: Option<Format>,
    /// Write to this file instead of standard output; an existing file is replaced when all rows are written
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Begin CSV with a byte-order mark, so that Excel reads it as UTF-8
    #[arg(long)]
    pub bom: bool,
}

impl Output {
    /// The same target for a chart, where one is asked for.
    pub(crate) fn drawn(&self, is_chart: bool) -> Self {
        let format = if is_chart { Some(Format::Chart) } else { self.format };
        Self { format, ..self.clone() }
    }

    /// The file that rows are written to; `None` for standard output.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| *path != Path::new("-"))
    }
}

/// Which part of the database a statement reads, and how long it may run.
#[derive(Clone, Debug, Args)]
pub(crate) struct Reading {
    /// Use only sources that had been published by this day, or by the last day of this month or year; sources without a date are
    /// ignored
    #[arg(long, value_name = "DATE", value_parser = last_day)]
    pub as_of: Option<Date>,
    /// Use what the file said after the load of this number
    #[arg(long, value_name = "LOAD", conflicts_with = "as_of", value_parser = whole_number)]
    pub at_load: Option<i64>,
    /// Stop after this many seconds; 0 is no limit
    #[arg(long, value_name = "SECONDS", default_value = "30")]
    pub timeout: String,
}

impl Reading {
    /// Whether what the file says now is read, and not what it said after an earlier load or as of a day.
    pub(crate) fn is_of_now(&self) -> bool {
        self.as_of.is_none() && self.at_load.is_none()
    }
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  yearbook query \"SELECT subject, period, display, citation FROM latest_fact\"\n  yearbook query \"SELECT * FROM fact WHERE metric = :m\" -p m=population -o facts.csv"
)]
pub(crate) struct Query {
    /// A SELECT statement, or - for standard input
    #[arg(allow_hyphen_values = true)]
    pub sql: String,
    /// A named parameter of the statement; a number is passed as a number, and a text between single quotes as a text
    #[arg(long = "parameter", short = 'p', value_name = "KEY=VALUE")]
    pub parameters: Vec<String>,
    /// Draw the rows as a chart in characters: lines over `period`, or bars for two columns
    #[arg(long, conflicts_with = "format")]
    pub chart: bool,
    /// Stop after this many rows
    #[arg(long, value_name = "ROWS", value_parser = whole_number)]
    pub limit: Option<i64>,
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  yearbook shell\n  yearbook shell --format csv < statements.sql")]
pub(crate) struct Shell {
    /// Keep what is typed in this file, for the arrow keys; an empty name keeps nothing
    /// [default: yearbook/history in $XDG_STATE_HOME, else in ~/.local/state]
    #[arg(long, value_name = "FILE", env = "YEARBOOK_HISTORY")]
    pub history: Option<OsString>,
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub output: Output,
}

/// Which figures to show.
#[derive(Debug, Args)]
pub(crate) struct Figures {
    /// Words that occur in the names, codes or aliases of what the figure is about, in its source or its period, or are
    /// its value, such as `BYD 68`; upper and lower case and accents do not matter. `trace` also finds claims by their
    /// texts; notes of figures are searched where nothing else fits; units, locators and file names are not
    #[arg(value_name = "WORD", num_args = 0..=8)]
    pub words: Vec<String>,
    /// Code or name of the metric
    #[arg(long, add = ArgValueCompleter::new(codes("metric")))]
    pub metric: Option<String>,
    /// Code or name of the region
    #[arg(long, add = ArgValueCompleter::new(codes("region")))]
    pub region: Option<String>,
    /// Code or name of the sector
    #[arg(long, add = ArgValueCompleter::new(codes("sector")))]
    pub sector: Option<String>,
    /// Code or name of the enterprise
    #[arg(long, add = ArgValueCompleter::new(codes("enterprise")))]
    pub enterprise: Option<String>,
    /// The period
    #[arg(long)]
    pub period: Option<String>,
    /// Code or title of the source
    #[arg(long, add = ArgValueCompleter::new(codes("source")))]
    pub source: Option<String>,
    /// At most this many figures and claims; 0 is no limit
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

/// What to show the history of.
#[derive(Debug, Args)]
pub(crate) struct History {
    /// List the changes of the rows of the other tables instead: names, definitions, lists, claims, sources, reports. Words
    /// occur in the row or are a name of what it is about; without any, all changes are listed
    #[arg(long, conflicts_with_all = ["period", "row", "as_of"])]
    pub rows: bool,
    #[command(flatten)]
    pub figures: Figures,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  yearbook diff 1 2\n  yearbook diff last-year.db this-year.db --rows --output changes.csv"
)]
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
#[command(after_help = "Examples:\n  yearbook audit\n  yearbook audit --rule growth --tolerance 0.5 --top 0")]
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
