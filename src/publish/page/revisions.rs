//! The page of the revisions: figures that a later edition revised, or that a load corrected or withdrew.

use maud::{Markup, html};

use crate::publish::book::Book;
use crate::publish::figures::Standing;
use crate::publish::kept::{Kept, Of};
use crate::publish::layout::Sheet;
use crate::publish::markup::{Place, about, body, citation, count, figure, metric_link, period, table};

pub(in crate::publish) fn page(book: &Book, kept: &Kept) -> Sheet {
    let path = "revisions.html".to_owned();
    let place = Place::of(&path);
    Sheet {
        title: "Revisions".to_owned(),
        description: "Figures that were revised, corrected or withdrawn, the newest first.".to_owned(),
        data: None,
        body: html! {
            h1 { "Revisions" }
            p.lead {
                "What is no longer stated: revised by a later edition, corrected within its edition, or withdrawn. "
                (count(kept.revised, "revision")) "."
            }
            @if !kept.revisions.is_empty() { (revisions(&place, book, &kept.revisions)) }
            @if kept.revised > kept.revisions.len() {
                p.more { "Not in this table: " (count(kept.revised - kept.revisions.len(), "earlier revision")) "." }
            }
        },
        path,
    }
}

/// Former figures, each linked to what is stated now.
pub(in crate::publish) fn revisions(place: &Place, book: &Book, all: &[Of]) -> Markup {
    let head = html! {
        th scope="col" { "Metric" } th scope="col" { "Subject" } th scope="col" { "Period" } th.n scope="col" { "Was" }
        th scope="col" { "Why" } th scope="col" { "Source" }
    };
    let rows = html! {
        @for former in all {
            @let series = &book.series[former.series];
            @let metric = &book.metrics[series.metric];
            @let was = &former.figure;
            tr {
                td.w { (metric_link(place, metric)) }
                td.w { (about(place, book, series, None)) }
                td { @if book.has_page(series) { a href=(place.to(&series.path)) { (period(was)) } } @else { (period(was)) } }
                td.n { s { (figure(&was.display, &metric.unit, was.status.as_deref(), was.value.is_some())) } }
                td {
                    @if let Standing::Former { reason, load, at } = &was.standing {
                        (reason) ", load " (load) ", " (at.split('T').next().unwrap_or(at))
                    }
                }
                td.w { (citation(place, book, &was.source, &was.citation)) }
            }
        }
    };
    table("Revisions", &head, &body(&rows))
}
