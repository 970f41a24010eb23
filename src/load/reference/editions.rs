//! The editions of sources: the same source code with another `published_on` is another edition. What it states
//! is newer than what the edition before it states, and both stay citable.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use rusqlite::Connection;
use rusqlite::types::Value;
use time::Date;

use crate::load::schema::TableName;
use crate::model::period;

/// The columns of `source` that each edition has for itself.
pub(super) const OWN: [&str; 8] =
    ["title", "publisher", "author", "url", "published_on", "retrieved_on", "language", "licence"];

/// The sources that a database holds, by their codes.
#[derive(Debug, Default)]
pub(crate) struct Editions {
    by_code: HashMap<String, StoredSource>,
    last_source_id: i64,
    /// The datasets that state all of an edition, each with its source and its number.
    complete: HashSet<(String, i64, i64)>,
}

/// A source that a database holds.
#[derive(Debug)]
struct StoredSource {
    source_id: i64,
    /// The highest number of an edition, also of those of which only figures are left that are no longer stated.
    last_edition: i64,
    /// The oldest first.
    editions: Vec<(Edition, Vec<Value>)>,
}

/// An edition of a source. Editions sort by the last day on which they can have been published; one without a date
/// sorts before all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Edition {
    published: Option<Date>,
    /// Counted for each source in the order in which its editions were loaded.
    pub number: i64,
}

impl Edition {
    /// The edition of a source that is not stored yet.
    pub(crate) const FIRST: Self = Self { published: None, number: 1 };

    fn new(number: i64, published_on: Option<&str>) -> Self {
        let published = published_on.and_then(|date| period::parse_publication(date).ok()).map(|period| period.end());
        Self { published, number }
    }
}

/// The edition that a row of `source` states.
pub(crate) struct StatedEdition<'a> {
    pub edition: Edition,
    pub is_new: bool,
    /// What the row is compared with: the stored row of this edition; for a new one, that of the newest edition.
    pub before: &'a [Value],
}

impl Editions {
    /// Reads what a database holds.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(super) fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let table = TableName::Source.table();
        // Another program may have added a source without an edition.
        let column = |name: &str| match OWN.contains(&name) {
            true => format!("CASE WHEN e.edition IS NULL THEN s.{name} ELSE e.{name} END"),
            false => format!("s.{name}"),
        };
        let columns: Vec<String> = table.columns.iter().map(|of| column(of.name)).collect();
        let mut query = connection.prepare(&format!(
            "SELECT s.code, s.source_id, coalesce(e.edition, 1), {}
               FROM source AS s LEFT JOIN edition AS e ON e.source_id = s.source_id",
            columns.join(", ")
        ))?;
        let mut rows = query.query([])?;
        // A source or an edition may have been removed, and its number is not used again.
        let former =
            "SELECT source_id, max(max(edition), coalesce(max(withdrawn_in), 0)) FROM revision GROUP BY source_id";
        let mut former = connection.prepare(former)?;
        let former = former.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let former: HashMap<i64, i64> = former.collect::<rusqlite::Result<_>>()?;
        let last_source_id = former.keys().copied().max().unwrap_or_default();
        let complete = "SELECT dataset, json_extract(row_key, '$[0]'), json_extract(row_key, '$[1]')
                          FROM row_statement WHERE table_name = 'edition'";
        let mut complete = connection.prepare(complete)?;
        let complete = complete.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let complete = complete.collect::<rusqlite::Result<_>>()?;
        let mut editions = Self { last_source_id, complete, ..Self::default() };
        while let Some(row) = rows.next()? {
            let values =
                (3..columns.len() + 3).map(|index| row.get(index)).collect::<rusqlite::Result<Vec<Value>>>()?;
            let source_id = row.get(1)?;
            editions.last_source_id = editions.last_source_id.max(source_id);
            let source = editions.by_code.entry(row.get(0)?);
            let last_edition = former.get(&source_id).copied().unwrap_or_default();
            let source = source.or_insert_with(|| StoredSource { source_id, last_edition, editions: Vec::new() });
            let edition = Edition::new(row.get(2)?, published_on(&values));
            source.last_edition = source.last_edition.max(edition.number);
            source.editions.push((edition, values));
        }
        for source in editions.by_code.values_mut() {
            source.editions.sort_by_key(|(edition, _)| *edition);
        }
        Ok(editions)
    }

    /// The row of the newest edition of each source.
    pub(super) fn newest(&self) -> impl Iterator<Item = (&String, &[Value])> {
        self.by_code.iter().filter_map(|(code, source)| Some((code, source.editions.last()?.1.as_slice())))
    }

    /// The edition that a row of `source` states; `None` where the source is not stored. A row without a date states the
    /// newest edition, and a date is filled in where the only edition has none.
    pub(crate) fn stated_by(&self, code: &str, values: &[Value]) -> Option<StatedEdition<'_>> {
        let StoredSource { editions, last_edition, .. } = self.by_code.get(code)?;
        let newest = editions.last()?;
        let stated = published_on(values);
        let found = match (stated, editions.as_slice()) {
            (None, _) => Some(newest),
            (_, [only]) if published_on(&only.1).is_none() => Some(only),
            _ => editions.iter().find(|(_, row)| published_on(row) == stated),
        };
        Some(match found {
            Some((edition, before)) => StatedEdition { edition: *edition, is_new: false, before },
            None => StatedEdition { edition: Edition::new(last_edition + 1, stated), is_new: true, before: &newest.1 },
        })
    }

    /// Whether a dataset is known to state all of this edition of a source.
    pub(super) fn is_complete(&self, code: &str, edition: Edition, dataset: &str) -> bool {
        let source_id = self.source_id(code).unwrap_or_default();
        self.complete.contains(&(dataset.to_owned(), source_id, edition.number))
    }

    /// The `source_id` of a source, where it is stored.
    pub(crate) fn source_id(&self, code: &str) -> Option<i64> {
        self.by_code.get(code).map(|source| source.source_id)
    }

    /// The `source_id` of each stored source.
    pub(crate) fn source_ids(&self) -> HashMap<String, i64> {
        self.by_code.iter().map(|(code, source)| (code.clone(), source.source_id)).collect()
    }

    /// The highest `source_id`.
    pub(crate) fn last_source_id(&self) -> i64 {
        self.last_source_id
    }

    /// The stored editions of a source, the oldest first.
    pub(crate) fn of(&self, code: &str) -> impl Iterator<Item = Edition> {
        self.by_code.get(code).into_iter().flat_map(|source| &source.editions).map(|(edition, _)| *edition)
    }
}

/// The date that a row of `source` states.
fn published_on(values: &[Value]) -> Option<&str> {
    match values.get(TableName::Source.table().column("published_on")?)? {
        Value::Text(date) => Some(date),
        _ => None,
    }
}

/// The source of a figure: its `source_id`, the edition that the load states, and those that are stored.
#[derive(Clone, Debug)]
pub(crate) struct StatedSource {
    pub source_id: i64,
    pub edition: Edition,
    stored: Vec<Edition>,
    is_outdated: bool,
    /// Whether the load states the date of an edition that is stored without one.
    pub gives_date: bool,
}

impl StatedSource {
    /// What a load states of the source with this row.
    pub(crate) fn new(editions: &Editions, source_id: i64, code: &str, values: &[Value]) -> Self {
        let (edition, is_new) = match editions.stated_by(code, values) {
            Some(stated) => (stated.edition, stated.is_new),
            None => (Edition::FIRST, true),
        };
        let gives_date = !is_new && edition.published.is_none() && published_on(values).is_some();
        let stored: Vec<Edition> = editions.of(code).collect();
        let is_outdated = stored.iter().any(|stored| *stored > edition);
        Self { source_id, edition, stored, is_outdated, gives_date }
    }

    /// How the edition that the load states compares with another one by their dates.
    pub(crate) fn compare(&self, edition: i64) -> Ordering {
        self.edition(edition).map_or(Ordering::Greater, |other| self.edition.cmp(&other))
    }

    /// The edition with this number, where it is stored or that of the load.
    pub(crate) fn edition(&self, number: i64) -> Option<Edition> {
        self.stored.iter().chain([&self.edition]).find(|edition| edition.number == number).copied()
    }

    /// Whether a newer edition is stored.
    pub(crate) fn is_outdated(&self) -> bool {
        self.is_outdated
    }
}
