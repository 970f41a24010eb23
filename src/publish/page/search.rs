//! The page of the search, and the index that it searches.

use maud::html;
use serde_json::{Value, json};

use crate::model::fold;
use crate::publish::address;
use crate::publish::book::{Book, Subject};
use crate::publish::layout::Sheet;
use crate::publish::markup::Place;
use crate::report::find::Kind;
use crate::visible::in_json;

pub(in crate::publish) fn page() -> Sheet {
    let path = "search.html".to_owned();
    let place = Place::of(&path);
    Sheet {
        title: "Search".to_owned(),
        description: "Search the names, codes, aliases and claims.".to_owned(),
        data: None,
        body: html! {
            h1 { "Search" }
            form.find { input type="search" name="q" aria-label="Names, codes, aliases and claims" autofocus; }
            p.said #count role="status" {}
            ol.found #found {}
            noscript { p { "The search needs JavaScript. Without it, the lists lead to everything: see the sections above." } }
            script src=(place.to("search-index.js")) {}
            script src=(place.to("search.js")) {}
        },
        path,
    }
}

/// The index, as a script: of each thing its kind, its names, its page, and its folded names, those with the most figures first.
pub(in crate::publish) fn index(book: &Book) -> String {
    let mut entries: Vec<(i64, Value)> = Vec::new();
    for metric in book.metrics() {
        let path = address::of(Kind::Metric, &metric.code);
        let names = [Some(&metric.name), metric.name_zh.as_ref(), Some(&metric.code)];
        entries.push((metric.figures, entry("metric", &metric.name, metric.name_zh.as_deref(), &path, names)));
    }
    for subject in &book.subjects {
        let names = [Some(&subject.name), subject.name_zh.as_ref(), Some(&subject.code)].into_iter();
        let names = names.chain(subject.aliases.iter().map(Some)).chain([subject.credit_code.as_ref()]);
        let (kind, zh) = (subject.kind.table(), subject.name_zh.as_deref());
        entries.push((subject.figures, entry(kind, &subject.name, zh, &path_of(subject), names)));
    }
    for source in &book.sources {
        let path = address::of(Kind::Source, &source.code);
        let names = [Some(&source.title), source.publisher.as_ref(), Some(&source.code)];
        entries.push((source.figures, entry("source", &source.title, None, &path, names)));
    }
    for claim in &book.claims {
        let anchor = address::file_name(&claim.code);
        let path = format!("{}#claim-{anchor}", address::of(Kind::Source, &claim.source));
        entries.push((0, entry("claim", &claim.text, None, &path, [Some(&claim.text), Some(&claim.code)])));
    }
    entries.sort_by_key(|(figures, _)| std::cmp::Reverse(*figures));
    let lines: Vec<String> = entries.into_iter().map(|(_, entry)| entry.to_string()).collect();
    in_json(format!("const YEARBOOK_INDEX = [\n{}\n];\n", lines.join(",\n").replace('<', "\\u003c")))
}

/// The page of a subject, or its row in the list of its kind.
fn path_of(subject: &Subject) -> String {
    match subject.has_page {
        true => address::of(subject.kind, &subject.code),
        false => format!("{}#{}", address::list(subject.kind), address::file_name(&subject.code)),
    }
}

fn entry<'a>(
    kind: &str,
    name: &str,
    name_zh: Option<&str>,
    path: &str,
    names: impl IntoIterator<Item = Option<&'a String>>,
) -> Value {
    let mut folded: Vec<String> = names.into_iter().flatten().map(|name| fold(name)).collect();
    folded.dedup();
    json!([kind, name, name_zh, path, folded.join("\n")])
}
