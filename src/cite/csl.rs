//! Documents as CSL-JSON, for Zotero, Mendeley, pandoc and others.

use serde_json::{Value, json};

use super::date::date_parts;
use super::document::{Document, line};

/// An array of one object a document, of which the id is its key, by the schema of CSL-JSON:
/// <https://resource.citationstyles.org/schema/v1.0/input/json/csl-data.json>.
///
/// The type is `document`, the specification's "catch-all category". Authors are one `literal` name, because a free
/// text does not distinguish a family name from a given name. A text that is not a date is `raw`. The schema has no
/// field for a licence, so the licence is in the `note`.
pub(crate) fn csl_json(documents: &[(&str, &Document)]) -> Value {
    documents.iter().map(|(key, document)| item(document, key)).collect()
}

fn item(document: &Document, key: &str) -> Value {
    let text = |text: &Option<String>| line(text.as_deref()).map(Value::from);
    let fields = [
        ("id", Some(json!(key))),
        ("type", Some(json!("document"))),
        ("title", line(Some(&document.title)).map(Value::from)),
        ("author", line(document.author.as_deref()).map(|author| json!([{ "literal": author }]))),
        ("publisher", text(&document.publisher)),
        ("issued", line(document.published_on.as_deref()).map(date)),
        ("accessed", line(document.retrieved_on.as_deref()).map(date)),
        ("URL", text(&document.url)),
        ("language", text(&document.language)),
        ("note", line(document.licence.as_deref()).map(|licence| json!(format!("Licence: {licence}")))),
    ];
    fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

fn date(text: String) -> Value {
    match date_parts(&text) {
        Some(parts) => json!({ "date-parts": [parts] }),
        None => json!({ "raw": text }),
    }
}
