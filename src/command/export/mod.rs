//! `yearbook export`: writes the database for other programs.

mod datapackage;
mod datasette;
#[cfg(feature = "parquet")]
mod parquet;
mod scope;
mod sdmx;
mod tables;
mod xlsx;

use std::path::Path;

use crate::cli;
use crate::console::Console;
use crate::error::{Error, Result};
use crate::export::Target;

pub(super) fn run(db: &Path, arguments: &cli::Export, console: &mut Console) -> Result<()> {
    if let Some(error) = arguments.unfit() {
        return Err(Error::usage(error));
    }
    match arguments.to {
        Target::Csv => tables::csv(db, arguments, console),
        Target::Plain => tables::plain(db, arguments, console),
        Target::Datapackage => datapackage::run(db, arguments, console),
        Target::Datasette => datasette::run(db, arguments, console),
        #[cfg(feature = "parquet")]
        Target::Parquet => parquet::run(db, arguments, console),
        Target::Xlsx => xlsx::run(db, arguments, console),
        Target::SdmxCsv => sdmx::run(db, arguments, console),
    }
}
