//! How a document is cited: found by the columns of a report that name it, spelled as a footnote and for programs that
//! keep references.

mod bibtex;
mod csl;
mod date;
mod document;
mod footnote;
mod footnotes;
mod library;
mod source_columns;

pub use bibtex::bibtex;
pub use csl::csl_json;
pub use document::Document;
pub use footnote::footnote;
pub use footnotes::Footnotes;
pub use library::{Citation, Library};
pub use source_columns::{SourceColumns, source_columns};
