//! What the editions of a source state of a figure, one after the other.

use foldhash::HashMap;
use rusqlite::{Connection, Statement, params};

use super::figure::{CONTENT_COLUMNS, read_content};
use crate::load::observation::statistics::dataset_checksum;
use crate::load::reference::editions::{Edition, StatedSource};

/// Reads what the editions of a source state, one figure at a time.
pub(crate) struct FormerFigures<'c> {
    figures: Statement<'c>,
    keys: Statement<'c>,
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
    /// Prepares the statements.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(super) fn prepare(connection: &'c Connection) -> rusqlite::Result<Self> {
        // What a correction withdrew was never stated, and a later load may state it.
        let figures = format!(
            "SELECT f.revision_id, f.edition, CASE f.reason WHEN 'withdrawn' THEN f.withdrawn_in END,
                    coalesce(l.action, 'load') = 'load', f.reason = 'handed over', d.dataset, {CONTENT_COLUMNS}
               FROM (SELECT revision_id, edition, reason, withdrawn_in, removed_by, file_id, {CONTENT_COLUMNS}
                       FROM revision WHERE series_id = ?1 AND period = ?2 AND source_id = ?3 AND reason <> 'corrected'
                      UNION ALL
                     SELECT NULL, edition, 'stated', NULL, NULL, file_id, {CONTENT_COLUMNS}
                       FROM observation WHERE series_id = ?1 AND period = ?2 AND source_id = ?3) AS f
               LEFT JOIN load AS l ON l.load_id = f.removed_by
               LEFT JOIN load_file AS d ON d.file_id = f.file_id"
        );
        let keys = "SELECT DISTINCT series_id, period FROM revision
                     WHERE source_id = ? AND reason IN ('revised', 'withdrawn') ORDER BY series_id, period";
        let (figures, keys) = (connection.prepare(&figures)?, connection.prepare(keys)?);
        Ok(Self { figures, keys, complete: complete_editions(connection)? })
    }

    /// The series and the period of each figure of a source that is no longer stated as it was.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(super) fn keys(&mut self, source_id: i64) -> rusqlite::Result<Vec<(i64, String)>> {
        self.keys.query_map([source_id], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    }

    /// The editions after that of a load that a dataset stated completely.
    fn complete_after(&self, dataset: u64, source: &StatedSource) -> impl Iterator<Item = Edition> {
        let numbers = self.complete.get(&(dataset, source.source_id)).into_iter().flatten();
        numbers.filter_map(|number| source.edition(*number)).filter(|edition| *edition > source.edition)
    }

    /// Whether a dataset stated an edition after that of a load completely.
    pub(super) fn is_complete_after(&self, dataset: u64, source: &StatedSource) -> bool {
        self.complete_after(dataset, source).next().is_some()
    }

    /// What the editions of the source state of the figure of a series for a period. `dataset` is the checksum of a dataset of
    /// the load, which states the figure with this content, or does not state it.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(crate) fn read(
        &mut self,
        (series_id, period): (i64, &str),
        source: &StatedSource,
        dataset: u64,
        content: &[u8],
    ) -> rusqlite::Result<Former> {
        let (mut figures, mut moved, mut known) = (Vec::new(), Vec::new(), Vec::new());
        let mut rows = self.figures.query(params![series_id, period, source.source_id])?;
        while let Some(row) = rows.next()? {
            let (number, is_of_load, is_moved): (Option<i64>, bool, bool) = (row.get(2)?, row.get(3)?, row.get(4)?);
            let of_file = row.get_ref(5)?.as_str_or_null()?.map(dataset_checksum).unwrap_or_default();
            let withdrawn_in = number.and_then(|number| source.edition(number));
            let mut bytes = Vec::new();
            read_content(row, 6, &mut bytes)?;
            // What one dataset no longer states, another one may state still.
            let is_of_other = |number| {
                of_file != dataset
                    && bytes == content
                    && self.complete.get(&(of_file, source.source_id)).is_some_and(|all| all.contains(number))
            };
            if number.as_ref().is_some_and(is_of_other) {
                continue;
            }
            known.extend(withdrawn_in.filter(|_| is_of_load));
            let Some(edition) = source.edition(row.get(1)?) else { continue };
            let list = if is_moved { &mut moved } else { &mut figures };
            list.push(FormerFigure {
                revision_id: row.get(0)?,
                edition,
                withdrawn_in,
                dataset: of_file,
                content: bytes,
            });
        }
        drop(rows);
        let mut former = Former::new(source.edition, figures);
        known.extend(self.complete_after(dataset, source));
        if let Some(held) = &former.held {
            known.extend(self.complete_after(held.dataset, source));
            known.extend(moved.iter().filter(|figure| figure.content == held.content).map(|figure| figure.edition));
        }
        former.know(known.into_iter().filter(|edition| *edition > source.edition).min());
        Ok(former)
    }
}

/// What editions state of a figure before, in and after the edition of a load.
#[derive(Debug, Default)]
pub(crate) struct Former {
    /// What held in the edition of the load, since that or an earlier edition stated it.
    pub held: Option<FormerFigure>,
    /// The edition that ended it.
    until: Option<Edition>,
    /// What held until the edition of the load, which stated another figure or withdrew it.
    pub before: Option<FormerFigure>,
    /// The rows by which the edition of the load, and the next one that states a figure, withdrew what they had stated themselves:
    /// the edition and the `revision_id` of each.
    pub ended: Vec<(Edition, i64)>,
    /// What the first later edition stated that began to state a figure.
    pub next: Option<FormerFigure>,
    /// The first later edition that is known to state still what held in the edition of the load.
    pub restated: Option<Edition>,
    /// The first later edition, before the next one that states the figure, that is known not to state it.
    pub withdrawn_in: Option<Edition>,
}

/// A figure that an edition began to state.
#[derive(Debug)]
pub(crate) struct FormerFigure {
    /// `None` for the one that is stored, which no edition has ended.
    pub revision_id: Option<i64>,
    pub edition: Edition,
    /// The edition that withdrew it; `None` where a later one states another figure.
    pub withdrawn_in: Option<Edition>,
    /// The checksum of the dataset that it came from.
    pub dataset: u64,
    pub content: Vec<u8>,
}

impl FormerFigure {
    pub(super) fn is_stored(&self) -> bool {
        self.revision_id.is_none()
    }

    /// Whether its own edition withdrew it, so that it only says that this edition states no figure.
    fn is_withdrawal(&self) -> bool {
        self.withdrawn_in == Some(self.edition)
    }
}

impl Former {
    fn new(edition: Edition, mut figures: Vec<FormerFigure>) -> Self {
        // Of two statements of one edition the last one holds, and the stored one until now.
        figures.sort_by_key(|figure| (figure.edition, figure.revision_id.unwrap_or(i64::MAX)));
        if let Some(stored) = figures.iter().position(FormerFigure::is_stored) {
            figures.truncate(stored + 1);
        }
        let mut later = figures.split_off(figures.partition_point(|figure| figure.edition <= edition));
        let held = figures.pop_if(|figure| figure.withdrawn_in.is_none_or(|until| until > edition));
        let until = held.as_ref().and_then(|held| held.withdrawn_in).or_else(|| Some(later.first()?.edition));
        let mut own = figures.split_off(figures.partition_point(|figure| figure.edition < edition));
        let is_own = held.as_ref().is_none_or(|held| held.edition == edition);
        let before = figures.pop().filter(|figure| match figure.withdrawn_in {
            Some(until) => is_own && until == edition,
            None => is_own && (held.is_some() || !own.is_empty()),
        });
        let next = later.iter().find(|figure| !figure.is_withdrawal()).map(|figure| figure.edition);
        let next = later.iter().rposition(|figure| Some(figure.edition) == next && !figure.is_withdrawal());
        let next = next.map(|place| later.remove(place));
        let is_of_next = |figure: &FormerFigure| next.as_ref().is_some_and(|next| next.edition == figure.edition);
        own.extend(later.into_iter().filter(is_of_next));
        let ended = own.into_iter().filter_map(|figure| Some((figure.edition, figure.revision_id?))).collect();
        Self { held, until, before, ended, next, ..Self::default() }
    }

    /// Takes note of the first later edition of which it is known what it states.
    fn know(&mut self, known: Option<Edition>) {
        let Some(known) = known.filter(|known| self.next.as_ref().is_none_or(|next| *known < next.edition)) else {
            return;
        };
        match self.held.is_some() && self.until.is_none_or(|until| known < until) {
            true => self.restated = Some(known),
            false => self.withdrawn_in = Some(known),
        }
    }

    /// Whether nothing is known of what later editions state.
    pub(crate) fn is_newest(&self) -> bool {
        self.next.is_none() && self.restated.is_none() && self.withdrawn_in.is_none()
    }
}
