//! `yearbook cite`: writes the sources of a report as footnotes, BibTeX or CSL-JSON.

use std::path::Path;

use super::arguments::key_value;
use super::opening::open;
use super::output::ending;
use crate::cite::{Footnotes, bibtex, csl_json};
use crate::cli::{self, CitationStyle};
use crate::console::Console;
use crate::error::{Error, Result, UsageError};
use crate::report::{catalogue, library};
use crate::visible::in_json;

pub(super) fn run(db: &Path, arguments: &cli::Cite, console: &mut Console) -> Result<()> {
    let style = style(arguments)?;
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
    let text = match style {
        CitationStyle::Footnotes => footnotes.lines().join("\n") + "\n",
        CitationStyle::Bibtex => bibtex(&cited),
        CitationStyle::CslJson => in_json(format!("{:#}\n", csl_json(&cited))),
    };
    super::output::write_text(arguments.output.as_deref(), &text, console)
}

/// The style of `--style`, else that of the file extension.
fn style(arguments: &cli::Cite) -> Result<CitationStyle> {
    let endings = match arguments.style {
        Some(CitationStyle::Footnotes) => &["txt", "md"][..],
        Some(CitationStyle::Bibtex) => &["bib"],
        Some(CitationStyle::CslJson) => &["json"],
        None => &["bib", "json", "txt", "md"],
    };
    let ending = ending(arguments.output.as_deref(), "these sources", endings)?;
    Ok(arguments.style.unwrap_or(match ending.as_deref() {
        Some("bib") => CitationStyle::Bibtex,
        Some("json") => CitationStyle::CslJson,
        _ => CitationStyle::Footnotes,
    }))
}
