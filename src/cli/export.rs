//! What is exported, and where to.

use std::path::PathBuf;

use clap::Args;

use super::reading::Reading;
use super::value::file_name;
use crate::export::Target;

// An export reads everything, and takes minutes where there are very many figures.
#[derive(Debug, Args)]
#[command(
    mut_arg("timeout", |timeout| timeout.default_value("0")),
    after_help = "Examples:\n  yearbook export folder --to datasette\n  yearbook export folder --to parquet --as-of 2025-06-30"
)]
pub(crate) struct Export {
    /// A new or an empty folder, or one with an earlier export
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// What reads it
    #[arg(long, value_enum, value_name = "PROGRAM")]
    pub to: Target,
    /// The name of this database among others that are exported to the same folder [default: main]
    #[arg(long, value_name = "NAME", value_parser = file_name)]
    pub shard: Option<String>,
    /// Only the figures of this metric: its code or its name
    #[arg(long)]
    pub metric: Option<String>,
    /// Only the figures of this region: its code or its name
    #[arg(long)]
    pub region: Option<String>,
    /// Only the figures of this sector: its code or its name
    #[arg(long)]
    pub sector: Option<String>,
    /// Only the figures of this enterprise: its code or its name
    #[arg(long)]
    pub enterprise: Option<String>,
    /// Only the figures of this source: its code or its name
    #[arg(long)]
    pub source: Option<String>,
    #[command(flatten)]
    pub reading: Reading,
}

impl Export {
    /// The name of the shard.
    pub(crate) fn shard(&self) -> &str {
        self.shard.as_deref().unwrap_or("main")
    }

    /// The first option that asks for a part of the database, if one is given.
    pub(crate) fn part(&self) -> Option<&'static str> {
        let Self { shard, metric, region, sector, enterprise, source, reading, .. } = self;
        let options = [
            ("--shard", shard.is_some()),
            ("--metric", metric.is_some()),
            ("--region", region.is_some()),
            ("--sector", sector.is_some()),
            ("--enterprise", enterprise.is_some()),
            ("--source", source.is_some()),
            ("--as-of", reading.as_of.is_some()),
            ("--at-load", reading.at_load.is_some()),
        ];
        options.into_iter().find(|(_, is_given)| *is_given).map(|(option, _)| option)
    }
}
