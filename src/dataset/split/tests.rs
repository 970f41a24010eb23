//! The splitter against the `csv` crate, and where it differs on purpose.

use proptest::prelude::*;

use super::*;

fn rows_of(text: &str, grammar: Grammar) -> Vec<(u64, Vec<String>, bool)> {
    let (mut splitter, mut row) = (Splitter::new(text, grammar), SplitRow::default());
    let mut rows = Vec::new();
    while splitter.next_row(&mut row) {
        let cells = row.cells(text).into_iter().map(str::to_owned).collect();
        rows.push((row.line, cells, row.bad_quote.is_some()));
    }
    rows
}

fn cells_of(text: &str, grammar: Grammar) -> Vec<Vec<String>> {
    rows_of(text, grammar).into_iter().map(|(_, cells, _)| cells).collect()
}

#[test]
fn quotes_hold_delimiters_line_ends_and_quotes() {
    let text = "a,\"b,\"\"c\"\"\r\nd\",\"\"\n\n e,\"f\"\n";
    let rows = rows_of(text, Grammar::default());
    let row = |line, cells: [&str; 3]| (line, cells.map(str::to_owned).to_vec(), false);
    assert_eq!(rows[0], row(1, ["a", "b,\"c\"\r\nd", ""]));
    assert_eq!(rows[1], (4, vec![" e".to_owned(), "f".to_owned()], false));
}

#[test]
fn an_escape_makes_the_next_character_text() {
    let grammar = Grammar { escape: Some(b'\\'), double_quote: false, ..Grammar::default() };
    assert_eq!(cells_of("\"a\\\"b\\\\\\é\",\\c", grammar), [["a\"b\\é", "\\c"]]);
}

#[test]
fn a_bad_quote_ends_its_row_with_the_line() {
    let rows = rows_of("a,\"b\nc,d\n\"e\"f,g\nh,i\n", Grammar::default());
    let found: Vec<(u64, bool)> = rows.iter().map(|(line, _, is_bad)| (*line, *is_bad)).collect();
    assert_eq!(found, [(1, true), (2, false), (3, true), (4, false)]);
    assert_eq!(rows[0].1, ["a", "\"b"]);
    assert_eq!(rows[2].1, ["\"e\"f", "g"]);
}

#[test]
fn spaces_at_the_start_of_a_cell_are_skipped_where_the_grammar_says_so() {
    let grammar = Grammar { skip_initial_space: true, ..Grammar::default() };
    assert_eq!(cells_of("  a,  \"b, c\", d e \n ,\n", grammar), [vec!["a", "b, c", "d e "], vec!["", ""]]);
}

#[test]
fn a_comment_ends_with_its_line_however_that_ends() {
    let grammar = Grammar { comment: Some(b'#'), ..Grammar::default() };
    assert_eq!(cells_of("# \"a\rb\r#c\r\nd#,e\n#", grammar), [vec!["b"], vec!["d#", "e"]]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// The rows before the first bad quote are those of the `csv` crate, each with its line.
    #[test]
    fn rows_are_those_of_the_csv_crate(
        text in "[ab,;\"'\\\\#\n\r é]{0,80}",
        delimiter in prop::sample::select(vec![b',', b';']),
        quote in prop::sample::select(vec![b'"', b'\'']),
        double_quote in any::<bool>(),
        escape in prop::sample::select(vec![None, Some(b'\\')]),
        comment in prop::sample::select(vec![None, Some(b'#')]),
    ) {
        // The crate ends a comment at LF alone, and makes a row of one that ends the text.
        let text = if comment.is_some() { text.replace('\r', "") + "\n" } else { text };
        let grammar = Grammar { delimiter, quote, double_quote, escape, comment, skip_initial_space: false };
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .quote(quote)
            .double_quote(double_quote)
            .escape(escape)
            .comment(comment)
            .from_reader(text.as_bytes());
        let mut expected = reader.records();
        let (mut splitter, mut row) = (Splitter::new(&text, grammar), SplitRow::default());
        while splitter.next_row(&mut row) {
            prop_assert_eq!(row.line, 1 + line_ends(&text.as_bytes()[..row.bytes.start]));
            if row.bad_quote.is_some() {
                return Ok(());
            }
            let record = expected.next().transpose();
            prop_assert!(matches!(record, Ok(Some(_))), "no record for {:?}", row.cells(&text));
            if let Ok(Some(record)) = record {
                prop_assert_eq!(row.cells(&text), record.iter().collect::<Vec<_>>());
            }
        }
        prop_assert!(expected.next().is_none());
    }

    /// Every byte of a text is in a row, a line end, a blank line or a comment, also where quotes are bad.
    #[test]
    fn no_byte_is_lost(text in "[ab,\"\n\r ]{0,80}") {
        let (mut splitter, mut row) = (Splitter::new(&text, Grammar::default()), SplitRow::default());
        let mut end = 0;
        while splitter.next_row(&mut row) {
            prop_assert!(text[end..row.bytes.start].bytes().all(|byte| byte == b'\n' || byte == b'\r'));
            prop_assert_eq!(row.cell_bytes(row.len() - 1).map(|bytes| bytes.end), Some(row.bytes.end));
            end = row.bytes.end;
        }
        prop_assert!(text[end..].bytes().all(|byte| byte == b'\n' || byte == b'\r'));
    }

    /// Rows that are certainly whole stay the same, whatever text follows.
    #[test]
    fn rows_that_end_before_their_reach_do_not_change(start in "[ab,\"\n\r]{0,40}", rest in "[ab,\"\n\r]{0,20}") {
        let whole = format!("{start}{rest}");
        let (mut first, mut second) =
            (Boundaries::new(start.as_bytes(), Grammar::default()), Boundaries::new(whole.as_bytes(), Grammar::default()));
        let (mut row, mut same) = (SplitRow::default(), SplitRow::default());
        while first.next_row(&mut row) && row.reach + 1 < start.len() {
            prop_assert!(second.next_row(&mut same));
            prop_assert_eq!((&row.bytes, row.bad_quote, &row.ends), (&same.bytes, same.bad_quote, &same.ends));
        }
    }
}
