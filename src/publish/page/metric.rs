//! The page of a metric: chart, figures by subject and period, definition, sources, conflicts, audit notes.

use std::collections::BTreeMap;

use maud::{Markup, html};
use serde_json::{Value, json};

use crate::publish::address::Place;
use crate::publish::book::{Book, Metric, Series};
use crate::publish::cite::{Cited, cite_this};
use crate::publish::figures::Figure;
use crate::publish::layout::Sheet;
use crate::publish::markup::{about, about_text, body, count, figure, figure_path, metric_link, name, raw, table};
use crate::publish::page::audit::findings;
use crate::publish::part::Part;
use crate::publish::{address, picture};
use crate::report::audit::Finding;
use crate::report::find::Kind;

/// The most periods that have a column: the newest ones.
const COLUMNS: usize = 8;

/// What the page shows.
pub(in crate::publish) struct View<'a> {
    pub book: &'a Book,
    /// The index of the metric.
    pub place: usize,
    pub part: Part,
    /// The series of this page with their figures, the newest first.
    pub series: Vec<(&'a Series, Vec<Figure>)>,
    /// How many series have no page.
    pub more: usize,
    /// What only the first page has.
    pub whole: Option<Whole<'a>>,
}

/// What is said of a metric as a whole.
pub(in crate::publish) struct Whole<'a> {
    /// The markup of the chart, where there are several pages of series.
    pub chart: Option<String>,
    /// The markup of the report on conflicts, where there are any.
    pub conflicts: Option<String>,
    pub findings: Vec<&'a Finding>,
}

impl View<'_> {
    fn metric(&self) -> &Metric {
        &self.book.metrics[self.place]
    }

    pub(in crate::publish) fn page(&self) -> Sheet {
        let (book, metric) = (self.book, self.metric());
        let path = self.part.path();
        let place = Place::of(&path);
        let mut cited = Cited::default();
        let rows = self.table(&place, &mut cited);
        let content = html! {
            p.up { a href=(place.to(&address::list(Kind::Metric))) { "Metrics" } }
            h1 {
                @if self.part.is_first() { (name(&metric.name, metric.name_zh.as_deref())) }
                @else { a href=(place.to(&address::of(Kind::Metric, &metric.code))) { (name(&metric.name, metric.name_zh.as_deref())) } }
            }
            p.lead { @if let Some(definition) = &metric.definition { (definition) } }
            @if let Some(chart) = self.chart() { (raw(chart)) }
            h2 { "Figures" }
            @if self.series.is_empty() {
                p { "No source states a figure of a subject that has a page." }
            } @else {
                p.said { "Unit: " (metric.unit_name) ". The small numbers are those of the sources below." }
                (rows)
            }
            (self.part.links())
            @if self.more > 0 {
                p.more { "Without a page: " (count(self.more, "more series")) ". All figures are in the downloads." }
            }
            (downloads(&place, &address::of(Kind::Metric, &metric.code)))
            @if let Some(whole) = &self.whole { (self.definition(&place)) (whole.notes(&place, book)) }
            (cite_this(book, &cited))
        };
        Sheet {
            description: metric.definition.clone().unwrap_or_else(|| metric.name.clone()),
            data: Some(self.data(&path)),
            title: self.part.title(&metric.name),
            path,
            body: content,
        }
    }

    /// The periods that have a column, in the order of time.
    fn periods(&self) -> Vec<&str> {
        let figures = self.series.iter().flat_map(|(_, figures)| figures).filter(|figure| figure.is_preferred());
        let all: BTreeMap<(&str, &str), &str> = figures.map(|figure| (figure.time(), figure.period.as_str())).collect();
        let mut periods: Vec<&str> = all.into_values().collect();
        periods.drain(..periods.len().saturating_sub(COLUMNS));
        periods
    }

    fn table(&self, place: &Place, cited: &mut Cited) -> Markup {
        let periods = self.periods();
        let head = html! {
            th scope="col" { "Subject" }
            @for period in &periods { th.n scope="col" { (period) } }
        };
        let mut rows = Vec::new();
        for (series, figures) in &self.series {
            let cells: Vec<Markup> =
                periods.iter().map(|period| self.cell(place, series, figures, period, cited)).collect();
            rows.push(html! {
                tr {
                    th scope="row" { (about(place, self.book, series, None)) }
                    @for cell in &cells { td.n { (cell) } }
                }
            });
        }
        table(&self.metric().name, &head, &body(&html! { @for row in &rows { (row) } }))
    }

    fn cell(&self, place: &Place, series: &Series, figures: &[Figure], period: &str, cited: &mut Cited) -> Markup {
        let Some(stated) = figures.iter().find(|figure| figure.period == period && figure.is_preferred()) else {
            return html! {};
        };
        // The place in the document is on the page of the figure.
        let note = cited.number(self.book, &stated.source, stated.published_on.as_deref(), None);
        let shown = figure(&stated.display, "", stated.status.as_deref(), stated.value.is_some());
        html! {
            a href=(place.to(&figure_path(series, stated))) { (shown) }
            @if stated.period_inferred.is_some() { " " span.status { "period inferred" } }
            @for word in stated.marks(figures) { " " span.status { (word) } }
            @if let Some(note) = note { sup { a href={ "#cite-" (note) } { (note) } } }
        }
    }

    fn chart(&self) -> Option<String> {
        let whole = self.whole.as_ref()?;
        if whole.chart.is_some() {
            return whole.chart.clone();
        }
        if let [(_, figures)] = self.series.as_slice() {
            return picture::of_series(self.metric(), figures);
        }
        let series: Vec<(String, &[Figure])> =
            self.series.iter().map(|(series, figures)| (about_text(self.book, series), figures.as_slice())).collect();
        picture::of_subjects(self.metric(), &series)
    }

    fn definition(&self, place: &Place) -> Markup {
        let metric = self.metric();
        html! {
            h2 { "What it is" }
            dl {
                dt { "Code" } dd { code { (metric.code) } }
                dt { "Kind" } dd { (metric.kind) }
                dt { "Unit" } dd { (metric.unit_name) }
                @if let Some(base) = metric.base_metric.as_deref().and_then(|code| self.book.metric(code)) {
                    dt { "Based on" }
                    dd { (metric_link(place, base)) }
                }
                @for (label, value) in &metric.attributes { dt { (label) } dd { (value) } }
                dt { "Figures" } dd { (count(metric.figures as usize, "figure")) ", " (count(metric.series as usize, "series")) }
            }
        }
    }

    fn data(&self, path: &str) -> Value {
        let metric = self.metric();
        let file = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".html");
        let times = self.series.iter().flat_map(|(_, figures)| figures);
        let first = times.clone().map(|figure| figure.start_date.as_str()).min();
        let last = times.map(|figure| figure.end_date.as_str()).max();
        let download = |ending: &str, kind: &str| json!({ "@type": "DataDownload", "encodingFormat": kind, "contentUrl": format!("{file}.{ending}") });
        let mut data = json!({
            "@context": "https://schema.org", "@type": "Dataset", "name": metric.name, "alternateName": metric.name_zh,
            "identifier": metric.code,
            "description": metric.definition.clone().unwrap_or_else(|| metric.name.clone()),
            "variableMeasured": { "@type": "PropertyValue", "name": metric.name, "unitText": metric.unit_name },
            "isAccessibleForFree": true,
            "distribution": [download("csv", "text/csv"), download("json", "application/json")],
        });
        if let (Some(first), Some(last)) = (first, last) {
            data["temporalCoverage"] = json!(format!("{first}/{last}"));
        }
        data
    }
}

impl Whole<'_> {
    /// Conflicts, and findings of the audit.
    fn notes(&self, place: &Place, book: &Book) -> Markup {
        html! {
            @if let Some(conflicts) = &self.conflicts {
                h2 { "Conflicts" }
                p { "Figures of two sources that cannot both be right." }
                (raw(conflicts.clone()))
            }
            @if !self.findings.is_empty() {
                h2 { "Audit" }
                (findings(place, book, self.findings.iter().copied()))
            }
        }
    }
}

/// The files with all figures of the metric.
fn downloads(place: &Place, path: &str) -> Markup {
    let file = path.trim_end_matches(".html");
    html! {
        p.downloads {
            "Download all figures: "
            a href=(place.to(&format!("{file}.csv"))) download { "CSV" } ", "
            a href=(place.to(&format!("{file}.json"))) download { "JSON" }
        }
    }
}
