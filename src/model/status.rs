//! Observation statuses: the SDMX cross-domain code list `CL_OBS_STATUS`, version 2.2.

/// A code of `CL_OBS_STATUS` and what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Status {
    code: char,
    name: &'static str,
    value: ValueRule,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum ValueRule {
    Required,
    Optional,
    Forbidden,
}

/// A text that is no status of `CL_OBS_STATUS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not an observation status")]
pub struct StatusError;

impl std::str::FromStr for Status {
    type Err = StatusError;

    fn from_str(text: &str) -> Result<Self, StatusError> {
        Self::parse(text).ok_or(StatusError)
    }
}

use ValueRule::{Forbidden, Optional, Required};

const fn status(code: char, name: &'static str, value: ValueRule) -> Status {
    Status { code, name, value }
}

impl Status {
    pub const NORMAL: Self = status('A', "normal", Required);
    /// A missing value without a reason: the status of an empty cell. (`M` states more: that no value can exist.)
    pub const MISSING: Self = status('O', "missing", Forbidden);

    /// The whole list, in the order of the codes.
    pub const ALL: [Self; 20] = [
        Self::NORMAL,
        status('B', "break", Required),
        status('D', "definition differs", Required),
        status('E', "estimate", Required),
        status('F', "forecast", Required),
        status('G', "experimental", Required),
        status('H', "missing: holiday or weekend", Forbidden),
        status('I', "imputed", Required),
        status('J', "derogation", Optional),
        status('K', "included in another category", Optional),
        status('L', "missing: not collected", Forbidden),
        status('M', "missing: cannot exist", Forbidden),
        status('N', "not significant", Optional),
        Self::MISSING,
        status('P', "provisional", Required),
        status('Q', "missing: suppressed", Forbidden),
        status('S', "strike or special event", Optional),
        status('U', "low reliability", Required),
        status('V', "unvalidated", Required),
        status('W', "includes another category", Required),
    ];

    /// The codes of [`Self::ALL`].
    pub const CODES: [&'static str; 20] =
        ["A", "B", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "S", "U", "V", "W"];

    /// Parses a code (`F`) or a name (`forecast`), in capitals or not; `None` where the text is neither.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(status) = Self::ALL.into_iter().find(|status| text.as_bytes() == [status.code as u8]) {
            return Some(status);
        }
        let text = match text.to_ascii_lowercase().as_str() {
            "estimated" => "estimate".to_owned(),
            "projected" | "projection" => "forecast".to_owned(),
            "suppressed" => "missing: suppressed".to_owned(),
            lower => lower.to_owned(),
        };
        Self::ALL.into_iter().find(|status| {
            status.name == text || (text.len() == 1 && text.starts_with(status.code.to_ascii_lowercase()))
        })
    }

    /// The SDMX code.
    pub fn code(self) -> char {
        self.code
    }

    /// The name in `fact.status_name`.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// Whether an observation of this status may have a value.
    pub fn allows_value(self) -> bool {
        self.value != Forbidden
    }

    /// Whether an observation of this status may lack its value.
    pub fn allows_missing(self) -> bool {
        self.value != Required
    }
}
