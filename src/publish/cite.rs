//! What a page cites, and how a reader cites it.

use foldhash::HashMap;
use maud::{Markup, html};

use super::book::Book;
use crate::cite::{Citation, Document, bibtex, csl_json, footnote};
use crate::visible::in_json;

/// The citations of a page, numbered in the order in which they come.
#[derive(Default)]
pub(super) struct Cited {
    citations: Vec<Citation>,
    numbers: HashMap<Citation, usize>,
}

impl Cited {
    /// The number of a citation; `None` where the source is not known.
    pub(super) fn number(
        &mut self,
        book: &Book,
        source: &str,
        published_on: Option<&str>,
        locator: Option<&str>,
    ) -> Option<usize> {
        let citation = book.library.citation(source, published_on, locator)?;
        let next = self.citations.len() + 1;
        let number = *self.numbers.entry(citation.clone()).or_insert(next);
        if number == next {
            self.citations.push(citation);
        }
        Some(number)
    }
}

/// The references of a page: a footnote for each place, BibTeX and CSL for each document.
pub(super) fn cite_this(book: &Book, cited: &Cited) -> Markup {
    let citations = &cited.citations;
    let mut places: Vec<usize> = Vec::new();
    for citation in citations {
        if !places.contains(&citation.document) {
            places.push(citation.document);
        }
    }
    let documents = book.library.keyed(places);
    if documents.is_empty() {
        return html! {};
    }
    html! {
        section.cite aria-labelledby="cite" {
            h2 #cite { "Cite this" }
            ol {
                @for (index, citation) in citations.iter().enumerate() {
                    li id={ "cite-" (index + 1) } {
                        (footnote(&book.library.documents()[citation.document], citation.locator.as_deref()))
                    }
                }
            }
            (formats(&documents))
        }
    }
}

/// The references of documents for programs.
pub(super) fn formats(documents: &[(&str, &Document)]) -> Markup {
    html! {
        details { summary { "BibTeX" } pre tabindex="0" { code { (bibtex(documents)) } } }
        details { summary { "CSL-JSON" } pre tabindex="0" { code { (in_json(format!("{:#}", csl_json(documents)))) } } }
    }
}
