//! The schemes that every dataset can use without stating them.

use std::collections::HashSet;

use rusqlite::types::Value;

use super::catalog::{Catalog, Entry, text};
use crate::load::ledger::counts::Change;
use crate::load::schema::TableName;

/// The code, the names and the version of each.
const BUILT_IN: [[&str; 4]; 4] = [
    ["isic4", "International Standard Industrial Classification of All Economic Activities", "", "Revision 4"],
    ["gbt4754", "Industrial Classification for National Economic Activities", "国民经济行业分类", ""],
    ["nbs", "Groups of industries of the National Bureau of Statistics of China", "", ""],
    ["local", "Groups that a dataset defines", "", ""],
];

/// Adds the built-in schemes that neither the database nor the load has.
pub(crate) fn add(catalog: &mut Catalog) {
    let entries = catalog.entries_mut(TableName::Scheme);
    for row in BUILT_IN {
        let code = row[0].to_owned();
        if entries.rows.contains_key(&code) || entries.rejected.contains(&code) {
            continue;
        }
        let cell = |text: &str| if text.is_empty() { Value::Null } else { Value::Text(text.to_owned()) };
        let values = row.into_iter().map(cell).chain([Value::Null]).collect();
        entries.rows.insert(code, Entry { values, change: Some(Change::Inserted), origin: None, before: None });
    }
}

/// Removes the built-in schemes that no sector of the load uses, so that they are not written.
pub(crate) fn remove_unused(catalog: &mut Catalog) {
    let column = TableName::Sector.table().column("scheme").unwrap_or_default();
    let sectors = catalog.entries(TableName::Sector).rows.values();
    let used: HashSet<String> = sectors.map(|sector| text(&sector.values[column]).to_owned()).collect();
    let is_wanted = |code: &String, scheme: &mut Entry| {
        scheme.origin.is_some() || scheme.change != Some(Change::Inserted) || used.contains(code)
    };
    catalog.entries_mut(TableName::Scheme).rows.retain(is_wanted);
}
