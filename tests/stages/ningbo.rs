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
            "SELECT substr(locator, 1, instr(locator || ', citing', ', citing') - 1) AS place, count(*)
               FROM (SELECT locator FROM observation UNION ALL SELECT locator FROM claim) GROUP BY place",
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

/// The first column of each row that a statement returns on the bundled dataset.
fn texts(sql: &str) -> Vec<String> {
    let sandbox = Sandbox::with_demo();
    let connection = Connection::open(sandbox.path("yearbook.db")).expect("the database");
    let mut statement = connection.prepare(sql).expect("a statement");
    statement.query_map([], |row| row.get(0)).and_then(Iterator::collect).expect("texts")
}

#[test]
fn a_period_that_the_article_does_not_state_is_marked() {
    // The article states 2024 and the first half of 2025; it never names a month.
    let unmarked = "period_inferred IS NULL";
    for table in ["observation", "claim"] {
        let months =
            format!("SELECT locator FROM {table} WHERE length(period) = 7 AND period LIKE '2025-0%' AND {unmarked}");
        assert_eq!(texts(&months), Vec::<String>::new(), "{table}");
    }
    assert_eq!(texts(&format!("SELECT metric FROM fact WHERE NOT ({unmarked})")).len(), 16);
    assert_eq!(texts("SELECT note FROM fact WHERE note LIKE '%inferred%'"), Vec::<String>::new());
}

#[test]
fn whom_the_article_cites_is_named() {
    let cited = texts(
        "SELECT DISTINCT locator FROM (SELECT locator FROM observation UNION ALL SELECT locator FROM claim)
          WHERE locator LIKE '%citing%' ORDER BY locator",
    );
    let people = ["paragraph 4, citing Zhu Mengxing", "paragraph 17, citing Pan Zaiming"];
    assert_eq!(cited, ["paragraph 10, citing Ningbo Customs", people[1], people[0]]);
    for (person, locator) in ["Zhu Mengxing", "Pan Zaiming"].into_iter().zip(people) {
        let claims = texts(&format!("SELECT text FROM claim WHERE locator = '{locator}'"));
        assert!(!claims.is_empty() && claims.iter().all(|claim| claim.starts_with(person)), "{claims:?}");
        let notes = texts(&format!("SELECT coalesce(note, '') FROM observation WHERE locator = '{locator}'"));
        assert!(!notes.is_empty() && notes.iter().all(|note| note.contains(person)), "{notes:?}");
    }
    // All of paragraph 4, and of paragraph 17 all but the amount in brackets, is what these two say.
    assert_eq!(texts("SELECT code FROM claim WHERE locator IN ('paragraph 4', 'paragraph 17')"), Vec::<String>::new());
    assert_eq!(
        texts("SELECT metric FROM fact WHERE locator IN ('paragraph 4', 'paragraph 17')"),
        ["annual-energy-savings-usd"]
    );
}

#[test]
fn definitions_of_designations_are_cited_and_our_own_words_are_called_so() {
    let definitions = texts("SELECT definition FROM designation");
    assert_eq!(definitions.len(), 7);
    for definition in definitions {
        assert!(definition.contains("(People's Daily, 2025-08-13, paragraph "), "{definition}");
        let is_of_the_article = definition.starts_with("After the source");
        assert!(is_of_the_article || definition.contains("In our own words: "), "{definition}");
    }
}

#[test]
fn the_radius_is_stated_once_and_the_date_of_the_page_is_that_of_its_update() {
    let radius =
        texts("SELECT subject FROM fact WHERE locator = 'paragraph 11' AND (value = 50 OR subject LIKE '%50%')");
    assert_eq!(radius, ["Auto parts, Ningbo [radius-km=50]"]);
    let titles = texts("SELECT title FROM source WHERE code LIKE 'peoples-daily%'");
    assert!(titles[0].ends_with(" [page updated 2025-08-13]"), "{titles:?}");
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
