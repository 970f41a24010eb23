//! Times a report on an open database: `cargo run --release --example reports -- FILE REPORT [KEY=VALUE]...`
//!
//! Prints the median of five runs in seconds and the number of rows. A run compiles the statement, binds its parameters and
//! reads every row; it neither starts a program nor renders anything.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use yearbook::report::catalogue;
use yearbook::store::{Limits, Store};

/// Times a report on an open database.
#[derive(Parser)]
struct Arguments {
    /// The database.
    file: PathBuf,
    /// The name of the report.
    report: String,
    /// The parameters, as KEY=VALUE.
    parameters: Vec<String>,
}

fn main() -> ExitCode {
    match time(&Arguments::parse()) {
        Ok((median, rows)) => {
            println!("{} {rows}", median.as_secs_f64());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprint!("{}", yearbook::diagnostic::render(&error, false));
            ExitCode::from(yearbook::diagnostic::exit_code(&error))
        }
    }
}

fn time(arguments: &Arguments) -> yearbook::error::Result<(Duration, usize)> {
    let sandbox = Store::open(&arguments.file)?.into_sandbox(Limits::default())?;
    let report = catalogue::find(&arguments.report, &sandbox)?;
    let given = arguments.parameters.iter().filter_map(|parameter| parameter.split_once('='));
    let given: Vec<(String, String)> = given.map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    let values = report.bind(&given, &sandbox)?;
    let (mut times, mut rows) = (Vec::new(), 0);
    for _ in 0..5 {
        let begin = Instant::now();
        rows = 0;
        let mut statement = sandbox.prepare(&report.sql)?;
        statement.bind(&values)?;
        statement.for_each(|_| {
            rows += 1;
            Ok(true)
        })?;
        times.push(begin.elapsed());
    }
    times.sort_unstable();
    Ok((times[times.len() / 2], rows))
}
