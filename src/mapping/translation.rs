//! Translations of codes: a table of the mapping, or a CSV file beside it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use crate::dataset::{Codes, Folder, Grammar, Outside, SplitRow, Splitter};
use crate::model::tidy;

/// Texts and their translations. A text that is not here is unchanged, unless there is a translation of [`OTHERS`].
#[derive(Debug, Default)]
pub(super) struct Translation(HashMap<String, String>);

/// The text that stands for all others.
const OTHERS: &str = "*";

impl Translation {
    /// What a text becomes, if it does not stay as it is.
    pub(super) fn get(&self, text: &str) -> Option<&str> {
        let of_tidy = || match tidy(text) {
            Cow::Owned(tidy) => self.0.get(&tidy),
            Cow::Borrowed(_) => None,
        };
        self.0.get(text).or_else(of_tidy).or_else(|| self.0.get(OTHERS)).map(String::as_str)
    }
}

/// Reads a translation. The error says what is wrong with the file that it is in, and what would fix it.
pub(super) fn read(codes: &Codes, folder: &Folder) -> Result<Arc<Translation>, (String, &'static str)> {
    let wrong = |message| (message, "the path is relative to the mapping's folder");
    let path = match codes {
        Codes::Table(table) => return Ok(Arc::new(Translation(table.clone().into_iter().collect()))),
        Codes::Path(path) => path,
    };
    let bytes = folder.read(path).map_err(|error| match Outside::is(&error) {
        true => (format!("{path} cannot be read: {error}"), Outside::FIX),
        false => wrong(format!("{path} cannot be read")),
    })?;
    let text = String::from_utf8(bytes).map_err(|_| wrong(format!("{path} is not UTF-8")))?;
    let text = text.trim_start_matches('\u{feff}');
    let (mut splitter, mut row) = (Splitter::new(text, Grammar::default()), SplitRow::default());
    let mut table = HashMap::new();
    // The first row is the header.
    splitter.next_row(&mut row);
    while splitter.next_row(&mut row) {
        if row.bad_quote.is_some() {
            return Err(wrong(format!("{path}: a quote is not closed on line {}", row.line)));
        }
        let [from, to, ..] = row.cells(text)[..] else {
            return Err(wrong(format!("{path} must have two columns: a text, and the code that replaces it")));
        };
        if let Some(other) = table.insert(from.to_owned(), to.to_owned()).filter(|other| other != to) {
            return Err(wrong(format!("duplicate translation of `{from}` in {path}: `{other}` and `{to}`")));
        }
    }
    Ok(Arc::new(Translation(table)))
}
