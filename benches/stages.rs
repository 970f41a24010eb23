//! What each stage of a load takes, on 200,000 figures: `cargo bench --bench stages`.

#![allow(clippy::expect_used)]

mod figures;

use std::path::PathBuf;
use std::sync::LazyLock;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use figures::{Figures, Order};
use tempfile::TempDir;
use yearbook::LoadOptions;
use yearbook::model::{Marks, Period, Quantity};

const ROWS: u64 = 200_000;

/// Datasets in key order, shuffled, and with one row in a hundred changed; and a database of the first.
static DATA: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, order, changed) in
        [("key", Order::Key, 0), ("shuffled", Order::Shuffled, 0), ("changed", Order::Key, 100)]
    {
        Figures { rows: ROWS, seed: 1, order, changed }.write(&folder.path().join(name)).expect("a dataset");
    }
    yearbook::load(&[folder.path().join("key")], folder.path().join("key.db"), &LoadOptions::new()).expect("a load");
    folder
});

fn path(name: &str) -> PathBuf {
    DATA.path().join(name)
}

fn load(db: &str, dataset: &str) {
    yearbook::load(&[path(dataset)], path(db), &LoadOptions::new()).expect("a load");
}

fn main() {
    divan::main();
}

#[divan::bench]
fn quantity(bencher: Bencher<'_, '_>) {
    let cells = ["5822465.55", ">8800", "~0.4", "35..68", "-4.5", "8.17e-05"];
    bencher
        .counter(ItemsCount::new(cells.len()))
        .bench(|| cells.map(|cell| Quantity::parse(black_box(cell), Marks::default())));
}

#[divan::bench]
fn period(bencher: Bencher<'_, '_>) {
    let cells = ["2025", "2025-H1", "2025-Q2", "2025-06", "2025-W07", "2025-06-30", "2025-01/2025-05"];
    bencher.counter(ItemsCount::new(cells.len())).bench(|| cells.map(|cell| Period::parse(black_box(cell))));
}

/// Reading, checking and sorting: all of a load but writing.
#[divan::bench(args = ["key", "shuffled"])]
fn check(bencher: Bencher<'_, '_>, name: &str) {
    let (dataset, db) = (path(name), path("none.db"));
    let check = || yearbook::check(&[&dataset], &db, &LoadOptions::new()).expect("a check");
    bencher.counter(ItemsCount::new(ROWS)).bench_local(check);
}

/// Whole loads into a file that is not there.
#[divan::bench(args = ["key", "shuffled"])]
fn first_load(bencher: Bencher<'_, '_>, name: &str) {
    bencher
        .counter(ItemsCount::new(ROWS))
        .with_inputs(|| drop(std::fs::remove_file(path("first.db"))))
        .bench_values(|()| load("first.db", name));
}

/// Whole loads into a file that holds all figures, but for those that changed.
#[divan::bench(args = ["changed", "shuffled"])]
fn later_load(bencher: Bencher<'_, '_>, name: &str) {
    let restore = || assert!(std::fs::copy(path("key.db"), path("later.db")).is_ok());
    bencher.counter(ItemsCount::new(ROWS)).with_inputs(restore).bench_values(|()| load("later.db", name));
}

/// The same load again, which is known by its checksum.
#[divan::bench]
fn same_again(bencher: Bencher<'_, '_>) {
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| load("key.db", "key"));
}
