//! What a load says of an edition that is older than one which has been loaded before.

use std::sync::Arc;

use super::changes::{Changes, End, Moved};
use super::compared::Compared;
use super::figure::FigureKey;
use super::former::{Former, FormerFigure};
use super::join::Join;
use super::stored::Stored;
use crate::load::ledger::counts::Change;
use crate::load::observation::dictionary::Dictionary;
use crate::load::observation::figure::{Action, Packed};
use crate::load::observation::series::Stated;
use crate::load::reference::editions::{Edition, StatedSource};

impl<C: Changes> Join<'_, '_, C> {
    /// Handles what a load says of a figure of an older edition. Returns `None` where that is handled as for the newest edition:
    /// nothing is known of later editions, or they still state the stored figure, which this edition or an earlier one began to state,
    /// and it is kept or ends for all of them.
    pub(super) fn state_older(
        &mut self,
        dictionary: &Dictionary,
        (key, source): (FigureKey<'_>, &StatedSource),
        stored: Option<Stored<'_>>,
        Stated { figure, .. }: Stated<'_>,
        compared: &mut Compared,
    ) -> rusqlite::Result<Option<Change>> {
        let dataset = dictionary.dataset(figure.file());
        let place = (key.series_id, key.period);
        let former = self.reader.former.read(place, source, dataset.checksum, figure.content())?;
        if [&former.held, &former.before].into_iter().flatten().any(|figure| !figure.is_stored()) {
            self.handled.insert((key.series_id, key.period.to_owned(), key.source_id));
        }
        let is_same = former.held.as_ref().is_some_and(|held| held.content == figure.content());
        let stays_or_ends = is_same || former.restated.is_none();
        if former.is_newest() || stays_or_ends && former.held.as_ref().is_some_and(FormerFigure::is_stored) {
            return Ok(None);
        }
        if let Some(stored) = stored {
            compared.keep(stored);
        }
        match figure.action() {
            Action::State if !is_same => self.state_until(dictionary, (key, source), former, stored, figure).map(Some),
            Action::Withdraw if former.held.is_some() => {
                self.end_held(key.series_id, source, &former, stored, Some(source.edition))?;
                Ok(Some(Change::Revised))
            }
            _ => Ok(Some(Change::Unchanged)),
        }
    }

    /// States a figure in the edition of the load, until a later one is known to state another figure or none.
    fn state_until(
        &mut self,
        dictionary: &Dictionary,
        (key, source): (FigureKey<'_>, &StatedSource),
        mut former: Former,
        stored: Option<Stored<'_>>,
        figure: Packed<'_>,
    ) -> rusqlite::Result<Change> {
        let is_same = |other: &mut FormerFigure| other.content == figure.content();
        let before = former.before.take_if(is_same);
        let is_own = self.end_held(key.series_id, source, &former, stored, None)?;
        let change = if is_own { Change::Revised } else { Change::Inserted };
        let is_last = former.restated.is_none() && former.withdrawn_in.is_none();
        let next = former.next.take_if(|next| is_last && is_same(next));
        let is_stated = |edition: Edition| match edition == source.edition {
            true => before.is_some(),
            false => next.is_some(),
        };
        for (_, ended) in former.ended.iter().filter(|(edition, _)| is_stated(*edition)) {
            self.changes.end_former(*ended, End::Corrected)?;
        }
        let until = match next {
            Some(FormerFigure { revision_id: Some(next), withdrawn_in, .. }) => {
                self.changes.end_former(next, End::HandedOver)?;
                withdrawn_in
            }
            Some(FormerFigure { revision_id: None, .. }) => {
                self.change_to_older(dictionary, (key, source), before, stored, figure)?;
                return Ok(change);
            }
            None => former.withdrawn_in,
        };
        match &before {
            Some(before) => self.end_former(before, until)?,
            None => self.changes.insert_former(key, number(until), figure)?,
        }
        Ok(change)
    }

    /// A stored figure of a newer edition becomes one of the edition of the load, which states it too, or of that of `before`, where
    /// the same figure had held until then.
    fn change_to_older(
        &mut self,
        dictionary: &Dictionary,
        (key, source): (FigureKey<'_>, &StatedSource),
        before: Option<FormerFigure>,
        stored: Option<Stored<'_>>,
        figure: Packed<'_>,
    ) -> rusqlite::Result<()> {
        let Some(stored) = stored else { return Ok(()) };
        let edition = before.as_ref().map_or(source.edition, |before| before.edition);
        if let Some(revision_id) = before.and_then(|before| before.revision_id) {
            self.changes.end_former(revision_id, End::HandedOver)?;
        }
        let is_of_owner = dictionary.dataset(figure.file()).checksum == stored.dataset;
        let row = Some(figure).filter(|_| is_of_owner);
        self.changes.change_edition(key.series_id, stored, edition.number, Moved::Earlier, row)?;
        self.also_state(dictionary, key, &[(figure.file(), figure.line())], stored.dataset)
    }

    /// Ends what held in the edition of the load, from that edition on, and what held until then ends with it: by another
    /// figure, or, with `withdrawn_in`, by none. What a later edition is known to state holds again from that on. Returns whether
    /// it was the edition of the load itself that stated it.
    pub(super) fn end_held(
        &mut self,
        series_id: i64,
        source: &StatedSource,
        former: &Former,
        stored: Option<Stored<'_>>,
        withdrawn_in: Option<Edition>,
    ) -> rusqlite::Result<bool> {
        if let Some(before) = &former.before {
            self.end_former(before, withdrawn_in)?;
        }
        let Some(held) = &former.held else { return Ok(false) };
        let is_own = held.edition == source.edition;
        match (held.revision_id, former.restated, stored) {
            (None, Some(newer), Some(stored)) => {
                let until = source.edition.number;
                let why = if withdrawn_in.is_some() { Moved::WithdrawnIn(until) } else { Moved::StatedUntil(until) };
                self.forget_older(series_id, stored)?;
                self.changes.change_edition(series_id, stored, newer.number, why, None)?;
            }
            (Some(revision_id), restated, _) => {
                if let Some(newer) = restated {
                    self.changes.copy_former(revision_id, newer.number, number(held.withdrawn_in))?;
                }
                match is_own {
                    true => self.changes.end_former(revision_id, End::Corrected)?,
                    false => self.end_former(held, withdrawn_in)?,
                }
            }
            (None, ..) => {}
        }
        Ok(is_own)
    }

    /// Ends a former figure with this edition, which withdrew it, or with the next one that states another figure.
    fn end_former(&mut self, figure: &FormerFigure, withdrawn_in: Option<Edition>) -> rusqlite::Result<()> {
        let Some(revision_id) = figure.revision_id.filter(|_| figure.withdrawn_in != withdrawn_in) else {
            return Ok(());
        };
        self.changes.copy_former(revision_id, figure.edition.number, number(withdrawn_in))?;
        self.changes.end_former(revision_id, End::Corrected)
    }

    /// What the editions of a source state of a stored figure, where the load states an older edition than the newest one.
    pub(super) fn former_of(
        &mut self,
        series_id: i64,
        source: &StatedSource,
        stored: Stored<'_>,
    ) -> rusqlite::Result<Option<Former>> {
        if !source.is_outdated() {
            return Ok(None);
        }
        self.reader.former.read((series_id, stored.period), source, stored.dataset, &[]).map(Some)
    }

    /// Withdraws the former figures that held in the time of older editions of the load, and which complete datasets do not state.
    pub(super) fn leave_out_former(&mut self) -> rusqlite::Result<()> {
        if self.complete.is_none() {
            return Ok(());
        }
        let codes = Arc::clone(&self.codes);
        for source in codes.sources().iter().filter(|source| source.is_outdated()) {
            for (series_id, period) in self.reader.former.keys(source.source_id)? {
                let key = (series_id, period, source.source_id);
                if self.handled.contains(&key) {
                    continue;
                }
                let former = self.reader.former.read((series_id, &key.1), source, 0, &[])?;
                let is_left_out = |held: &FormerFigure| !held.is_stored() && self.is_complete(held.dataset);
                if former.held.as_ref().is_some_and(is_left_out) {
                    self.end_held(series_id, source, &former, None, Some(source.edition))?;
                }
            }
        }
        Ok(())
    }
}

fn number(edition: Option<Edition>) -> Option<i64> {
    edition.map(|edition| edition.number)
}
