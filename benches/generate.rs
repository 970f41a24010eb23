//! Writes a dataset to measure with: `cargo run --release --example generate -- FOLDER --rows 5000000 --order shuffled`.

#![allow(clippy::print_stdout, clippy::print_stderr)]

mod figures;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use figures::{Figures, Order};

/// Writes a dataset of made-up figures: the same arguments give the same bytes.
#[derive(Parser)]
struct Arguments {
    /// The folder of the dataset; made where it does not exist.
    folder: PathBuf,
    #[arg(long, default_value_t = 5_000_000)]
    rows: u64,
    #[arg(long, value_enum, default_value = "key")]
    order: OrderName,
    /// One row in this many has another value; 0 changes none.
    #[arg(long, default_value_t = 0)]
    changed: u64,
    /// Write one more quarter for each series instead of the series themselves.
    #[arg(long)]
    next_quarter: bool,
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Clone, Copy, ValueEnum)]
enum OrderName {
    Key,
    Shuffled,
}

fn main() -> ExitCode {
    let Arguments { folder, rows, order, changed, next_quarter, seed } = Arguments::parse();
    let order = match order {
        OrderName::Key => Order::Key,
        OrderName::Shuffled => Order::Shuffled,
    };
    let figures = Figures { rows, seed, order, changed };
    match if next_quarter { figures.write_next_quarter(&folder) } else { figures.write(&folder) } {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}: {error}", folder.display());
            ExitCode::from(3)
        }
    }
}
