//! What is exported, and where to.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::reading::Reading;
use super::value::file_name;
use crate::error::UsageError;
use crate::export::Target;

// An export reads everything, and takes minutes where there are very many figures.
#[derive(Debug, Args)]
#[command(
    mut_arg("timeout", |timeout| timeout.default_value("0")),
    after_help = "Examples:\n  yearbook export folder --to datasette\n  yearbook export folder --to parquet --as-of 2025-06-30\n  yearbook export figures.xlsx --to xlsx --metric population"
)]
pub(crate) struct Export {
    /// A new or empty folder, or one with an earlier export of the same kind. For xlsx and sdmx-csv it is a file, which is replaced;
    /// for plain it is a new file or an earlier export
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
    /// What will read the export
    #[arg(long, value_enum, value_name = "PROGRAM")]
    pub to: Target,
    /// The name of this database among others that are exported to the same folder [default: main]
    #[arg(long, value_name = "NAME", value_parser = file_name)]
    pub shard: Option<String>,
    /// Replace the shard of this name also if another database wrote it
    #[arg(long)]
    pub replace: bool,
    /// Only the figures of this metric: its code or its name
    #[arg(long)]
    pub metric: Option<String>,
    /// Only the figures of this region itself, not of its parts: its code or its name
    #[arg(long)]
    pub region: Option<String>,
    /// Only the figures of this sector itself, not of its parts: its code or its name
    #[arg(long)]
    pub sector: Option<String>,
    /// Only the figures of this enterprise: its code or its name
    #[arg(long)]
    pub enterprise: Option<String>,
    /// Only the figures of this source: its code or its name
    #[arg(long)]
    pub source: Option<String>,
    /// Begin every CSV file with a byte-order mark, so that Excel reads it as UTF-8
    #[arg(long)]
    pub bom: bool,
    #[command(flatten)]
    pub reading: Reading,
}

impl Export {
    /// The name of the shard.
    pub(crate) fn shard(&self) -> &str {
        self.shard.as_deref().unwrap_or("main")
    }

    /// The first option that is given and is not for the target.
    pub(crate) fn unfit(&self) -> Option<UsageError> {
        let Self { to, shard, replace, metric, region, sector, enterprise, source, bom, reading, .. } = self;
        let parts: fn(Target) -> bool = Target::takes_parts;
        let shards: fn(Target) -> bool = Target::takes_shards;
        let mark: fn(Target) -> bool = Target::takes_mark;
        let options = [
            ("--shard", shard.is_some(), shards),
            ("--replace", *replace, shards),
            ("--bom", *bom, mark),
            ("--metric", metric.is_some(), parts),
            ("--region", region.is_some(), parts),
            ("--sector", sector.is_some(), parts),
            ("--enterprise", enterprise.is_some(), parts),
            ("--source", source.is_some(), parts),
            ("--as-of", reading.as_of.is_some(), parts),
            ("--at-load", reading.at_load.is_some(), parts),
        ];
        let (option, _, takes) = options.into_iter().find(|(_, is_given, takes)| *is_given && !takes(*to))?;
        let name = |target: &Target| target.to_possible_value().map(|value| value.get_name().to_owned());
        let others = Target::value_variants().iter().filter(|target| takes(**target)).filter_map(name).collect();
        Some(UsageError::NotForTarget { option, target: name(to)?, others })
    }
}
