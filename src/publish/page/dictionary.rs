//! The data dictionary: the tables and views of the database, and their columns.

use maud::html;

use crate::publish::layout::Sheet;
use crate::publish::markup::{body, table};

/// A table or view, or a column of one.
pub(in crate::publish) struct Entry {
    pub table: String,
    /// Empty for the table itself.
    pub column: String,
    pub kind: String,
    pub meaning: String,
    pub unit: Option<String>,
}

pub(in crate::publish) fn page(entries: &[Entry]) -> Sheet {
    let head = html! { @for name in ["Column", "Type", "Meaning", "Unit"] { th scope="col" { (name) } } };
    let tables = entries.chunk_by(|one, other| one.table == other.table);
    Sheet {
        path: "dictionary.html".to_owned(),
        title: "Data dictionary".to_owned(),
        description: "What every table, view and column of the database means.".to_owned(),
        data: None,
        body: html! {
            h1 { "Data dictionary" }
            p.lead { "The tables and views of the database, which opens in any SQLite client. " code { "fact" } " has one row for each figure." }
            @for columns in tables {
                @let own = columns.iter().find(|entry| entry.column.is_empty());
                @let name = &columns[0].table;
                h2 id=(name) { code { (name) } }
                @if let Some(own) = own { p { "One row is " (own.meaning) "." } }
                (table(name, &head, &body(&html! {
                    @for entry in columns.iter().filter(|entry| !entry.column.is_empty()) {
                        tr {
                            th scope="row" { code { (entry.column) } }
                            td { (entry.kind) }
                            td.w { (entry.meaning) }
                            td { @if let Some(unit) = &entry.unit { (unit) } }
                        }
                    }
                })))
            }
        },
    }
}
