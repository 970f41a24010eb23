//! `yearbook report`: the list of reports, or the rows of one.

use std::path::Path;

use super::arguments::key_value;
use super::edition::Edition;
use super::opening::open;
use super::output::Rows;
use crate::cli::{self, Groups};
use crate::console::Console;
use crate::error::{Error, Result, UsageError};
use crate::report::{Origin, Parameter, Report, catalogue};
use crate::store::Sandbox;
use crate::table::{Cell, Heading};

pub(super) fn run(db: &Path, arguments: &cli::Report, console: &mut Console) -> Result<()> {
    write(&open(db, &arguments.look.reading, console)?, arguments, console)
}

/// Writes the list of reports, or the rows of one.
pub(super) fn write(sandbox: &Sandbox, arguments: &cli::Report, console: &mut Console) -> Result<()> {
    let given = given(&arguments.look)?;
    let Some(name) = &arguments.name else { return list(sandbox, arguments, console) };
    let report = catalogue::find(name, sandbox)?;
    if arguments.sql {
        return console.write(format!("{}\n", report.sql.trim_end()).as_bytes());
    }
    let edition = Edition { stamps: arguments.stamp, ..edition(&report, &arguments.look)? };
    let edition = Edition { given: &given, values: report.bind(&given, sandbox)?, ..edition };
    edition.write(sandbox, &arguments.look.output.drawn(arguments.look.chart), console)
}

/// The parameters as they are given.
pub(super) fn given(look: &cli::Look) -> Result<Vec<(String, String)>> {
    look.parameters.iter().map(|text| key_value(text)).collect()
}

/// A report as it is to be shown, without values of its parameters.
///
/// # Errors
/// A chart is to be drawn, and the report has none.
pub(super) fn edition<'a>(report: &'a Report, look: &'a cli::Look) -> Result<Edition<'a>> {
    if look.chart && report.chart.is_none() {
        return Err(Error::usage(UsageError::NoChart { report: report.name.clone() }));
    }
    Ok(Edition {
        as_of: look.reading.as_of,
        at_load: look.reading.at_load,
        cites: look.cite,
        has_thin_groups: look.groups == Groups::Thin,
        ..Edition::of(report)
    })
}

fn list(sandbox: &Sandbox, arguments: &cli::Report, console: &mut Console) -> Result<()> {
    let heading = Heading {
        title: Some("Reports".to_owned()),
        description: Some("`yearbook report NAME -p key=value` runs one; a parameter with * must be given.".to_owned()),
        columns: ["name", "title", "from", "parameters"].map(str::to_owned).to_vec(),
        ..Heading::default()
    };
    let reports = catalogue::all(sandbox)?;
    super::output::write(&arguments.look.output, console, |render, format| {
        let mut rows = Rows::begin(&heading, render, format)?;
        for (report, origin) in &reports {
            let from = match origin {
                Origin::BuiltIn => "built in",
                Origin::Package(package) => package,
            };
            let parameters: Vec<String> = report.parameters.iter().map(Parameter::summary).collect();
            let cells = [report.name.as_str(), &report.title, from, &parameters.join(", ")];
            rows.row(&cells.map(|text| Cell::Text(text.to_owned())))?;
        }
        rows.end(&[])
    })
}
