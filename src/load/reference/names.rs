//! Finds rows by their names and aliases.

use std::collections::HashMap;

use super::catalog::{Catalog, text};
use crate::load::schema::{DIMENSIONS, TableName};

/// The rows of tables by their names and aliases.
#[derive(Debug, Default)]
pub(crate) struct Names(HashMap<TableName, HashMap<String, Vec<String>>>);

impl Names {
    pub(crate) fn of(catalog: &Catalog) -> Self {
        let mut names = Self::default();
        for table in DIMENSIONS.into_iter().chain([TableName::Unit]) {
            let of_table = names.0.entry(table).or_default();
            let mut add = |name: &str, code: &str| {
                if !name.is_empty() && !code.is_empty() {
                    of_table.entry(name.to_owned()).or_default().push(code.to_owned());
                }
            };
            for code in catalog.entries(table).rows.keys() {
                ["name", "name_zh", "title"].iter().for_each(|column| add(catalog.text(table, code, column), code));
            }
            let Some(column) = TableName::Alias.table().column(table.text()) else { continue };
            catalog.entries(TableName::Alias).rows.values().for_each(|alias| {
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
    pub(crate) fn codes(&self, table: TableName, name: &str) -> &[String] {
        self.0.get(&table).and_then(|names| names.get(name)).map_or(&[], Vec::as_slice)
    }
}
