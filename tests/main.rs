//! What datasets, reports and the schema promise, and whole conversations with the program.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

#[path = "../benches/figures.rs"]
mod figures;
mod sandbox;

mod conversations {
    mod advice;
    mod audit;
    mod check;
    mod first;
    mod load;
    mod mapped;
    mod mapped_wrong;
    mod other_clients;
    mod query;
    mod report;
    mod revise;
    mod safety;
    mod trust;
    mod untrusted;
    mod wrong;
}
mod stages {
    mod dataset;
    mod house;
    mod ningbo;
    mod promises;
    mod reports;
    mod schema;
}
mod names;
mod readme;
