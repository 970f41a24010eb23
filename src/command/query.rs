//! `yearbook query`: runs one read-only statement.

use std::io::Read;
use std::path::Path;

use rusqlite::types::Value;

use super::arguments::key_value;
use super::last_query::LastQuery;
use super::opening::open;
use crate::cite::Library;
use crate::cli;
use crate::console::Console;
use crate::error::{Error, Result, UsageError};
use crate::model::{Marks, QuantityError, parse_number};
use crate::render::Render;
use crate::report::Composed;
use crate::store::Statement;
use crate::table::{Chart, ChartKind, Heading};

pub(super) fn run(db: &Path, arguments: &cli::Query, console: &mut Console) -> Result<()> {
    let values = arguments.parameters.iter().map(|text| {
        let (name, value) = key_value(text)?;
        number_or_text(&name, value).map(|value| (name, value))
    });
    let values: Vec<(String, Value)> = values.collect::<Result<_>>()?;
    for (index, (name, _)) in values.iter().enumerate() {
        if values[..index].iter().any(|(earlier, _)| earlier == name) {
            return Err(Error::usage(UsageError::RepeatedParameter { name: name.clone() }));
        }
    }
    let mut from_input = String::new();
    let sql = if arguments.sql == "-" {
        std::io::stdin()
            .read_to_string(&mut from_input)
            .map_err(|source| Error::io("reading", "standard input", source))?;
        &from_input
    } else {
        &arguments.sql
    };
    let sandbox = open(db, &arguments.reading, console)?;
    let limit = arguments.limit.map(i64::unsigned_abs);
    let mut statement = sandbox.prepare(sql)?;
    statement.bind(&values)?;
    let chart = if arguments.chart { Some(chart_of(&statement.columns())?) } else { None };
    write(db, sql, &mut statement, chart, limit, &arguments.output.drawn(arguments.chart), console)
}

/// Runs a statement, draws its chart if there is one, and remembers its rows for `trace --row`.
pub(super) fn write(
    db: &Path,
    sql: &str,
    statement: &mut Statement<'_>,
    chart: Option<Chart>,
    limit: Option<u64>,
    output: &cli::Output,
    console: &mut Console,
) -> Result<()> {
    let heading = Heading { columns: statement.columns(), chart, ..Heading::default() };
    let mut last = LastQuery::begin(db, sql, &heading.columns);
    let (mut is_cut, mut is_empty) = (false, true);
    super::output::write(output, console, |render, format| {
        let library = Library::default();
        let mut composed;
        let render: &mut dyn Render = if heading.chart.is_some() {
            composed = Composed::new(render, &library);
            &mut composed
        } else {
            render
        };
        is_cut = super::output::write_rows(&heading, statement, render, format, limit, &mut |row| {
            is_empty = false;
            last.add(row);
        })?;
        Ok(())
    })?;
    last.remember();
    if is_empty && !output.chosen_format()?.is_for_people() {
        super::output::say_empty(console)?;
    }
    if is_cut {
        console.flush()?;
        console.say(&format!("there are more rows: stopped after {} (--limit)", limit.unwrap_or_default()));
    }
    Ok(())
}

/// What is drawn of the columns of a statement: lines over `period`, one for each `subject`, or bars.
fn chart_of(columns: &[String]) -> Result<Chart> {
    let position = |name: &str| columns.iter().position(|column| column == name);
    match (position("period"), position("value"), columns) {
        (Some(label), Some(value), _) => Ok(Chart { kind: ChartKind::Line, label, value, line: position("subject") }),
        (_, _, [_, _]) => Ok(Chart { kind: ChartKind::Bar, label: 0, value: 1, line: None }),
        _ => Err(Error::usage(UsageError::NoColumnsOfChart { columns: columns.to_vec() })),
    }
}

/// What the value of the parameter `name` is: a number where the notation of figures has one, else a text. A number with zeros
/// before it is a code (`007`), and so are more digits than a whole number can have. Between single quotes everything is a text.
///
/// # Errors
/// [`UsageError::TypographicMinus`] for a number after a dash.
pub(super) fn number_or_text(name: &str, text: String) -> Result<Value> {
    let unquoted = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
    if let Some(unquoted) = unquoted {
        return Ok(Value::Text(unquoted.to_owned()));
    }
    let unsigned = text.trim_start_matches(['-', '+']);
    let has_digits_alone = unsigned.bytes().all(|byte| byte.is_ascii_digit());
    let is_code = unsigned.len() > 1 && unsigned.starts_with('0') && unsigned.as_bytes()[1].is_ascii_digit();
    Ok(match (text.parse::<i64>(), parse_number(&text, Marks::default())) {
        (_, Err(QuantityError::Minus(dash))) => {
            return Err(Error::usage(UsageError::TypographicMinus { name: name.to_owned(), text, dash }));
        }
        (_, Err(_)) => Value::Text(text),
        _ if is_code => Value::Text(text),
        (Ok(number), _) => Value::Integer(number),
        (Err(_), Ok(_)) if has_digits_alone => Value::Text(text),
        (Err(_), Ok(number)) => Value::Real(number),
    })
}
