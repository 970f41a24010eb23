//! What becomes of the changes that a join finds.

use super::figure::FigureKey;
use super::stored::{Stored, StoredSeries};
use crate::load::observation::duplicates::FileLine;
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

    /// What an older edition stated until the edition `withdrawn_in` withdrew it or, without one, until a later edition stated
    /// another figure.
    ///
    /// # Errors
    /// Fails where it cannot be written.
    fn insert_former(
        &mut self,
        key: FigureKey<'_>,
        withdrawn_in: Option<i64>,
        figure: Packed<'_>,
    ) -> rusqlite::Result<()>;

    /// Another row of a former figure: `edition` stated it, until `withdrawn_in` withdrew it or, without one, until a later edition
    /// stated another figure.
    ///
    /// # Errors
    /// Fails where it cannot be written.
    fn copy_former(&mut self, revision_id: i64, edition: i64, withdrawn_in: Option<i64>) -> rusqlite::Result<()>;

    /// A former figure that no longer counts as revised or withdrawn.
    ///
    /// # Errors
    /// Fails where it cannot be written.
    fn end_former(&mut self, revision_id: i64, end: End) -> rusqlite::Result<()>;

    /// A stored figure that from now on is a figure of another edition, which states the same. `row` is the row of the load that
    /// states it; without one, it stays a figure of the file that it came from.
    ///
    /// # Errors
    /// Fails where it cannot be written.
    fn change_edition(
        &mut self,
        series_id: i64,
        before: Stored<'_>,
        edition: i64,
        why: Moved,
        row: Option<Packed<'_>>,
    ) -> rusqlite::Result<()>;

    /// A stored figure that its source no longer states, from `edition` on.
    ///
    /// # Errors
    /// Fails where it cannot be written.
    fn withdraw(&mut self, series_id: i64, before: Stored<'_>, edition: i64) -> rusqlite::Result<()>;

    /// A stored figure that a dataset states too, which is not the one that it came from.
    ///
    /// # Errors
    /// Fails where it cannot be written.
    fn also_state(&mut self, key: FigureKey<'_>, dataset: &str, row: FileLine) -> rusqlite::Result<()>;

    /// A stored figure that this dataset no longer states, which is not the one that it came from; without a dataset, none of
    /// those does.
    ///
    /// # Errors
    /// Fails where it cannot be written.
    fn forget(&mut self, series_id: i64, figure: Stored<'_>, dataset: Option<&str>) -> rusqlite::Result<()>;

    /// A stored figure that the dataset that it came from no longer states, and another one does.
    ///
    /// # Errors
    /// Fails where it cannot be written.
    fn hand_over(&mut self, series_id: i64, before: Stored<'_>, to: Holder<'_>) -> rusqlite::Result<()>;

    /// The totals of a series after its changes; a new one is not stored yet.
    ///
    /// # Errors
    /// Fails where they cannot be written.
    fn end_series(&mut self, series: &StoredSeries, is_new: bool, after: &Totals) -> rusqlite::Result<()>;
}

/// What became of the stored figures that complete datasets no longer state.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct LeftOut {
    /// How many are withdrawn.
    pub withdrawn: u64,
    /// How many stay because other datasets state them.
    pub handed_over: u64,
    /// How many stay because a newer edition of their source is loaded, which may state them.
    pub kept: u64,
}

/// Where another dataset states a stored figure.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Holder<'a> {
    /// In this load.
    Stated(Packed<'a>),
    /// In a file that was loaded before: its number, and the line.
    Stored((i64, i64)),
}

/// Why a former figure no longer counts.
#[derive(Clone, Copy, Debug)]
pub(crate) enum End {
    /// Its edition states another figure or none, or this is said of it in another row.
    Corrected,
    /// An earlier edition than its own states it too.
    HandedOver,
}

impl End {
    /// The `reason` of its row.
    pub(super) fn reason(self) -> &'static str {
        match self {
            Self::Corrected => "corrected",
            Self::HandedOver => "handed over",
        }
    }
}

/// Why a stored figure becomes one of another edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moved {
    /// That edition is an earlier one.
    Earlier,
    /// That edition is a later one, and this edition between the two states another figure.
    StatedUntil(i64),
    /// That edition is a later one, and this edition between the two does not state it.
    WithdrawnIn(i64),
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

    fn copy_former(&mut self, _: i64, _: i64, _: Option<i64>) -> rusqlite::Result<()> {
        Ok(())
    }

    fn end_former(&mut self, _: i64, _: End) -> rusqlite::Result<()> {
        Ok(())
    }

    fn change_edition(
        &mut self,
        _: i64,
        _: Stored<'_>,
        _: i64,
        _: Moved,
        _: Option<Packed<'_>>,
    ) -> rusqlite::Result<()> {
        Ok(())
    }

    fn withdraw(&mut self, _: i64, _: Stored<'_>, _: i64) -> rusqlite::Result<()> {
        Ok(())
    }

    fn also_state(&mut self, _: FigureKey<'_>, _: &str, _: FileLine) -> rusqlite::Result<()> {
        Ok(())
    }

    fn forget(&mut self, _: i64, _: Stored<'_>, _: Option<&str>) -> rusqlite::Result<()> {
        Ok(())
    }

    fn hand_over(&mut self, _: i64, _: Stored<'_>, _: Holder<'_>) -> rusqlite::Result<()> {
        Ok(())
    }

    fn end_series(&mut self, _: &StoredSeries, _: bool, _: &Totals) -> rusqlite::Result<()> {
        Ok(())
    }
}
