//! `yearbook cite`: the sources that a report rests on, as footnotes or for programs that keep references.

use std::io::Write;
use std::path::Path;

use super::edition::documents;
use crate::cite::{Footnotes, bibtex, csl_json};
use crate::cli::{self, CitationStyle};
use crate::console::Console;
use crate::error::{Error, Result, UsageError};
use crate::report::Catalogue;

pub fn run(db: &Path, arguments: &cli::Cite, console: &mut Console) -> Result<()> {
    let given = arguments.parameters.iter().map(|text| super::key_value(text)).collect::<Result<Vec<_>>>()?;
    let sandbox = super::open(db, &arguments.reading, console)?;
    let catalogue = Catalogue::read(&sandbox)?;
    let report = catalogue.find(&arguments.name)?;
    let values = report.bind(&given, &sandbox)?;
    let mut statement = sandbox.prepare(&report.sql)?;
    statement.bind(&values)?;
    let mut footnotes = Footnotes::new(documents(&sandbox)?, &statement.columns());
    statement.for_each(|row| {
        footnotes.of_row(row);
        Ok(true)
    })?;
    let cited = footnotes.documents();
    if cited.is_empty() {
        return Err(Error::usage(UsageError::NothingCited { report: report.name.clone() }));
    }
    let text = match arguments.chosen_style() {
        CitationStyle::Footnotes => footnotes.lines().join("\n") + "\n",
        CitationStyle::Bibtex => bibtex(&cited),
        CitationStyle::CslJson => format!("{:#}\n", csl_json(&cited)),
    };
    match &arguments.output {
        Some(path) if path != Path::new("-") => super::output::write_file(path, console, &mut |out| {
            out.write_all(text.as_bytes()).map_err(|source| Error::io("writing", path, source))
        }),
        _ => console.out.write_all(text.as_bytes()).map_err(|source| Error::io("writing", "standard output", source)),
    }
}
