//! The pieces that several pages have: names, links, figures with all that belongs to them, tables.

use maud::{Markup, PreEscaped, html};

use super::address::{self, Place};
use super::book::{Book, Metric, Series, Subject};
use super::figures::{Figure, Standing};
use crate::problem::counted;
use crate::render::{self, number::grouped};
use crate::report::find::Kind;

/// A name in both languages, where both are known. The switch of the page hides one of them.
pub(super) fn name(name: &str, name_zh: Option<&str>) -> Markup {
    match name_zh.filter(|zh| *zh != name) {
        Some(zh) => html! { span.two { span.en { (name) } " " span.zh lang="zh" { (zh) } } },
        None => html! { (name) },
    }
}

/// The name of a metric, linked where it has a page.
pub(super) fn metric_link(place: &Place, metric: &Metric) -> Markup {
    let shown = name(&metric.name, metric.name_zh.as_deref());
    match metric.is_removed {
        true => shown,
        false => html! { a href=(place.to(&address::of(Kind::Metric, &metric.code))) { (shown) } },
    }
}

/// The name of a subject, linked where it has a page.
pub(super) fn subject(place: &Place, subject: &Subject) -> Markup {
    let shown = name(&subject.name, subject.name_zh.as_deref());
    match subject.has_page {
        true => html! { a href=(place.to(&address::of(subject.kind, &subject.code))) { (shown) } },
        false => shown,
    }
}

/// The names of subjects, with commas between them.
pub(super) fn subjects<'a>(place: &Place, all: impl IntoIterator<Item = &'a Subject>) -> Markup {
    html! {
        @for (index, one) in all.into_iter().enumerate() {
            @if index > 0 { ", " }
            (subject(place, one))
        }
    }
}

/// What a series is about, without its metric, but for one subject, whose page it is.
pub(super) fn about(place: &Place, book: &Book, series: &Series, but: Option<usize>) -> Markup {
    let all: Vec<&Subject> =
        series.subjects().filter(|index| Some(*index) != but).map(|index| &book.subjects[index]).collect();
    html! {
        (subjects(place, all.iter().copied()))
        @if !series.breakdown.is_empty() {
            @if !all.is_empty() { " " }
            span.breakdown { "[" (series.breakdown) "]" }
        }
        @if all.is_empty() && series.breakdown.is_empty() && but.is_none() { "All" }
    }
}

/// The same as one line of text.
pub(super) fn about_text(book: &Book, series: &Series) -> String {
    let names: Vec<&str> = series.subjects().map(|index| book.subjects[index].name.as_str()).collect();
    match (names.is_empty(), series.breakdown.is_empty()) {
        (true, true) => "All".to_owned(),
        (_, true) => names.join(", "),
        (true, false) => format!("[{}]", series.breakdown),
        (false, false) => format!("{} [{}]", names.join(", "), series.breakdown),
    }
}

/// A period, marked where the source does not state it.
pub(super) fn period(figure: &Figure) -> Markup {
    html! { (figure.period) @if figure.period_inferred.is_some() { " (inferred)" } }
}

/// A number as people print it: with a real minus.
pub(super) fn number(display: &str) -> String {
    let mut text = display.to_owned();
    // A hyphen that begins a number is a minus.
    for (from, to) in [("> -", "> −"), ("< -", "< −"), ("≥ -", "≥ −"), ("≤ -", "≤ −"), ("~ -", "~ −"), ("– -", "– −")]
    {
        text = text.replace(from, to);
    }
    match text.strip_prefix('-') {
        Some(rest) => format!("−{rest}"),
        None => text,
    }
}

/// A figure with its comparator, its unit where it has a value, and its status.
pub(super) fn figure(display: &str, unit: &str, status: Option<&str>, has_value: bool) -> Markup {
    html! {
        (number(display))
        @if has_value && !unit.is_empty() { (gap(unit)) span.unit { (unit) } }
        @if let Some(status) = status.filter(|status| *status != display) { " " span.status { (status) } }
    }
}

/// The same as a line of text.
pub(super) fn figure_text(figure: &Figure, metric: &Metric) -> String {
    let unit = if figure.value.is_some() { &metric.unit } else { "" };
    let gap = if unit.is_empty() || gap(unit).is_empty() { "" } else { " " };
    let status = figure.status.as_deref().filter(|status| *status != figure.display);
    let status = status.map(|status| format!(" {status}")).unwrap_or_default();
    format!("{}{gap}{unit}{status}", number(&figure.display))
}

/// Nothing before a percent sign, else a space that does not break.
fn gap(unit: &str) -> &'static str {
    if unit.starts_with(['%', '‰', '°']) { "" } else { "\u{a0}" }
}

/// The address of a figure.
pub(super) fn figure_path(series: &Series, figure: &Figure) -> String {
    format!("{}#{}", series.path, anchor(figure))
}

/// The anchor of a figure on the page of its series. What is no longer stated is numbered.
pub(super) fn anchor(figure: &Figure) -> String {
    let anchor = address::anchor(&figure.period, &figure.source);
    match figure.standing {
        Standing::Former { number, .. } => format!("{anchor}.was-{number}"),
        _ => anchor,
    }
}

/// A source by its name in citations, linked to its page, with the place in it.
pub(super) fn citation(place: &Place, book: &Book, source: &str, citation: &str) -> Markup {
    match book.source(source) {
        Some(_) => html! { a href=(place.to(&address::of(Kind::Source, source))) { (citation) } },
        // The source of a former figure may have been removed.
        None => html! { (citation) },
    }
}

/// The source of a claim or a title, on one line.
pub(super) fn cited(
    place: &Place,
    book: &Book,
    source: &str,
    published_on: Option<&str>,
    locator: Option<&str>,
) -> Markup {
    let line = book.library.citation(source, published_on, locator).map(|found| book.library.in_line(&found));
    citation(place, book, source, line.as_deref().unwrap_or(source))
}

/// A table that can be scrolled where it is wider than the page.
pub(super) fn table(label: &str, head: &Markup, body: &Markup) -> Markup {
    html! {
        div.scroll role="region" aria-label=(label) tabindex="0" {
            table { thead { tr { (head) } } (body) }
        }
    }
}

/// Several rows of a table.
pub(super) fn body(rows: &Markup) -> Markup {
    html! { tbody { (rows) } }
}

/// A sentence of a report, in which what stands between backticks is code.
pub(super) fn prose(text: &str) -> Markup {
    raw(render::prose(text))
}

/// Text that is markup already.
pub(super) fn raw(markup: String) -> Markup {
    PreEscaped(markup)
}

/// A count, with commas between thousands.
pub(super) fn digits(many: i64) -> String {
    grouped(&many.to_string()).into_owned()
}

/// A count with its noun.
pub(super) fn count(many: usize, noun: &str) -> String {
    counted(digits(many as i64), noun)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_backticks_is_code() {
        for (text, markup) in [
            ("The verdict is `can <agree>`, or not.", "The verdict is <code>can &lt;agree&gt;</code>, or not."),
            ("`a` and `b`", "<code>a</code> and <code>b</code>"),
            ("one ` alone", "one ` alone"),
            ("plain", "plain"),
        ] {
            assert_eq!(prose(text).into_string(), markup);
        }
    }
}
