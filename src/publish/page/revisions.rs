//! The page of the revisions: figures that a later edition revised, or that a load corrected or withdrew.

use maud::{Markup, html};

use crate::publish::address::Place;
use crate::publish::book::Book;
use crate::publish::figures::{Figure, Standing};
use crate::publish::kept::{Kept, Revision};
use crate::publish::layout::Sheet;
use crate::publish::markup::{about, body, citation, count, figure, figure_path, metric_link, period, table};

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
                "The day is the one on which this file took over the change. "
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

/// Former figures, each with what its source states now.
pub(in crate::publish) fn revisions(place: &Place, book: &Book, all: &[Revision]) -> Markup {
    let heads = ["Metric", "Subject", "Period", "Was", "Was stated in", "Now", "Now stated in", "Change"];
    let head = html! {
        @for name in heads { th scope="col" class=[matches!(name, "Was" | "Now").then_some("n")] { (name) } }
    };
    let rows = html! {
        @for Revision { series, was, now } in all {
            @let series = &book.series[*series];
            @let metric = &book.metrics[series.metric];
            @let shown = |one: &Figure| figure(&one.display, &metric.unit, one.status.as_deref(), one.value.is_some());
            tr {
                td.w { (metric_link(place, metric)) }
                td.w { (about(place, book, series, None)) }
                td { @if book.has_page(series) { a href=(place.to(&figure_path(series, was))) { (period(was)) } } @else { (period(was)) } }
                td.n { s { (shown(was)) } }
                td.w { (citation(place, book, &was.source, &was.citation)) }
                @if let Some(now) = now {
                    td.n { @if book.has_page(series) { a href=(place.to(&figure_path(series, now))) { (shown(now)) } } @else { (shown(now)) } }
                    td.w { (citation(place, book, &now.source, &now.citation)) }
                } @else { td.n { "no longer stated" } td {} }
                td.w {
                    @if let Standing::Former { reason, at, .. } = &was.standing {
                        (reason) ", loaded on " (at.split('T').next().unwrap_or(at))
                    }
                }
            }
        }
    };
    table("Revisions", &head, &body(&rows))
}
