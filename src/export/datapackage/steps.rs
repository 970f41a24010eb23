//! In which of the datasets of an export each edition is stated.
//!
//! A load states one edition of a source, so that sources with several editions need as many datasets, which are loaded one after
//! the other. The editions of a source follow each other as they were loaded: a figure belongs to the edition that was the
//! first to state it. Where editions have withdrawn figures they follow each other by their dates, because an edition can
//! withdraw only what is there.

use std::collections::HashMap;

use crate::error::Result;
use crate::store::Sandbox;

const EDITIONS: &str = "
    SELECT e.source_id, e.edition, coalesce(e.published_end, '') AS published_end,
           e.source_id IN (SELECT r.source_id FROM revision AS r WHERE r.withdrawn_in IS NOT NULL) AS is_by_date
      FROM edition AS e
     ORDER BY e.source_id, CASE WHEN is_by_date THEN coalesce(e.published_end, '') END, e.edition";

/// The steps of a source.
#[derive(Default)]
struct Source {
    /// The step of each edition.
    steps: HashMap<i64, usize>,
    /// The last days of the dates of publication, by step.
    published: Vec<String>,
    is_by_date: bool,
}

/// The steps of all sources, by their numbers.
pub(super) struct Steps(HashMap<i64, Source>);

impl Steps {
    /// # Errors
    /// The database cannot be read.
    pub(super) fn read(sandbox: &Sandbox) -> Result<Self> {
        let mut sources: HashMap<i64, Source> = HashMap::new();
        let mut statement = sandbox.prepare(EDITIONS)?;
        let mut cursor = statement.cursor();
        while let Some(row) = cursor.advance()? {
            let source = sources.entry(row.integer(0)?.unwrap_or_default()).or_default();
            source.steps.insert(row.integer(1)?.unwrap_or_default(), source.published.len());
            source.published.push(row.text(2)?.into_owned());
            source.is_by_date = row.integer(3)? == Some(1);
        }
        Ok(Self(sources))
    }

    /// How many steps the source with the most editions has.
    pub(super) fn count(&self) -> usize {
        self.0.values().map(|source| source.published.len()).max().unwrap_or_default().max(1)
    }

    /// The step in which an edition is stated; `None` where it is hidden. A source that another program has added without an
    /// edition has one step.
    pub(super) fn of(&self, source: i64, edition: i64) -> Option<usize> {
        match self.0.get(&source) {
            None => Some(0),
            Some(source) => source.steps.get(&edition).copied(),
        }
    }

    /// Whether the steps of a source are in the order of their dates.
    pub(super) fn are_by_date(&self, source: i64) -> bool {
        self.0.get(&source).is_some_and(|source| source.is_by_date)
    }

    /// The last day of the date of publication of the edition of a step.
    pub(super) fn published(&self, source: i64, step: usize) -> &str {
        self.0.get(&source).and_then(|source| source.published.get(step)).map_or("", String::as_str)
    }
}
