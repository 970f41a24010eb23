//! The documents that the figures of a database are cited from.

use super::shipped::Internal;
use crate::cite::{Document, Library};
use crate::error::Result;
use crate::store::Sandbox;
use crate::table::Cell;

/// All sources of a database.
///
/// # Errors
///
/// The database cannot be read.
pub(crate) fn library(sandbox: &Sandbox) -> Result<Library> {
    let mut documents = Vec::new();
    sandbox.prepare(&Internal::Documents.report()?.sql)?.for_each(|row| {
        let text = |index: usize| row.get(index).and_then(Cell::text).map(str::to_owned);
        documents.push(Document {
            code: text(0).unwrap_or_default(),
            cited_as: text(1).unwrap_or_default(),
            title: text(2).unwrap_or_default(),
            publisher: text(3),
            author: text(4),
            url: text(5),
            published_on: text(6),
            retrieved_on: text(7),
            language: text(8),
            licence: text(9),
        });
        Ok(true)
    })?;
    Ok(Library::new(documents))
}
