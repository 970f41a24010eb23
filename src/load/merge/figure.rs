//! The key and the content of a stored figure, in `observation` and in `revision`.

use rusqlite::Row;

use crate::load::observation::figure::{CONTENT, encode_content};
use crate::store::bulk::record::Field;

/// The primary key of a row of `observation`, and the edition of the source that states it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FigureKey<'a> {
    pub series_id: i64,
    pub period: &'a str,
    pub source_id: i64,
    pub edition: i64,
}

/// The columns of the content of a figure, in `observation` and in `revision`.
pub(super) const CONTENT_COLUMNS: &str = "value, locator, status, comparator, upper, reported, note, period_inferred";

/// Appends the record of the content that stands in a row from this column on.
pub(super) fn read_content(row: &Row<'_>, first: usize, bytes: &mut Vec<u8>) -> rusqlite::Result<()> {
    let mut content = [Field::Null; CONTENT];
    for (place, field) in (first..).zip(&mut content) {
        *field = row.get_ref(place)?.into();
    }
    encode_content(&content, bytes);
    Ok(())
}
