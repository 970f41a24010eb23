//! `yearbook trace`: from a figure to its source, and to the line it was loaded from.

use std::path::Path;

use rusqlite::types::Value;

use crate::cli;
use crate::console::Console;
use crate::error::{Error, Result, UsageError};
use crate::model::Period;
use crate::report::internal;
use crate::table::{Cell, Heading};

pub fn run(db: &Path, arguments: &cli::Trace, console: &mut Console) -> Result<()> {
    let cli::Trace { words, metric, region, sector, enterprise, period, source, output } = arguments;
    let mut given: Vec<(String, String)> = Vec::new();
    let named = [
        ("metric", metric),
        ("region", region),
        ("sector", sector),
        ("enterprise", enterprise),
        ("period", period),
        ("source", source),
    ];
    given.extend(named.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?))));
    given.extend(
        ["first", "second", "third"].into_iter().zip(words).map(|(name, word)| (name.to_owned(), word.clone())),
    );
    if given.is_empty() {
        return Err(Error::usage(UsageError::NothingToTrace));
    }
    if let Some(text) = period.as_ref().filter(|text| Period::parse(text).is_err()) {
        let expected = "a period such as 2025, 2025-H1, 2025-06 or 2025-01/2025-05";
        return Err(Error::usage(UsageError::Number { flag: "--period", text: text.clone(), expected }));
    }
    let sandbox = super::open_to_read(db)?;
    let Some(report) = internal("trace") else { return Ok(()) };
    let values: Vec<(String, Value)> = report.bind(&given, &sandbox)?;
    let mut statement = sandbox.prepare(&report.sql)?;
    statement.bind(&values)?;
    let columns = statement.columns();
    let mut found: Vec<Vec<Cell>> = Vec::new();
    statement.for_each(|row| {
        found.push(row.to_vec());
        Ok(true)
    })?;
    if found.is_empty() {
        let words = given.into_iter().map(|(_, value)| value).collect();
        return Err(Error::usage(UsageError::NothingTraced { words }));
    }
    // The origin of a figure is too wide for one line, also where nothing says how wide a line may be.
    console.screen.width.get_or_insert(100);
    let heading = Heading { title: None, description: None, columns, chart: None };
    super::output::write(output, console, |render| {
        let failed = |source| Error::io("writing", "the figures", source);
        render.begin(&heading).map_err(failed)?;
        for row in &found {
            render.row(row).map_err(failed)?;
        }
        render.end().map_err(failed)
    })
}
