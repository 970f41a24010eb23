//! Problems as JSON, for programs.

use serde_json::{Value, json};

use super::message::place_of;
use super::{fix_error, fix_violation};
use crate::error::Error;
use crate::problem::{Place, Problem, Problems};
use crate::report::audit::{Finding, Findings, Stated};

/// The problems of a dataset as one object.
///
/// ```json
/// { "rows": { "read": 30, "good": 28, "rejected": 2 },
///   "rules": [ { "rule": "unknown-code", "count": 1 } ],
///   "problems": [ { "rule": "unknown-code", "message": "no enterprise has the code `gama`",
///                   "file": "wrong/observations.csv", "line": 2, "column": 11, "name": "enterprise", "cell": "gama",
///                   "help": [ "did you mean `gamma` (Gamma Lines)?" ] } ],
///   "skipped": [ "wrong/observations.csv: 1 line below the table is not read as rows, on line 40: Source: gazette" ],
///   "findings": [ { "rule": "growth", "severity": "finding", "metric": "Growth of employees", "subject": "Alpha Works", "period": "2024",
///                   "figure": { "value": 10, "comparator": "=", "unit": "%", "source": "gazette", ... },
///                   "against": [ { "value": 1300, ... } ], "low": 1181.3, "high": 1182.2, "least": 1199.5, "most": 1200.5, "excess": 1.46,
///                   "finding": "...", "citation": "..." } ] }
/// ```
///
/// Of each rule the first ten problems are listed, and all are counted. `line` and `column` count from one, columns in
/// characters; a problem of a whole file has neither.
pub(crate) fn problems_as_json(problems: &Problems, findings: &Findings) -> Value {
    let (read, rejected) = problems.rows;
    let groups = problems.groups();
    json!({
        "rows": { "read": read, "good": read - rejected, "rejected": rejected },
        "rules": groups
            .iter()
            .map(|group| json!({ "rule": group.rule().code(), "count": group.count }))
            .collect::<Vec<_>>(),
        "problems": groups.iter().flat_map(|group| &group.shown).map(problem).collect::<Vec<_>>(),
        "skipped": problems.skipped().iter().map(|skipped| skipped.to_string()).collect::<Vec<_>>(),
        "findings": findings.groups().iter().flat_map(|(shown, _)| shown).map(finding).collect::<Vec<_>>(),
    })
}

fn finding(finding: &Finding) -> Value {
    let Stated { metric, subject, period, .. } = &finding.figure;
    json!({
        "rule": finding.code(), "severity": finding.standing.name(), "metric": metric, "subject": subject, "period": period,
        "figure": figure(&finding.figure), "against": finding.others.iter().map(figure).collect::<Vec<_>>(),
        "low": finding.low, "high": finding.high, "least": finding.least, "most": finding.most, "excess": finding.excess(),
        "finding": finding.sentence(), "citation": finding.citation,
    })
}

fn figure(stated: &Stated) -> Value {
    let Stated { metric, period, period_inferred, part, figure, source, locator, .. } = stated;
    json!({
        "metric": metric, "period": period, "period_inferred": period_inferred, "part": part, "value": figure.value,
        "comparator": figure.comparator.symbol(), "upper": figure.upper, "unit": figure.unit, "status": figure.status,
        "source": source, "locator": locator,
    })
}

/// An error that ends a command as an object with the same fields. Where it is not about datasets, `rule` says what is wrong:
/// `sql`, `row`, `usage`, `database` or `file`.
///
/// ```json
/// { "problems": [ { "rule": "sql", "message": "the SQL is wrong: no such column: vlaue", "file": "the statement", "line": 1,
///                   "column": 8, "name": null, "cell": "vlaue", "help": [ "did you mean `value`?" ] } ] }
/// ```
pub(crate) fn error_as_json(error: &Error, db: &str) -> Value {
    if let Error::Problems(problems) = error {
        return problems_as_json(problems, &Findings::default());
    }
    let place = place_of(error);
    json!({ "problems": [described(kind(error), &error.to_string(), place.as_ref(), &fix_error::fixes_of(error, db))] })
}

fn kind(error: &Error) -> &'static str {
    match error {
        Error::InShell { error, .. } => kind(error),
        Error::Sql(_) => "sql",
        Error::Row(_) => "row",
        Error::Store { .. } => "database",
        Error::Io { .. } => "file",
        _ => "usage",
    }
}

fn problem(problem: &Problem) -> Value {
    let Problem { violation, place } = problem;
    described(violation.rule().code(), &violation.to_string(), Some(place), &fix_violation::fixes(violation))
}

fn described(rule: &str, message: &str, place: Option<&Place>, help: &[String]) -> Value {
    let excerpt = place.and_then(|place| place.excerpt.as_ref());
    let column = excerpt.and_then(|excerpt| excerpt.text.get(..excerpt.mark.start));
    json!({
        "rule": rule,
        "message": message,
        "file": place.map(|place| &*place.file),
        "line": place.map(|place| place.line).filter(|line| *line > 0),
        "column": column.map(|before| before.chars().count() + 1),
        "name": excerpt.and_then(|excerpt| excerpt.column.as_deref()),
        "cell": excerpt.and_then(|excerpt| excerpt.text.get(excerpt.mark.clone())),
        "help": help,
    })
}
