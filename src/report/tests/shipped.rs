//! Every report: what its head declares is what its statement does, and it runs anywhere.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::report::parameter::Type;
use crate::report::{Builtin, Choices, Internal, Report, Rule};

use crate::store::Store;

pub(super) fn files(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).expect("the reports");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a report").path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "sql"));
    files.sort();
    files
}

pub(super) fn read(path: &Path) -> Report {
    let text = std::fs::read_to_string(path).expect("a report");
    Report::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(super) const FOLDERS: [&str; 4] =
    ["src/report/builtin", "src/report/internal", "src/report/audit", "data/ningbo/reports"];

fn all() -> Vec<Report> {
    let reports: Vec<Report> = FOLDERS.into_iter().flat_map(files).map(|path| read(&path)).collect();
    assert_eq!(reports.len(), Builtin::ALL.len() + Internal::ALL.len() + Rule::ALL.len() + 9);
    reports
}

/// The statement without comments and without what stands in quotes.
fn bare(sql: &str) -> String {
    let lines: Vec<&str> = sql.lines().map(|line| line.split("--").next().unwrap_or("")).collect();
    lines.join("\n").split('\'').step_by(2).collect::<Vec<_>>().join("''")
}

#[test]
fn every_statement_of_the_program_is_in_order() {
    let builtin = Builtin::ALL.iter().map(|one| (one.name(), one.report()));
    let internal = Internal::ALL.iter().map(|one| (one.name(), one.report()));
    let rules = Rule::ALL.iter().map(|one| (one.name(), one.report()));
    for (name, report) in builtin.chain(internal).chain(rules) {
        assert_eq!(report.unwrap_or_else(|error| panic!("{name}: {error:?}")).name, name);
    }
}

#[test]
fn heads_declare_what_statements_do() {
    let store = Store::empty().expect("a store");
    let connection = store.connection();
    for report in all() {
        let statement = connection.prepare(&report.sql).unwrap_or_else(|error| panic!("{}: {error}", report.name));
        let mut used: Vec<String> = (1..=statement.parameter_count())
            .filter_map(|index| Some(statement.parameter_name(index)?[1..].to_owned()))
            .collect();
        let mut declared: Vec<String> = report.parameters.iter().map(|parameter| parameter.name.clone()).collect();
        used.sort();
        declared.sort();
        assert_eq!(used, declared, "{}", report.name);
        assert_eq!(statement.column_names().collect::<Vec<_>>(), report.columns, "{}", report.name);
        assert!(statement.readonly());
        for parameter in &report.parameters {
            if let Some(Choices::Sql(sql)) = &parameter.choices {
                let choices = connection.prepare(sql).unwrap_or_else(|error| panic!("{}: {error}", report.name));
                assert!(choices.column_count() <= 2, "{}: a code and a name", report.name);
            }
            assert_eq!(parameter.kind == Type::Choice, parameter.choices.is_some());
        }
    }
}

#[test]
fn statements_use_portable_functions_only() {
    let mut used = BTreeSet::new();
    for report in all() {
        let sql = bare(&report.sql).to_lowercase();
        for (at, _) in sql.match_indices('(') {
            let name: String = sql[..at].chars().rev().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let name: String = name.chars().rev().collect();
            if !name.is_empty() && sql[..at].ends_with(&name) {
                used.insert(name);
            }
        }
    }
    // Functions that take the same arguments everywhere, and words that come before a bracket.
    insta::assert_debug_snapshot!("functions_of_reports", used);
}

#[test]
fn plans_search_figures_by_their_keys() {
    let store = Store::empty().expect("a store");
    let connection = store.connection();
    let (mut scans, mut steps) = (BTreeSet::new(), String::new());
    for report in all() {
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {}", report.sql)).expect("a plan");
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().expect("a step") {
            let step: String = row.get(3).expect("a step");
            steps.push_str(&format!("{step} \n"));
            let words: Vec<&str> = step.split_whitespace().collect();
            if let ["SCAN", table, ..] = words[..]
                // The views go from a series `s` to its figures.
                && ["o", "observation", "s"].contains(&table)
            {
                scans.insert(format!("{}: {step}", report.name));
            }
            // An index of all figures by period, which SQLite builds for a statement, finds too many of them.
            if step.contains("AUTOMATIC") && step.contains("INDEX (period=?)") {
                scans.insert(format!("{}: {step}", report.name));
            }
        }
    }
    insta::assert_debug_snapshot!("scans_of_observations", scans);
    // The series of all parts are looked up once, and not again for each whole.
    assert!(steps.contains("INDEX (dimension=? AND whole_series=? AND pool=?)"), "{steps}");
    let mut indexes = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
        .expect("the indexes");
    let indexes: Vec<String> =
        indexes.query_map([], |row| row.get(0)).and_then(Iterator::collect).expect("the indexes");
    for index in indexes {
        assert!(steps.contains(&format!(" {index} ")), "no report searches by {index}");
    }
}

#[test]
fn each_verdict_of_the_growth_check_is_explained() {
    let report = Builtin::GrowthCheck.report().expect("a report");
    let (_, verdicts) = report.sql.split_once("case when level is null").expect("the verdicts");
    let (verdicts, _) = verdicts.split_once("as verdict").expect("the end of the verdicts");
    let pieces: Vec<&str> = verdicts.split('\'').collect();
    let results =
        pieces.windows(2).filter(|pair| pair[0].trim_end().ends_with("then") || pair[0].trim_end().ends_with("else"));
    let mut results: Vec<&str> = results.map(|pair| pair[1]).collect();
    results.push("not looked at");
    assert_eq!(results.len(), 8, "{results:?}");
    let page = include_str!("../../diagnostic/pages/growth.md");
    for verdict in results {
        let word = format!("`{verdict}`");
        assert!(report.description.contains(&word) && page.contains(&word), "{word}");
    }
}
