//! The command line. The doc comments are the help texts.

mod complete;
mod correction;
mod export;
mod input;
mod reading;
mod report;
mod value;

use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand};
use clap_complete::ArgValueCandidates;

pub(crate) use self::correction::{Merge, Mergeable, Removable, Remove, Renamable, Rename, Undo};
pub(crate) use self::export::Export;
pub(crate) use self::input::{Check, Inputs, Load, ProblemFormat, Rejects, Sniff};
pub(crate) use self::reading::{Audit, Diff, Figures, History, Output, Query, Reading, Shell};
pub(crate) use self::report::{CitationStyle, Cite, Groups, Look, Publish, Render, Report, Verify};
pub(crate) use self::value::database_of_environment;
use self::value::whole_number;
use crate::render::Format;

/// Keeps the statistics of a place, its enterprises and its sectors in one SQLite file in which every figure can be cited.
#[derive(Debug, Parser)]
#[command(name = "yearbook", version, propagate_version = true, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 success; 1 the data or the SQL is wrong; 2 wrong usage; 3 the environment (no file, disk full, locked); 130 ended by Ctrl-C"
)]
pub(crate) struct Cli {
    /// The database [default: yearbook.db; of demo, ningbo.db] [env: YEARBOOK_DB]
    #[arg(long, global = true, value_name = "FILE")]
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
    /// Write a small dataset to start from, with a README
    New {
        /// A new or an empty folder
        #[arg(value_name = "DIR")]
        folder: PathBuf,
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
    /// Render the rows of a report that another program has run, such as Spark, in every format that `report` has
    ///
    /// The rows are those that the SQL of the report returns (`yearbook report NAME --sql`): one JSON object a line, with every
    /// column of the report, in the order of the report. They are written as `report` would write them, with its title and
    /// citations. The options change only the title and the citations: the rows are not selected again.
    ///
    /// The names in the title, the reports of datasets and the details of sources come from the database of --db, which need not be the
    /// one that the rows come from. A source that it does not have is cited by its code and date; standard error says which.
    /// Without --db, and if there is no yearbook.db, every source is cited in this way.
    Render(Render),
    /// Write the sources of a report as footnotes, BibTeX or CSL-JSON
    Cite(Cite),
    /// Write a stamped report again, and compare every line of the file with it
    Verify(Verify),
    /// Write a site of pages in which every figure has an address and leads to its source
    ///
    /// The site works from the disk and from any server, and asks for nothing outside its folder. Publishing again writes only the
    /// files that differ, and removes those that it made and that are no longer a part of it.
    Publish(Publish),
    /// Write the database for another program
    Export(Export),
    /// Find figures that cannot be true together: growth and levels, parts and wholes, months and years, ...
    Audit(Audit),
    /// Run one read-only SQL statement
    ///
    /// It may take 30 seconds (--timeout), 1 GiB of memory, and for sorting and grouping 1 GiB and 16 times the size of the
    /// database on the disk, in the folder for temporary files (SQLITE_TMPDIR, else TMPDIR, else /var/tmp); where the system
    /// does not list the open files of a program, it sorts in memory. A text of it may be 16 MiB long.
    Query(Query),
    /// Read statements and commands such as `.report` and `.tables`, from the terminal or from a file
    ///
    /// From a file, as in `yearbook shell < statements.sql`, the first error ends it: the statements after that line do not run.
    Shell(Shell),
    /// Show where figures come from: the source, the place in the source, the file and the line
    #[command(
        after_help = "Examples:\n  yearbook trace BYD 68\n  yearbook trace --metric population --period 2024 --as-of 2025-06-30"
    )]
    Trace(Figures),
    /// Show every value of a figure: that of each source, and earlier ones that were revised or withdrawn
    ///
    /// With --rows, the changes of the rows of the other tables.
    #[command(
        after_help = "Examples:\n  yearbook history BYD 68\n  yearbook history --metric population --region riverton"
    )]
    History(History),
    /// List the figures that were added, revised and withdrawn between two files, or between two loads of one file
    Diff(Diff),
    /// Describe the tables and views, or the columns of one
    Schema {
        /// A table or view
        #[arg(add = ArgValueCandidates::new(complete::tables))]
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
    /// Explain a rule, or a topic: the dataset format, the mapping, periods, statuses, reports, formats; without one, list all
    Explain {
        /// The code of a rule, which messages show in brackets, or a topic
        #[arg(add = ArgValueCandidates::new(complete::topics))]
        topic: Option<String>,
    },
    /// Take back the newest load or correction: the file holds what it held before
    ///
    /// Nothing is lost: `log` lists it, `history` shows the figures, and another `undo` takes the undo back.
    Undo(Undo),
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
    ///
    /// Completion knows the reports and codes of the database. For bash: `source <(yearbook completions bash)` in ~/.bashrc.
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the manual pages
    Man {
        /// The folder of the pages
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
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
            Self::Export(export) => Some(&*export.path).filter(|_| export.to.replaces_file()),
            _ => self.output().and_then(Output::file),
        }
    }

    /// Where the command writes rows, and in which format.
    fn output(&self) -> Option<&Output> {
        match self {
            Self::Demo { output, .. } | Self::Schema { output, .. } | Self::Log { output, .. } => Some(output),
            Self::Report(report) => Some(&report.look.output),
            Self::Render(render) => Some(&render.look.output),
            Self::Query(query) => Some(&query.output),
            Self::Shell(shell) => Some(&shell.output),
            Self::Trace(figures) => Some(&figures.output),
            Self::History(history) => Some(&history.figures.output),
            Self::Audit(audit) => Some(&audit.output),
            Self::Diff(diff) => Some(&diff.output),
            Self::New { .. }
            | Self::Init
            | Self::Check(_)
            | Self::Load(_)
            | Self::Publish(_)
            | Self::Export(_)
            | Self::Man { .. }
            | Self::Sniff(_)
            | Self::Rejects(_)
            | Self::Cite(_)
            | Self::Verify(_)
            | Self::Explain { .. }
            | Self::Undo(_)
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
