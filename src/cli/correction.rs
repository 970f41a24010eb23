//! What is removed, renamed and merged.

use clap::{Args, ValueEnum};
use clap_complete::ArgValueCompleter;

use super::complete::codes_of_kind;

#[derive(Debug, Args)]
pub(crate) struct Remove {
    /// What it is
    #[arg(value_enum)]
    pub kind: Removable,
    /// Its code or a name of it
    #[arg(add = ArgValueCompleter::new(codes_of_kind))]
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
    Unit,
    Report,
}

#[derive(Debug, Args)]
pub(crate) struct Rename {
    /// What it is
    #[arg(value_enum)]
    pub kind: Renamable,
    /// Its code or a name of it
    #[arg(add = ArgValueCompleter::new(codes_of_kind))]
    pub old: String,
    /// The code that it gets
    #[arg(value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub new: String,
    /// Only say what would change
    #[arg(long)]
    pub dry_run: bool,
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
    /// What is given up: its code or a name of it
    #[arg(add = ArgValueCompleter::new(codes_of_kind))]
    pub from: String,
    /// What stays: its code or a name of it
    #[arg(add = ArgValueCompleter::new(codes_of_kind))]
    pub into: String,
    /// Only say what would change
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Undo {
    /// Only say what would change
    #[arg(long)]
    pub dry_run: bool,
}

/// What can be merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Mergeable {
    Metric,
    Region,
    Sector,
    Enterprise,
}
