//! The functions of the fuzz targets in `tests/fuzz`: each must return for every input.

#![allow(clippy::expect_used, clippy::panic, clippy::missing_panics_doc)]

use std::path::PathBuf;
use std::sync::Arc;

use crate::dataset::{File, Folder, Grammar, Mapping, Package, Section, SplitRow, Splitter};
use crate::load::observation_columns;
use crate::mapping::Plan;
use crate::model::{Breakdown, Marks, Period, Quantity, Scale, Status, code, office_period, period};
use crate::problem::Problems;
use crate::profile;

/// Any bytes as a file: it is sampled, and where a profile recognises it, the mapping of the profile reads it.
pub fn file(bytes: &[u8]) {
    let folder = written(bytes);
    let Some(sample) = profile::sample(&folder, "file", None, None, &mut Problems::default()) else { return };
    let Some(proposal) = profile::propose(&sample) else { return };
    // What a profile writes is a mapping, whatever the file says.
    read(&folder, proposal.mapping(&folder).expect("a mapping"));
}

/// Any text as a mapping, for a file of any bytes: the two are separated by two zeros.
pub fn mapping(bytes: &[u8]) {
    let Some(at) = bytes.windows(2).position(|pair| pair == [0, 0]) else { return };
    let folder = written(&bytes[at + 2..]);
    let label: Arc<str> = "mapping.toml".into();
    if let Ok(mapping) = Mapping::read(&label, folder.clone(), Ok(bytes[..at].to_vec())) {
        read(&folder, mapping);
    }
}

/// A folder whose only file has these bytes.
fn written(bytes: &[u8]) -> Folder {
    let path: PathBuf = std::env::temp_dir().join(format!("yearbook-fuzz-{}", std::process::id()));
    std::fs::write(&path, bytes).expect("a file");
    Folder::Piped(path)
}

fn read(folder: &Folder, mapping: Mapping) {
    let (mapping, mut problems) = (Arc::new(mapping), Problems::default());
    let package = Package::of_files("", folder, vec![(vec!["file".to_owned()], Arc::clone(&mapping))]);
    let Some(file) =
        File::open(&package, &package.descriptor.resources[0], ("file", &Section::default()), &mut problems)
    else {
        return;
    };
    let Some(plan) = Plan::new(&mapping, &file, &observation_columns(), &mut problems) else { return };
    let Ok(blocks) = file.blocks() else { return };
    for block in blocks.map_while(Result::ok) {
        let mut rows = file.rows(&block);
        while let Some(row) = rows.next(&mut |_| {}, &mut problems) {
            plan.each(&row, &mut |_, new| {
                let _ = new.columns("region");
                true
            });
        }
    }
}

/// Any text in any grammar: the rows before the first bad quote are those of the `csv` crate.
pub fn rows(choices: u8, text: &str) {
    let is = |bit: u8| choices & (1 << bit) != 0;
    let grammar = Grammar {
        delimiter: if is(0) { b';' } else { b',' },
        quote: if is(1) { b'\'' } else { b'"' },
        double_quote: is(2),
        escape: is(3).then_some(b'\\'),
        comment: is(4).then_some(b'#'),
        skip_initial_space: false,
    };
    // The crate skips a byte order mark, ends a comment at LF alone, and makes a row of one that ends the text.
    if text.starts_with('\u{feff}') || grammar.comment.is_some() && (text.contains('\r') || !text.ends_with('\n')) {
        return;
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(grammar.delimiter)
        .quote(grammar.quote)
        .double_quote(grammar.double_quote)
        .escape(grammar.escape)
        .comment(grammar.comment)
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let (mut splitter, mut row) = (Splitter::new(text, grammar), SplitRow::default());
    while splitter.next_row(&mut row) {
        if row.bad_quote.is_some() {
            return;
        }
        let record = records.next().expect("a record").expect("text");
        assert_eq!(row.cells(text), record.iter().collect::<Vec<_>>());
    }
    assert!(records.next().is_none());
}

/// Any text for the parsers of single cells: it is parsed or rejected, and the text of a parsed value parses to the
/// same value.
pub fn words(text: &str) {
    if let Ok(period) = Period::parse(text) {
        assert_eq!(Period::parse(&period.to_string()), Ok(period));
        let _ = (period.frequency(), period.year_before());
    }
    let _ = (period::parse_date(text), office_period::read(text), office_period::doubt(text.split('\n'), None));
    for (decimal, group) in [('.', None), (',', Some('.')), ('.', Some(',')), ('·', Some('\u{a0}'))] {
        if let Ok(quantity) = Quantity::parse(text, Marks { decimal, group }) {
            let _ = Quantity::has_long_digits(text);
            assert_eq!(Quantity::parse(&quantity.to_string(), Marks::default()), Ok(quantity));
            for exponent in [-30, -1, 6, 30] {
                let _ = quantity.shifted(exponent).and_then(|shifted| shifted.scaled(0.01));
            }
        }
    }
    if let Ok(breakdown) = Breakdown::parse(text) {
        assert_eq!(Breakdown::parse(&breakdown.to_string()), Ok(breakdown));
    }
    let _ =
        (Scale::parse(text).map(Scale::name), Status::parse(text), code::check(text), code::check_credit_code(text));
}
