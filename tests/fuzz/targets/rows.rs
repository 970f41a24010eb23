//! Any text in any grammar: the rows before the first bad quote are those of the `csv` crate.
#![no_main]

use libfuzzer_sys::fuzz_target;
use yearbook::dataset::{Grammar, SplitRow, Splitter};

fuzz_target!(|input: (u8, &str)| {
    let (choices, text) = input;
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
});
