//! What becomes of the changes that a join finds.

use super::stored::{FigureKey, Stored, StoredSeries};
use crate::load::observation::figure::Packed;
use crate::load::observation::statistics::Totals;
use crate::model::Period;

/// Receives the changes that a join finds, to write them or only to count them.
pub(crate) trait Changes {
    /// The number of a series that is not stored yet.
    fn new_series(&mut self) -> i64;

    /// A figure that is not stored.
    ///
    /// # Errors
    /// Fails where it cannot be written.
    fn insert(&mut self, key: FigureKey<'_>, period: Period, figure: Packed<'_>) -> rusqlite::Result<()>;

    /// A figure that is stored with another content, by the edition of the key or an earlier one.
    ///
    /// # Errors
    /// Fails where it cannot be written.
    fn revise(&mut self, key: FigureKey<'_>, before: Stored<'_>, figure: Packed<'_>) -> rusqlite::Result<()>;

    /// What an edition stated that is older than the one which states the stored figure. `before` is the `revision_id` of
    /// another content that is stored as a statement of this edition.
    ///
    /// # Errors
    /// Fails where it cannot be written.
    fn insert_former(&mut self, key: FigureKey<'_>, before: Option<i64>, figure: Packed<'_>) -> rusqlite::Result<()>;

    /// A stored figure that its source no longer states, from `edition` on.
    ///
    /// # Errors
    /// Fails where it cannot be written.
    fn withdraw(&mut self, series_id: i64, before: Stored<'_>, edition: i64) -> rusqlite::Result<()>;

    /// The totals of a series after its changes; a new one is not stored yet.
    ///
    /// # Errors
    /// Fails where they cannot be written.
    fn end_series(&mut self, series: &StoredSeries, is_new: bool, after: &Totals) -> rusqlite::Result<()>;
}

/// Changes that are only counted.
#[derive(Debug, Default)]
pub(crate) struct OnlyCounted;

impl Changes for OnlyCounted {
    fn new_series(&mut self) -> i64 {
        0
    }

    fn insert(&mut self, _: FigureKey<'_>, _: Period, _: Packed<'_>) -> rusqlite::Result<()> {
        Ok(())
    }

    fn revise(&mut self, _: FigureKey<'_>, _: Stored<'_>, _: Packed<'_>) -> rusqlite::Result<()> {
        Ok(())
    }

    fn insert_former(&mut self, _: FigureKey<'_>, _: Option<i64>, _: Packed<'_>) -> rusqlite::Result<()> {
        Ok(())
    }

    fn withdraw(&mut self, _: i64, _: Stored<'_>, _: i64) -> rusqlite::Result<()> {
        Ok(())
    }

    fn end_series(&mut self, _: &StoredSeries, _: bool, _: &Totals) -> rusqlite::Result<()> {
        Ok(())
    }
}
