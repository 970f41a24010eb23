//! Exit codes.

use crate::error::{Error, SqlError, UsageError};
use crate::problem::Violation;

/// The exit code: 0 where all is well, 1 where the data or the SQL is wrong, 2 for the command line, 3 for the environment.
pub(crate) fn exit_code(error: &Error) -> u8 {
    match error {
        Error::BrokenPipe => 0,
        Error::Interrupted => crate::interrupt::ENDED,
        Error::Problems(problems) if problems.iter().any(|problem| is_of_system(&problem.violation)) => 3,
        Error::Problems(_)
        | Error::Row(_)
        | Error::Reported { .. }
        | Error::Rejected { .. }
        | Error::Findings { .. }
        | Error::Unverified { .. } => 1,
        Error::Sql(sql) if matches!(**sql, SqlError::Parameter { .. }) => 2,
        Error::Sql(sql) if matches!(**sql, SqlError::DiskFull) => 3,
        // What a file states is no usage of the command line.
        Error::InShell { error, .. } => match exit_code(error) {
            2 => 1,
            code => code,
        },
        Error::Usage(usage) => match **usage {
            UsageError::NothingTraced { .. }
            | UsageError::NothingChanged { .. }
            | UsageError::NoRejects { .. }
            | UsageError::NoStamp { .. }
            | UsageError::NoProfile { .. }
            | UsageError::Ambiguous { .. }
            | UsageError::NoRows { .. }
            | UsageError::NothingCited { .. } => 1,
            UsageError::NoDataset { .. } | UsageError::NoFile { .. } => 3,
            _ => 2,
        },
        Error::Sql(_) => 1,
        Error::Store { .. } | Error::Io { .. } => 3,
    }
}

fn is_of_system(violation: &Violation) -> bool {
    matches!(violation, Violation::UnreadableFile { is_of_system: true, .. })
}
