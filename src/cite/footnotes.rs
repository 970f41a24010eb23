//! The footnotes of a table, by its columns of citations.

use std::collections::HashMap;

use super::{Citation, Document, Finder, footnote};
use crate::table::Cell;

/// The footnotes of a report, numbered in the order in which its rows cite them.
pub struct Footnotes {
    documents: Vec<Document>,
    finder: Finder,
    by_code: HashMap<String, usize>,
    /// The columns that hold citations, and those that hold codes of sources.
    citations: Vec<usize>,
    codes: Vec<usize>,
    numbers: HashMap<Citation, usize>,
    cited: Vec<Citation>,
}

impl Footnotes {
    pub fn new(documents: Vec<Document>, columns: &[String]) -> Self {
        let named = |wanted: &str| (0..columns.len()).filter(|&index| columns[index] == wanted).collect::<Vec<_>>();
        Self {
            finder: Finder::new(&documents),
            by_code: documents.iter().map(|document| document.code.clone()).zip(0..).collect(),
            documents,
            citations: named("citation"),
            codes: named("source"),
            numbers: HashMap::new(),
            cited: Vec::new(),
        }
    }

    /// The numbers of the footnotes of a row, such as `[1] [3]`.
    pub fn of_row(&mut self, row: &[Cell]) -> Cell {
        let texts = |columns: &[usize]| {
            let cells = columns.iter().filter_map(|&index| row.get(index));
            let texts = cells.filter_map(|cell| if let Cell::Text(text) = cell { Some(text.clone()) } else { None });
            texts.collect::<Vec<String>>()
        };
        let mut found: Vec<Citation> = texts(&self.citations).iter().flat_map(|text| self.finder.find(text)).collect();
        if found.is_empty() {
            let documents = texts(&self.codes).into_iter().filter_map(|code| self.by_code.get(&code).copied());
            found.extend(documents.map(|document| Citation { document, locator: None }));
        }
        let mut numbers: Vec<String> = Vec::new();
        for citation in found {
            let next = self.cited.len() + 1;
            let number = *self.numbers.entry(citation.clone()).or_insert(next);
            if number == next {
                self.cited.push(citation);
            }
            let number = format!("[{number}]");
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
        if numbers.is_empty() { Cell::Null } else { Cell::Text(numbers.join(" ")) }
    }

    /// One line for each footnote.
    pub fn lines(&self) -> Vec<String> {
        let line = |(citation, number): (&Citation, usize)| {
            format!("[{number}] {}", footnote(&self.documents[citation.document], citation.locator.as_deref()))
        };
        self.cited.iter().zip(1..).map(line).collect()
    }

    /// Every document that is cited, once, in the order of the footnotes.
    pub fn documents(&self) -> Vec<Document> {
        let mut places: Vec<usize> = Vec::new();
        for citation in &self.cited {
            if !places.contains(&citation.document) {
                places.push(citation.document);
            }
        }
        places.into_iter().map(|place| self.documents[place].clone()).collect()
    }
}
