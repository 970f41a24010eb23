//! The documents of a database, and which of them a row cites.

use std::collections::HashMap;

use super::document::Document;
use super::footnote::footnote;
use super::keys::keys;
use super::source_columns::SourceColumns;
use crate::table::{Cell, Cited};

/// A document, by its index in the library, and a place in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Citation {
    pub document: usize,
    pub locator: Option<String>,
}

/// Documents that are found by their codes and dates.
#[derive(Clone, Debug, Default)]
pub(crate) struct Library {
    documents: Vec<Document>,
    /// The key of each document.
    keys: Vec<String>,
    /// The newest edition of each source.
    by_code: HashMap<String, usize>,
    by_date: HashMap<(String, Option<String>), usize>,
}

impl Library {
    /// The editions of a source are in the order of their dates.
    pub(crate) fn new(documents: Vec<Document>) -> Self {
        let by_code = documents.iter().map(|document| document.code.clone()).zip(0..).collect();
        let dated = |document: &Document| (document.code.clone(), document.published_on.clone());
        let by_date = documents.iter().map(dated).zip(0..).collect();
        Self { keys: keys(&documents), documents, by_code, by_date }
    }

    /// The library with the first document of each pair in place of the second, which is one of its own.
    pub(crate) fn with(mut self, pairs: &[(&Document, &Document)]) -> Self {
        for (other, own) in pairs {
            if let Some(place) = self.by_date.get(&(own.code.clone(), own.published_on.clone())) {
                self.documents[*place] = (*other).clone();
            }
        }
        self
    }

    /// The library with documents that it does not have. What has no date is still cited by the newest edition of its own.
    pub(crate) fn and(mut self, others: &[Document]) -> Self {
        for other in others {
            let place = self.documents.len();
            self.by_code.entry(other.code.clone()).or_insert(place);
            self.by_date.insert((other.code.clone(), other.published_on.clone()), place);
            self.documents.push(other.clone());
        }
        self.keys = keys(&self.documents);
        self
    }

    /// What is known of an edition that it does not have: of a source that it has, what its editions have in common; of
    /// another one, its code. `None` where it has the edition.
    pub(crate) fn unknown(&self, source: &str, date: Option<&str>) -> Option<Document> {
        let published_on = date.map(str::to_owned);
        let newest = self.by_code.get(source).map(|place| self.documents[*place].clone());
        match newest {
            Some(_) if date.is_none() || self.by_date.contains_key(&(source.to_owned(), published_on.clone())) => None,
            Some(newest) => Some(Document { published_on, url: None, retrieved_on: None, ..newest }),
            None => Some(Document {
                code: source.to_owned(),
                cited_as: source.to_owned(),
                title: source.to_owned(),
                published_on,
                ..Document::default()
            }),
        }
    }

    pub(crate) fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// Documents by their indexes, each with its key.
    pub(crate) fn keyed(&self, places: impl IntoIterator<Item = usize>) -> Vec<(&str, &Document)> {
        places.into_iter().map(|place| (self.keys[place].as_str(), &self.documents[place])).collect()
    }

    /// The citation of a source by its code and the date of its edition; without such an edition, by the newest one. `None`
    /// where no document has the code.
    pub(crate) fn citation(&self, source: &str, date: Option<&str>, locator: Option<&str>) -> Option<Citation> {
        let dated = self.by_date.get(&(source.to_owned(), date.map(str::to_owned)));
        let document = *dated.or_else(|| self.by_code.get(source))?;
        Some(Citation { document, locator: locator.filter(|locator| !locator.is_empty()).map(str::to_owned) })
    }

    /// What a row cites, each document and place once, in the order of the columns.
    pub(crate) fn citations(&self, columns: &[SourceColumns], row: &[Cell]) -> Vec<Citation> {
        let text = |column: usize| row.get(column).and_then(Cell::text);
        let mut citations = Vec::new();
        for SourceColumns { source, published_on, locator } in columns {
            let date = published_on.and_then(text);
            let found = text(*source).and_then(|source| self.citation(source, date, locator.and_then(text)));
            if let Some(citation) = found.filter(|citation| !citations.contains(citation)) {
                citations.push(citation);
            }
        }
        citations
    }

    /// A citation within a line, as the column `citation` of the views has it: `People's Daily, 2025-08-13, paragraph 8`.
    pub(crate) fn in_line(&self, citation: &Citation) -> String {
        let document = &self.documents[citation.document];
        let parts = [Some(&document.cited_as), document.published_on.as_ref(), citation.locator.as_ref()];
        parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ")
    }

    /// Several citations within a line.
    pub(crate) fn all_in_line(&self, citations: &[Citation]) -> String {
        citations.iter().map(|citation| self.in_line(citation)).collect::<Vec<_>>().join(" / ")
    }

    /// The same as a cell, each with the address of its document.
    pub(crate) fn cell(&self, citations: &[Citation]) -> Cell {
        let cited = |citation: &Citation| Cited {
            text: self.in_line(citation),
            url: self.documents[citation.document].url.clone(),
        };
        Cell::Cited(citations.iter().map(cited).collect())
    }
    /// The footnote of a citation as a cell, in which the address of the document leads there.
    pub(crate) fn footnote(&self, citation: &Citation) -> Cell {
        let text = footnote(&self.documents[citation.document], citation.locator.as_deref());
        Cell::Cited(vec![Cited { text, url: None }])
    }
}
