//! What was most likely meant by a statement that SQLite does not compile.

use crate::error::{SqlError, TableColumns};
use crate::lexer::names_read;
use crate::model::nearest;
use crate::problem::Suggestion;

/// The error of a mistake in a statement, of which SQLite says `message` at the byte `offset`. `tables` are those of the database.
pub(super) fn mistake(sql: &str, message: &str, offset: Option<usize>, tables: Vec<TableColumns>) -> SqlError {
    // SQLite repeats a name between double quotes with them, and adds a question.
    let wanted = |prefix: &str| {
        let name = message.strip_prefix(prefix)?.split(" - should this be").next()?.trim_matches('"');
        name.rsplit('.').next()
    };
    let (near, columns) = if let Some(name) = wanted("no such table: ") {
        let tables: Vec<String> = tables.into_iter().map(|of| of.table).collect();
        let near = nearest(name, &tables, |table| table).cloned();
        (near, vec![TableColumns { table: String::new(), columns: tables }])
    } else {
        let read = names_read(sql);
        let is_read = |of: &TableColumns| read.iter().any(|name| name.eq_ignore_ascii_case(&of.table));
        let (columns, others): (Vec<_>, Vec<_>) = tables.into_iter().partition(is_read);
        match wanted("no such column: ") {
            Some(name) => (column_meant(name, &columns, &others), columns),
            None => (None, Vec::new()),
        }
    };
    SqlError::Syntax {
        sql: sql.to_owned(),
        message: message.to_owned(),
        offset,
        near: near.map(Suggestion::of),
        columns,
    }
}

/// The column that a name stands for: the same name in another table is nearer than a similar one in a table that is read.
fn column_meant(name: &str, tables: &[TableColumns], others: &[TableColumns]) -> Option<String> {
    let has_it = |of: &&TableColumns| of.columns.iter().any(|column| column.eq_ignore_ascii_case(name));
    let other = others.iter().filter(has_it).min_by_key(|of| of.table != "fact");
    let similar = || nearest(name, tables.iter().flat_map(|of| &of.columns), |column| column).cloned();
    other.map(|of| format!("{}.{name}", of.table)).or_else(similar)
}
