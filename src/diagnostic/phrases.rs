//! Phrases that several messages have.

use crate::problem::Suggestion;

pub fn did_you_mean(near: Option<&Suggestion>) -> Vec<String> {
    near.map(|near| format!("did you mean {}?", suggestion(near))).into_iter().collect()
}

/// A suggestion in words: the code, and its name where that says more.
pub fn suggestion(near: &Suggestion) -> String {
    match &near.name {
        Some(name) => format!("`{}` ({name})", near.code),
        None => format!("`{}`", near.code),
    }
}

pub fn list(names: &[String], mark: &str) -> String {
    names.iter().map(|name| format!("{mark}{name}")).collect::<Vec<_>>().join(", ")
}

/// A message of the system up to its number, behind which some also tell the path of a temporary file.
pub fn without_number(message: &str) -> &str {
    message.split(" (os error").next().unwrap_or(message)
}
