//! Every row that references can point to: the stored rows, overlaid with those of this load.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::Connection;
use rusqlite::types::Value;

use super::editions::Editions;
use crate::load::ledger::counts::Change;
use crate::load::schema::{Kind, Table, TableName, reference_tables};
use crate::model::{Period, fold, nearest};
use crate::problem::{Suggestion, Violation};

/// One row, its cells in the order of the table's columns, references by their codes.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub values: Vec<Value>,
    /// What the load does with it; `None` for a row that only the database has.
    pub change: Option<Change>,
    /// File and line of a row that this load brings.
    pub origin: Option<(usize, u64)>,
    /// What the database holds in its place; only where rejected rows are kept.
    pub before: Option<Box<Self>>,
}

impl Entry {
    /// Fills the cells that state nothing with what another row of the load states, which is in this file and line.
    pub(super) fn fill(&mut self, table: &Table, values: Vec<Value>, origin: (usize, u64)) {
        for ((own, value), column) in self.values.iter_mut().zip(values).zip(table.columns) {
            if column.is_unstated(own) && !column.is_unstated(&value) {
                *own = value;
                self.origin = Some(origin);
                self.change =
                    self.change.map(|change| if change == Change::Unchanged { Change::Revised } else { change });
            }
        }
    }
}

/// A row as it stands after the load, with its edition.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub values: Vec<Value>,
    pub edition: i64,
}

/// The rows of one table, by key.
#[derive(Debug, Default)]
pub(crate) struct Entries {
    pub rows: HashMap<String, Entry>,
    /// Keys of rejected rows: a reference to them is not reported as unknown.
    pub rejected: HashSet<String>,
    /// Keys of rows that were rejected for changing what figures depend on, or what another dataset states, each with its file
    /// and line.
    pub immutable: HashMap<String, (usize, u64)>,
    /// Keys of which rows of the load differ, each with the violation of the first; only where rejected rows are kept.
    pub(super) disputed: HashMap<String, (Violation, &'static str)>,
    /// The keys of rows that replace what other datasets state, each after the name of such a dataset.
    pub(super) replaced: Vec<(String, String)>,
    /// The editions of the stored rows by their keys, where the table has them.
    pub(super) editions: HashMap<String, i64>,
    /// What editions are known to have stated of rows by their keys, the last known last; only where the load states an older
    /// edition than the newest one.
    pub(super) former: HashMap<String, Vec<(i64, Vec<Value>)>>,
    /// The rows that the load states in an older edition, by their keys, as they stand after it.
    pub(super) standing: HashMap<String, Standing>,
    /// The files and the lines of the rows in place of which that stays which a newer edition says.
    pub(super) kept: Vec<(usize, u64)>,
    /// The keys of the rows that the load states, each with the number of the file that states it.
    pub stated: Vec<(usize, String)>,
    /// Whether a file of the table could not be read: then a key that is not here may still exist.
    pub is_incomplete: bool,
}

impl Entries {
    /// The datasets whose definitions accepted rows replace, each with the row.
    pub(super) fn replaced(&self) -> impl Iterator<Item = (&str, &Entry)> {
        let accepted = |key: &String| self.rows.get(key).filter(|entry| entry.origin.is_some());
        self.replaced.iter().filter_map(move |(dataset, key)| Some((dataset.as_str(), accepted(key)?)))
    }
}

/// All tables but `observation`.
#[derive(Debug, Default)]
pub(crate) struct Catalog {
    tables: HashMap<TableName, Entries>,
    /// The editions of the sources that are stored. In the table of sources, a stored source has its newest edition.
    pub editions: Editions,
    /// The codes that were renamed, or whose rows were merged into others.
    former: HashMap<(TableName, String), FormerCode>,
}

/// What a code stands for that was renamed, or whose row was merged into another one.
#[derive(Debug)]
struct FormerCode {
    code: String,
    is_merged: bool,
}

/// Joins the parts of a key with a character that no code can hold.
pub(crate) fn key_of<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    parts.into_iter().collect::<Vec<_>>().join("\u{1f}")
}

impl Catalog {
    /// Reads what a database holds.
    pub(crate) fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let mut catalog = Self { editions: Editions::read(connection)?, ..Self::default() };
        let stored = |values| Entry { values, change: None, origin: None, before: None };
        let sources = catalog.editions.newest().map(|(code, values)| (code.clone(), stored(values.to_vec()))).collect();
        catalog.entries_mut(TableName::Source).rows = sources;
        for table in reference_tables().filter(|table| table.id != TableName::Source) {
            let edition = if table.has_edition() { "t.edition" } else { "NULL" };
            let columns: Vec<String> = table
                .columns
                .iter()
                .map(|column| match column.kind {
                    Kind::Reference(TableName::Source) => {
                        "(SELECT code FROM source WHERE source_id = t.source_id)".to_owned()
                    }
                    _ => column.name.to_owned(),
                })
                .collect();
            let mut statement =
                connection.prepare(&format!("SELECT {}, {edition} FROM {} AS t", columns.join(", "), table.name))?;
            let mut rows = statement.query([])?;
            let entries = catalog.entries_mut(table.id);
            while let Some(row) = rows.next()? {
                let values =
                    (0..columns.len()).map(|index| row.get(index)).collect::<rusqlite::Result<Vec<Value>>>()?;
                let row_key = key(table, &values);
                if let Some(edition) = row.get(columns.len())? {
                    entries.editions.insert(row_key.clone(), edition);
                }
                entries.rows.insert(row_key, stored(values));
            }
        }
        let mut former = connection.prepare("SELECT table_name, former, code, merged FROM former_code")?;
        let mut rows = former.query([])?;
        while let Some(row) = rows.next()? {
            let Some(table) = Table::find(row.get_ref(0)?.as_str()?) else { continue };
            let of = FormerCode { code: row.get(2)?, is_merged: row.get(3)? };
            catalog.former.insert((table.id, row.get(1)?), of);
        }
        Ok(catalog)
    }

    /// The code of now of a row, where the code was renamed or the row merged. A code that a row has is that of this row.
    pub(crate) fn current<'a>(&'a self, table: TableName, code: &'a str) -> &'a str {
        if self.former.is_empty() || self.entries(table).rows.contains_key(code) {
            return code;
        }
        self.former.get(&(table, code.to_owned())).map_or(code, |former| &former.code)
    }

    /// Whether the row of a code was merged into another one.
    pub(super) fn is_merged(&self, table: TableName, code: &str) -> bool {
        !self.former.is_empty() && self.former.get(&(table, code.to_owned())).is_some_and(|former| former.is_merged)
    }

    /// Whether another row was merged into the row of a code.
    pub(super) fn has_merged(&self, table: TableName, code: &str) -> bool {
        self.former.iter().any(|((of, _), former)| *of == table && former.is_merged && former.code == code)
    }

    /// What became of a code, in words.
    pub(crate) fn became(&self, table: TableName, former: &str) -> String {
        let became = if self.is_merged(table, former) { "was merged into" } else { "is now" };
        format!("the {} `{former}` {became} `{}`", table.text(), self.current(table, former))
    }

    /// The former codes of a table, each with the code of now.
    pub(crate) fn former(&self, table: TableName) -> impl Iterator<Item = (&str, &str)> {
        let all = self.former.iter().filter(move |((of, _), _)| *of == table);
        all.map(|((_, former), of)| (former.as_str(), of.code.as_str()))
    }

    /// Removes the stored rows that the load wanted to change although figures depend on them or another dataset states them,
    /// and the stored rows that depend on a removed row of another table, so that whatever refers to them is rejected: figures
    /// stated by the changed row would be taken for something else.
    pub(super) fn remove_immutable(&mut self, table: &Table) {
        let mut removed: Vec<String> = self.entries(table.id).immutable.keys().cloned().collect();
        for (index, column) in table.columns.iter().enumerate().filter(|(_, column)| column.is_immutable) {
            let Kind::Reference(of) = column.kind else { continue };
            let there = &self.entries(of).rows;
            let rows = self.entries(table.id).rows.iter();
            let dependent = rows.filter(|(_, row)| !there.contains_key(text(&row.values[index])));
            removed.extend(dependent.map(|(key, _)| key.clone()));
        }
        let entries = self.entries_mut(table.id);
        for key in removed {
            entries.rows.remove(&key);
            entries.rejected.insert(key);
        }
    }

    /// How many definitions of each dataset that is not in the load are replaced by its rows.
    pub(crate) fn replaced(&self) -> BTreeMap<String, u64> {
        let mut replaced = BTreeMap::new();
        for (dataset, _) in self.tables.values().flat_map(Entries::replaced) {
            *replaced.entry(dataset.to_owned()).or_default() += 1;
        }
        replaced
    }

    /// The periods that the rows of this load mention.
    pub(crate) fn periods(&self) -> Vec<Period> {
        let mut periods = Vec::new();
        for table in reference_tables() {
            let columns = table.columns.iter().enumerate().filter(|(_, column)| column.kind == Kind::Period);
            for (index, _) in columns {
                let rows = self.entries(table.id).rows.values().filter(|row| row.change.is_some());
                periods.extend(rows.filter_map(|row| Period::parse(text(&row.values[index])).ok()));
            }
        }
        periods
    }

    pub(crate) fn entries(&self, table: TableName) -> &Entries {
        static NONE: std::sync::LazyLock<Entries> = std::sync::LazyLock::new(Entries::default);
        self.tables.get(&table).unwrap_or(&NONE)
    }

    pub(crate) fn entries_mut(&mut self, table: TableName) -> &mut Entries {
        self.tables.entry(table).or_default()
    }

    /// A cell of a row, as text; empty where there is no such row or the cell is NULL.
    pub(crate) fn text<'a>(&'a self, table: TableName, code: &str, column: &str) -> &'a str {
        self.value(table, code, column).map_or("", text)
    }

    /// A cell of a row.
    pub(crate) fn value(&self, table: TableName, code: &str, column: &str) -> Option<&Value> {
        let index = table.table().column(column)?;
        self.entries(table).rows.get(code).map(|entry| &entry.values[index])
    }

    /// A suggestion for an unknown code: the row with that name, or the one with the most similar spelling.
    pub(crate) fn suggestion(&self, table: TableName, wanted: &str) -> Option<Suggestion> {
        let mut codes: Vec<&str> = self.entries(table).rows.keys().map(String::as_str).collect();
        codes.sort_unstable();
        let names = |code: &str| ["name", "name_zh", "title"].map(|column| self.text(table, code, column));
        let folded = fold(wanted);
        let is_wanted = |name: &str| !name.is_empty() && fold(name) == folded;
        let by_alias = || {
            let aliases = self.entries(TableName::Alias).rows.values();
            let column = TableName::Alias.table().column(table.text())?;
            aliases.filter(|entry| is_wanted(text(&entry.values[0]))).map(|entry| text(&entry.values[column])).min()
        };
        let by_name = codes.iter().copied().find(|code| is_wanted(code) || names(code).into_iter().any(is_wanted));
        let found = by_name
            .or_else(by_alias)
            .or_else(|| nearest(wanted, codes.iter().copied(), |code| code))
            .or_else(|| nearest(wanted, codes.iter().copied(), |code| names(code)[0]))?;
        let name = names(found).into_iter().find(|name| !name.is_empty() && *name != found);
        Some(Suggestion { code: found.to_owned(), name: name.map(str::to_owned) })
    }
}

/// The row of a database that may have been meant by a code that no row has.
///
/// # Errors
/// Fails where SQLite does.
pub(crate) fn suggestion(
    connection: &Connection,
    table: TableName,
    wanted: &str,
) -> rusqlite::Result<Option<Suggestion>> {
    Ok(Catalog::read(connection)?.suggestion(table, wanted))
}

/// The key of a row.
pub(crate) fn key(table: &Table, values: &[Value]) -> String {
    key_of(table.key.iter().filter_map(|name| table.column(name)).map(|index| text(&values[index])))
}

/// The text of a value; empty for anything else.
pub(crate) fn text(value: &Value) -> &str {
    match value {
        Value::Text(text) => text,
        _ => "",
    }
}
