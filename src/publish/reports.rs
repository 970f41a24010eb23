//! Running the reports for their pages.

use rusqlite::types::Value;

use super::book::Book;
use super::layout::Sheet;
use super::page::ask;
use super::page::report::{Run, View, all};
use super::tables;
use crate::error::{Error, Result};
use crate::problem::Suggestion;
use crate::report::{Parameter, Report, catalogue};
use crate::store::Sandbox;

/// For how many choices of a required parameter a report has a page.
const CHOICES: usize = 20;

/// Passes the pages of all reports to `write`. A report that needs one parameter has a page for each of its first choices.
///
/// # Errors
/// The program was interrupted, the database cannot be read, or `write` fails. A report that fails says so on its page.
pub(super) fn pages(book: &Book, sandbox: &Sandbox, mut write: impl FnMut(&Sheet) -> Result<()>) -> Result<()> {
    let reports = catalogue::all(sandbox)?;
    write(&all(&reports))?;
    if book.has_ask {
        write(&ask::page(&reports))?;
    }
    for (report, _) in &reports {
        let required: Vec<&Parameter> = report.parameters.iter().filter(|parameter| parameter.is_required()).collect();
        let [parameter] = required.as_slice() else {
            let run = if required.is_empty() { run(report, &[], book, sandbox)? } else { Run::Needs };
            write(&View { report, has_ask: book.has_ask, links: None, choice: None, run }.page())?;
            continue;
        };
        let mut choices = match catalogue::choices(parameter, sandbox) {
            Ok(choices) => choices,
            Err(error) => {
                let run = failed(error)?;
                write(&View { report, has_ask: book.has_ask, links: None, choice: None, run }.page())?;
                continue;
            }
        };
        let many = choices.len();
        choices.truncate(CHOICES);
        let links = Some((parameter.name.as_str(), choices.as_slice(), many));
        write(&View { report, has_ask: book.has_ask, links, choice: None, run: Run::Needs }.page())?;
        for choice in &choices {
            let run = run(report, &[given(parameter, choice)], book, sandbox)?;
            write(&View { report, has_ask: book.has_ask, links, choice: Some(choice), run }.page())?;
        }
    }
    Ok(())
}

fn given(parameter: &Parameter, choice: &Suggestion) -> (String, String) {
    (parameter.name.clone(), choice.code.clone())
}

fn run(report: &Report, given: &[(String, String)], book: &Book, sandbox: &Sandbox) -> Result<Run> {
    let rows = || {
        let values: Vec<(String, Value)> = report.bind(given, sandbox)?;
        tables::of_report(report, &values, &book.library, sandbox)
    };
    rows().map(Run::Rows).or_else(failed)
}

/// Why a report does not run, for its page; what ends the program is an error here too.
fn failed(error: Error) -> Result<Run> {
    match error {
        Error::Sql(_) | Error::Usage(_) => Ok(Run::Failed(error.to_string())),
        other => Err(other),
    }
}
