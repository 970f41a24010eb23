//! The footnotes of a report.

use std::collections::HashMap;

use super::document::Document;
use super::footnote::footnote;
use super::library::{Citation, Library};
use super::source_columns::{SourceColumns, source_columns};
use crate::table::{Cell, Note};

/// The footnotes of a report, numbered in the order in which its rows cite them.
pub(crate) struct Footnotes<'a> {
    library: &'a Library,
    columns: Vec<SourceColumns>,
    numbers: HashMap<Citation, usize>,
    cited: Vec<Citation>,
}

impl<'a> Footnotes<'a> {
    /// No footnotes yet, for rows with columns of these names.
    pub(crate) fn new(library: &'a Library, names: &[String]) -> Self {
        Self { library, columns: source_columns(names), numbers: HashMap::new(), cited: Vec::new() }
    }

    /// The numbers of the footnotes of a row.
    pub(crate) fn of_row(&mut self, row: &[Cell]) -> Cell {
        let numbers: Vec<usize> =
            self.library.citations(&self.columns, row).into_iter().map(|citation| self.number(citation)).collect();
        if numbers.is_empty() { Cell::Null } else { Cell::Notes(numbers) }
    }

    fn number(&mut self, citation: Citation) -> usize {
        let next = self.cited.len() + 1;
        let number = *self.numbers.entry(citation.clone()).or_insert(next);
        if number == next {
            self.cited.push(citation);
        }
        number
    }

    /// The footnotes.
    pub(crate) fn notes(&self) -> Vec<Note> {
        let documents = self.library.documents();
        let note = |(citation, number): (&Citation, usize)| Note {
            number: Some(number),
            text: footnote(&documents[citation.document], citation.locator.as_deref()),
        };
        self.cited.iter().zip(1..).map(note).collect()
    }

    /// One line for each footnote.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.notes().iter().map(Note::to_string).collect()
    }

    /// Every document that is cited, once, with its key, in the order of the footnotes.
    pub(crate) fn documents(&self) -> Vec<(&str, &Document)> {
        let mut places: Vec<usize> = Vec::new();
        for citation in &self.cited {
            if !places.contains(&citation.document) {
                places.push(citation.document);
            }
        }
        self.library.keyed(places)
    }
}
