//! What editions of a source stated of a figure and no longer do, and the editions that withdrew it.

use foldhash::HashMap;
use rusqlite::{Connection, Statement, params};

use super::figure::{CONTENT_COLUMNS, FigureKey, read_content};
use crate::load::observation::statistics::dataset_checksum;
use crate::load::reference::editions::{Edition, StatedSource};

/// Reads the former figures of one key at a time.
pub(crate) struct FormerFigures<'c> {
    statement: Statement<'c>,
    moved: Statement<'c>,
    complete: CompleteEditions,
}

/// The editions that a dataset stated completely, by the checksum of the dataset and the source: what it did not state then, the
/// edition does not state.
type CompleteEditions = HashMap<(u64, i64), Vec<i64>>;

fn complete_editions(connection: &Connection) -> rusqlite::Result<CompleteEditions> {
    let sql = "SELECT dataset, row_key ->> 0, row_key ->> 1 FROM row_statement WHERE table_name = 'edition'";
    let (mut statement, mut complete) = (connection.prepare(sql)?, CompleteEditions::default());
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let dataset = dataset_checksum(row.get_ref(0)?.as_str()?);
        complete.entry((dataset, row.get(1)?)).or_default().push(row.get(2)?);
    }
    Ok(complete)
}

impl<'c> FormerFigures<'c> {
    /// Prepares the statement.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(super) fn prepare(connection: &'c Connection) -> rusqlite::Result<Self> {
        // What a correction withdrew was never stated, and a later load may state it.
        let statement = format!(
            "SELECT revision_id, edition, CASE reason WHEN 'withdrawn' THEN withdrawn_in END,
                    coalesce((SELECT action FROM load WHERE load_id = removed_by), 'load') = 'load', {CONTENT_COLUMNS}
               FROM revision WHERE series_id = ?1 AND period = ?2 AND source_id = ?3 AND reason IN ('revised', 'withdrawn')
              ORDER BY revision_id DESC"
        );
        let moved = format!(
            "SELECT edition, {CONTENT_COLUMNS} FROM revision
              WHERE series_id = ?1 AND period = ?2 AND source_id = ?3 AND reason = 'handed over'"
        );
        let (statement, moved) = (connection.prepare(&statement)?, connection.prepare(&moved)?);
        Ok(Self { statement, moved, complete: complete_editions(connection)? })
    }

    /// What other editions than that of a load stated of a figure and no longer do, and those that withdrew it. `dataset` is the
    /// checksum of the dataset that states the figure with this content.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(crate) fn read(
        &mut self,
        key: FigureKey<'_>,
        source: &StatedSource,
        dataset: u64,
        content: &[u8],
    ) -> rusqlite::Result<Former> {
        let FigureKey { series_id, period, source_id, .. } = key;
        let mut rows = self.statement.query(params![series_id, period, source_id])?;
        let (mut former, mut bytes) = (Former::default(), Vec::new());
        for edition in self.complete.get(&(dataset, source_id)).into_iter().flatten() {
            former.add_withdrawal(source, *edition);
        }
        while let Some(row) = rows.next()? {
            let (withdrawn_in, is_of_load): (Option<i64>, bool) = (row.get(2)?, row.get(3)?);
            if let Some(edition) = withdrawn_in.filter(|_| is_of_load) {
                former.add_withdrawal(source, edition);
            }
            let until = withdrawn_in.and_then(|edition| source.stored(edition));
            let Some(edition) = source.stored(row.get(1)?).filter(|edition| until != Some(*edition)) else { continue };
            let place = match edition > source.edition {
                true => former.next.is_none_or(|next| edition < next.edition).then_some(&mut former.next),
                false if until.is_some_and(|until| until <= source.edition) => None,
                false => former.stated.is_none_or(|newest| newest.edition < edition).then_some(&mut former.stated),
            };
            if let Some(place) = place {
                bytes.clear();
                read_content(row, 4, &mut bytes)?;
                *place =
                    Some(FormerFigure { revision_id: row.get(0)?, edition, withdrawn_in, is_same: bytes == content });
            }
        }
        Ok(former)
    }

    /// The first edition after that of a load that is known to state a stored figure, which came from the dataset with this
    /// checksum.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(crate) fn restated_in(
        &mut self,
        key: FigureKey<'_>,
        source: &StatedSource,
        dataset: u64,
        content: &[u8],
    ) -> rusqlite::Result<Option<Edition>> {
        let FigureKey { series_id, period, source_id, .. } = key;
        let mut editions = self.complete.get(&(dataset, source_id)).cloned().unwrap_or_default();
        let mut rows = self.moved.query(params![series_id, period, source_id])?;
        let mut bytes = Vec::new();
        while let Some(row) = rows.next()? {
            bytes.clear();
            read_content(row, 1, &mut bytes)?;
            if bytes == content {
                editions.push(row.get(0)?);
            }
        }
        let stored = editions.into_iter().filter_map(|edition| source.stored(edition));
        Ok(stored.filter(|edition| *edition > source.edition).min())
    }
}

/// What editions stated of a figure and no longer do.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Former {
    /// What held in the edition of the load: its own statement, or else that of the newest edition before it.
    pub stated: Option<FormerFigure>,
    /// What the first later edition stated that stated the figure.
    next: Option<FormerFigure>,
    /// The first and the last later edition that withdrew it.
    withdrawals: Option<(Edition, Edition)>,
}

/// A figure that a later edition has revised or withdrawn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FormerFigure {
    pub revision_id: i64,
    pub edition: Edition,
    /// The edition that withdrew it.
    pub withdrawn_in: Option<i64>,
    /// Whether it has the content that it was compared with.
    pub is_same: bool,
}

impl Former {
    fn add_withdrawal(&mut self, source: &StatedSource, edition: i64) {
        if let Some(edition) = source.stored(edition).filter(|edition| *edition > source.edition) {
            let (first, last) = self.withdrawals.unwrap_or((edition, edition));
            self.withdrawals = Some((first.min(edition), last.max(edition)));
        }
    }

    /// The `revision_id` of what this edition itself stated.
    pub(crate) fn revision_of(&self, edition: Edition) -> Option<i64> {
        self.stated.filter(|stated| stated.edition == edition).map(|stated| stated.revision_id)
    }

    /// Whether between the edition of the load and this one, another one states another figure or withdrew it.
    pub(crate) fn ends_before(&self, newer: Edition) -> bool {
        let withdrawn = self.withdrawals.map(|(first, _)| first);
        [self.next.map(|next| next.edition), withdrawn].into_iter().flatten().any(|next| next < newer)
    }

    /// What the next edition stated, where it is the same and none between them withdrew it: it belongs to the edition of the load.
    pub(crate) fn restated(&self) -> Option<FormerFigure> {
        self.next.filter(|next| next.is_same && !self.ends_before(next.edition))
    }

    /// Whether a later edition withdrew the figure.
    pub(crate) fn is_withdrawn(&self) -> bool {
        self.withdrawals.is_some()
    }

    /// The later edition that withdrew what the edition of the load states; `None` where one states another figure before that.
    /// `stored` is the edition of the figure that is stored.
    pub(crate) fn withdrawn_in(&self, stored: Option<Edition>) -> Option<i64> {
        let (first, _) = self.withdrawals?;
        let is_first = [self.next.map(|next| next.edition), stored].into_iter().flatten().all(|next| first < next);
        is_first.then_some(first.number)
    }
}
