//! The page of a source: its editions, and everything that it states.

use maud::{Markup, html};
use serde_json::json;

use crate::cite::{Document, footnote};
use crate::publish::address::{self, Place};
use crate::publish::book::{Book, Claim, Series, Source};
use crate::publish::cite::formats;
use crate::publish::figures::Figure;
use crate::publish::layout::Sheet;
use crate::publish::markup::{about, body, count, figure, figure_path, metric_link, period, table};
use crate::publish::page::subject::claims;
use crate::publish::part::Part;
use crate::report::find::Kind;

/// What the page shows.
pub(in crate::publish) struct View<'a> {
    pub book: &'a Book,
    pub source: &'a Source,
    pub part: Part,
    /// The rows of this page.
    pub figures: Markup,
}

impl View<'_> {
    pub(in crate::publish) fn page(&self) -> Sheet {
        let source = self.source;
        let path = self.part.path();
        let place = Place::of(&path);
        let content = html! {
            p.up { a href=(place.to(&address::list(Kind::Source))) { "Sources" } }
            @if self.part.is_first() { (self.profile()) }
            @else { h1 { a href=(place.to(&address::of(Kind::Source, &source.code))) { (source.title) } } }
            @if !self.figures.0.is_empty() {
                h2 { "Figures" }
                p.said { "What it no longer states is on the page of each figure, and among the " a href=(place.to("revisions.html")) { "revisions" } "." }
                (figures(&self.figures))
            }
            @let stated: Vec<&Claim> = self.part.of(&source.claims).iter().map(|claim| &self.book.claims[*claim]).collect();
            @if !stated.is_empty() { h2 { "Claims" } (claims(&place, self.book, &stated)) }
            (self.part.links())
        };
        Sheet {
            path,
            title: self.part.title(&source.title),
            description: format!("What is cited from {}, with its editions.", source.title),
            data: Some(json!({
                "@context": "https://schema.org", "@type": "CreativeWork", "name": source.title, "identifier": source.code,
                "publisher": source.publisher,
            })),
            body: content,
        }
    }

    fn profile(&self) -> Markup {
        let source = self.source;
        let documents = self.book.library.documents();
        let places = (0..documents.len()).rev().filter(|place| documents[*place].code == source.code);
        let editions = self.book.library.keyed(places);
        html! {
            h1 { (source.title) }
            @if let Some(publisher) = &source.publisher { p.lead { (publisher) } }
            dl {
                dt { "Code" } dd { code { (source.code) } }
                dt { "Priority" } dd { (source.priority) " (of two sources that state the same figure, the lower one is preferred)" }
                dt { "States" } dd {
                    (count(source.figures.max(0) as usize, "figure")) ", " (count(source.claims.len(), "claim"))
                    @if let (Some(first), Some(last)) = (&source.first_period, &source.last_period) { ", " (first) " to " (last) }
                }
            }
            h2 { "Editions" }
            ul.editions { @for (_, edition) in &editions { li { (edition_line(edition)) } } }
            section.cite aria-labelledby="cite" {
                h2 #cite { "Cite this" }
                ul { @for (_, edition) in &editions { li { (footnote(edition, None)) } } }
                (formats(&editions))
            }
        }
    }
}

fn figures(rows: &Markup) -> Markup {
    let head = html! {
        th scope="col" { "Metric" } th scope="col" { "Subject" } th scope="col" { "Period" } th.n scope="col" { "Figure" }
        th scope="col" { "Place in it" } th scope="col" { "Published" }
    };
    table("Figures that it states", &head, &body(rows))
}

/// The row of a figure that the source states.
pub(in crate::publish) fn row(book: &Book, series: &Series, shown: &Figure) -> Markup {
    let place = &Place::of(&address::of(Kind::Source, &shown.source));
    let metric = &book.metrics[series.metric];
    html! {
        tr {
            td.w { (metric_link(place, metric)) }
            td.w { (about(place, book, series, None)) }
            td { (period(shown)) }
            td.n {
                @let text = figure(&shown.display, &metric.unit, shown.status.as_deref(), shown.value.is_some());
                @if book.has_page(series) { a href=(place.to(&figure_path(series, shown))) { (text) } } @else { (text) }
            }
            td.w { @if let Some(locator) = &shown.locator { (locator) } }
            td { @if let Some(date) = &shown.published_on { (date) } }
        }
    }
}

/// An edition with all that is known of it. Only an address of the web becomes a link.
fn edition_line(edition: &Document) -> Markup {
    let url = edition.url.as_deref();
    let is_web = |url: &str| ["http://", "https://"].iter().any(|scheme| url.to_ascii_lowercase().starts_with(scheme));
    html! {
        strong { @if let Some(date) = &edition.published_on { (date) } @else { "without a date" } }
        ": " (edition.title)
        @if let Some(author) = &edition.author { ", by " (author) }
        @if let Some(publisher) = &edition.publisher { ", " (publisher) }
        @if let Some(url) = url.filter(|url| is_web(url)) { ", " a href=(url) rel="external nofollow noreferrer" { (url) } }
        @if let Some(url) = url.filter(|url| !is_web(url)) { ", " (url) }
        @if let Some(date) = &edition.retrieved_on { ", read " (date) }
        @if let Some(language) = &edition.language { ", in " (language) }
        @if let Some(licence) = &edition.licence { ", licence " (licence) }
    }
}
