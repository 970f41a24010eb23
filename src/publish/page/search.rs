//! The page of the search, and the index that it searches.

use std::collections::HashMap;

use maud::html;
use serde_json::{Value, json};

use crate::model::fold;
use crate::publish::address;
use crate::publish::book::{Book, Subject};
use crate::publish::layout::{Sheet, in_script};
use crate::publish::markup::Place;
use crate::publish::part::{Part, numbered};
use crate::report::find::Kind;

/// How many bytes of entries a part of the index has.
const PART: usize = 128 << 10;

/// The paths of the parts of the index.
pub(in crate::publish) fn paths(parts: usize) -> impl Iterator<Item = String> {
    (1..=parts).map(|number| numbered("search-index.js", number))
}

/// The page of the search, which loads the other parts of the index where the first one does not have enough.
pub(in crate::publish) fn page(parts: usize) -> Sheet {
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
            script src=(place.to("search.js")) data-parts=(parts) {}
        },
        path,
    }
}

/// The parts of the index, as scripts: of each thing its kind, its names, its page, and its folded names, those with the most figures
/// first.
pub(in crate::publish) fn index(book: &Book) -> Vec<String> {
    let mut entries: Vec<(i64, Value)> = Vec::new();
    for metric in book.metrics() {
        let path = address::of(Kind::Metric, &metric.code);
        let names = [Some(&metric.name), metric.name_zh.as_ref(), Some(&metric.code)];
        entries.push((metric.figures, entry("metric", &metric.name, metric.name_zh.as_deref(), &path, names)));
    }
    let mut rows: HashMap<&str, usize> = HashMap::new();
    for subject in book.subjects.iter().filter(|subject| !subject.is_removed) {
        let row = rows.entry(subject.kind.table()).or_default();
        let names = [Some(&subject.name), subject.name_zh.as_ref(), Some(&subject.code)].into_iter();
        let names = names.chain(subject.aliases.iter().map(Some)).chain([subject.credit_code.as_ref()]);
        let (kind, zh) = (subject.kind.table(), subject.name_zh.as_deref());
        entries.push((subject.figures, entry(kind, &subject.name, zh, &path_of(subject, *row), names)));
        *row += 1;
    }
    for source in &book.sources {
        let path = address::of(Kind::Source, &source.code);
        let names = [Some(&source.title), source.publisher.as_ref(), Some(&source.code)];
        entries.push((source.figures, entry("source", &source.title, None, &path, names)));
    }
    for (claim, row) in book.sources.iter().flat_map(|source| source.claims.iter().zip(0..)) {
        let claim = &book.claims[*claim];
        let anchor = address::file_name(&claim.code);
        let path = format!("{}#claim-{anchor}", Part::of_row(&address::of(Kind::Source, &claim.source), row));
        entries.push((0, entry("claim", &claim.text, None, &path, [Some(&claim.text), Some(&claim.code)])));
    }
    entries.sort_by_key(|(figures, _)| std::cmp::Reverse(*figures));
    let mut parts = vec!["const YEARBOOK_INDEX = [];\nYEARBOOK_INDEX.push(\n".to_owned()];
    for (_, entry) in entries {
        if parts[parts.len() - 1].len() > PART {
            parts.push("YEARBOOK_INDEX.push(\n".to_owned());
        }
        let last = parts.len() - 1;
        parts[last].extend([in_script(&entry).as_str(), ",\n"]);
    }
    parts.into_iter().map(|part| part + ");\n").collect()
}

/// The page of a subject, or its row in the list of its kind.
fn path_of(subject: &Subject, row: usize) -> String {
    match subject.has_page {
        true => address::of(subject.kind, &subject.code),
        false => format!("{}#{}", Part::of_row(&address::list(subject.kind), row), address::file_name(&subject.code)),
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
