//! A chapter: the metrics of one kind, each with its newest figure. The list of all metrics is made of the same tables.

use maud::{Markup, html};

use crate::publish::address::{self, Place};
use crate::publish::book::{Book, Metric};
use crate::publish::kept::Latest;
use crate::publish::layout::Sheet;
use crate::publish::markup::{about, body, citation, count, figure, figure_path, metric_link, period, table};
use crate::publish::part::Part;
use crate::report::find::Kind;

/// The kinds of metrics with the names of their chapters.
const CHAPTERS: [(&str, &str); 7] = [
    ("level", "Amounts"),
    ("count", "Counts"),
    ("growth", "Growth"),
    ("share", "Shares"),
    ("ratio", "Ratios"),
    ("ranking", "Rankings"),
    ("duration", "Durations"),
];

/// A metric with its newest figure, where it has one.
pub(in crate::publish) type Headline<'a> = (&'a Metric, Option<&'a Latest>);

/// A chapter with its metrics.
pub(in crate::publish) struct Chapter<'a> {
    pub path: String,
    pub title: &'static str,
    pub metrics: Vec<Headline<'a>>,
}

/// The chapters that have metrics.
pub(in crate::publish) fn chapters<'a>(headlines: &[Headline<'a>]) -> Vec<Chapter<'a>> {
    let chapter = |(kind, title): (&str, &'static str)| Chapter {
        path: format!("chapter/{kind}.html"),
        title,
        metrics: headlines.iter().filter(|(metric, _)| metric.kind == kind).copied().collect(),
    };
    CHAPTERS.into_iter().map(chapter).filter(|chapter| !chapter.metrics.is_empty()).collect()
}

impl Chapter<'_> {
    pub(in crate::publish) fn pages(&self, book: &Book) -> impl Iterator<Item = Sheet> {
        let page = |part: Part| {
            let path = part.path();
            let place = Place::of(&path);
            Sheet {
                title: part.title(self.title),
                description: format!("{}: {}.", self.title, count(self.metrics.len(), "metric")),
                data: None,
                body: html! {
                    p.up { a href=(place.to(&address::list(Kind::Metric))) { "Metrics" } }
                    h1 { (part.title(self.title)) }
                    (headlines(&place, book, self.title, part.of(&self.metrics)))
                    (part.links())
                },
                path,
            }
        };
        Part::all(&self.path, self.metrics.len()).map(page)
    }
}

/// The list of all metrics, by chapters.
pub(in crate::publish) fn all(book: &Book, chapters: &[Chapter<'_>]) -> impl Iterator<Item = Sheet> {
    let metrics: Vec<(&Chapter<'_>, &Headline<'_>)> =
        chapters.iter().flat_map(|chapter| chapter.metrics.iter().map(move |metric| (chapter, metric))).collect();
    let page = move |part: Part| {
        let path = part.path();
        let place = Place::of(&path);
        let by_chapter = part.of(&metrics).chunk_by(|(one, _), (other, _)| one.path == other.path);
        Sheet {
            title: part.title("Metrics"),
            description: format!("All that is measured: {}.", count(book.metrics().count(), "metric")),
            data: None,
            body: html! {
                h1 { (part.title("Metrics")) }
                @for metrics in by_chapter {
                    @let chapter = metrics[0].0;
                    @let metrics: Vec<Headline<'_>> = metrics.iter().map(|(_, metric)| **metric).collect();
                    h2 { a href=(place.to(&chapter.path)) { (chapter.title) } }
                    (headlines(&place, book, chapter.title, &metrics))
                }
                (part.links())
            },
            path,
        }
    };
    Part::all(&address::list(Kind::Metric), chapters.iter().map(|chapter| chapter.metrics.len()).sum()).map(page)
}

/// Metrics, each with its newest figure.
pub(in crate::publish) fn headlines(place: &Place, book: &Book, label: &str, metrics: &[Headline<'_>]) -> Markup {
    let head = html! {
        th scope="col" { "Metric" } th.n scope="col" { "Newest figure" } th scope="col" { "Of" } th scope="col" { "Period" }
        th scope="col" { "Source" } th.n scope="col" { "Figures" }
    };
    let rows = html! {
        @for (metric, latest) in metrics {
            tr {
                th.w scope="row" { (metric_link(place, metric)) }
                @if let Some(latest) = latest {
                    @let series = &book.series[latest.series];
                    @let stated = &latest.figure;
                    td.n {
                        a href=(place.to(&figure_path(series, stated))) {
                            (figure(&stated.display, &metric.unit, stated.status.as_deref(), stated.value.is_some()))
                        }
                    }
                    td.w { (about(place, book, series, None)) }
                    td { (period(stated)) }
                    td.w { (citation(place, book, &stated.source, &stated.citation)) }
                } @else { td.n {} td {} td {} td {} }
                td.n { (metric.figures) }
            }
        }
    };
    table(label, &head, &body(&rows))
}
