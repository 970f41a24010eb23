//! Checks of the rows of reference tables against each other: codes exist, there are no cycles, and unique values are unique.

use std::collections::HashMap;

use rusqlite::types::Value;

use super::ancestors::Lines;
use super::catalog::{Catalog, text};
use crate::load::input::file::OpenFile;
use crate::load::schema::{Column, Kind, Table, TableName};
use crate::model::{Period, period};
use crate::problem::{Problems, RejectedRow, RowText, Rule, SHOWN_PER_RULE, Violation};

/// The violation of a reference to a code that no row has; [`Violation::RejectedReference`] where the row with the code
/// was rejected.
pub(crate) fn unknown_code(catalog: &Catalog, table: TableName, code: &str, problems: &Problems) -> Option<Violation> {
    let entries = catalog.entries(table);
    if code.is_empty() || entries.rows.contains_key(code) {
        return None;
    }
    if entries.is_incomplete || entries.rejected.contains(code) {
        return Some(Violation::RejectedReference { table: table.text(), code: code.to_owned() });
    }
    // Looking for the nearest code is slow, so it is done for those problems that will be shown.
    let near = if problems.shows_more(Rule::UnknownCode) { catalog.suggestion(table, code) } else { None };
    let resource = table.table().resource;
    Some(Violation::UnknownCode { table: table.text(), resource, code: code.to_owned(), near, is_mapped: false })
}

/// The violation by a change of a column that figures depend on, and the column; `None` where there is no such change. A NULL is a cell that could not be read: it changes nothing.
pub(crate) fn immutable_change(table: &Table, stored: &[Value], values: &[Value]) -> Option<(Violation, &'static str)> {
    let changed = |(index, column): &(usize, &Column)| {
        column.is_immutable && ![&Value::Null, &stored[*index]].contains(&&values[*index])
    };
    let (index, column) = table.columns.iter().enumerate().find(changed)?;
    let stored = match &stored[index] {
        Value::Real(number) => number.to_string(),
        other => text(other).to_owned(),
    };
    Some((Violation::Immutable { table: table.name, column: column.name, stored }, column.name))
}

/// The violation by a row whose cells are each valid but do not agree, and the column; `None` where they agree.
pub(crate) fn odd_row(table: &Table, values: &[Value]) -> Option<(Violation, &'static str)> {
    let value = |name: &str| table.column(name).map_or(&Value::Null, |index| &values[index]);
    match table.id {
        TableName::Alias => {
            let subjects =
                ["region", "sector", "enterprise"].iter().filter(|name| !text(value(name)).is_empty()).count();
            (subjects != 1).then_some((Violation::AliasSubject { subjects }, "name"))
        }
        TableName::Designation => {
            let is_odd = (value("ladder") == &Value::Null) != (value("rung") == &Value::Null);
            is_odd.then_some((Violation::LadderRung, "rung"))
        }
        TableName::EnterpriseDesignation => {
            let period = |name| Period::parse(text(value(name))).ok();
            let odd = (Violation::UntilBeforeFrom { what: "designation", column: "until_period" }, "until_period");
            ends_before(period("from_period"), period("until_period")).then_some(odd)
        }
        TableName::Metric => match (value("plausible_minimum"), value("plausible_maximum")) {
            (Value::Real(minimum), Value::Real(maximum)) if minimum > maximum => {
                Some((Violation::MinimumAboveMaximum, "plausible_minimum"))
            }
            _ => None,
        },
        TableName::Region | TableName::Sector | TableName::Enterprise => {
            let own = table.column("parent").is_some() && value("parent") == value("code");
            let cycle = || (Violation::Cycle { codes: vec![text(value("code")).to_owned(); 2] }, "parent");
            let date = |name| period::parse_publication(text(value(name))).ok();
            let odd = (Violation::UntilBeforeFrom { what: table.name, column: "valid_until" }, "valid_until");
            let ends_before = ends_before(date("valid_from"), date("valid_until"));
            own.then(cycle).or_else(|| ends_before.then_some(odd))
        }
        TableName::Succession => {
            let sides = [&table.columns[..3], &table.columns[3..6]];
            let [of, by] = sides.map(|side| {
                side.iter().map(|column| text(value(column.name))).enumerate().filter(|(_, code)| !code.is_empty())
            });
            let (of, by): (Vec<_>, Vec<_>) = (of.collect(), by.collect());
            let is_right = of.len() == 1 && by.len() == 1 && of[0].0 == by[0].0 && of[0].1 != by[0].1;
            (!is_right).then_some((Violation::Succession, "succeeded_on"))
        }
        _ => None,
    }
}

/// Whether something ends before it starts.
fn ends_before(from: Option<Period>, until: Option<Period>) -> bool {
    from.zip(until).is_some_and(|(from, until)| until.end() < from.start())
}

/// A row that this load brings, and where it stands.
pub(crate) struct RowOrigin {
    /// The place of the file among those of the table.
    pub file: usize,
    pub line: u64,
    pub key: String,
    /// The row itself, where rejected rows are kept.
    pub text: String,
}

/// Rejects the rows that are not consistent with the others, and those that refer to a rejected row. Returns the
/// rejected rows that are kept, with the numbers of their files. Where rejected rows are kept, the stored row with the
/// key of a rejected one stays, and the other rows are checked again together with it.
pub(crate) fn check_among_themselves(
    table: &'static Table,
    files: &[(usize, OpenFile)],
    rows: &[RowOrigin],
    catalog: &mut Catalog,
    problems: &mut Problems,
) -> Vec<(usize, Vec<RejectedRow>)> {
    let mut kept = Vec::new();
    let mut is_rejected = vec![false; rows.len()];
    let disputed = std::mem::take(&mut catalog.entries_mut(table.id).disputed);
    loop {
        let mut facts = facts(table, rows, &is_rejected, catalog, problems);
        for (index, row) in rows.iter().enumerate().filter(|(index, _)| !is_rejected[*index]) {
            if let Some(violation) = disputed.get(&row.key) {
                facts.entry(index).or_default().push(violation.clone());
            }
        }
        if facts.is_empty() {
            return kept;
        }
        for (index, row) in rows.iter().enumerate() {
            let Some(found) = facts.remove(&index) else { continue };
            is_rejected[index] = true;
            let (number, OpenFile { file, header, .. }) = &files[row.file];
            for (fact, column) in found {
                let text = RowText { line: row.line, text: &row.text };
                problems.reject(text, fact, || match text.text {
                    "" => file.place_of_line(row.line, header.position(column)),
                    text => file.place(text, row.line, header.position(column)),
                });
            }
            kept.push((*number, problems.take_kept()));
            let entries = catalog.entries_mut(table.id);
            // An identical row of another dataset may have been rejected before.
            let Some(entry) = entries.rows.get_mut(&row.key).filter(|entry| entry.origin.is_some()) else { continue };
            if let Some(before) = entry.before.take() {
                *entry = *before;
            } else {
                entries.rows.remove(&row.key);
                entries.rejected.insert(row.key.clone());
            }
        }
        if !problems.keeps_rows() {
            return kept;
        }
    }
}

/// The violations of each row in relation to the others, by the index of the row, each with its column.
fn facts(
    table: &'static Table,
    rows: &[RowOrigin],
    is_rejected: &[bool],
    catalog: &Catalog,
    problems: &mut Problems,
) -> HashMap<usize, Vec<(Violation, &'static str)>> {
    let own = table.columns.iter().find(|column| column.kind == Kind::Reference(table.id));
    let parent_of = |row: &RowOrigin| own.map_or("", |own| catalog.text(table.id, &row.key, own.name));
    let lines = Lines::of_table(table, own, catalog);
    let holders = holders(table, catalog);
    let mut facts: HashMap<usize, Vec<(Violation, &'static str)>> = HashMap::new();
    let skips_suggestions = problems.skips_suggestions;
    for (index, row) in rows.iter().enumerate().filter(|(index, _)| !is_rejected[*index]) {
        let mut found = Vec::new();
        if let Some(own) = own {
            // These violations become problems later: suggestions are computed only for those that will be shown.
            problems.skips_suggestions = skips_suggestions || facts.len() >= SHOWN_PER_RULE;
            if let Some(fact) = unknown_code(catalog, table.id, parent_of(row), problems) {
                facts.insert(index, vec![(fact, own.name)]);
                continue;
            }
            found.extend(lines.violation(&row.key).map(|fact| (fact, own.name)));
        }
        let own_hold = catalog.entries(table.id).rows.get(&row.key).and_then(|entry| held(table, &entry.values));
        if let (Some((column, _)), Some(own_hold)) = (unique_column(table), own_hold) {
            found.extend(shared(&holders, &row.key, &own_hold).map(|fact| (fact, column)));
        }
        if !found.is_empty() {
            facts.insert(index, found);
        }
    }
    problems.skips_suggestions = skips_suggestions;
    // What descends from a rejected row is rejected with it, and is not reported again.
    let mut children: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, row) in rows.iter().enumerate().filter(|(index, _)| !is_rejected[*index]) {
        children.entry(parent_of(row)).or_default().push(index);
    }
    let is_new =
        |row: &RowOrigin| catalog.entries(table.id).rows.get(&row.key).is_none_or(|entry| entry.before.is_none());
    let mut bad: Vec<usize> = facts.keys().copied().filter(|&index| is_new(&rows[index])).collect();
    while let (Some(index), Some(own)) = (bad.pop(), own) {
        let code = &rows[index].key;
        for &child in children.get(code.as_str()).into_iter().flatten() {
            facts.entry(child).or_insert_with(|| {
                if is_new(&rows[child]) {
                    bad.push(child);
                }
                vec![(Violation::RejectedReference { table: table.name, code: code.clone() }, own.name)]
            });
        }
    }
    facts
}

/// The violations of created rows in relation to all others, by their codes.
pub(crate) fn odd_siblings(
    table: &'static Table,
    codes: &[String],
    catalog: &Catalog,
    problems: &Problems,
) -> Vec<(String, Violation)> {
    let own = table.columns.iter().find(|column| column.kind == Kind::Reference(table.id));
    let lines = Lines::of_table(table, own, catalog);
    let holders = holders(table, catalog);
    let fact = |code: &String| {
        let lost = own.and_then(|own| {
            let parent = catalog.text(table.id, code, own.name);
            unknown_code(catalog, table.id, parent, problems).or_else(|| lines.violation(code))
        });
        let entry = catalog.entries(table.id).rows.get(code)?;
        let held = || shared(&holders, code, &held(table, &entry.values)?);
        lost.or_else(held)
    };
    codes.iter().filter_map(|code| Some((code.clone(), fact(code)?))).collect()
}

/// The column whose values must be unique, and the column within whose values they must be: a credit code, or a rung
/// within its ladder.
fn unique_column(table: &Table) -> Option<(&'static str, Option<&'static str>)> {
    match table.id {
        TableName::Enterprise => Some(("credit_code", None)),
        TableName::Designation => Some(("rung", Some("ladder"))),
        _ => None,
    }
}

/// The keys of the rows that hold each value of the unique column.
fn holders(table: &Table, catalog: &Catalog) -> HashMap<String, Vec<String>> {
    let mut holders: HashMap<String, Vec<String>> = HashMap::new();
    for (row_key, entry) in &catalog.entries(table.id).rows {
        if let Some(held) = held(table, &entry.values) {
            holders.entry(held).or_default().push(row_key.clone());
        }
    }
    holders
}

fn held(table: &Table, values: &[Value]) -> Option<String> {
    let (column, within) = unique_column(table)?;
    match &values[table.column(column)?] {
        Value::Null => None,
        Value::Integer(rung) => Some(format!("{}\u{1f}{rung}", text(&values[table.column(within?)?]))),
        other => Some(text(other).to_owned()),
    }
}

/// The violation where another row has the same unique value.
fn shared(holders: &HashMap<String, Vec<String>>, row_key: &str, held: &str) -> Option<Violation> {
    let other = holders.get(held)?.iter().filter(|key| *key != row_key).min()?.clone();
    Some(match held.split_once('\u{1f}') {
        Some((ladder, rung)) => Violation::SharedRung { ladder: ladder.to_owned(), rung: rung.to_owned(), other },
        None => Violation::SharedCreditCode { other },
    })
}
