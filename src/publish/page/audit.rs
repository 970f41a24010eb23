//! The page of the audit: figures that cannot be true together.

use maud::{Markup, html};

use crate::publish::address::Place;
use crate::publish::book::Book;
use crate::publish::layout::Sheet;
use crate::publish::markup::{body, cited, table};
use crate::publish::page::report;
use crate::report::Builtin;
use crate::report::audit::{Finding, Found};

/// The page with all findings.
pub(in crate::publish) fn page(book: &Book, found: &Found) -> Sheet {
    let path = "audit.html".to_owned();
    let place = Place::of(&path);
    let [contradictions, notes, exceptions] = found.counts;
    let content = html! {
        h1 { "Audit" }
        p.lead {
            "Figures that cannot be true together, by the rules of " code { "yearbook audit" } ": growth and levels, parts and wholes, \
             months and years, shares, exchange rates, plausible ranges. Contradictions: " (contradictions) "; notes: " (notes)
            "; known exceptions: " (exceptions) ". What several sources state differently is in the report "
            a href=(place.to(&report::path(Builtin::Conflicts.name(), None))) { "conflicts" } "."
        }
        @if !found.findings.is_empty() { (findings(&place, book, found.findings.iter())) }
        @if !found.cut.is_empty() {
            p.more {
                "More findings than are listed: "
                @for (index, rule) in found.cut.iter().enumerate() { @if index > 0 { ", " } (rule.name()) }
                ". " code { "yearbook audit --top 0" } " lists them all."
            }
        }
    };
    Sheet {
        path,
        title: "Audit".to_owned(),
        description: "Figures that cannot be true together.".to_owned(),
        data: None,
        body: content,
    }
}

/// The table of findings.
pub(in crate::publish) fn findings<'a>(place: &Place, book: &Book, all: impl Iterator<Item = &'a Finding>) -> Markup {
    let head = html! {
        @for name in ["Rule", "Metric", "Subject", "Period", "Figure", "Against", "Finding", "Source"] { th scope="col" { (name) } }
    };
    let rows = html! {
        @for finding in all {
            tr {
                td { (finding.code()) " " span.said { (finding.standing.name()) } }
                td.w { (finding.figure.metric) }
                td.w { (finding.figure.subject) }
                td { (finding.figure.period_in_words()) }
                td.w { (finding.figure_in_words()) }
                td.w { (finding.against()) }
                td.w { (finding.sentence()) }
                td.w {
                    (cited(place, book, &finding.figure.source, finding.figure.published_on.as_deref(), finding.figure.locator.as_deref()))
                }
            }
        }
    };
    table("Findings of the audit", &head, &body(&rows))
}
