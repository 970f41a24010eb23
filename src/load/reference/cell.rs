//! From the text of a cell to a value of its column.

use rusqlite::types::Value;

use super::catalog::Catalog;
use super::integrity::unknown_code;
use crate::load::schema::{Column, Kind, Table};
use crate::model::{Breakdown, Marks, Period, QuantityError, code, nearest, period, quantity};
use crate::problem::{Problems, Suggestion, Violation};

/// The value of a cell.
pub(super) fn value(
    table: &'static Table,
    column: &Column,
    cell: &str,
    marks: Marks,
    catalog: &Catalog,
    problems: &Problems,
) -> Result<Value, Violation> {
    if cell.is_empty() {
        return default(column);
    }
    let cell = match column.kind {
        Kind::Code if table.key == [column.name] && !catalog.is_merged(table.id, cell) => {
            catalog.current(table.id, cell)
        }
        Kind::Reference(of) => catalog.current(of, cell),
        _ => cell,
    };
    let as_text = || Ok(Value::Text(cell.to_owned()));
    let number = || quantity::parse_number(cell, marks).map_err(|error| Violation::Number { error });
    match column.kind {
        Kind::Text => as_text(),
        Kind::Code => code::check(cell).map_err(|error| Violation::Code { error }).and_then(|()| as_text()),
        Kind::CreditCode => {
            code::check_credit_code(cell).map_err(|error| Violation::Code { error }).and_then(|()| as_text())
        }
        Kind::Date => {
            period::parse_publication(cell).map_err(|error| Violation::Date { error }).and_then(|_| as_text())
        }
        Kind::Period => {
            let period = Period::parse(cell).map_err(|error| Violation::Period { error })?;
            Ok(Value::Text(period.to_string()))
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
        Kind::Reference(of) if of == table.id => {
            // Its own table is still being read, and is looked up when it is whole.
            code::check(cell).map_err(|error| Violation::Code { error }).and_then(|()| as_text())
        }
        Kind::Reference(table) => match unknown_code(catalog, table, cell, problems) {
            None => as_text(),
            Some(fact) => Err(fact),
        },
        Kind::Breakdown => {
            let breakdown = Breakdown::parse(cell).map_err(|error| Violation::Code { error })?;
            Ok(Value::Text(breakdown.to_string()))
        }
        Kind::Quantity | Kind::Status => Err(Violation::Number { error: QuantityError::Form }),
    }
}

/// The value of an empty cell.
fn default(column: &Column) -> Result<Value, Violation> {
    if column.required {
        return Err(Violation::EmptyCell { column: column.name, of_file: None });
    }
    Ok(match (column.default, column.kind) {
        (None, _) => Value::Null,
        (Some(default), Kind::Integer { .. }) => default.parse().map_or(Value::Null, Value::Integer),
        (Some(default), _) => Value::Text(default.to_owned()),
    })
}
