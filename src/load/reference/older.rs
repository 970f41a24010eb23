//! What a load says of rows in an edition of a source that is older than one which is known to state them, or to leave them out.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;

use rusqlite::Connection;
use rusqlite::types::Value;

use super::catalog::{Catalog, Entry, Standing, key, text};
use super::editions::Edition;
use crate::load::ledger::counts::Change;
use crate::load::schema::{Kind, Table, TableName, reference_tables};
use crate::store::row_history::FORMER_ROWS;

impl Catalog {
    /// The edition of a source that the load states, where a newer one is stored.
    fn outdated(&self, source: &str) -> Option<Edition> {
        let entry = self.entries(TableName::Source).rows.get(source)?;
        let edition = self.editions.stated_by(source, &entry.values)?.edition;
        self.editions.of(source).any(|stored| stored > edition).then_some(edition)
    }

    /// Reads what editions stated of the rows of a table before it was changed, where the load states an older edition.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(super) fn read_former(&mut self, table: &'static Table, connection: &Connection) -> rusqlite::Result<()> {
        let mut sources = self.entries(TableName::Source).rows.keys();
        if !table.has_edition() || sources.all(|source| self.outdated(source).is_none()) {
            return Ok(());
        }
        let codes: HashMap<i64, String> = self.editions.source_ids().into_iter().map(|(code, id)| (id, code)).collect();
        let columns: Vec<String> =
            table.columns.iter().map(|column| format!("before ->> '$.{}'", column.stored_name())).collect();
        let mut former = connection.prepare(&format!(
            "SELECT before ->> '$.edition', {} FROM ({FORMER_ROWS}) WHERE table_name = ? ORDER BY change_id",
            columns.join(", ")
        ))?;
        let mut rows = former.query([table.name])?;
        while let Some(row) = rows.next()? {
            let mut values = Vec::with_capacity(table.columns.len());
            for (index, column) in table.columns.iter().enumerate() {
                let value = row.get(index + 1)?;
                values.push(match (column.kind, value) {
                    (_, Value::Integer(source_id)) => {
                        codes.get(&source_id).map_or(Value::Null, |code| Value::Text(code.clone()))
                    }
                    (Kind::Reference(of), Value::Text(code)) => Value::Text(self.current(of, &code).to_owned()),
                    (_, value) => value,
                });
            }
            let of_row = self.entries_mut(table.id).former.entry(key(table, &values)).or_default();
            of_row.push((row.get(0)?, values));
        }
        Ok(())
    }

    /// What editions of a source are known to state of a row, the oldest first; the last is the stored one or equal to it.
    fn known(&self, table: &Table, row_key: &str, source: &str) -> BTreeMap<Edition, &[Value]> {
        let entries = self.entries(table.id);
        let stored = entries.rows.get(row_key).map(|entry| entry.values.as_slice());
        let stored = entries.editions.get(row_key).copied().zip(stored);
        let former = entries.former.get(row_key).into_iter().flatten();
        let all = former.map(|(number, values)| (*number, values.as_slice())).chain(stored);
        let of_source =
            all.filter(|(_, values)| table.stating_source().is_some_and(|column| text(&values[column]) == source));
        let edition = |number| self.editions.of(source).find(|edition| edition.number == number);
        of_source.filter_map(|(number, values)| Some((edition(number)?, values))).collect()
    }

    /// The stored rows of a table that an edition states which is newer than that of the load: it is known to state them, or one of
    /// these datasets, which states them, was complete in it.
    pub(super) fn newer<'a>(&'a self, table: &'a Table, datasets: &'a [String]) -> impl Iterator<Item = &'a Entry> {
        let entries = self.entries(table.id);
        let stored = entries.editions.keys().filter_map(|key| Some((key, entries.rows.get(key)?)));
        let is_newer = |(row_key, entry): &(&String, &Entry)| {
            let source = table.stating_source().map_or("", |column| text(&entry.values[column]));
            let newest = || self.known(table, row_key, source).pop_last().map(|(edition, _)| edition);
            let is_complete = |other| datasets.iter().any(|dataset| self.editions.is_complete(source, other, dataset));
            self.outdated(source).is_some_and(|edition| {
                newest() > Some(edition) || self.editions.of(source).any(|other| other > edition && is_complete(other))
            })
        };
        stored.filter(is_newer).map(|(_, entry)| entry)
    }

    /// The rows in place of which that stays which a newer edition says: for each file by its number, how many, and the first line.
    pub(crate) fn kept(&self) -> BTreeMap<usize, (u64, u64)> {
        let mut kept = BTreeMap::new();
        for (file, line) in reference_tables().flat_map(|table| &self.entries(table.id).kept) {
            let (rows, first) = kept.entry(*file).or_insert((0, *line));
            (*rows, *first) = (*rows + 1, *line.min(first));
        }
        kept
    }

    /// Whether the load records what an older edition states of rows that stay as a newer one states them.
    pub(crate) fn records_former(&self) -> bool {
        reference_tables().any(|table| !self.entries(table.id).standing.is_empty())
    }

    /// What becomes of a row that a dataset of the load states in an older edition of its source, and what stands then: that is the
    /// row of the newest edition, since the edition from which on all those that are known state it. `None` where no newer edition is
    /// known to state the row or to leave it out.
    pub(super) fn older(
        &self,
        table: &Table,
        row_key: &str,
        values: &[Value],
        dataset: &str,
    ) -> Option<(Change, Option<Standing>)> {
        let source = text(&values[table.stating_source()?]);
        let edition = self.outdated(source)?;
        let entries = self.entries(table.id);
        let mut known = self.known(table, row_key, source);
        // A complete edition states what is stored of an earlier one.
        if let Some(stored) = known.keys().next_back().copied()
            && let Some(entry) = entries.rows.get(row_key)
        {
            let complete = |other: &Edition| *other > stored && self.editions.is_complete(source, *other, dataset);
            known.extend(self.editions.of(source).filter(complete).map(|other| (other, entry.values.as_slice())));
        }
        let newer = known.range((Bound::Excluded(edition), Bound::Unbounded)).next().map(|(newer, _)| *newer);
        let stored = entries.editions.get(row_key).zip(entries.rows.get(row_key));
        // What is not stored is not what the newest complete edition states, whatever others before it stated.
        let until = newer.filter(|_| stored.is_some());
        let mut between =
            self.editions.of(source).filter(|other| *other > edition && until.is_none_or(|it| *other < it));
        let is_unknown = stored.is_none() || !known.contains_key(&edition);
        if is_unknown && between.any(|other| self.editions.is_complete(source, other, dataset)) {
            return Some((Change::Kept, None));
        }
        let (number, stored) = stored.filter(|_| newer.is_some())?;
        let is_known = known.insert(edition, values).is_some_and(|before| before == values);
        let last = *known.last_key_value()?.1;
        let (since, _) = known.iter().rev().take_while(|(_, values)| **values == last).last()?;
        let stands = *number == since.number && stored.values == last;
        let standing = || Some(Standing { values: last.to_vec(), edition: since.number });
        Some(match edition >= *since {
            true if stands => (Change::Unchanged, None),
            true => (Change::Revised, standing()),
            false if stands && is_known => (Change::Kept, None),
            false => (Change::Kept, standing()),
        })
    }
}
