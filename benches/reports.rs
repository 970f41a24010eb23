//! Times a report on an open database: `cargo run --release --example reports -- FILE REPORT [KEY=VALUE]...`
//!
//! Prints the median of five runs in seconds and the number of rows. A run compiles the statement, binds its parameters and
//! collects every row; it neither starts a program nor renders anything.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;

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
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn time(arguments: &Arguments) -> yearbook::Result<(Duration, usize)> {
    let book = yearbook::open(&arguments.file)?;
    let parameters: Vec<(&str, &str)> =
        arguments.parameters.iter().filter_map(|parameter| parameter.split_once('=')).collect();
    let (mut times, mut rows) = (Vec::new(), 0);
    for _ in 0..5 {
        let begin = Instant::now();
        rows = book.report(&arguments.report, &parameters)?.rows.len();
        times.push(begin.elapsed());
    }
    times.sort_unstable();
    Ok((times[times.len() / 2], rows))
}
