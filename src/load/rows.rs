//! Rows of every table but `observation`: cells become values, references are looked up, and each row is compared with
//! the one that the database holds.

use std::sync::Arc;

use rusqlite::types::Value;

use super::Counts;
use super::header::OpenFile;
use super::record::Record;
use super::registry::{Change, Entry, Registry, key, key_of, text};
use super::siblings::{Told, check_among_themselves};
use super::tables::{Column, Kind, Table};
use crate::dataset::{Digest, Fault};
use crate::model::{Marks, Period, QuantityError, code, nearest, period, quantity};
use crate::problem::{Problems, RejectedRow, Rule, Suggestion, Violation};

/// Reads all files of a table into the registry. The files have the numbers that they have in the load, and get their
/// counts and digests. RejectedRow rows that are kept are returned with the number of their file.
pub fn read(
    table: &'static Table,
    files: &mut [(usize, OpenFile)],
    registry: &mut Registry,
    problems: &mut Problems,
) -> Vec<(usize, Vec<RejectedRow>)> {
    let mut kept = Vec::new();
    let mut told: Vec<Told> = Vec::new();
    for index in 0..files.len() {
        let mut counts = Counts::default();
        let read = read_file(table, files, index, registry, problems, (&mut counts, &mut told));
        files[index].1.counts = counts;
        kept.push((files[index].0, problems.take_kept()));
        match read {
            Ok(digest) => files[index].1.digest = digest,
            Err(fault) => {
                files[index].1.file.report(fault, problems);
                registry.entries_mut(table.name).incomplete = true;
            }
        }
    }
    kept.extend(check_among_themselves(table, files, &told, registry, problems));
    for row in &told {
        let change = registry.entries(table.name).rows.get(&row.key).and_then(|entry| entry.change);
        files[row.file].1.counts.add(change);
    }
    kept
}

/// Reads one of the files, and returns what it is known by.
fn read_file(
    table: &'static Table,
    files: &[(usize, OpenFile)],
    index: usize,
    registry: &mut Registry,
    problems: &mut Problems,
    (counts, told): (&mut Counts, &mut Vec<Told>),
) -> Result<Digest, Fault> {
    let (number, source) = &files[index];
    let header = &source.header;
    let mut refused = 0;
    let mut blocks = source.file.blocks()?;
    while let Some(block) = blocks.next().transpose()? {
        let mut rows = source.file.rows(&block);
        loop {
            let mut misshapen = |cells: &[&str]| {
                refused += 1;
                // What refers to the row is not wrong a second time.
                let key_cells =
                    table.key.iter().map(|name| header.position(name).and_then(|at| cells.get(at).copied()));
                if let Some(key_cells) = key_cells.collect::<Option<Vec<&str>>>() {
                    registry.entries_mut(table.name).refused.insert(key_of(key_cells));
                }
            };
            let Some(row) = rows.next(&mut misshapen, problems) else { break };
            // Each row of the table that the row is; none is one that a mapping cannot make, and has told of.
            let mut records: Vec<Option<(Vec<Value>, bool)>> = Vec::with_capacity(1);
            source.records(&row, problems, &mut |record, _, problems| {
                records.push(record.map(|record| {
                    let mut reader = RowReader { table, record, registry: &mut *registry, problems, is_good: true };
                    (reader.values(), reader.is_good)
                }));
                true
            });
            for record in records {
                counts.read += 1;
                let row_key = record.as_ref().map(|(values, _)| key(table, values));
                let (Some((mut values, true)), Some(row_key)) = (record, row_key.clone()) else {
                    registry.entries_mut(table.name).refused.extend(row_key);
                    counts.rejected += 1;
                    problems.keep_row(row.line, row.text());
                    continue;
                };
                let stored = registry.entries(table.name).rows.get(&row_key);
                if let Some(stored) = stored {
                    // What a file does not speak of stays as it was.
                    for (column, (value, stored)) in table.columns.iter().zip(values.iter_mut().zip(&stored.values)) {
                        if !header.tells(column.name) {
                            value.clone_from(stored);
                        }
                    }
                }
                let is_odd = stored.and_then(|_| odd_row(table, &values));
                let wrong = match stored {
                    _ if is_odd.is_some() => is_odd,
                    Some(Entry { origin: Some((origin, line)), values: earlier, .. }) => {
                        if origin != number && *earlier == values {
                            // Two packages may state the same row, as when each lists the country.
                            counts.unchanged += 1;
                            continue;
                        }
                        let earlier =
                            files.iter().find(|(number, _)| number == origin).map_or(source, |(_, file)| file);
                        let fact = Violation::DuplicateKey {
                            table: table.name,
                            key: row_key.replace('\u{1f}', " | "),
                            file: Arc::clone(earlier.file.label()),
                            line: *line,
                        };
                        Some((fact, table.key[0]))
                    }
                    Some(stored) => frozen_change(table, &stored.values, &values),
                    None => None,
                };
                if let Some((fact, column)) = wrong {
                    let is_frozen = matches!(fact, Violation::Immutable { .. });
                    problems.add(fact, || row.place(header.position(column)));
                    problems.keep_row(row.line, row.text());
                    counts.rejected += 1;
                    if is_frozen {
                        registry.entries_mut(table.name).frozen.push(row_key);
                    }
                    continue;
                }
                let change = match stored {
                    None => Change::Inserted,
                    Some(stored) if stored.values == values => Change::Unchanged,
                    Some(_) => Change::Revised,
                };
                let text = if problems.keeps_rows() { row.text().to_owned() } else { String::new() };
                let before = stored.filter(|_| problems.keeps_rows()).cloned();
                told.push(Told { file: index, line: row.line, key: row_key.clone(), text, before });
                let entry = Entry { values, change: Some(change), origin: Some((*number, row.line)) };
                registry.entries_mut(table.name).rows.insert(row_key, entry);
            }
        }
    }
    counts.read += refused;
    counts.rejected += refused;
    Ok(blocks.digest())
}

/// A change to a column that figures rest on, and the column.
fn frozen_change(table: &Table, stored: &[Value], values: &[Value]) -> Option<(Violation, &'static str)> {
    let changed = |(index, column): &(usize, &Column)| column.frozen && stored[*index] != values[*index];
    let (index, column) = table.columns.iter().enumerate().find(changed)?;
    let stored = match &stored[index] {
        Value::Real(number) => number.to_string(),
        other => text(other).to_owned(),
    };
    Some((Violation::Immutable { table: table.name, column: column.name, stored }, column.name))
}

/// Whether a code points nowhere. Where that has been said already, by the row that was refused, the fact is a
/// [`Violation::RejectedReference`].
pub fn unknown_code(registry: &Registry, table: &'static str, code: &str, problems: &Problems) -> Option<Violation> {
    let entries = registry.entries(table);
    if code.is_empty() || entries.rows.contains_key(code) {
        return None;
    }
    if entries.incomplete || entries.refused.contains(code) {
        return Some(Violation::RejectedReference { table, code: code.to_owned() });
    }
    // Looking for the nearest code is slow, so it is done for those problems that will be shown.
    let near = if problems.shows_more(Rule::UnknownCode) { registry.suggestion(table, code) } else { None };
    let resource = Table::named(table).resource;
    Some(Violation::UnknownCode { table, resource, code: code.to_owned(), near, is_mapped: false })
}

/// Turns the cells of one row into values, and says what is wrong with them.
struct RowReader<'a, 'r> {
    table: &'static Table,
    record: &'a Record<'r>,
    registry: &'a mut Registry,
    problems: &'a mut Problems,
    is_good: bool,
}

impl RowReader<'_, '_> {
    fn values(&mut self) -> Vec<Value> {
        let columns = self.table.columns.iter().enumerate();
        let values: Vec<Value> = columns.map(|(index, column)| self.value(index, column)).collect();
        if self.is_good
            && let Some((fact, column)) = odd_row(self.table, &values)
        {
            self.refuse(fact, column);
        }
        values
    }

    fn refuse(&mut self, fact: Violation, column: &str) {
        self.problems.add(fact, || self.record.place(column));
        self.is_good = false;
    }

    fn value(&mut self, index: usize, column: &'static Column) -> Value {
        let cell = self.record.cells[index];
        let marks = self.record.marks(index);
        match value(self.table, column, cell, marks, self.registry, self.problems) {
            Ok(value) => value,
            Err(fact) => {
                self.refuse(fact, column.name);
                if cell.is_empty() { Value::Null } else { Value::Text(cell.to_owned()) }
            }
        }
    }
}

/// The value of a cell.
pub fn value(
    table: &'static Table,
    column: &Column,
    cell: &str,
    marks: Marks,
    registry: &mut Registry,
    problems: &Problems,
) -> Result<Value, Violation> {
    if cell.is_empty() {
        if column.required {
            return Err(Violation::EmptyCell { column: column.name });
        }
        return Ok(match (column.default, column.kind) {
            (None, _) => Value::Null,
            (Some(default), Kind::Integer { .. }) => default.parse().map_or(Value::Null, Value::Integer),
            (Some(default), _) => Value::Text(default.to_owned()),
        });
    }
    let as_text = || Ok(Value::Text(cell.to_owned()));
    let number = || quantity::parse_number(cell, marks).map_err(|error| Violation::Number { error });
    match column.kind {
        Kind::Text => as_text(),
        Kind::Code => code::check(cell).map_err(|error| Violation::Code { error }).and_then(|()| as_text()),
        Kind::CreditCode => {
            code::check_credit_code(cell).map_err(|error| Violation::Code { error }).and_then(|()| as_text())
        }
        Kind::Date => period::parse_date(cell).map_err(|error| Violation::Date { error }).and_then(|_| as_text()),
        Kind::Period => {
            let period = Period::parse(cell).map_err(|error| Violation::Period { error })?;
            let period_code = period.to_string();
            registry.periods.insert(period_code.clone(), period);
            Ok(Value::Text(period_code))
        }
        Kind::Integer { minimum, maximum } => match cell.parse::<i64>() {
            Ok(value) if (minimum..=maximum).contains(&value) => Ok(Value::Integer(value)),
            _ => Err(Violation::WholeNumber { minimum, maximum }),
        },
        Kind::Number => number().map(Value::Real),
        Kind::Positive => match number()? {
            value if value > 0.0 => Ok(Value::Real(value)),
            _ => Err(Violation::NotPositive),
        },
        Kind::Choice(allowed) => {
            if allowed.contains(&cell) {
                return as_text();
            }
            let near = nearest(cell, allowed.iter(), |choice| choice);
            let near = near.map(|code| Suggestion::of(*code));
            Err(Violation::UnknownValue { allowed: allowed.to_vec(), near })
        }
        Kind::Reference(of) if of == table.name => {
            // Its own table is still being read: looked up when it is whole.
            code::check(cell).map_err(|error| Violation::Code { error }).and_then(|()| as_text())
        }
        Kind::Reference(table) => match unknown_code(registry, table, cell, problems) {
            None => as_text(),
            Some(fact) => Err(fact),
        },
        Kind::Breakdown | Kind::Quantity | Kind::Status => Err(Violation::Number { error: QuantityError::Form }),
    }
}

/// What is wrong with cells that are each fine alone.
pub fn odd_row(table: &Table, values: &[Value]) -> Option<(Violation, &'static str)> {
    let value = |name: &str| table.column(name).map_or(&Value::Null, |index| &values[index]);
    match table.name {
        "alias" => {
            let subjects =
                ["region", "sector", "enterprise"].iter().filter(|name| !text(value(name)).is_empty()).count();
            (subjects != 1).then_some((Violation::AliasSubject { subjects }, "name"))
        }
        "designation" => {
            let is_odd = (value("ladder") == &Value::Null) != (value("rank") == &Value::Null);
            is_odd.then_some((Violation::LadderRank, "rank"))
        }
        "enterprise_designation" => {
            let period = |name| Period::parse(text(value(name))).ok();
            let is_odd = period("until_period")
                .zip(period("from_period"))
                .is_some_and(|(until, from)| until.end() < from.start());
            is_odd.then_some((Violation::UntilBeforeFrom, "until_period"))
        }
        "metric" => match (value("plausible_minimum"), value("plausible_maximum")) {
            (Value::Real(minimum), Value::Real(maximum)) if minimum > maximum => {
                Some((Violation::MinimumAboveMaximum, "plausible_minimum"))
            }
            _ => None,
        },
        "region" | "sector" | "enterprise" => {
            let own = table.column("parent").is_some() && value("parent") == value("code");
            own.then(|| (Violation::Cycle { codes: vec![text(value("code")).to_owned(); 2] }, "parent"))
        }
        _ => None,
    }
}
