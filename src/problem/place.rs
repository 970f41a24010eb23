//! Where a problem is, and what may have been meant there.

use std::ops::Range;
use std::sync::Arc;

use crate::model::nearest;

/// Where a problem is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Place {
    /// The file as the user knows it: the dataset's folder and the path in it.
    pub file: Arc<str>,
    /// The line in the file, from one; zero where the problem is about the file as a whole.
    pub line: u64,
    /// The text of the row, or of the line, with the bytes that are wrong.
    pub excerpt: Option<Excerpt>,
}

impl Place {
    /// A file as a whole.
    pub(crate) fn of_file(file: &Arc<str>) -> Self {
        Self { file: Arc::clone(file), line: 0, excerpt: None }
    }
}

/// A piece of a file with a mark in it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Excerpt {
    /// The text of the piece.
    pub text: String,
    /// The bytes of the text that are marked.
    pub mark: Range<usize>,
    /// The name of the column that the mark is in, where it has one.
    pub column: Option<String>,
}

/// A name that exists, offered in place of one that does not.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// The name to write.
    pub code: String,
    /// What the code means, where that is not the code itself.
    pub name: Option<String>,
}

impl Suggestion {
    /// The one of some suggestions whose code or name is the most similar to a text.
    pub(crate) fn nearest(text: &str, among: &[Self]) -> Option<Self> {
        let spellings = among.iter().flat_map(|known| {
            [Some(&known.code), known.name.as_ref()].into_iter().flatten().map(move |spelling| (known, spelling))
        });
        nearest(text, spellings, |(_, spelling)| spelling).map(|(known, _)| known.clone())
    }

    /// A code that needs no explanation.
    pub fn of(code: impl Into<String>) -> Self {
        Self { code: code.into(), name: None }
    }
}

/// Names for a hint; of many or long ones, the first and how many there are.
pub(crate) fn listed(names: &[String]) -> String {
    const SHOWN: usize = 24;
    const LONGEST: usize = 60;
    const ROOM: usize = 300;
    let mut room = ROOM;
    let mut shown = Vec::new();
    for name in names.iter().take(SHOWN) {
        let mut name: String = name.chars().take(LONGEST).collect();
        if name.chars().count() == LONGEST {
            name.push_str("...");
        }
        if room < name.len() {
            break;
        }
        room -= name.len();
        shown.push(name);
    }
    let more = if names.len() > shown.len() { format!(", ... ({} in all)", names.len()) } else { String::new() };
    shown.retain(|name| !name.is_empty());
    format!("{}{more}", shown.join(", "))
}
