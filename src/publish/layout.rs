//! What is around the content of every page.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::Value;

use super::address::{self, Place};
use super::book::Book;
use crate::report::find::Kind;
use crate::visible::{in_json, visible_lines};

/// A page before its layout.
pub(super) struct Sheet {
    /// The path of its file.
    pub path: String,
    pub title: String,
    pub description: String,
    /// What programs read of it, as schema.org has it.
    pub data: Option<Value>,
    pub body: Markup,
}

/// The pages of the navigation.
fn menu(has_ask: bool) -> Vec<(String, &'static str)> {
    let lists = Kind::ALL.map(|kind| (address::list(kind), address::list_name(kind)));
    let others = [("report/index.html", "Reports"), ("revisions.html", "Revisions"), ("data.html", "Data")];
    let ask = has_ask.then_some((address::ASK, "Ask"));
    let others = others.into_iter().chain(ask).map(|(path, name)| (path.to_owned(), name));
    lists.into_iter().chain(others).collect()
}

impl Sheet {
    /// The bytes of its file. Characters that control or reorder text are spelled out, wherever in the page they are.
    pub(super) fn bytes(&self, book: &Book) -> Vec<u8> {
        let text = self.layout(book).into_string();
        visible_lines(text).into_owned().into_bytes()
    }

    fn layout(&self, book: &Book) -> Markup {
        let place = Place::of(&self.path);
        let title =
            if self.title == book.title { book.title.clone() } else { format!("{} – {}", self.title, book.title) };
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (title) }
                    meta name="description" content=(self.description);
                    link rel="stylesheet" href=(place.to("site.css"));
                    script src=(place.to("site.js")) defer {}
                    @if let Some(data) = &self.data {
                        script type="application/ld+json" { (PreEscaped(in_script(data))) }
                    }
                }
                body {
                    a.skip href="#main" { "Skip to the content" }
                    (self.top(&place, book))
                    main #main { (self.body) }
                    footer.site {
                        p {
                            "Every figure links to who states it and where. Written by "
                            code { "yearbook publish" } " " (env!("CARGO_PKG_VERSION")) "; "
                            a href=(place.to("data.html")) { "all data" } " can be downloaded."
                        }
                    }
                }
            }
        }
    }

    fn top(&self, place: &Place, book: &Book) -> Markup {
        html! {
            header.site {
                a.book href=(place.to("index.html")) { (book.title) }
                form.find role="search" action=(place.to("search.html")) {
                    input type="search" name="q" aria-label="Search" placeholder="Search names, claims, figures";
                    button { "Search" }
                }
                nav aria-label="Sections" {
                    ul {
                        @for (path, name) in menu(book.has_ask) {
                            li {
                                @if path == self.path { a href=(place.to(&path)) aria-current="page" { (name) } }
                                @else { a href=(place.to(&path)) { (name) } }
                            }
                        }
                    }
                }
                fieldset.names {
                    legend { "Names" }
                    @for (value, label) in [("both", "both"), ("en", "English"), ("zh", "中文")] {
                        label {
                            input type="radio" name="names" id={ "names-" (value) } value=(value) checked[value == "both"];
                            " " @if value == "zh" { span lang="zh" { (label) } } @else { (label) }
                        }
                    }
                }
            }
        }
    }
}

/// JSON inside a script: no `<` that could end it, and no character that acts.
pub(super) fn in_script(data: &Value) -> String {
    in_json(data.to_string()).replace('<', "\\u003c")
}
