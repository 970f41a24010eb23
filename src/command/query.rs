//! `yearbook query`: one statement that reads.

use std::io::Read;
use std::path::Path;
use std::time::Duration;

use rusqlite::types::Value;

use crate::cli;
use crate::console::Console;
use crate::error::{Error, Result, UsageError};
use crate::store::{Limits, Store};
use crate::table::Heading;

pub fn run(db: &Path, arguments: &cli::Query, console: &mut Console) -> Result<()> {
    let timeout = timeout(&arguments.timeout)?;
    let values = arguments.parameters.iter().map(|text| {
        let (name, value) = super::key_value(text)?;
        Ok((name, number_or_text(value)))
    });
    let values = values.collect::<Result<Vec<_>>>()?;
    let mut from_input = String::new();
    let sql = if arguments.sql == "-" {
        std::io::stdin()
            .read_to_string(&mut from_input)
            .map_err(|source| Error::io("reading", "standard input", source))?;
        &from_input
    } else {
        &arguments.sql
    };
    let sandbox = Store::open(db)?.into_sandbox(Limits { timeout })?;
    let mut statement = sandbox.prepare(sql)?;
    statement.bind(&values)?;
    let heading = Heading { title: None, description: None, columns: statement.columns(), chart: None };
    let limit = arguments.limit.map(i64::unsigned_abs);
    let mut is_cut = false;
    super::output::write(&arguments.output, console, |render| {
        is_cut = super::output::write_rows(&heading, &mut statement, render, limit)?;
        Ok(())
    })?;
    if is_cut {
        console.out.flush().map_err(|source| Error::io("writing", "standard output", source))?;
        console.say(&format!("there are more rows: stopped after {} (--limit)", limit.unwrap_or_default()));
    }
    Ok(())
}

fn timeout(text: &str) -> Result<Option<Duration>> {
    match text.parse::<f64>().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()) {
        Some(Duration::ZERO) => Ok(None),
        Some(timeout) => Ok(Some(timeout)),
        None => {
            let expected = "a number of seconds, such as 30 or 0.5; 0 is never";
            Err(Error::usage(UsageError::Number { flag: "--timeout", text: text.to_owned(), expected }))
        }
    }
}

/// A number where the text is just how that number is spelled: `8800` is one, `007` is a code.
fn number_or_text(text: String) -> Value {
    if let Some(number) = text.parse::<i64>().ok().filter(|number| number.to_string() == text) {
        return Value::Integer(number);
    }
    match text.parse::<f64>().ok().filter(|number| number.is_finite() && number.to_string() == text) {
        Some(number) => Value::Real(number),
        None => Value::Text(text),
    }
}
