//! `yearbook cite`: writes the sources of a report as footnotes, BibTeX or CSL-JSON.

use std::path::Path;

use super::arguments::key_value;
use super::opening::open;
use crate::cite::{Footnotes, bibtex, csl_json};
use crate::cli::{self, CitationStyle};
use crate::console::Console;
use crate::error::{Error, Result, UsageError};
use crate::report::{catalogue, library};

pub(super) fn run(db: &Path, arguments: &cli::Cite, console: &mut Console) -> Result<()> {
    let given = arguments.parameters.iter().map(|text| key_value(text)).collect::<Result<Vec<_>>>()?;
    let sandbox = open(db, &arguments.reading, console)?;
    let report = catalogue::find(&arguments.name, &sandbox)?;
    let values = report.bind(&given, &sandbox)?;
    let mut statement = sandbox.prepare(&report.sql)?;
    statement.bind(&values)?;
    let library = library(&sandbox)?;
    let mut footnotes = Footnotes::new(&library, &statement.columns());
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
    super::output::write_text(arguments.output.as_deref(), &text, console)
}
