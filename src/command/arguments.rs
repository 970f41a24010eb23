//! Parsing of arguments and environment variables.

use jiff::Timestamp;

use crate::error::{Error, Result, UsageError};

/// The time in `SOURCE_DATE_EPOCH`, which is recorded instead of the current time, so that the same input gives the same bytes.
/// See <https://reproducible-builds.org/specs/source-date-epoch/>.
pub fn epoch() -> Result<Option<Timestamp>> {
    let Some(text) = std::env::var("SOURCE_DATE_EPOCH").ok().filter(|text| !text.is_empty()) else { return Ok(None) };
    let seconds = text.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    seconds.map(Some).ok_or_else(|| {
        let expected = "seconds since 1970, such as 1755043200";
        Error::usage(UsageError::Number { flag: "SOURCE_DATE_EPOCH", text, expected })
    })
}

/// The `key=value` of a `-p`.
pub fn key_value(text: &str) -> Result<(String, String)> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.trim_start_matches(':').to_owned(), value.to_owned())),
        _ => Err(Error::usage(UsageError::ParameterForm { text: text.to_owned() })),
    }
}
