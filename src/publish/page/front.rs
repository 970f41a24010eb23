//! The front page.

use maud::{Markup, html};
use serde_json::json;

use crate::publish::address::{self, Place};
use crate::publish::book::{Book, KINDS};
use crate::publish::kept::Kept;
use crate::publish::layout::Sheet;
use crate::publish::markup::count;
use crate::publish::page::chapter::{Chapter, Headline, headlines};
use crate::publish::page::revisions::revisions;
use crate::report::find::Kind;

/// How many new figures and revisions the page shows.
const SHOWN: usize = 12;

/// What the page shows.
pub(in crate::publish) struct View<'a> {
    pub book: &'a Book,
    pub chapters: &'a [Chapter<'a>],
    pub headlines: &'a [Headline<'a>],
    pub kept: &'a Kept,
    /// What the site is restricted to, such as a day.
    pub as_of: Option<String>,
    pub findings: u64,
}

impl View<'_> {
    pub(in crate::publish) fn page(&self) -> Sheet {
        let book = self.book;
        let path = "index.html".to_owned();
        let place = Place::of(&path);
        let mut newest: Vec<Headline<'_>> =
            self.headlines.iter().filter(|(_, latest)| latest.is_some()).copied().collect();
        newest.sort_by(|(_, one), (_, other)| {
            let time =
                |latest: &Option<&crate::publish::kept::Latest>| latest.map(|latest| latest.figure.end_date.clone());
            time(other).cmp(&time(one))
        });
        newest.truncate(SHOWN);
        let revised = &self.kept.revisions[..self.kept.revisions.len().min(SHOWN)];
        Sheet {
            title: book.title.clone(),
            description: format!("{} with their sources.", self.figures()),
            data: Some(json!({
                "@context": "https://schema.org", "@type": "Dataset", "name": book.title,
                "description": format!("{} with their sources, each of which can be cited.", self.figures()),
                "distribution": [{ "@type": "DataDownload", "encodingFormat": "application/json", "contentUrl": "datapackage.json" }],
            })),
            body: html! {
                h1 { (book.title) }
                (self.lead(&place))
                h2 { "Chapters" }
                ul.chapters {
                    @for chapter in self.chapters {
                        li { a href=(place.to(&chapter.path)) { (chapter.title) } " " span.said { (count(chapter.metrics.len(), "metric")) } }
                    }
                }
                h2 { "Newest figures" }
                (headlines(&place, book, "Newest figures", &newest))
                p { a href=(place.to(&address::list(Kind::Metric))) { "All metrics" } }
                @if !revised.is_empty() {
                    h2 { "Revised lately" }
                    (revisions(&place, book, revised))
                    p { a href=(place.to("revisions.html")) { "All revisions" } }
                }
            },
            path,
        }
    }

    fn figures(&self) -> String {
        count(self.book.metrics.iter().map(|metric| metric.figures.max(0) as usize).sum(), "figure")
    }

    fn lead(&self, place: &Place) -> Markup {
        let book = self.book;
        html! {
            p.lead {
                (self.figures()) " on "
                @for kind in KINDS {
                    @let many = book.of_kind(kind).filter(|subject| subject.figures > 0).count();
                    a href=(place.to(&address::list(kind))) { (count(many, kind.table())) } ", "
                }
                "from " a href=(place.to(&address::list(Kind::Source))) { (count(book.sources.len(), "source")) } "; "
                (count(book.claims.len(), "claim")) " without a number. Every figure leads to the document that states it."
            }
            @if let Some(as_of) = &self.as_of { p.lead { (as_of) } }
            p {
                a href=(place.to("audit.html")) { "The audit" } " finds " (count(self.findings as usize, "contradiction")) ". "
                "The " a href=(place.to("dictionary.html")) { "data dictionary" } " says what each column means."
            }
        }
    }
}
