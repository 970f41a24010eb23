//! The problems of datasets for programs.

use crate::cli::ProblemFormat;
use crate::console::Console;
use crate::diagnostic;
use crate::error::{Error, Result};
use crate::problem::Problems;
use crate::report::audit::Findings;
use crate::visible::in_json;

/// Writes the problems of datasets to standard output if the format is JSON; the returned error then has only their number.
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
        result => result,
    }
}

pub(super) fn write_problems(problems: &Problems, findings: &Findings, console: &mut Console) -> Result<()> {
    let json = diagnostic::problems_as_json(problems, findings);
    console.print(&in_json(format!("{json:#}\n")))
}
