//! What a word that is being typed may become: reports, their parameters and values, codes.
//!
//! Completion only helps: where something cannot be read, there is nothing to offer.

use rusqlite::types::Value;

use crate::problem::Suggestion;
use crate::report::catalogue;
use crate::store::Sandbox;
use crate::table::Cell;

/// The most codes that are offered.
const MOST: usize = 200;

/// The tables whose rows have codes that people type.
const CODED: [&str; 7] = ["metric", "region", "sector", "enterprise", "source", "unit", "scheme"];

/// The reports, each with its title.
pub(crate) fn reports(sandbox: &Sandbox) -> Vec<Suggestion> {
    let reports = catalogue::all(sandbox).unwrap_or_default();
    reports.into_iter().map(|(report, _)| Suggestion { code: report.name, name: Some(report.title) }).collect()
}

/// What a parameter of a report can be: `key=`, and `key=value` where the key is typed and has choices.
pub(crate) fn parameters(report: &str, typed: &str, sandbox: &Sandbox) -> Vec<Suggestion> {
    let Ok(report) = catalogue::find(report, sandbox) else { return Vec::new() };
    let Some((key, value)) = typed.split_once('=') else {
        let keys = report.parameters.into_iter();
        return keys.map(|key| Suggestion { code: format!("{}=", key.name), name: Some(key.meaning) }).collect();
    };
    let Some(parameter) = report.parameters.iter().find(|parameter| parameter.name == key) else { return Vec::new() };
    let choices = catalogue::choices(parameter, sandbox).unwrap_or_default();
    let fitting = choices.into_iter().filter(|choice| choice.code.starts_with(value)).take(MOST);
    fitting.map(|choice| Suggestion { code: format!("{key}={}", choice.code), name: choice.name }).collect()
}

/// The codes that begin with what is typed, of one table or of all.
pub(crate) fn codes(table: Option<&str>, typed: &str, sandbox: &Sandbox) -> Vec<Suggestion> {
    let of_table = |table: &&str| {
        format!("SELECT code, name FROM {table} WHERE substr(code, 1, length(:typed)) = :typed")
            .replace("name FROM source", "title FROM source")
    };
    let tables: Vec<String> = CODED.iter().filter(|coded| table.is_none_or(|it| it == **coded)).map(of_table).collect();
    let sql = format!("{} ORDER BY 1 LIMIT {MOST}", tables.join(" UNION "));
    let mut found = Vec::new();
    let mut read = || {
        let mut statement = sandbox.prepare(&sql)?;
        statement.bind(&[("typed".to_owned(), Value::Text(typed.to_owned()))])?;
        statement.for_each(|row| {
            if let [Cell::Text(code), name] = row {
                found.push(Suggestion { code: code.clone(), name: name.text().map(str::to_owned) });
            }
            Ok(true)
        })
    };
    read().unwrap_or_default();
    found
}
