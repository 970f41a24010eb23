//! How an error is shown to people: its message with the marked line and what would fix it, and the exit code.
//!
//! What went wrong is worded by the `Display` of [`Error`](crate::error::Error) and
//! [`Violation`](crate::problem::Violation); here it is rendered.

mod exit_code;
mod explain;
mod fix_error;
mod fix_usage;
mod fix_violation;
mod json;
mod message;
mod words;

pub(crate) use exit_code::exit_code;
pub(crate) use explain::{contents, explain, topics};
pub(crate) use json::{error_as_json, problems_as_json};
pub(crate) use message::{excerpt_at, render, render_findings};
pub(crate) use words::{typed, typed_path};
