//! The tables and views of a database as tables without constraints, each with the statement that returns its rows.

use crate::error::Result;
use crate::export::scope::Filter;
use crate::store::Sandbox;

/// What is left out: what only loads, corrections and migrations need, what can be counted, and the tables of figures, whose
/// columns the view `fact` has with the names of all codes.
const LEFT_OUT: &str =
    "'also_stated', 'coverage', 'former_code', 'observation', 'refinery_schema_history', 'reject', 'removed_source',
    'report', 'revision', 'row_change', 'row_statement', 'series'";

/// The views of figures, which are filtered.
const FIGURES: [&str; 4] = ["current_fact", "fact", "former_fact", "latest_fact"];

/// A table or a view.
pub(super) struct Flat {
    pub name: String,
    /// The columns with their declared types.
    pub columns: Vec<(String, String)>,
    pub sql: String,
}

impl Flat {
    /// Whether it is the view of all figures.
    pub(super) fn has_all_figures(&self) -> bool {
        self.name == "fact"
    }
}

/// All of them, in the order of their names.
///
/// # Errors
/// The database cannot be read.
pub(super) fn all(filter: &Filter, sandbox: &Sandbox) -> Result<Vec<Flat>> {
    // Tables that another program has added are not in the dictionary.
    let names = format!(
        "SELECT DISTINCT d.table_name FROM data_dictionary AS d JOIN main.sqlite_schema AS s ON s.name = d.table_name
          WHERE d.table_name NOT IN ({LEFT_OUT}) ORDER BY 1"
    );
    texts(&names, sandbox)?.into_iter().map(|row| flat(row.concat(), filter, sandbox)).collect()
}

fn flat(name: String, filter: &Filter, sandbox: &Sandbox) -> Result<Flat> {
    let sql = format!("SELECT p.name, p.type FROM pragma_table_info('{name}', 'main') AS p ORDER BY p.cid");
    let columns = texts(&sql, sandbox)?.into_iter().filter_map(|row| <[String; 2]>::try_from(row).ok());
    let columns: Vec<(String, String)> = columns.map(|[name, kind]| (name, kind)).collect();
    let selected = columns.iter().map(|(name, _)| format!("t.{name}")).collect::<Vec<_>>().join(", ");
    let which = match name.as_str() {
        "data_dictionary" => format!("WHERE t.table_name NOT IN ({LEFT_OUT})"),
        name if FIGURES.contains(&name) => filter.choose("WHERE {chosen}", "t", "t.source"),
        _ => String::new(),
    };
    let sql = format!("SELECT {selected} FROM {name} AS t {which}");
    Ok(Flat { name, columns, sql })
}

/// The rows of a statement whose columns are texts.
fn texts(sql: &str, sandbox: &Sandbox) -> Result<Vec<Vec<String>>> {
    let mut statement = sandbox.prepare(sql)?;
    let width = statement.columns().len();
    let mut cursor = statement.cursor();
    let mut rows = Vec::new();
    while let Some(row) = cursor.advance()? {
        rows.push((0..width).map(|index| row.text(index).map(std::borrow::Cow::into_owned)).collect::<Result<_>>()?);
    }
    Ok(rows)
}
