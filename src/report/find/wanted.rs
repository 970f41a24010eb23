//! What is looked for, and what is found.

use super::term::Kind;
use crate::model::Period;
use crate::problem::Suggestion;

/// What is looked for: figures that fit all of it.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    /// Each is, or is contained in, a name or code of a figure's subject, metric or source, its period, or its value; or a text
    /// of a claim; or, where nothing else fits, the note of a figure.
    pub words: Vec<String>,
    /// Codes or names of what a figure is about and of its source.
    pub named: Vec<(Kind, String)>,
    pub period: Option<Period>,
    /// Whether figures that were revised or withdrawn are found too.
    pub former: bool,
    /// The most figures to be found.
    pub limit: usize,
}

/// The figures that were found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub figures: Vec<FoundFigure>,
    /// The codes of claims that fit; none where figures that were revised are found too.
    pub claims: Vec<String>,
    /// Whether there are more than the limit.
    pub has_more: bool,
    /// How many series were not searched because their names only contain what is a whole name elsewhere.
    pub longer: usize,
    /// What nothing fits, where nothing was found.
    pub unknown: Vec<Unknown>,
}

/// A term that nothing fits.
#[derive(Debug)]
pub(crate) struct Unknown {
    /// The kind of thing that an option names; `None` for a word.
    pub kind: Option<Kind>,
    pub text: String,
    /// The nearest name.
    pub near: Option<Suggestion>,
}

/// The key of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FoundFigure {
    pub series_id: i64,
    pub period: String,
    pub source_id: i64,
}
