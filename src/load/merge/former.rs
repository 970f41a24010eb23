//! What editions of a source stated of a figure and no longer do, and the editions that withdrew it.

use foldhash::HashMap;
use rusqlite::{Connection, Statement, params};

use super::figure::{CONTENT_COLUMNS, FigureKey, read_content};
use crate::load::observation::statistics::dataset_checksum;
use crate::load::reference::editions::{Edition, StatedSource};

/// Reads the former figures of one key at a time.
pub(crate) struct FormerFigures<'c> {
    statement: Statement<'c>,
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
        Ok(Self { statement: connection.prepare(&statement)?, complete: complete_editions(connection)? })
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
            if edition > source.edition {
                former.next_statement = Some(former.next_statement.map_or(edition, |next| next.min(edition)));
            } else if until.is_none_or(|until| until > source.edition)
                && former.stated.is_none_or(|newest| newest.edition < edition)
            {
                bytes.clear();
                read_content(row, 4, &mut bytes)?;
                former.stated = Some(FormerFigure { revision_id: row.get(0)?, edition, is_same: bytes == content });
            }
        }
        Ok(former)
    }
}

/// What editions stated of a figure and no longer do.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Former {
    /// What held in the edition of the load: its own statement, or else that of the newest edition before it.
    pub stated: Option<FormerFigure>,
    /// The first later edition that stated the figure.
    next_statement: Option<Edition>,
    /// The first and the last later edition that withdrew it.
    withdrawals: Option<(Edition, Edition)>,
}

/// A figure that a later edition has revised or withdrawn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FormerFigure {
    pub revision_id: i64,
    pub edition: Edition,
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

    /// Whether a later edition withdrew the figure.
    pub(crate) fn is_withdrawn(&self) -> bool {
        self.withdrawals.is_some()
    }

    /// The later edition that withdrew what the edition of the load states; `None` where one states another figure before that.
    /// `stored` is the edition of the figure that is stored.
    pub(crate) fn withdrawn_in(&self, stored: Option<Edition>) -> Option<i64> {
        let (first, _) = self.withdrawals?;
        let is_first = [self.next_statement, stored].into_iter().flatten().all(|next| first < next);
        is_first.then_some(first.number)
    }
}
