//! The bundled dataset has every number of the article, and every figure has the comparator of the article.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::sandbox::{Sandbox, project, shared};

#[derive(Debug)]
struct Paragraph {
    locator: String,
    /// Numbers that a careful reader finds in it, in digits or in words.
    numbers: usize,
    /// Those of them that are deliberately no figures, for the reason in the file.
    exceptions: usize,
}

fn paragraphs() -> Vec<Paragraph> {
    let mut reader = csv::Reader::from_path(project().join("tests/data/ningbo-paragraphs.csv")).expect("the list");
    reader
        .records()
        .map(|record| {
            let record = record.expect("a row");
            let number = |cell: &str| if cell.is_empty() { 0 } else { cell.parse().expect("a number") };
            let paragraph = Paragraph {
                locator: record[0].to_owned(),
                numbers: number(&record[1]),
                exceptions: number(&record[2]),
            };
            assert_eq!(paragraph.exceptions > 0, !record[3].is_empty(), "an exception has its reason: {record:?}");
            paragraph
        })
        .collect()
}

#[test]
fn every_number_of_the_article_is_a_figure_a_claim_or_an_exception_with_its_reason() {
    let sandbox = Sandbox::with_demo();
    let connection = Connection::open(sandbox.path("yearbook.db")).expect("the database");
    let mut statement = connection
        .prepare(
            "SELECT locator, count(*) FROM (SELECT locator FROM observation UNION ALL SELECT locator FROM claim) GROUP BY locator",
        )
        .expect("a statement");
    let cited: BTreeMap<String, usize> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).and_then(Iterator::collect).expect("counts");
    let paragraphs = paragraphs();
    for Paragraph { locator, numbers, exceptions } in &paragraphs {
        let cited = cited.get(locator).copied().unwrap_or(0);
        assert!(cited + exceptions >= *numbers, "{locator}: {cited} cited, {exceptions} exceptions, {numbers} numbers");
    }
    for locator in cited.keys() {
        assert!(
            paragraphs.iter().any(|paragraph| paragraph.locator == *locator),
            "{locator} is no place in the article"
        );
    }
}

#[test]
#[ignore = "reads files that are no part of the project: see `sandbox::shared`"]
fn the_list_of_paragraphs_is_that_of_the_article() {
    let article = std::fs::read_to_string(shared("seed/000_edd210405e9c5803.txt")).expect("the article");
    let is_heading = |text: &str| text.len() < 80 && !text.ends_with(['.', '"', ']']);
    let body = article.lines().map(str::trim).filter(|line| !line.is_empty()).skip(3);
    let (captions, paragraphs): (Vec<&str>, Vec<&str>) =
        body.filter(|line| !is_heading(line)).partition(|line| line.contains("[Photo/"));
    let listed = self::paragraphs();
    for (kind, texts) in [("paragraph", paragraphs), ("photo caption", captions)] {
        assert_eq!(listed.iter().filter(|row| row.locator.starts_with(kind)).count(), texts.len());
        for (text, number) in texts.iter().zip(1..) {
            let locator = format!("{kind} {number}");
            let row = listed.iter().find(|row| row.locator == locator).unwrap_or_else(|| panic!("no {locator}"));
            let starts_number =
                |pair: &[u8]| !(pair[0].is_ascii_digit() || b",.".contains(&pair[0])) && pair[1].is_ascii_digit();
            let in_digits = format!(" {text}").as_bytes().windows(2).filter(|pair| starts_number(pair)).count();
            assert!(row.numbers >= in_digits, "{locator} has {in_digits} numbers in digits: {text}");
        }
    }
}

#[test]
fn comparators_statuses_and_conversions_are_kept() {
    let sandbox = Sandbox::with_demo();
    let reply = sandbox.run(&[
        "query",
        "SELECT metric, subject, period, display, unit, nullif(status, 'A') AS status, reported, locator FROM fact
          ORDER BY metric, subject, start_date, end_date",
        "--format",
        "csv",
    ]);
    insta::assert_snapshot!("ningbo_figures", reply.stdout);
}

#[test]
#[ignore = "reads files that are no part of the project: see `sandbox::shared`"]
fn no_sentence_of_the_article_is_in_the_dataset() {
    let article = std::fs::read_to_string(shared("seed/000_edd210405e9c5803.txt")).expect("the article");
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
    };
    let article = format!(" {} ", words(&article).join(" "));
    let mut reader = csv::Reader::from_path(project().join("data/ningbo/claims.csv")).expect("the claims");
    for record in reader.records() {
        let record = record.expect("a claim");
        for window in words(&record[1]).windows(7) {
            let phrase = window.join(" ");
            assert!(!article.contains(&format!(" {phrase} ")), "{}: {phrase}", &record[0]);
        }
    }
}
