//! Phrases that several messages share.

use std::path::Path;

use crate::problem::Suggestion;

/// A suggestion as a question, if there is one.
pub(super) fn did_you_mean(near: Option<&Suggestion>) -> Vec<String> {
    near.map(|near| format!("did you mean {}?", suggestion(near))).into_iter().collect()
}

/// A suggestion: the code, and its name where it has one of its own.
pub(super) fn suggestion(near: &Suggestion) -> String {
    match &near.name {
        Some(name) if *name != near.code => format!("`{}` ({name})", near.code),
        _ => format!("`{}`", near.code),
    }
}

/// Names with a mark before each.
pub(super) fn list(names: &[String], mark: &str) -> String {
    names.iter().map(|name| format!("{mark}{name}")).collect::<Vec<_>>().join(", ")
}

/// A word of a command as it is typed in a shell: between single quotes where it would be several words otherwise.
pub(crate) fn typed(word: &str) -> String {
    let is_plain = |c: char| !c.is_whitespace() && !"'\"$`&;|<>()*".contains(c);
    if word.chars().all(is_plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

/// A path of a command, as it is typed in a shell.
pub(crate) fn typed_path(path: &Path) -> String {
    typed(&path.display().to_string())
}
