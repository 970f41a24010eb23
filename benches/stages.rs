//! What each stage of a load takes, on 200,000 figures: `cargo bench --bench stages`.

#![allow(clippy::expect_used)]

mod figures;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use figures::{Figures, Order};
use tempfile::TempDir;
use yearbook::console::Console;
use yearbook::dataset::{File, Folder, Package, contents};
use yearbook::load::{How, Input, Limits, check as check_load};
use yearbook::model::{Marks, Period, Quantity};
use yearbook::problem::Problems;
use yearbook::render::Screen;
use yearbook::store::Store;

const ROWS: u64 = 200_000;

/// Datasets in key order, shuffled, and with one row in a hundred changed; and a database of the first.
static DATA: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, order, changed) in
        [("key", Order::Key, 0), ("shuffled", Order::Shuffled, 0), ("changed", Order::Key, 100)]
    {
        Figures { rows: ROWS, seed: 1, order, changed }.write(&folder.path().join(name)).expect("a dataset");
    }
    load(&folder.path().join("key.db"), &folder.path().join("key"));
    folder
});

fn path(name: &str) -> PathBuf {
    DATA.path().join(name)
}

fn load(db: &Path, dataset: &Path) {
    let words = ["yearbook".as_ref(), "--db".as_ref(), db.as_os_str(), "load".as_ref(), dataset.as_os_str()];
    let sink = || Box::new(std::io::sink());
    let mut console = Console { out: sink(), err: sink(), screen: Screen::default(), color: false, is_watched: false };
    yearbook::run(words.map(OsString::from), &mut console);
}

fn packages(name: &str) -> Vec<Package> {
    Package::open_all(&[Folder::Disk(path(name))], &mut Problems::default()).expect("a dataset")
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

/// Cutting a file into blocks, with its checksums.
#[divan::bench]
fn blocks(bencher: Bencher<'_, '_>) {
    let packages = packages("key");
    let file = observations(&packages);
    bencher.counter(ItemsCount::new(ROWS)).bench(|| file.blocks().expect("blocks").count());
}

/// Taking rows and cells apart.
#[divan::bench]
fn rows(bencher: Bencher<'_, '_>) {
    let packages = packages("key");
    let file = observations(&packages);
    let blocks: Vec<_> = file.blocks().expect("blocks").map(|block| block.expect("a block")).collect();
    bencher.counter(ItemsCount::new(ROWS)).bench(|| {
        let (mut length, mut refused, mut problems) = (0, 0, Problems::default());
        for block in &blocks {
            let mut rows = file.rows(block);
            while let Some(row) = rows.next(&mut |_| refused += 1, &mut problems) {
                length += (0..file.columns().len()).map(|column| row.cell(column).len()).sum::<usize>();
            }
        }
        length
    });
}

fn observations(packages: &[Package]) -> File {
    let resource = packages[0].descriptor.resources.last().expect("a resource");
    File::open(&packages[0], resource, "observations.csv", &mut Problems::default()).expect("a file")
}

/// Reading, checking and sorting: all of a load but writing.
#[divan::bench(args = ["key", "shuffled"])]
fn read(bencher: Bencher<'_, '_>, name: &str) {
    let (packages, db) = (packages(name), path("key.db"));
    let store = Store::empty().expect("a store");
    let how =
        How { started_at: "", version: "", context: "", complete: &[], is_plain: false, limits: Limits::default() };
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| {
        let input = Input { packages: &packages, reports: Vec::new(), creates: &[] };
        check_load(&store, &db, input, how, &mut Problems::default(), &mut |_| Ok(())).expect("a check")
    });
}

/// Whole loads into a file that is not there.
#[divan::bench(args = ["key", "shuffled"])]
fn first_load(bencher: Bencher<'_, '_>, name: &str) {
    let db = path("first.db");
    bencher
        .counter(ItemsCount::new(ROWS))
        .with_inputs(|| drop(std::fs::remove_file(&db)))
        .bench_values(|()| load(&db, &path(name)));
}

/// Whole loads into a file that holds all figures, but for those that changed.
#[divan::bench(args = ["changed", "shuffled"])]
fn later_load(bencher: Bencher<'_, '_>, name: &str) {
    let db = path("later.db");
    let restore = || assert!(std::fs::copy(path("key.db"), &db).is_ok());
    bencher.counter(ItemsCount::new(ROWS)).with_inputs(restore).bench_values(|()| load(&db, &path(name)));
}

/// Knowing a dataset again.
#[divan::bench]
fn fingerprint(bencher: Bencher<'_, '_>) {
    let packages = packages("key");
    bencher.counter(ItemsCount::new(ROWS)).bench(|| contents(&packages).expect("checksums"));
}
