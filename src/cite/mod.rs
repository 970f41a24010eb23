//! How a document is cited: found by the columns of a report that name it, spelled as a footnote and for programs that
//! keep references.

mod bibtex;
mod csl;
mod date;
mod document;
mod footnote;
mod footnotes;
mod keys;
mod library;
mod source_columns;
#[cfg(test)]
mod tests;

pub(crate) use bibtex::bibtex;
pub(crate) use csl::csl_json;
pub(crate) use document::Document;
pub(crate) use footnote::footnote;
pub(crate) use footnotes::Footnotes;
pub(crate) use library::{Citation, Library};
pub(crate) use source_columns::{SourceColumns, source_columns};
