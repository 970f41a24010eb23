//! Documents for BibTeX and biblatex.

use super::date::{MONTHS, date_parts};
use super::document::{Document, line};

/// One `@misc` entry for each document with its key, with an empty line between them; an empty text where there are no documents.
///
/// The fields are those that both programs know for `@misc`: the publisher is `howpublished`, since neither prints a
/// `publisher` there, and the licence a `note`. `url`, `urldate`, `day` and `language` are biblatex's; styles of BibTeX
/// that do not know them ignore them. Characters outside ASCII stay UTF-8. <https://ctan.org/pkg/bibtex>,
/// <https://ctan.org/pkg/biblatex> (sections 2.1 and 2.2).
pub(crate) fn bibtex(documents: &[(&str, &Document)]) -> String {
    let entries: Vec<String> = documents.iter().map(|(key, document)| entry(document, key)).collect();
    entries.join("\n")
}

fn entry(document: &Document, key: &str) -> String {
    let published = line(document.published_on.as_deref());
    let date = published.as_deref().and_then(date_parts).unwrap_or_default();
    let number = |part: usize| date.get(part).map(|number| format!("{{{number}}}"));
    // The second pair of braces keeps the case of a title. Of an author it makes one name that is never split: a free
    // text does not distinguish a family name from a given name (Li Zhongwen's comes first), a person from an office, or the
    // "and" between two people from the one in a name.
    let twice = |text: &str| format!("{{{{{}}}}}", escaped(text));
    let once = |text: &str| format!("{{{}}}", escaped(text));
    let fields = [
        ("author", line(document.author.as_deref()).map(|author| twice(&author))),
        ("title", line(Some(&document.title)).map(|title| twice(&title))),
        ("howpublished", line(document.publisher.as_deref()).map(|publisher| once(&publisher))),
        // A text that is not a date is shown as it is.
        ("year", number(0).or_else(|| published.as_deref().map(once))),
        ("month", date.get(1).map(|month| MONTHS[month - 1].chars().take(3).collect::<String>().to_lowercase())),
        ("day", number(2)),
        ("url", line(document.url.as_deref()).map(|url| verbatim(&url))),
        ("urldate", line(document.retrieved_on.as_deref()).map(|day| once(&day))),
        ("language", line(document.language.as_deref()).map(|language| once(&language))),
        ("note", line(document.licence.as_deref()).map(|licence| once(&format!("Licence: {licence}")))),
    ];
    let mut entry = format!("@misc{{{key},\n");
    for (name, value) in fields {
        if let Some(value) = value {
            entry.extend(["  ", name, " = ", &value, ",\n"]);
        }
    }
    entry + "}\n"
}

/// The text, escaped for TeX.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' => escaped.extend(['\\', c]),
            // BibTeX counts braces without regard to a backslash before them.
            '{' => escaped.push_str("\\textbraceleft{}"),
            '}' => escaped.push_str("\\textbraceright{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '\\' => escaped.push_str("\\textbackslash{}"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// An address, which BibTeX copies without reading escapes (a backslash before `_` would become a part of it).
/// Characters that would end the field early are percent-encoded.
fn verbatim(url: &str) -> String {
    let url = url.replace('{', "%7B").replace('}', "%7D").replace('\\', "%5C").replace(' ', "%20");
    format!("{{{url}}}")
}
