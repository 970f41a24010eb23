//! The page of a series: each of its figures, with who states it, where, since when, and what else was said.

use maud::{Markup, html};
use serde_json::json;

use crate::publish::address::Place;
use crate::publish::book::{Book, Metric, Series};
use crate::publish::cite::{Cited, cite_this};
use crate::publish::figures::{Figure, Standing};
use crate::publish::layout::Sheet;
use crate::publish::markup::{
    about, about_text, anchor, body, citation, count, figure, metric_link, period, raw, table,
};
use crate::publish::{address, picture};
use crate::report::find::Kind;

const HEADS: [&str; 7] = ["Period", "Figure", "Stated by", "Place in it", "Published", "Cite", "Remarks"];

/// The page of a series with all its figures, the newest first.
pub(in crate::publish) fn page(book: &Book, series: &Series, figures: &[Figure]) -> Sheet {
    let metric = &book.metrics[series.metric];
    let place = Place::of(&series.path);
    let subject = about_text(book, series);
    let mut cited = Cited::default();
    let rows = rows(&place, book, metric, figures, &mut cited);
    let head = html! {
        @for name in HEADS { th scope="col" class=[(name == "Figure").then_some("n")] { (name) } }
    };
    let label = format!("{}: {subject}", metric.name);
    let content = html! {
        p.up { a href=(place.to(&address::list(Kind::Metric))) { "Metrics" } }
        h1 { (metric_link(&place, metric)) }
        p.of { (about(&place, book, series, None)) }
        p.lead { "Unit: " (metric.unit_name) ". " (metric.definition.as_deref().unwrap_or("No definition is stated.")) }
        @if let Some(chart) = picture::of_series(metric, figures) { (raw(chart)) }
        h2 { "Figures" }
        div.figures { (table(&label, &head, &rows)) }
        (cite_this(book, &cited))
    };
    Sheet {
        path: series.path.clone(),
        description: format!("{label}: {} with their sources.", count(figures.len(), "figure")),
        data: Some(json!({
            "@context": "https://schema.org", "@type": "Dataset", "name": label,
            "description": metric.definition.clone().unwrap_or_else(|| metric.name.clone()),
            "variableMeasured": { "@type": "PropertyValue", "name": metric.name, "unitText": metric.unit_name },
            "isPartOf": place.to(&address::of(Kind::Metric, &metric.code)),
        })),
        title: label,
        body: content,
    }
}

/// One body for each period: the figure that stands for it, then what others state, then what was said before.
fn rows(place: &Place, book: &Book, metric: &Metric, figures: &[Figure], cited: &mut Cited) -> Markup {
    let mut bodies = Vec::new();
    for period in figures.chunk_by(|one, other| one.period == other.period) {
        let rows: Vec<Markup> = period.iter().map(|figure| row(place, book, metric, figure, cited)).collect();
        bodies.push(body(&html! { @for row in &rows { (row) } }));
    }
    html! { @for body in &bodies { (body) } }
}

fn row(place: &Place, book: &Book, metric: &Metric, stated: &Figure, cited: &mut Cited) -> Markup {
    let is_former = matches!(stated.standing, Standing::Former { .. });
    let id = anchor(stated);
    let [_, of_figure, of_source, of_place, of_day, of_number, of_remarks] = HEADS;
    let number = cited.number(book, &stated.source, stated.published_on.as_deref(), stated.locator.as_deref());
    let shown = figure(&stated.display, &metric.unit, stated.status.as_deref(), stated.value.is_some());
    let source = book.source(&stated.source);
    let stated_by = source.and_then(|source| source.publisher.clone()).unwrap_or_else(|| stated.source.clone());
    html! {
        tr id=(id) class=[(!stated.is_preferred()).then_some("other")] {
            th scope="row" {
                a href={ "#" (id) } { (period(stated)) }
                @if !stated.is_preferred() { " " span.said { (said(&stated.standing)) } }
            }
            td.n data-head=(of_figure) { @if is_former { s { (shown) } } @else { (shown) } }
            td data-head=(of_source) { (citation(place, book, &stated.source, &stated_by)) }
            td.w data-head=(of_place) { @if let Some(locator) = &stated.locator { (locator) } }
            td data-head=(of_day) { @if let Some(date) = &stated.published_on { (date) } }
            td data-head=(of_number) { @if let Some(number) = number { a href={ "#cite-" (number) } { "[" (number) "]" } } }
            td.w data-head=(of_remarks) { (remarks(book, stated)) }
        }
    }
}

/// What a figure that does not stand for its period is.
fn said(standing: &Standing) -> String {
    match standing {
        Standing::Preferred => String::new(),
        Standing::Stated => "also stated".to_owned(),
        Standing::Former { reason, load, at, .. } => {
            format!("was {reason}, loaded on {} (load {load})", at.split('T').next().unwrap_or(at))
        }
    }
}

fn remarks(book: &Book, stated: &Figure) -> Markup {
    html! {
        @if let Some(reported) = &stated.reported { "Reported as “" (reported) "”. " }
        @if let Some(how) = &stated.period_inferred { "The period is inferred: " (how) " " }
        @if let Some(note) = &stated.note { (note) " " }
        span.file {
            (stated.file) ":" (stated.line) ", load " (stated.load)
            @if let Some(day) = book.ledger.day(stated.load) { ", " (day) }
        }
    }
}
