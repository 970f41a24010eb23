//! What only all rows of a table together can show: parents that do not exist, cycles, and keys shared by two rows.

use std::collections::{HashMap, HashSet};

use rusqlite::types::Value;

use super::header::OpenFile;
use super::registry::{Entry, Registry, text};
use super::rows::unknown_code;
use super::tables::{Kind, Table};
use crate::problem::{Problems, RejectedRow, SHOWN_PER_RULE, Violation};

/// A row that this load told.
pub struct Told {
    /// The place of the file among those of the table.
    pub file: usize,
    pub line: u64,
    pub key: String,
    /// The row itself, where refused rows are kept.
    pub text: String,
    /// What the database holds in its place, where refused rows are kept.
    pub before: Option<Entry>,
}

/// Refuses the rows that do not go with the others, and what rests on them; returns those that are kept with the number of
/// their file. Where rows are kept, what the database holds in the place of a refused one stays, and the others are looked
/// at again beside it.
pub fn check_among_themselves(
    table: &'static Table,
    files: &[(usize, OpenFile)],
    told: &[Told],
    registry: &mut Registry,
    problems: &mut Problems,
) -> Vec<(usize, Vec<RejectedRow>)> {
    let mut kept = Vec::new();
    let mut is_refused = vec![false; told.len()];
    loop {
        let mut facts = facts(table, told, &is_refused, registry, problems);
        if facts.is_empty() {
            return kept;
        }
        for (index, row) in told.iter().enumerate() {
            let Some(found) = facts.remove(&index) else { continue };
            is_refused[index] = true;
            let (number, OpenFile { file, header, .. }) = &files[row.file];
            for (fact, column) in found {
                problems.add(fact, || match row.text.as_str() {
                    "" => file.place_of_line(row.line, header.position(column)),
                    text => file.place(text, row.line, header.position(column)),
                });
            }
            problems.keep_row(row.line, &row.text);
            kept.push((*number, problems.take_kept()));
            let entries = registry.entries_mut(table.name);
            match &row.before {
                Some(before) => drop(entries.rows.insert(row.key.clone(), before.clone())),
                None => {
                    entries.rows.remove(&row.key);
                    entries.refused.insert(row.key.clone());
                }
            }
        }
        if !problems.keeps_rows() {
            return kept;
        }
    }
}

/// What is wrong with each row beside the others, by its place, each fact with its column.
fn facts(
    table: &'static Table,
    told: &[Told],
    is_refused: &[bool],
    registry: &Registry,
    problems: &mut Problems,
) -> HashMap<usize, Vec<(Violation, &'static str)>> {
    let own = table.columns.iter().find(|column| column.kind == Kind::Reference(table.name));
    let parent_of = |row: &Told| own.map_or("", |own| registry.text(table.name, &row.key, own.name));
    let holders = holders(table, registry);
    let mut facts: HashMap<usize, Vec<(Violation, &'static str)>> = HashMap::new();
    let skips_suggestions = problems.skips_suggestions;
    for (index, row) in told.iter().enumerate().filter(|(index, _)| !is_refused[*index]) {
        let mut found = Vec::new();
        if let Some(own) = own {
            // The facts are counted as problems later: what was meant is looked for as long as it will be shown.
            problems.skips_suggestions = skips_suggestions || facts.len() >= SHOWN_PER_RULE;
            if let Some(fact) = unknown_code(registry, table.name, parent_of(row), problems) {
                facts.insert(index, vec![(fact, own.name)]);
                continue;
            }
            let cycle = cycle(registry, table.name, own.name, &row.key);
            found.extend(cycle.map(|codes| (Violation::Cycle { codes }, own.name)));
        }
        let own_hold = registry.entries(table.name).rows.get(&row.key).and_then(|entry| held(table, &entry.values));
        if let (Some((column, _)), Some(own_hold)) = (unique_column(table), own_hold) {
            found.extend(shared(&holders, &row.key, &own_hold).map(|fact| (fact, column)));
        }
        if !found.is_empty() {
            facts.insert(index, found);
        }
    }
    problems.skips_suggestions = skips_suggestions;
    // What descends from a refused row is refused with it, and has been told of by it.
    let mut children: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, row) in told.iter().enumerate().filter(|(index, _)| !is_refused[*index]) {
        children.entry(parent_of(row)).or_default().push(index);
    }
    let mut bad: Vec<usize> = facts.keys().copied().filter(|&index| told[index].before.is_none()).collect();
    while let (Some(index), Some(own)) = (bad.pop(), own) {
        let code = &told[index].key;
        for &child in children.get(code.as_str()).into_iter().flatten() {
            facts.entry(child).or_insert_with(|| {
                if told[child].before.is_none() {
                    bad.push(child);
                }
                vec![(Violation::RejectedReference { table: table.name, code: code.clone() }, own.name)]
            });
        }
    }
    facts
}

/// What is wrong with rows that no file tells, by their codes, beside all others.
pub fn odd_siblings(
    table: &'static Table,
    codes: &[String],
    registry: &Registry,
    problems: &Problems,
) -> Vec<(String, Violation)> {
    let own = table.columns.iter().find(|column| column.kind == Kind::Reference(table.name));
    let holders = holders(table, registry);
    let fact = |code: &String| {
        let lost = own.and_then(|own| {
            let parent = registry.text(table.name, code, own.name);
            let cycle = || cycle(registry, table.name, own.name, code).map(|codes| Violation::Cycle { codes });
            unknown_code(registry, table.name, parent, problems).or_else(cycle)
        });
        let entry = registry.entries(table.name).rows.get(code)?;
        let held = || shared(&holders, code, &held(table, &entry.values)?);
        lost.or_else(held)
    };
    codes.iter().filter_map(|code| Some((code.clone(), fact(code)?))).collect()
}

/// How many codes of a loop are told.
const LOOP_SHOWN: usize = 12;

/// The codes of the loop that a row's ancestors make, if they make one.
fn cycle(registry: &Registry, table: &'static str, column: &str, start: &str) -> Option<Vec<String>> {
    let mut codes = vec![start.to_owned()];
    let mut seen = HashSet::new();
    loop {
        let parent = registry.text(table, codes.last()?, column);
        if parent.is_empty() {
            return None;
        }
        codes.push(parent.to_owned());
        if parent == start {
            if codes.len() > LOOP_SHOWN {
                codes.splice(LOOP_SHOWN / 2..codes.len() - LOOP_SHOWN / 2, ["...".to_owned()]);
            }
            return Some(codes);
        }
        if !seen.insert(parent) {
            // A loop further up, which its own members report.
            return None;
        }
    }
}

/// The column that only one row may hold a value of, with the column that says where: a credit code, or the rung of a
/// ladder.
fn unique_column(table: &Table) -> Option<(&'static str, Option<&'static str>)> {
    match table.name {
        "enterprise" => Some(("credit_code", None)),
        "designation" => Some(("rank", Some("ladder"))),
        _ => None,
    }
}

/// The keys of the rows that hold each value of the unique column.
fn holders(table: &Table, registry: &Registry) -> HashMap<String, Vec<String>> {
    let mut holders: HashMap<String, Vec<String>> = HashMap::new();
    for (row_key, entry) in &registry.entries(table.name).rows {
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
        Value::Integer(rank) => Some(format!("{}\u{1f}{rank}", text(&values[table.column(within?)?]))),
        other => Some(text(other).to_owned()),
    }
}

/// Another row that holds what only one may.
fn shared(holders: &HashMap<String, Vec<String>>, row_key: &str, held: &str) -> Option<Violation> {
    let other = holders.get(held)?.iter().filter(|key| *key != row_key).min()?.clone();
    Some(match held.split_once('\u{1f}') {
        Some((ladder, rank)) => Violation::SharedRung { ladder: ladder.to_owned(), rank: rank.to_owned(), other },
        None => Violation::SharedCreditCode { other },
    })
}
