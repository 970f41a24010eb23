//! What a load states of an edition that is older than one which has been loaded before.

use super::changes::{Changes, Moved};
use super::compared::Compared;
use super::figure::FigureKey;
use super::former::Former;
use super::join::Join;
use super::stored::Stored;
use crate::load::ledger::counts::Change;
use crate::load::observation::dictionary::{Dataset, Dictionary};
use crate::load::observation::figure::{Action, Packed};
use crate::load::observation::series::Stated;
use crate::load::reference::editions::{Edition, StatedSource};

impl<C: Changes> Join<'_, '_, C> {
    /// What editions stated of a figure that is not stored, where a newer edition than that of the load withdrew it.
    pub(super) fn withdrawn_later(
        &mut self,
        key: FigureKey<'_>,
        source: &StatedSource,
        dataset: &Dataset,
        figure: Packed<'_>,
    ) -> rusqlite::Result<Option<Former>> {
        if !self.is_outdated || !source.is_outdated() {
            return Ok(None);
        }
        let former = self.reader.former.read(key, source, dataset.checksum, figure.content())?;
        Ok(Some(former).filter(Former::is_withdrawn))
    }

    /// Handles what a load says of a figure that is stored as one of a newer edition.
    pub(super) fn state_before(
        &mut self,
        dictionary: &Dictionary,
        key: FigureKey<'_>,
        source: &StatedSource,
        before: Stored<'_>,
        Stated { figure, .. }: Stated<'_>,
    ) -> rusqlite::Result<Change> {
        if figure.action() == Action::Withdraw {
            return Ok(Change::Unchanged);
        }
        let dataset = dictionary.dataset(figure.file());
        let former = self.reader.former.read(key, source, dataset.checksum, figure.content())?;
        if figure.action() == Action::Leave {
            self.confirmed.extend(former.stated.map(|stated| stated.revision_id));
            return Ok(Change::Unchanged);
        }
        let is_same = former.stated.is_some_and(|stated| stated.is_same);
        let newer = source.stored(before.edition);
        if is_same || before.content != figure.content() || newer.is_none_or(|newer| former.ends_before(newer)) {
            return self.add_former(former, source, newer, key, figure);
        }
        let corrected = former.revision_of(source.edition);
        if let Some(revision_id) = corrected {
            self.changes.correct_former(revision_id)?;
        }
        let place = Some(figure).filter(|_| dataset.checksum == before.dataset);
        self.changes.change_edition(key.series_id, before, source.edition.number, Moved::Earlier, place)?;
        self.also_state(dictionary, key, &[(figure.file(), figure.line())], before.dataset)?;
        Ok(if corrected.is_some() { Change::Revised } else { Change::Inserted })
    }

    /// Adds what an edition states to the history, because a newer one, `newer`, states another figure, or withdrew it.
    pub(super) fn add_former(
        &mut self,
        former: Former,
        source: &StatedSource,
        newer: Option<Edition>,
        key: FigureKey<'_>,
        figure: Packed<'_>,
    ) -> rusqlite::Result<Change> {
        if let Some(stated) = former.stated.filter(|stated| stated.is_same) {
            self.confirmed.push(stated.revision_id);
            return Ok(Change::Unchanged);
        }
        let corrected = former.revision_of(source.edition);
        let restated = former.restated();
        if let Some(restated) = restated {
            self.changes.hand_over_former(restated.revision_id)?;
        }
        let withdrawn_in = restated.map_or_else(|| former.withdrawn_in(newer), |restated| restated.withdrawn_in);
        self.changes.insert_former(key, corrected, withdrawn_in, figure)?;
        Ok(if corrected.is_some() { Change::Revised } else { Change::Inserted })
    }

    /// The first edition after that of the load that is known to state a stored figure: one of those that its dataset stated
    /// completely, or one from which the figure was moved to an earlier edition.
    pub(super) fn restated_in(
        &mut self,
        series_id: i64,
        source: &StatedSource,
        figure: Stored<'_>,
    ) -> rusqlite::Result<Option<i64>> {
        if !self.is_outdated || !source.is_outdated() {
            return Ok(None);
        }
        let Stored { period, source_id, edition, .. } = figure;
        let key = FigureKey { series_id, period, source_id, edition };
        let edition = self.reader.former.restated_in(key, source, figure.dataset, figure.content)?;
        Ok(edition.map(|edition| edition.number))
    }

    /// Withdraws a stored figure from the edition of the load on; one that is known to be stated by `newer` stays, as a figure of
    /// that edition.
    pub(super) fn withdraw(
        &mut self,
        source: &StatedSource,
        newer: Option<i64>,
        before: Stored<'_>,
        compared: &mut Compared,
    ) -> rusqlite::Result<()> {
        let (series_id, edition) = (compared.series_id, source.edition.number);
        if let Some(newer) = newer {
            compared.keep(before);
            return self.changes.change_edition(series_id, before, newer, Moved::WithdrawnIn(edition), None);
        }
        compared.withdraw(before);
        self.withdrawn += 1;
        self.changes.withdraw(series_id, before, edition)
    }
}
