//! What is exported, and where to.

use std::path::PathBuf;

use clap::Args;

use super::Reading;
use crate::export::Target;

fn file_name(text: &str) -> Result<String, String> {
    let is_safe = |mark: char| mark.is_alphanumeric() || matches!(mark, '-' | '_');
    let name = Some(text).filter(|text| !text.is_empty() && text.chars().all(is_safe));
    name.map(str::to_owned).ok_or_else(|| "it is a part of file names: letters, digits, - and _".to_owned())
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The folder: a new or an empty one, or one that was exported to before
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// What it is written for
    #[arg(long, value_enum, value_name = "TARGET")]
    pub to: Target,
    /// The name of this database among others that are exported to the same folder
    #[arg(long, value_name = "NAME", default_value = "main", value_parser = file_name)]
    pub shard: String,
    /// Only the figures of this metric
    #[arg(long, value_name = "CODE")]
    pub metric: Option<String>,
    /// Only the figures of this region
    #[arg(long, value_name = "CODE")]
    pub region: Option<String>,
    /// Only the figures of this sector
    #[arg(long, value_name = "CODE")]
    pub sector: Option<String>,
    /// Only the figures of this enterprise
    #[arg(long, value_name = "CODE")]
    pub enterprise: Option<String>,
    /// Only the figures of this source
    #[arg(long, value_name = "CODE")]
    pub source: Option<String>,
    #[command(flatten)]
    pub reading: Reading,
}
