//! Codes that differ only by how they are written.

use std::collections::HashMap;

use super::catalog::Catalog;
use crate::load::ledger::counts::Change;
use crate::load::schema::{CREATABLE, TableName};
use crate::model::alike;

/// The codes of tables by what spellings of one code have in common.
#[derive(Debug, Default)]
pub(crate) struct Spellings(HashMap<(TableName, bool), HashMap<String, String>>);

impl Spellings {
    /// The code of a row that is a text but for its form, or also but for upper and lower case.
    pub(crate) fn code(&self, table: TableName, text: &str, ignores_case: bool) -> Option<&str> {
        self.0.get(&(table, ignores_case))?.get(&alike(text, ignores_case)).map(String::as_str)
    }

    /// Adds the codes of a table, unless they have been added already.
    pub(crate) fn read(&mut self, catalog: &Catalog, table: TableName, ignores_case: bool) {
        self.0.entry((table, ignores_case)).or_insert_with(|| {
            let mut codes: Vec<&String> = catalog.entries(table).rows.keys().collect();
            // Of several such codes the first in order counts.
            codes.sort_unstable_by(|one, other| other.cmp(one));
            codes.into_iter().map(|code| (alike(code, ignores_case), code.clone())).collect()
        });
    }

    /// Adds a code that has been created.
    pub(crate) fn add(&mut self, table: TableName, code: &str) {
        for ignores_case in [false, true] {
            if let Some(codes) = self.0.get_mut(&(table, ignores_case)) {
                codes.entry(alike(code, ignores_case)).or_insert_with(|| code.to_owned());
            }
        }
    }
}

/// Two codes of a table that differ only by how they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    pub table: TableName,
    pub codes: [String; 2],
    /// Whether they differ by upper and lower case, and not by their form alone.
    pub is_of_case: bool,
}

/// The codes that a load adds and that differ from another code only by how they are written.
pub(crate) fn pairs(catalog: &Catalog) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for table in CREATABLE {
        let rows = &catalog.entries(table).rows;
        let is_new = |code: &str| rows.get(code).is_some_and(|row| row.change == Some(Change::Inserted));
        if !rows.values().any(|row| row.change == Some(Change::Inserted)) {
            continue;
        }
        let mut codes: Vec<&String> = rows.keys().collect();
        codes.sort_unstable();
        let mut first: HashMap<String, &str> = HashMap::with_capacity(codes.len());
        for code in codes {
            let other = *first.entry(alike(code, true)).or_insert(code);
            if other != code.as_str() && (is_new(other) || is_new(code)) {
                let is_of_case = alike(other, false) != alike(code, false);
                pairs.push(Pair { table, codes: [other.to_owned(), code.clone()], is_of_case });
            }
        }
    }
    pairs
}
