//! How a document is cited: found in the cells of a report, spelled as a footnote and for programs that keep references.

mod bibtex;
mod csl;
mod footnote;
mod footnotes;

use std::collections::{BTreeSet, HashMap};
use std::iter;

pub use bibtex::bibtex;
pub use csl::csl_json;
pub use footnote::footnote;
pub use footnotes::Footnotes;

/// A document that figures are cited from. A text that is empty or blank is as good as missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    pub code: String,
    /// What the views call it before its date, as the column `cited_as` of the table `source` has it.
    pub cited_as: String,
    pub title: String,
    pub publisher: Option<String>,
    /// One name or several, in the document's own spelling.
    pub author: Option<String>,
    pub url: Option<String>,
    /// `2025-08-13`.
    pub published_on: Option<String>,
    /// `2025-08-20`.
    pub retrieved_on: Option<String>,
    pub language: Option<String>,
    pub licence: Option<String>,
}

/// One citation in a cell: which document, by its place among those that the finder was made of, and the place in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Citation {
    pub document: usize,
    pub locator: Option<String>,
}

/// What reports put between two citations in a cell.
const JOINS: [&str; 2] = ["; ", " / "];

/// What the views put before a date and before a locator.
const COMMA: &str = ", ";

/// Knows documents by what the `citation` column of the views spells before a locator.
pub struct Finder {
    documents: HashMap<String, Vec<usize>>,
    /// How many bytes the spellings have, the most first.
    lengths: Vec<usize>,
}

impl Finder {
    pub fn new(documents: &[Document]) -> Self {
        let mut known: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, document) in documents.iter().enumerate() {
            // To the letter: nothing is trimmed here.
            let mut spelling = document.cited_as.clone();
            if let Some(day) = &document.published_on {
                spelling.extend([COMMA, day]);
            }
            known.entry(spelling).or_default().push(place);
        }
        let lengths: BTreeSet<usize> = known.keys().map(String::len).collect();
        Self { documents: known, lengths: lengths.into_iter().rev().collect() }
    }

    /// The citations in a cell, in their order and as often as they occur; none where no document is named.
    ///
    /// Citations are joined by `; ` or ` / `, and each may follow a label (`level: `). The longest known spelling at a
    /// place wins. All that follows it, up to the next document that is named, is its locator, which may hold any of
    /// these marks. Documents that are spelled alike are all cited: the cell cannot tell which is meant.
    pub fn find(&self, text: &str) -> Vec<Citation> {
        // Every joining text ends in a space.
        let joined = text.match_indices(' ').filter_map(|(at, _)| {
            let start = at + 1;
            JOINS.iter().find(|join| text[..start].ends_with(**join)).map(|join| (start - join.len(), start))
        });
        let mut names: Vec<(usize, usize, &[usize])> = Vec::new();
        for (limit, start) in iter::once((0, 0)).chain(joined) {
            if names.last().is_none_or(|&(_, end, _)| limit >= end)
                && let Some((documents, length)) = self.named(&text[start..])
            {
                names.push((limit, start + length, documents));
            }
        }
        let limits = names.iter().skip(1).map(|&(limit, ..)| limit).chain([text.len()]);
        let cited = names.iter().zip(limits).flat_map(|(&(_, end, documents), limit)| {
            let locator = text[end..limit].strip_prefix(COMMA).filter(|locator| !locator.is_empty());
            documents.iter().map(move |&document| Citation { document, locator: locator.map(str::to_owned) })
        });
        cited.collect()
    }

    /// The documents that a text begins with, and how long the label and the spelling are.
    fn named(&self, text: &str) -> Option<(&[usize], usize)> {
        let after_label = text.trim_start_matches(|c: char| c.is_alphanumeric() || c == ' ').strip_prefix(": ");
        [Some(text), after_label].into_iter().flatten().find_map(|rest| {
            self.lengths.iter().find_map(|&length| {
                let (spelling, after) = rest.split_at_checked(length)?;
                let is_whole =
                    after.is_empty() || after.starts_with(COMMA) || JOINS.iter().any(|join| after.starts_with(join));
                let documents = if is_whole { self.documents.get(spelling) } else { None };
                Some((documents?.as_slice(), text.len() - after.len()))
            })
        })
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Year, month and day of `2025-08-13`, or the first of them where a date tells no more; nothing where it is no date.
fn date_parts(text: &str) -> Option<Vec<usize>> {
    let shapes = [(4, 1..=9999), (2, 1..=12), (2, 1..=31)];
    if text.split('-').count() > shapes.len() {
        return None;
    }
    let numbers = text.split('-').zip(shapes).map(|(digits, (width, range))| {
        let is_number = digits.len() == width && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse().ok().filter(|number| is_number && range.contains(number))
    });
    numbers.collect()
}

/// What there is of a text, on one line.
fn line(text: Option<&str>) -> Option<String> {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let parts: Vec<&str> = text?.split(breaks).map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { None } else { Some(parts.join(" ")) }
}
