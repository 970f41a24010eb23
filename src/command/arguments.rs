//! Parsing of arguments and environment variables.

use time::UtcDateTime;

use crate::error::{Error, Result, UsageError};
use crate::model::period::parse_publication;

/// The time in `SOURCE_DATE_EPOCH`, in RFC 3339, which is recorded instead of the current time, so that the same input gives the same bytes.
/// See <https://reproducible-builds.org/specs/source-date-epoch/>.
pub(super) fn epoch() -> Result<Option<String>> {
    let Some(text) = std::env::var("SOURCE_DATE_EPOCH").ok().filter(|text| !text.is_empty()) else { return Ok(None) };
    let seconds = text.parse().ok().and_then(|seconds| UtcDateTime::from_unix_timestamp(seconds).ok());
    seconds.map(|time| Some(rfc3339(time))).ok_or_else(|| {
        let expected = "seconds since 1970, such as 1755043200";
        Error::usage(UsageError::Number { flag: "SOURCE_DATE_EPOCH", text, expected })
    })
}

/// The time of the system's clock, in RFC 3339.
pub(super) fn now() -> String {
    rfc3339(UtcDateTime::now())
}

fn rfc3339(time: UtcDateTime) -> String {
    format!("{}T{:02}:{:02}:{:02}Z", time.date(), time.hour(), time.minute(), time.second())
}

/// The date of `--published-on`.
pub(super) fn publication(text: &str) -> Result<&str> {
    parse_publication(text).map(|_| text).map_err(|_| {
        let expected = "a date such as 2025, 2025-06 or 2025-06-30";
        Error::usage(UsageError::Number { flag: "--published-on", text: text.to_owned(), expected })
    })
}

/// The `key=value` of a `-p`.
pub(super) fn key_value(text: &str) -> Result<(String, String)> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.trim_start_matches(':').to_owned(), value.to_owned())),
        _ => Err(Error::usage(UsageError::ParameterForm { text: text.to_owned() })),
    }
}
