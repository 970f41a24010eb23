//! The page of a region, a sector or an enterprise.

use maud::{Markup, html};
use serde_json::json;

use crate::publish::address::{self, Place};
use crate::publish::book::{Book, Claim, Held, Subject};
use crate::publish::kept::Latest;
use crate::publish::layout::Sheet;
use crate::publish::markup::{
    about, body, citation, cited, count, figure, figure_path, metric_link, name, period, subject, subjects, table,
};
use crate::publish::part::{Part, ROWS};
use crate::report::find::Kind;

/// What the page shows.
pub(in crate::publish) struct View<'a> {
    pub book: &'a Book,
    /// The index of the subject.
    pub place: usize,
    /// Its series, by their newest figures.
    pub latest: &'a [&'a Latest],
    pub claims: &'a [&'a Claim],
    pub titles: &'a [&'a Held],
    /// For a sector or a region: the enterprises in it.
    pub enterprises: &'a [&'a Subject],
}

impl View<'_> {
    fn subject(&self) -> &Subject {
        &self.book.subjects[self.place]
    }

    /// The pages, each with a part of the figures and of the claims.
    pub(in crate::publish) fn parts(&self) -> impl Iterator<Item = Part> {
        let about = self.subject();
        Part::all(&address::of(about.kind, &about.code), self.latest.len().max(self.claims.len()))
    }

    pub(in crate::publish) fn page(&self, part: &Part) -> Sheet {
        let about = self.subject();
        let path = part.path();
        let place = Place::of(&path);
        let content = html! {
            p.up { a href=(place.to(&address::list(about.kind))) { (address::list_name(about.kind)) } }
            h1 {
                @if part.is_first() { (name(&about.name, about.name_zh.as_deref())) }
                @else { (subject(&place, about)) }
            }
            @if part.is_first() {
                (self.profile(&place))
                @if !self.titles.is_empty() { h2 { "Designations" } (self.designations(&place)) }
            }
            @let (latest, stated) = (part.of(self.latest), part.of(self.claims));
            @if !latest.is_empty() { h2 { "Figures" } (self.figures(&place, latest)) }
            @if !stated.is_empty() { h2 { "Claims" } (claims(&place, self.book, stated)) }
            (part.links())
        };
        let what = about.kind.table();
        Sheet {
            path,
            title: part.title(&about.name),
            description: format!(
                "{}, {what}: {}, {}.",
                about.name,
                count(self.latest.len(), "series"),
                count(self.claims.len(), "claim")
            ),
            data: Some(json!({
                "@context": "https://schema.org", "@type": "Dataset", "name": about.name, "alternateName": about.name_zh,
                "identifier": about.code, "description": format!("Figures and claims about the {what} {}.", about.name),
            })),
            body: content,
        }
    }

    fn profile(&self, place: &Place) -> Markup {
        let (book, about) = (self.book, self.subject());
        let all = |indexes: &[usize]| indexes.iter().take(ROWS).map(|index| &book.subjects[*index]).collect::<Vec<_>>();
        let parts = all(&about.parts);
        let is_enterprise = about.kind == Kind::Enterprise;
        html! {
            dl {
                dt { "Code" } dd { code { (about.code) } }
                @if !about.aliases.is_empty() { dt { "Also called" } dd { (about.aliases.join("; ")) } }
                @if let Some(level) = &about.level { dt { @if about.kind == Kind::Sector { "Scheme" } @else { "Level" } } dd { (level) } }
                @if let (Some(from), _) = &about.valid { dt { "Valid from" } dd { (from) } }
                @if let (_, Some(until)) = &about.valid { dt { "Valid until" } dd { (until) } }
                @for (label, others) in [("Followed by", &about.successors), ("Follows", &about.predecessors)] {
                    @if !others.is_empty() { dt { (label) } }
                    @for (other, when, note) in others {
                        dd { (subject(place, &book.subjects[*other])) ", " (when) @if let Some(note) = note { ": " (note) } }
                    }
                }
                @if let Some(code) = &about.credit_code { dt { "Credit code" } dd { code { (code) } } }
                @if let Some(parent) = about.parent {
                    dt { @if is_enterprise { "Belongs to" } @else { "Part of" } }
                    dd { (self.above(place, parent)) }
                }
                @if let Some(region) = about.region { dt { "Region" } dd { (subject(place, &book.subjects[region])) } }
                @if !about.sectors.is_empty() { dt { "Sectors" } dd { (subjects(place, all(&about.sectors))) } }
                @if !parts.is_empty() {
                    dt { @if is_enterprise { "Owns" } @else { "Parts" } }
                    dd { (subjects(place, parts.iter().copied())) (rest(about.parts.len())) }
                }
                @if !self.enterprises.is_empty() {
                    dt { "Enterprises" }
                    dd { (subjects(place, self.enterprises.iter().copied().take(ROWS))) (rest(self.enterprises.len())) }
                }
            }
        }
    }

    /// The subject above, with those above it.
    fn above(&self, place: &Place, parent: usize) -> Markup {
        let above = |index: &usize| self.book.subjects[*index].parent;
        let all = std::iter::successors(Some(parent), above).take(10);
        html! {
            @for (index, one) in all.enumerate() {
                @if index > 0 { " ‹ " }
                (subject(place, &self.book.subjects[one]))
            }
        }
    }

    fn designations(&self, place: &Place) -> Markup {
        let head = html! { @for name in ["Designation", "Since", "Until", "Stated by", "Remarks"] { th scope="col" { (name) } } };
        let rows = html! {
            @for held in self.titles {
                tr {
                    th scope="row" { (name(&held.name, held.name_zh.as_deref())) }
                    td { (held.from) }
                    td { @if let Some(until) = &held.until { (until) } }
                    td.w { (cited(place, self.book, &held.source, held.published_on.as_deref(), held.locator.as_deref())) }
                    td.w { @if let Some(note) = held.note.as_ref().or(held.definition.as_ref()) { (note) } }
                }
            }
        };
        table("Designations", &head, &body(&rows))
    }

    fn figures(&self, place: &Place, shown: &[&Latest]) -> Markup {
        let book = self.book;
        let is_of_others = |latest: &&Latest| {
            let series = &book.series[latest.series];
            series.subjects().count() > 1 || !series.breakdown.is_empty()
        };
        let has_others = self.latest.iter().any(is_of_others);
        let head = html! {
            th scope="col" { "Metric" } @if has_others { th scope="col" { "Of" } } th.n scope="col" { "Newest figure" } th scope="col" { "Period" }
            th scope="col" { "Source" } th scope="col" { "All figures" }
        };
        let rows = html! {
            @for latest in shown {
                @let series = &book.series[latest.series];
                @let metric = &book.metrics[series.metric];
                @let stated = &latest.figure;
                tr {
                    th.w scope="row" { (metric_link(place, metric)) }
                    @if has_others { td.w { (about(place, book, series, Some(self.place))) } }
                    td.n {
                        a href=(place.to(&figure_path(series, stated))) {
                            (figure(&stated.display, &metric.unit, stated.status.as_deref(), stated.value.is_some()))
                        }
                        @for word in &latest.marks { " " span.status { (word) } }
                    }
                    td { (period(stated)) }
                    td.w { (citation(place, book, &stated.source, &stated.citation)) }
                    td { a href=(place.to(&series.path)) { (count(latest.periods, "period")) @if latest.periods > 1 { ", from " (latest.first_period) } } }
                }
            }
        };
        table("Newest figures", &head, &body(&rows))
    }
}

/// What is said of the parts of a list that are not shown.
fn rest(all: usize) -> Markup {
    html! { @if all > ROWS { ", and " (count(all - ROWS, "other")) } }
}

/// Claims, each with its source.
pub(in crate::publish) fn claims(place: &Place, book: &Book, all: &[&Claim]) -> Markup {
    html! {
        ul.claims {
            @for claim in all {
                li id={ "claim-" (address::file_name(&claim.code)) } {
                    p { (claim.text) }
                    p.said {
                        (subjects(place, claim.subjects.iter().map(|index| &book.subjects[*index])))
                        @if let Some(period) = &claim.period { ", " (period) }
                        @if claim.period_inferred.is_some() { " (inferred)" }
                        ". " (cited(place, book, &claim.source, claim.published_on.as_deref(), claim.locator.as_deref()))
                        @if let Some(note) = &claim.note { ". " (note) }
                    }
                }
            }
        }
    }
}
