//! The part of a Data Package descriptor (version 2, <https://datapackage.org>) that loading depends on.
//!
//! Properties that say nothing about how rows are read (titles, licences, constraints, views) are left to validators.
//! A dialect property that is not supported is an error, because the rows would be read wrongly without it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::dialect::Dialect;
use super::mapping::Mapping;
use crate::model::Marks;

/// `datapackage.json`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Descriptor {
    pub name: Option<String>,
    /// Folders of the datasets that this one builds on, relative to its own: they are loaded first.
    #[serde(default)]
    pub builds_on: Vec<String>,
    pub resources: Vec<Resource>,
}

/// A resource: files that fill one table.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Resource {
    pub name: String,
    /// The table that the resource fills, where its name does not say.
    pub table: Option<String>,
    pub path: Option<Paths>,
    pub format: Option<String>,
    pub encoding: Option<String>,
    #[serde(default)]
    pub dialect: Dialect,
    #[serde(default)]
    pub schema: Schema,
    /// Values for columns that the files do not have.
    #[serde(default)]
    pub defaults: BTreeMap<String, String>,
    /// The path of a mapping, where the files are of another shape than the table.
    pub mapping: Option<String>,
    /// The mapping, when it has been read.
    #[serde(skip)]
    pub rules: Option<Arc<Mapping>>,
}

/// One path or several.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "`path` must be a text or a list of texts")]
pub(crate) enum Paths {
    One(String),
    Several(Vec<String>),
}

impl Resource {
    /// How the files are written: as a mapping says, or else the descriptor.
    pub(crate) fn dialect(&self) -> &Dialect {
        self.rules.as_ref().and_then(|mapping| mapping.rules.dialect.as_ref()).unwrap_or(&self.dialect)
    }

    /// The files, in order.
    pub(crate) fn paths(&self) -> &[String] {
        match &self.path {
            None => &[],
            Some(Paths::One(path)) => std::slice::from_ref(path),
            Some(Paths::Several(paths)) => paths,
        }
    }

    /// The marks of numbers in a column: those of its field in the schema.
    pub(crate) fn marks(&self, column: &str) -> Marks {
        let field = self.schema.fields.iter().find(|field| field.name == column);
        let (decimal, group) = field.map_or((None, None), |field| (field.decimal_char, field.group_char));
        Marks { decimal: decimal.unwrap_or('.'), group }
    }

    /// The texts that mean a missing value in a column; an empty cell always does.
    pub(crate) fn missing_values(&self, column: &str) -> Vec<String> {
        let field = self.schema.fields.iter().find(|field| field.name == column);
        let own = field.and_then(|field| field.missing_values.as_ref());
        let values = own.or(self.schema.missing_values.as_ref());
        values
            .into_iter()
            .flatten()
            .map(MissingValue::text)
            .chain(self.dialect.null_sequence.as_deref())
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
            .collect()
    }
}

/// The part of a Table Schema that says how cells are written.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Schema {
    #[serde(default)]
    pub fields: Vec<Field>,
    missing_values: Option<Vec<MissingValue>>,
}

/// A column of a Table Schema.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Field {
    pub name: String,
    decimal_char: Option<char>,
    group_char: Option<char>,
    missing_values: Option<Vec<MissingValue>>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "a missing value must be a text or an object with `value`")]
enum MissingValue {
    Text(String),
    Labelled { value: String },
}

impl MissingValue {
    fn text(&self) -> &str {
        match self {
            Self::Text(value) | Self::Labelled { value } => value,
        }
    }
}
