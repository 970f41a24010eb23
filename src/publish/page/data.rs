//! The page of the downloads, and the descriptor of all of them.

use maud::{Markup, html};
use serde_json::{Value, json};

use crate::publish::address::Place;
use crate::publish::layout::Sheet;
use crate::publish::markup::{body, table};
use crate::publish::page::dictionary::Entry;
use crate::publish::part::Part;

/// A table that is written as CSV and JSON.
pub(in crate::publish) struct Resource {
    /// The path of its files, without their endings.
    pub path: String,
    pub title: String,
    /// The table or view whose columns it has, in the data dictionary.
    pub table: String,
    pub columns: Vec<String>,
}

/// The list of the downloads.
pub(in crate::publish) fn pages(resources: &[Resource], has_database: bool) -> impl Iterator<Item = Sheet> {
    let page = move |part: Part| {
        let path = part.path();
        let place = Place::of(&path);
        Sheet {
            title: part.title("Data"),
            description: "All figures and code lists for download.".to_owned(),
            data: None,
            body: html! {
                h1 { (part.title("Data")) }
                @if part.is_first() { (lead(&place, has_database)) }
                (downloads(&place, part.of(resources)))
                (part.links())
            },
            path,
        }
    };
    Part::all("data.html", resources.len()).map(page)
}

fn lead(place: &Place, has_database: bool) -> Markup {
    html! {
        p.lead {
            @if has_database {
                a href=(place.to("yearbook.db")) download { "The database" }
                " is one SQLite file that any client opens. "
            }
            a href=(place.to("datapackage.json")) { "datapackage.json" } " describes all tables below, each column with its meaning. "
            "The " a href=(place.to("dictionary.html")) { "data dictionary" } " has every table and view of the database; "
            a href=(place.to("manifest.txt")) { "manifest.txt" } " has the SHA-256 of every file."
        }
    }
}

fn downloads(place: &Place, resources: &[Resource]) -> Markup {
    let head = html! { th scope="col" { "Table" } th scope="col" { "Files" } };
    let rows = html! {
        @for resource in resources {
            tr {
                th.w scope="row" { (resource.title) }
                td {
                    a href=(place.to(&format!("{}.csv", resource.path))) download { "CSV" } ", "
                    a href=(place.to(&format!("{}.json", resource.path))) download { "JSON" }
                }
            }
        }
    };
    table("Downloads", &head, &body(&rows))
}

/// The descriptor, as the Data Package standard has it.
pub(in crate::publish) fn descriptor(title: &str, resources: &[Resource], dictionary: &[Entry]) -> Vec<u8> {
    let resource = |resource: &Resource| {
        json!({
            // A name has no `~`.
            "name": resource.path.replace(['/', '~'], "."),
            "path": format!("{}.csv", resource.path),
            "title": resource.title,
            "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
            "schema": { "fields": resource.columns.iter().map(|column| field(resource, column, dictionary)).collect::<Vec<_>>() },
        })
    };
    let resources: Vec<Value> = resources.iter().map(resource).collect();
    let package =
        json!({ "name": "yearbook", "title": title, "profile": "tabular-data-package", "resources": resources });
    format!("{package:#}\n").into_bytes()
}

fn field(resource: &Resource, column: &str, dictionary: &[Entry]) -> Value {
    let known = dictionary.iter().find(|entry| entry.table == resource.table && entry.column == column);
    let kind = match known.map(|entry| entry.kind.as_str()) {
        Some("INTEGER" | "BIGINT") => "integer",
        Some("REAL" | "DOUBLE") => "number",
        _ => "string",
    };
    match known {
        Some(entry) => json!({ "name": column, "type": kind, "description": entry.meaning }),
        None if column == "load" => json!({ "name": column, "type": "integer", "description": "load that stored it" }),
        None if column == "state" => {
            let states = "preferred, stated, or why it is no longer stated: revised, corrected, withdrawn";
            json!({ "name": column, "type": "string", "description": states })
        }
        None => json!({ "name": column, "type": kind }),
    }
}
