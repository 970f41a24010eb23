//! The descriptor of a dataset, which `yearbook load` and every tool for Data Packages read.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::error::Result;
use crate::load::TableName;
use crate::load::schema::{Kind, Table};
use crate::store::Sandbox;

/// What the data dictionary says of the columns, by table and column.
pub(super) struct Meanings(HashMap<(String, String), String>);

impl Meanings {
    /// # Errors
    /// The database cannot be read.
    pub(super) fn read(sandbox: &Sandbox) -> Result<Self> {
        let mut meanings = HashMap::new();
        let mut statement = sandbox.prepare("SELECT table_name, column_name, meaning FROM data_dictionary")?;
        let mut cursor = statement.cursor();
        while let Some(row) = cursor.advance()? {
            let [table, column, meaning] = [row.text(0)?, row.text(1)?, row.text(2)?];
            meanings.insert((table.into_owned(), column.into_owned()), meaning.into_owned());
        }
        Ok(Self(meanings))
    }

    fn of(&self, table: &str, column: &str) -> Option<&str> {
        self.0.get(&(table.to_owned(), column.to_owned())).map(String::as_str)
    }
}

/// What a file of a dataset holds.
pub(super) struct Resource {
    pub name: &'static str,
    pub path: String,
    pub table: &'static Table,
    pub columns: Vec<&'static str>,
}

/// The text of the descriptor.
pub(super) fn descriptor(dataset: &str, resources: &[Resource], meanings: &Meanings) -> String {
    let resources: Vec<Value> = resources.iter().map(|resource| of_resource(resource, meanings)).collect();
    let descriptor = json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": dataset,
        "resources": resources,
    });
    format!("{descriptor:#}\n")
}

fn of_resource(Resource { name, path, table, columns }: &Resource, meanings: &Meanings) -> Value {
    let fields: Vec<Value> = columns.iter().map(|column| field(table, column, meanings)).collect();
    let mut resource = json!({
        "name": name,
        "path": path,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": { "fields": fields },
    });
    if *name != table.resource {
        resource["table"] = json!(table.resource);
    }
    if table.key == ["code"] {
        resource["schema"]["primaryKey"] = json!(table.key);
    }
    resource
}

fn field(table: &Table, name: &str, meanings: &Meanings) -> Value {
    let column = table.columns.iter().find(|column| column.name == name);
    let kind = match column.map(|column| column.kind) {
        Some(Kind::Integer { .. }) => "integer",
        Some(Kind::Number | Kind::Positive) => "number",
        _ => "string",
    };
    let mut field = json!({ "name": name, "type": kind });
    let of_format = match column.map(|column| column.kind) {
        Some(Kind::Quantity) => Some(
            "number in the unit of the metric, with its comparator: >8800, >=40, ~5000, 35..68; empty where it is missing",
        ),
        Some(Kind::Reference(TableName::Source)) => Some("code of the source"),
        None => Some("D where the source no longer states the figure"),
        Some(_) => None,
    };
    let of_database = || meanings.of(table.name, name).or_else(|| meanings.of("series", name));
    if let Some(meaning) = of_format.or_else(of_database) {
        field["description"] = json!(meaning);
    }
    if let Some(Kind::Choice(allowed)) = column.map(|column| column.kind) {
        field["constraints"] = json!({ "enum": allowed });
    }
    if column.is_some_and(|column| column.required) {
        field["constraints"]["required"] = json!(true);
    }
    field
}
