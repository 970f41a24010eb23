//! The lists of all regions, sectors, enterprises and sources.

use maud::{Markup, html};

use crate::publish::address::{self, Place};
use crate::publish::book::{Book, Source, Subject};
use crate::publish::layout::Sheet;
use crate::publish::markup::{body, count, digits, name, subject, table};
use crate::publish::part::Part;
use crate::report::find::Kind;

/// The list of the subjects of a kind. Those without a page are listed too.
pub(in crate::publish) fn subjects(book: &Book, kind: Kind) -> Vec<Sheet> {
    let all: Vec<&Subject> = book.of_kind(kind).collect();
    let title = address::list_name(kind);
    let lead = subjects_lead(&all, kind);
    let page = |part: Part| {
        let path = part.path();
        let place = Place::of(&path);
        Sheet {
            title: part.title(title),
            description: format!("{}.", count(all.len(), kind.table())),
            data: None,
            body: html! {
                h1 { (part.title(title)) }
                p.lead { (lead) }
                (subjects_table(&place, book, kind, part.of(&all)))
                (part.links())
            },
            path,
        }
    };
    Part::all(&address::list(kind), all.len()).map(page).collect()
}

fn subjects_lead(all: &[&Subject], kind: Kind) -> Markup {
    let stated = all.iter().filter(|subject| subject.figures > 0).count();
    let without = all.iter().filter(|subject| !subject.has_page).count();
    html! {
        (count(all.len(), kind.table())) ", " (digits(stated as i64)) " of them with figures."
        @if without > 0 { " " (count(without, kind.table())) " without a page: their figures are in the downloads of the metrics." }
    }
}

fn subjects_table(place: &Place, book: &Book, kind: Kind, rows: &[&Subject]) -> Markup {
    let is_enterprise = kind == Kind::Enterprise;
    let head = html! {
        th scope="col" { "Name" } th scope="col" { "Code" }
        th scope="col" { @if is_enterprise { "Region" } @else { "Part of" } }
        th scope="col" { @if is_enterprise { "Sectors" } @else { "Level" } } th.n scope="col" { "Figures" }
    };
    let rows = html! {
        @for one in rows {
            @let above = if is_enterprise { one.region } else { one.parent };
            tr id=[(!one.has_page).then(|| address::file_name(&one.code))] {
                th.w scope="row" { (subject(place, one)) }
                td { code { (one.code) } }
                td { @if let Some(above) = above { (subject(place, &book.subjects[above])) } }
                td.w {
                    @if let Some(level) = &one.level { (level) }
                    @for (index, sector) in one.sectors.iter().enumerate() { @if index > 0 { ", " } (subject(place, &book.subjects[*sector])) }
                }
                td.n { (digits(one.figures)) }
            }
        }
    };
    table(address::list_name(kind), &head, &body(&rows))
}

/// The list of the sources.
pub(in crate::publish) fn sources(book: &Book) -> Vec<Sheet> {
    let page = |part: Part| {
        let path = part.path();
        let place = Place::of(&path);
        Sheet {
            title: part.title("Sources"),
            description: format!("The documents that figures are cited from: {}.", count(book.sources.len(), "source")),
            data: None,
            body: html! {
                h1 { (part.title("Sources")) }
                p.lead { "The documents that figures and claims are cited from." }
                (sources_table(&place, book, part.of(&book.sources)))
                (part.links())
            },
            path,
        }
    };
    Part::all(&address::list(Kind::Source), book.sources.len()).map(page).collect()
}

fn sources_table(place: &Place, book: &Book, rows: &[Source]) -> Markup {
    let head = html! {
        th scope="col" { "Title" } th scope="col" { "Publisher" } th scope="col" { "Newest edition" } th scope="col" { "Periods" }
        th.n scope="col" { "Priority" } th.n scope="col" { "Figures" }
    };
    let rows = html! {
        @for source in rows {
            @let newest = book.library.citation(&source.code, None, None);
            @let newest = newest.map(|cited| &book.library.documents()[cited.document]);
            tr {
                th.w scope="row" { a href=(place.to(&address::of(Kind::Source, &source.code))) { (name(&source.title, None)) } }
                td.w { @if let Some(publisher) = &source.publisher { (publisher) } }
                td { @if let Some(date) = newest.and_then(|document| document.published_on.as_ref()) { (date) } }
                td { @if let (Some(first), Some(last)) = (&source.first_period, &source.last_period) { (first) " to " (last) } }
                td.n { (source.priority) }
                td.n { (digits(source.figures)) }
            }
        }
    };
    table("Sources", &head, &body(&rows))
}
