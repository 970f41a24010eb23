//! The page of the search, and the index that it searches.

use std::collections::HashMap;

use maud::html;
use serde_json::{Value, json};

use crate::model::fold;
use crate::publish::address::{self, Place};
use crate::publish::book::{Book, Series, Subject};
use crate::publish::figures::{Figure, Standing};
use crate::publish::layout::{Sheet, in_script};
use crate::publish::markup::{about_text, figure_path, figure_text};
use crate::publish::part::{Part, numbered};
use crate::report::find::Kind;

/// How many bytes of entries a part of the index has.
const PART: usize = 128 << 10;

/// What is searched, in parts, each of which is a script.
pub(in crate::publish) struct Index {
    parts: Vec<String>,
    has_numbers: bool,
}

impl Index {
    /// The names of all things, those with the most figures first, and the entries of figures, where there are not too many.
    pub(in crate::publish) fn new(book: &Book, figures: Option<Vec<String>>) -> Self {
        let mut parts = scripts(names(book).iter().map(in_script));
        parts[0].insert_str(0, "const YEARBOOK_INDEX = [];\n");
        let has_numbers = figures.is_some();
        parts.extend(figures.filter(|all| !all.is_empty()).into_iter().flat_map(|all| scripts(all.into_iter())));
        Self { parts, has_numbers }
    }

    /// The scripts with their paths.
    pub(in crate::publish) fn files(&self) -> impl Iterator<Item = (String, &str)> {
        (1..).map(|number| numbered("search-index.js", number)).zip(self.parts.iter().map(String::as_str))
    }

    /// The page of the search, which loads the other parts of the index where the first one does not have enough.
    pub(in crate::publish) fn page(&self) -> Sheet {
        let path = "search.html".to_owned();
        let place = Place::of(&path);
        Sheet {
            title: "Search".to_owned(),
            description: "Search the names, codes, aliases, claims and figures.".to_owned(),
            data: None,
            body: html! {
                h1 { "Search" }
                form.find { input type="search" name="q" aria-label="Names, codes, aliases, claims and figures" autofocus; }
                p.said #count role="status" {}
                ol.found #found {}
                @if !self.has_numbers {
                    p.said { "This site has too many figures to search their numbers: " code { "yearbook trace NUMBER" } " finds them in the database." }
                }
                noscript { p { "The search needs JavaScript. Without it, the lists lead to everything: see the sections above." } }
                script src=(place.to("search-index.js")) {}
                script src=(place.to("search.js")) data-parts=(self.parts.len()) {}
            },
            path,
        }
    }
}

/// Entries as scripts, of which each is as large as a part may be.
fn scripts(entries: impl Iterator<Item = String>) -> Vec<String> {
    let mut parts = vec!["YEARBOOK_INDEX.push(\n".to_owned()];
    for entry in entries {
        if parts[parts.len() - 1].len() > PART {
            parts.push("YEARBOOK_INDEX.push(\n".to_owned());
        }
        let last = parts.len() - 1;
        parts[last].extend([entry.as_str(), ",\n"]);
    }
    parts.into_iter().map(|part| part + ");\n").collect()
}

/// The entry of a figure, which is found by its number, as people and as programs write it, and by what it is about, in both
/// languages.
pub(in crate::publish) fn figure(book: &Book, series: &Series, shown: &Figure) -> String {
    let metric = &book.metrics[series.metric];
    let about = format!("{}, {}, {}", metric.name, about_text(book, series), shown.period);
    let number = shown.display.trim_start_matches(|mark: char| !mark.is_ascii_digit() && mark != '-');
    let standing = match &shown.standing {
        Standing::Former { reason, .. } => format!(" (was {reason})"),
        _ => String::new(),
    };
    let shown_number = figure_text(shown, metric);
    let name = format!("{shown_number}: {about}{standing}");
    let subjects = series.subjects().map(|index| &book.subjects[index]);
    let zh: Vec<&str> =
        [&metric.name_zh].into_iter().chain(subjects.map(|one| &one.name_zh)).flatten().map(String::as_str).collect();
    let (plain, about) = (number.replace(',', ""), format!("{about} {}", metric.unit));
    let names =
        [number.to_owned(), plain, shown_number, about, zh.join(" "), shown.reported.clone().unwrap_or_default()];
    let names = names.iter().filter(|name| !name.is_empty()).map(Some);
    in_script(&entry("figure", &name, None, &figure_path(series, shown), names))
}

/// Of each thing its kind, its names, its page, and its folded names, those with the most figures first.
fn names(book: &Book) -> Vec<Value> {
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
        let cited = book.library.citation(&source.code, None, None);
        let document = cited.map(|cited| &book.library.documents()[cited.document]);
        let names = [Some(&source.title), source.publisher.as_ref(), Some(&source.code)].into_iter();
        let names = names.chain(document.iter().flat_map(|document| [document.author.as_ref(), document.url.as_ref()]));
        entries.push((source.figures, entry("source", &source.title, None, &path, names)));
    }
    for (claim, row) in book.sources.iter().flat_map(|source| source.claims.iter().zip(0..)) {
        let claim = &book.claims[*claim];
        let anchor = address::file_name(&claim.code);
        let path = format!("{}#claim-{anchor}", Part::of_row(&address::of(Kind::Source, &claim.source), row));
        entries.push((0, entry("claim", &claim.text, None, &path, [Some(&claim.text), Some(&claim.code)])));
    }
    entries.sort_by_key(|(figures, _)| std::cmp::Reverse(*figures));
    entries.into_iter().map(|(_, entry)| entry).collect()
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
