//! The page that runs SQL on the database.

use maud::{Markup, PreEscaped, html};
use serde_json::{Value, json};

use crate::publish::address::{self, Place};
use crate::publish::layout::{Sheet, in_script};
use crate::report::{Origin, Report};

/// Statements to begin with, each with a title and what it shows.
const STATEMENTS: [(&str, &str, &str, &str); 3] = [
    (
        "newest",
        "The newest figures",
        "One row for each series: its newest actual figure, with who states it.",
        "SELECT metric_name, subject, period, display, unit_symbol, citation
  FROM latest_fact
 ORDER BY end_date DESC, metric_name, subject
 LIMIT 100;",
    ),
    (
        "sources",
        "What each source states",
        "One row for each source, with its number of figures.",
        "SELECT source, count(*) AS figures, min(period) AS first_period, max(period) AS last_period
  FROM fact
 GROUP BY source
 ORDER BY figures DESC;",
    ),
    (
        "named",
        "Figures about a name",
        "Every figure whose subject contains a text, which is typed below.",
        "SELECT metric_name, subject, period, display, unit_symbol, source
  FROM fact
 WHERE instr(lower(subject), lower(:name)) > 0
 ORDER BY metric_name, subject, start_date
 LIMIT 100;",
    ),
];

pub(in crate::publish) fn page(reports: &[(Report, Origin)]) -> Sheet {
    let place = Place::of(address::ASK);
    Sheet {
        path: address::ASK.to_owned(),
        title: "Ask".to_owned(),
        description: "Run SQL on the database, in the browser.".to_owned(),
        data: None,
        body: html! {
            h1 { "Ask" }
            p.lead {
                "Runs one statement of SQL on a copy of the database in this browser: nothing is sent anywhere, and nothing can be changed. "
                code { "fact" } " has one row for each figure; the " a href=(place.to("dictionary.html")) { "data dictionary" }
                " has all tables."
            }
            form.ask #ask {
                label for="example" { "Example" }
                select #example {
                    option value="" { "your own statement" }
                    optgroup label="To begin with" { @for (name, title, ..) in STATEMENTS { option value=(name) { (title) } } }
                    optgroup label="Reports" { @for (report, _) in reports { option value=(own(&report.name)) { (report.title) } } }
                }
                p.said #about {}
                label for="sql" { "Statement" }
                textarea #sql rows="12" spellcheck="false" autocapitalize="off" autocomplete="off" {}
                fieldset.parameters #parameters hidden { legend { "Parameters" } }
                div.buttons {
                    button.main #run type="submit" disabled { "Run" }
                    button #stop type="button" disabled { "Stop" }
                    button #csv type="button" disabled { "Download the rows as CSV" }
                    span.said { "Ctrl+Enter runs it." }
                }
            }
            p.said #status role="status" {}
            p.failed #fault role="alert" hidden {}
            div.scroll #result role="region" aria-label="Rows" tabindex="0" hidden {}
            noscript { p { "This page needs JavaScript. The reports are pages that do not." } }
            (missing(&place))
            script type="application/json" #examples { (PreEscaped(in_script(&examples(reports)))) }
            script src=(place.to("ask/engine.js")) defer {}
            script src=(place.to("ask/database.js")) defer {}
            script src=(place.to("ask/ask.js")) defer {}
        },
    }
}

/// A report of a dataset may have the name of one of the statements.
fn own(report: &str) -> String {
    match STATEMENTS.iter().any(|(name, ..)| *name == report) {
        true => format!("report {report}"),
        false => report.to_owned(),
    }
}

fn missing(place: &Place) -> Markup {
    html! {
        h2 { "What differs from the command line" }
        p.lead {
            "The functions are those of " code { "yearbook query" } ", but for these: "
            code { "median" } ", " code { "percentile" } ", " code { "stddev" } ", " code { "variance" }
            " and their kind are aggregate functions only, not window functions; the patterns of " code { "REGEXP" } " are those of JavaScript; "
            "a report has the columns that its SQL returns, without the layout of its page; and whole numbers of more than 15 digits lose their last ones. "
            "A result has at most 100,000 rows, the first 500 of which are shown. "
            "SQLite comes from sql.js (" a href=(place.to("ask/LICENSE-sql.js.txt")) { "licence" } ")."
        }
    }
}

fn examples(reports: &[(Report, Origin)]) -> Value {
    let statements = STATEMENTS.iter().map(|(name, _, description, sql)| {
        let parameter = json!({ "name": "name", "type": "text", "need": "required", "meaning": "A part of the name, such as Ningbo" });
        let parameters = if sql.contains(":name") { vec![parameter] } else { Vec::new() };
        json!({ "name": name, "description": description, "sql": sql, "parameters": parameters })
    });
    let reports = reports.iter().map(|(report, _)| {
        json!({
            "name": own(&report.name), "description": report.description, "sql": report.sql.trim_end(), "parameters": report.parameters,
        })
    });
    Value::Array(statements.chain(reports).collect())
}
