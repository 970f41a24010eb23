//! Problems and errors for programs.

use crate::cli::ProblemFormat;
use crate::console::Console;
use crate::diagnostic;
use crate::error::{Error, Result};
use crate::problem::Problems;
use crate::report::audit::Findings;
use crate::visible::in_json;

/// Writes the problems of datasets, or the error that ended the command, to standard output if the format is JSON; the
/// returned error then has only the number of problems.
pub(super) fn report_problems(format: ProblemFormat, result: Result<()>, console: &mut Console) -> Result<()> {
    if format == ProblemFormat::Text {
        return result;
    }
    match result {
        Err(Error::Problems(problems)) => {
            write_problems(&problems, &Findings::default(), console)?;
            Err(Error::Reported { problems: problems.count() })
        }
        Err(Error::Rejected { problems, rejected, db }) => {
            write_problems(&problems, &Findings::default(), console)?;
            Err(Error::Rejected { problems: Box::default(), rejected, db })
        }
        Err(error) => {
            write_error(&error, console)?;
            Err(error)
        }
        Ok(()) => Ok(()),
    }
}

/// Writes an error as JSON to standard output, unless rows are there already.
pub(super) fn write_error(error: &Error, console: &mut Console) -> Result<()> {
    if console.has_rows || matches!(error, Error::Interrupted | Error::BrokenPipe) {
        return Ok(());
    }
    let json = diagnostic::error_as_json(error, &console.db);
    console.print(&in_json(format!("{json:#}\n")))
}

pub(super) fn write_problems(problems: &Problems, findings: &Findings, console: &mut Console) -> Result<()> {
    let json = diagnostic::problems_as_json(problems, findings);
    console.print(&in_json(format!("{json:#}\n")))
}
