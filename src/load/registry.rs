//! Every row that references can point to: what the database holds, overlaid with what this load brings.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;
use rusqlite::types::Value;

use super::codes::KNOWN;
use super::tables::{Kind, TABLES, Table};
use crate::model::{Period, nearest};
use crate::problem::Suggestion;

/// What a load does with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Inserted,
    Revised,
    Unchanged,
}

/// One row, its cells in the order of the table's columns, references by their codes.
#[derive(Clone, Debug)]
pub struct Entry {
    pub values: Vec<Value>,
    /// What the load does with it; `None` for a row that only the database told.
    pub change: Option<Change>,
    /// File and line of a row that this load told.
    pub origin: Option<(usize, u64)>,
}

/// The rows of one table, by key.
#[derive(Debug, Default)]
pub struct Entries {
    pub rows: HashMap<String, Entry>,
    /// Keys of rows that were refused: what refers to them is not wrong a second time.
    pub refused: HashSet<String>,
    /// Keys of rows that were refused for changing what figures rest on.
    pub frozen: Vec<String>,
    /// A file of the table could not be read: nothing can be said of keys that are not here.
    pub incomplete: bool,
}

/// All tables but `observation`.
#[derive(Debug, Default)]
pub struct Registry {
    tables: HashMap<&'static str, Entries>,
    /// The periods that this load mentions, by their codes.
    pub periods: HashMap<String, Period>,
}

/// Joins the parts of a key with a character that no code can hold.
pub fn key_of<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    parts.into_iter().collect::<Vec<_>>().join("\u{1f}")
}

impl Registry {
    /// Reads what a database holds.
    pub fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let mut registry = Self::default();
        for table in TABLES.iter().filter(|table| table.name != "observation") {
            let columns: Vec<String> = table
                .columns
                .iter()
                .map(|column| match column.kind {
                    Kind::Reference("source") => "(SELECT code FROM source WHERE source_id = t.source_id)".to_owned(),
                    _ => column.name.to_owned(),
                })
                .collect();
            let mut statement =
                connection.prepare(&format!("SELECT {} FROM {} AS t", columns.join(", "), table.name))?;
            let mut rows = statement.query([])?;
            let entries = registry.entries_mut(table.name);
            while let Some(row) = rows.next()? {
                let values =
                    (0..columns.len()).map(|index| row.get(index)).collect::<rusqlite::Result<Vec<Value>>>()?;
                entries.rows.insert(key(table, &values), Entry { values, change: None, origin: None });
            }
        }
        Ok(registry)
    }

    /// Refuses what refers to a row that was refused for changing what figures rest on: figures that are told by the changed
    /// row would be taken for something else.
    pub fn refuse_frozen(&mut self) {
        for entries in self.tables.values_mut() {
            for key in std::mem::take(&mut entries.frozen) {
                entries.rows.remove(&key);
                entries.refused.insert(key);
            }
        }
        // What a metric measures in such a unit is as doubtful as what is told in it.
        let unit = Table::named("metric").column("unit").unwrap_or_default();
        let refused = self.entries("unit").refused.clone();
        let metrics = self.entries_mut("metric");
        let doubtful: Vec<String> = metrics
            .rows
            .iter()
            .filter(|(_, row)| refused.contains(text(&row.values[unit])))
            .map(|(key, _)| key.clone())
            .collect();
        for key in doubtful {
            metrics.rows.remove(&key);
            metrics.refused.insert(key);
        }
    }

    pub fn entries(&self, table: &str) -> &Entries {
        static NONE: std::sync::LazyLock<Entries> = std::sync::LazyLock::new(Entries::default);
        self.tables.get(table).unwrap_or(&NONE)
    }

    pub fn entries_mut(&mut self, table: &'static str) -> &mut Entries {
        self.tables.entry(table).or_default()
    }

    /// A cell of a row, as text; empty where there is no such row or the cell is NULL.
    pub fn text<'a>(&'a self, table: &'static str, code: &str, column: &str) -> &'a str {
        self.value(table, code, column).map_or("", text)
    }

    /// A cell of a row.
    pub fn value(&self, table: &'static str, code: &str, column: &str) -> Option<&Value> {
        let index = Table::named(table).column(column)?;
        self.entries(table).rows.get(code).map(|entry| &entry.values[index])
    }

    /// What most likely was meant by a code that no row has: the row of that name, or the one spelled most like it.
    pub fn suggestion(&self, table: &'static str, wanted: &str) -> Option<Suggestion> {
        let mut codes: Vec<&str> = self.entries(table).rows.keys().map(String::as_str).collect();
        codes.sort_unstable();
        let names = |code: &str| ["name", "name_zh", "title"].map(|column| self.text(table, code, column));
        let by_alias = || {
            let aliases = self.entries("alias").rows.values();
            let column = Table::named("alias").column(table)?;
            aliases.filter(|entry| text(&entry.values[0]) == wanted).map(|entry| text(&entry.values[column])).min()
        };
        let by_name = codes.iter().copied().find(|code| names(code).contains(&wanted));
        let found = by_name
            .or_else(by_alias)
            .or_else(|| nearest(wanted, codes.iter().copied(), |code| code))
            .or_else(|| nearest(wanted, codes.iter().copied(), |code| names(code)[0]))?;
        let name = names(found).into_iter().find(|name| !name.is_empty() && *name != found);
        Some(Suggestion { code: found.to_owned(), name: name.map(str::to_owned) })
    }
}

/// The rows of tables by their names and aliases.
#[derive(Debug, Default)]
pub struct Names(HashMap<&'static str, HashMap<String, Vec<String>>>);

impl Names {
    pub fn of(registry: &Registry) -> Self {
        let mut names = Self::default();
        for table in KNOWN.into_iter().chain(["unit"]) {
            let of_table = names.0.entry(table).or_default();
            let mut add = |name: &str, code: &str| {
                if !name.is_empty() && !code.is_empty() {
                    of_table.entry(name.to_owned()).or_default().push(code.to_owned());
                }
            };
            for code in registry.entries(table).rows.keys() {
                ["name", "name_zh", "title"].iter().for_each(|column| add(registry.text(table, code, column), code));
            }
            let Some(column) = Table::named("alias").column(table) else { continue };
            registry.entries("alias").rows.values().for_each(|alias| {
                add(text(&alias.values[0]), text(&alias.values[column]));
            });
        }
        for codes in names.0.values_mut().flat_map(HashMap::values_mut) {
            codes.sort_unstable();
            codes.dedup();
        }
        names
    }

    /// The codes of the rows that have a name, or have it as an alias.
    pub fn codes(&self, table: &str, name: &str) -> &[String] {
        self.0.get(table).and_then(|names| names.get(name)).map_or(&[], Vec::as_slice)
    }
}

/// The key of a row.
pub fn key(table: &Table, values: &[Value]) -> String {
    key_of(table.key.iter().filter_map(|name| table.column(name)).map(|index| text(&values[index])))
}

/// The text of a value; empty for anything else.
pub fn text(value: &Value) -> &str {
    match value {
        Value::Text(text) => text,
        _ => "",
    }
}
