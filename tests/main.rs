//! What datasets, reports and the schema promise, and whole conversations with the program.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

// The shared library that the tests put between the program and the C library is one of Linux.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod faults;
#[path = "../benches/figures.rs"]
mod figures;
mod sandbox;

mod conversations {
    mod advice;
    mod around_tables;
    mod audit;
    mod check;
    mod columns;
    mod corrections;
    mod editions;
    mod export;
    mod export_datapackage;
    mod export_parquet;
    mod export_sdmx;
    mod export_targets;
    mod export_xlsx;
    mod first;
    mod help;
    mod identity;
    mod latest;
    mod load;
    mod mapped;
    mod mapped_layout;
    mod mapped_periods;
    mod mapped_workbooks;
    mod mapped_wrong;
    mod new;
    mod other_clients;
    mod period_languages;
    mod profiles;
    mod publish;
    mod query;
    mod render;
    mod report;
    mod revise;
    mod row_editions;
    mod row_history;
    mod rows;
    mod safety;
    mod search;
    mod shapes;
    mod shared;
    mod sheet_layouts;
    mod sheet_marks;
    mod shell;
    mod stamps;
    mod stated_units;
    mod table_shapes;
    #[cfg(unix)]
    mod targets;
    mod trust;
    mod untrusted;
    mod validity;
    mod wal;
    mod within;
    mod wrong;
    mod year_parts;
}
mod stages {
    mod dataset;
    mod house;
    mod ningbo;
    mod promises;
    mod reports;
    pub(crate) mod schema;
}
mod names;
mod readme;
