//! What other datasets state of stored figures than those that the figures came from.

use super::changes::{Changes, Holder};
use super::compared::Compared;
use super::figure::FigureKey;
use super::join::Join;
use super::stored::Stored;
use crate::load::observation::dictionary::Dictionary;
use crate::load::observation::duplicates::FileLine;

impl<C: Changes> Join<'_, '_, C> {
    /// Handles rows that state a figure which came from the dataset with the checksum `owner`.
    pub(super) fn also_state(
        &mut self,
        dictionary: &Dictionary,
        key: FigureKey<'_>,
        rows: &[FileLine],
        owner: u64,
    ) -> rusqlite::Result<()> {
        for row in rows {
            let dataset = dictionary.dataset(row.0);
            if dataset.checksum != owner && !self.is_known_later(key.source_id, dataset.checksum) {
                self.changes.also_state(key, &dataset.name, *row)?;
            }
        }
        Ok(())
    }

    /// Hands a figure over to another dataset, which has this checksum.
    pub(super) fn hand_over(
        &mut self,
        before: Stored<'_>,
        dataset: u64,
        to: Holder<'_>,
        compared: &mut Compared,
    ) -> rusqlite::Result<()> {
        compared.change_dataset(before, dataset);
        self.left_out.handed_over += 1;
        self.changes.hand_over(compared.series_id, before, to)
    }

    /// Deletes the statements of a figure by complete datasets that do not state it, which are not the one that it came from.
    /// `states` says whether the dataset with a checksum does.
    pub(super) fn forget_complete(
        &mut self,
        series_id: i64,
        figure: Stored<'_>,
        states: impl Fn(u64) -> bool,
    ) -> rusqlite::Result<()> {
        for other in self.others.iter().filter(|other| other.is_of(figure) && !states(other.checksum)) {
            if self.is_complete(other.checksum) && !self.is_known_later(figure.source_id, other.checksum) {
                self.changes.forget(series_id, figure, Some(&other.dataset))?;
            }
        }
        Ok(())
    }

    /// Whether it is known what a dataset states in an edition after that of the load: of its figures, it then states still those that
    /// it is known to state.
    fn is_known_later(&self, source_id: i64, dataset: u64) -> bool {
        let source = self.codes.source_of_id(source_id).filter(|_| self.is_outdated);
        source.is_some_and(|source| self.reader.former.is_complete_after(dataset, source))
    }

    /// Deletes the statements of a figure, which becomes one of a later edition, by other datasets of which it is not known what they
    /// state then.
    pub(super) fn forget_older(&mut self, series_id: i64, figure: Stored<'_>) -> rusqlite::Result<()> {
        for other in self.others.iter().filter(|other| other.is_of(figure)) {
            if !self.is_known_later(figure.source_id, other.checksum) {
                self.changes.forget(series_id, figure, Some(&other.dataset))?;
            }
        }
        Ok(())
    }

    /// Deletes the statements of a figure by all datasets but the one that it came from.
    pub(super) fn forget_all(&mut self, series_id: i64, figure: Stored<'_>) -> rusqlite::Result<()> {
        if self.reader.has_others() { self.changes.forget(series_id, figure, None) } else { Ok(()) }
    }
}
