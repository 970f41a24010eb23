//! The lists of all regions, sectors, enterprises and sources.

use maud::html;

use crate::publish::address;
use crate::publish::book::Book;
use crate::publish::layout::Sheet;
use crate::publish::markup::{Place, body, count, name, subject, table};
use crate::report::find::Kind;

/// The list of the subjects of a kind. Those without a page are listed too.
pub(in crate::publish) fn subjects(book: &Book, kind: Kind) -> Sheet {
    let path = address::list(kind);
    let place = Place::of(&path);
    let title = address::list_name(kind);
    let is_enterprise = kind == Kind::Enterprise;
    let head = html! {
        th scope="col" { "Name" } th scope="col" { "Code" }
        th scope="col" { @if is_enterprise { "Region" } @else { "Part of" } }
        th scope="col" { @if is_enterprise { "Sectors" } @else { "Level" } } th.n scope="col" { "Figures" }
    };
    let rows = html! {
        @for one in book.of_kind(kind) {
            @let above = if is_enterprise { one.region } else { one.parent };
            tr id=[(!one.has_page).then(|| address::file_name(&one.code))] {
                th.w scope="row" { (subject(&place, one)) }
                td { code { (one.code) } }
                td { @if let Some(above) = above { (subject(&place, &book.subjects[above])) } }
                td.w {
                    @if let Some(level) = &one.level { (level) }
                    @for (index, sector) in one.sectors.iter().enumerate() { @if index > 0 { ", " } (subject(&place, &book.subjects[*sector])) }
                }
                td.n { (one.figures) }
            }
        }
    };
    let many = book.of_kind(kind).count();
    let without = book.of_kind(kind).filter(|subject| !subject.has_page).count();
    Sheet {
        title: title.to_owned(),
        description: format!("{}.", count(many, kind.table())),
        data: None,
        body: html! {
            h1 { (title) }
            p.lead {
                (count(many, kind.table())) "."
                @if without > 0 { " " (count(without, kind.table())) " without a page: their figures are in the downloads of the metrics." }
            }
            (table(title, &head, &body(&rows)))
        },
        path,
    }
}

/// The list of the sources.
pub(in crate::publish) fn sources(book: &Book) -> Sheet {
    let path = address::list(Kind::Source);
    let place = Place::of(&path);
    let head = html! {
        th scope="col" { "Title" } th scope="col" { "Publisher" } th scope="col" { "Newest edition" } th scope="col" { "Periods" }
        th.n scope="col" { "Priority" } th.n scope="col" { "Figures" }
    };
    let rows = html! {
        @for source in &book.sources {
            @let newest = book.library.documents().iter().rev().find(|document| document.code == source.code);
            tr {
                th.w scope="row" { a href=(place.to(&address::of(Kind::Source, &source.code))) { (name(&source.title, None)) } }
                td.w { @if let Some(publisher) = &source.publisher { (publisher) } }
                td { @if let Some(date) = newest.and_then(|document| document.published_on.as_ref()) { (date) } }
                td { @if let (Some(first), Some(last)) = (&source.first_period, &source.last_period) { (first) " to " (last) } }
                td.n { (source.priority) }
                td.n { (source.figures) }
            }
        }
    };
    Sheet {
        title: "Sources".to_owned(),
        description: format!("The documents that figures are cited from: {}.", count(book.sources.len(), "source")),
        data: None,
        body: html! {
            h1 { "Sources" }
            p.lead { "The documents that figures and claims are cited from." }
            (table("Sources", &head, &body(&rows)))
        },
        path,
    }
}
