//! The tables that a dataset can fill, and their columns.
//!
//! This is the whole dataset format: reading, checking, comparing and writing of every table but `observation` follow
//! from it, and so does the list in `docs/reference/dataset.md`.

use rusqlite::types::Value;

/// A table that a dataset can fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum TableName {
    Source,
    Unit,
    Region,
    Scheme,
    Sector,
    Metric,
    Enterprise,
    EnterpriseSector,
    Alias,
    Succession,
    Designation,
    EnterpriseDesignation,
    Claim,
    AuditException,
    Observation,
}

impl TableName {
    /// The table of this name.
    pub(crate) fn table(self) -> &'static Table {
        &TABLES[self as usize]
    }

    /// The name in the database, which is also that of the columns that refer to the table.
    pub(crate) fn text(self) -> &'static str {
        self.table().name
    }
}

/// What figures refer to by codes, in the order of their key.
pub(crate) const DIMENSIONS: [TableName; 5] =
    [TableName::Metric, TableName::Region, TableName::Sector, TableName::Enterprise, TableName::Source];

/// The tables in which rows can be created, each after those that its rows refer to.
pub(crate) const CREATABLE: [TableName; 7] = [
    TableName::Source,
    TableName::Unit,
    TableName::Region,
    TableName::Scheme,
    TableName::Sector,
    TableName::Metric,
    TableName::Enterprise,
];

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    /// An identifier that people filter by.
    Code,
    Text,
    /// A date: `2025`, `2025-08` or `2025-08-13`.
    Date,
    /// Any spelling that [`crate::model::Period`] reads; stored by its code.
    Period,
    Integer {
        minimum: i64,
        maximum: i64,
    },
    Number,
    Positive,
    Choice(&'static [&'static str]),
    /// A unified social credit code, its check character verified.
    CreditCode,
    /// `key=value` pairs.
    Breakdown,
    /// A number with its comparator.
    Quantity,
    /// A code or name of `CL_OBS_STATUS`.
    Status,
    /// The code of a row of this table.
    Reference(TableName),
}

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    pub name: &'static str,
    pub kind: Kind,
    pub required: bool,
    /// What an empty cell means; NULL where nothing is given.
    pub default: Option<&'static str>,
    /// Figures depend on it: once stored it may not change.
    pub is_immutable: bool,
}

impl Column {
    /// Whether a file, a default or a mapping must fill the column. The cells of `value` may be empty where a figure is
    /// missing, but without the column every figure would be missing.
    pub(crate) fn must_be_filled(&self) -> bool {
        self.required || self.kind == Kind::Quantity
    }

    /// Whether its cells are texts that refer to nothing, and may be empty.
    pub(crate) fn is_optional_text(&self) -> bool {
        matches!(self.kind, Kind::Text | Kind::CreditCode) && !self.required && self.default.is_none()
    }

    /// Whether a stored value may be one that no row states: there is none, or it is the default.
    pub(crate) fn is_unstated(&self, value: &Value) -> bool {
        match (value, self.default) {
            (Value::Null, _) => true,
            (Value::Text(text), Some(default)) => text == default,
            (Value::Integer(number), Some(default)) => default.parse() == Ok(*number),
            _ => false,
        }
    }

    /// The column in the database. A source is named by its code and stored by its number.
    pub(crate) fn stored_name(&self) -> &'static str {
        if self.kind == Kind::Reference(TableName::Source) { "source_id" } else { self.name }
    }
}

/// A table that a dataset can fill.
#[derive(Debug)]
pub(crate) struct Table {
    pub id: TableName,
    /// In the database.
    pub name: &'static str,
    /// In a descriptor.
    pub resource: &'static str,
    /// The primary key.
    pub key: &'static [&'static str],
    pub columns: &'static [Column],
}

impl Table {
    /// The table that a resource of this name fills, by the name of the resource or of the table.
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        let name = name.replace('_', "-");
        TABLES.iter().find(|table| table.resource == name || table.name.replace('_', "-") == name)
    }

    /// At least as many columns as any table has.
    pub(crate) const WIDEST: usize = 16;

    /// Whether each row is stated by a source, so that the edition which states it first is stored with it.
    pub(crate) fn has_edition(&self) -> bool {
        self.stating_source().is_some()
    }

    /// The column of the source that states each row.
    pub(crate) fn stating_source(&self) -> Option<usize> {
        self.columns.iter().position(|column| column.required && column.kind == Kind::Reference(TableName::Source))
    }

    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    pub(crate) fn column_names(&self) -> Vec<&'static str> {
        self.columns.iter().map(|column| column.name).collect()
    }
}

const fn required(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, required: true, default: None, is_immutable: false }
}

const fn optional(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, required: false, default: None, is_immutable: false }
}

const fn immutable(column: Column) -> Column {
    Column { is_immutable: true, ..column }
}

const fn or(column: Column, default: &'static str) -> Column {
    Column { default: Some(default), ..column }
}

use Kind::{Breakdown, Choice, Code, CreditCode, Date, Integer, Number, Period, Positive, Quantity, Reference, Text};

const ANY: Kind = Integer { minimum: i64::MIN, maximum: i64::MAX };

/// Every table but `observation`: figures refer to their rows.
pub(crate) fn reference_tables() -> impl Iterator<Item = &'static Table> {
    TABLES.iter().filter(|table| table.id != TableName::Observation)
}

/// Every table, each after those it refers to.
pub(crate) const TABLES: [Table; 15] = [
    Table {
        id: TableName::Source,
        name: "source",
        resource: "sources",
        key: &["code"],
        columns: &[
            required("code", Code),
            required("title", Text),
            optional("publisher", Text),
            optional("author", Text),
            optional("url", Text),
            optional("published_on", Date),
            optional("retrieved_on", Date),
            optional("language", Text),
            optional("licence", Text),
            or(optional("priority", ANY), "100"),
        ],
    },
    Table {
        id: TableName::Unit,
        name: "unit",
        resource: "units",
        key: &["code"],
        columns: &[
            required("code", Code),
            required("name", Text),
            optional("symbol", Text),
            immutable(required("dimension", Code)),
            immutable(required("factor", Positive)),
        ],
    },
    Table {
        id: TableName::Region,
        name: "region",
        resource: "regions",
        key: &["code"],
        columns: &[
            required("code", Code),
            required("name", Text),
            optional("name_zh", Text),
            required("level", Code),
            optional("parent", Reference(TableName::Region)),
            optional("source", Reference(TableName::Source)),
            optional("valid_from", Date),
            optional("valid_until", Date),
        ],
    },
    Table {
        id: TableName::Scheme,
        name: "scheme",
        resource: "schemes",
        key: &["code"],
        columns: &[
            required("code", Code),
            required("name", Text),
            optional("name_zh", Text),
            optional("version", Text),
            optional("source", Reference(TableName::Source)),
        ],
    },
    Table {
        id: TableName::Sector,
        name: "sector",
        resource: "sectors",
        key: &["code"],
        columns: &[
            required("code", Code),
            required("name", Text),
            optional("name_zh", Text),
            immutable(required("scheme", Reference(TableName::Scheme))),
            optional("parent", Reference(TableName::Sector)),
            optional("source", Reference(TableName::Source)),
            optional("valid_from", Date),
            optional("valid_until", Date),
        ],
    },
    Table {
        id: TableName::Metric,
        name: "metric",
        resource: "metrics",
        key: &["code"],
        columns: &[
            required("code", Code),
            required("name", Text),
            optional("name_zh", Text),
            optional("definition", Text),
            immutable(required("unit", Reference(TableName::Unit))),
            required("kind", Choice(&["level", "share", "ratio", "growth", "count", "duration", "ranking"])),
            or(optional("aggregation", Choice(&["sum", "last", "average", "none"])), "none"),
            optional("base_metric", Reference(TableName::Metric)),
            optional("decimals", Integer { minimum: 0, maximum: 15 }),
            optional("plausible_minimum", Number),
            optional("plausible_maximum", Number),
            optional("prices", Choice(&["current", "constant", "chained"])),
            optional("adjustment", Choice(&["none", "seasonal", "calendar", "both"])),
            optional("base_period", Period),
            optional("growth_form", Choice(&["percent", "points", "logarithmic"])),
        ],
    },
    Table {
        id: TableName::Enterprise,
        name: "enterprise",
        resource: "enterprises",
        key: &["code"],
        columns: &[
            required("code", Code),
            required("name", Text),
            optional("name_zh", Text),
            optional("region", Reference(TableName::Region)),
            optional("parent", Reference(TableName::Enterprise)),
            optional("credit_code", CreditCode),
            optional("valid_from", Date),
            optional("valid_until", Date),
        ],
    },
    Table {
        id: TableName::EnterpriseSector,
        name: "enterprise_sector",
        resource: "enterprise-sectors",
        key: &["enterprise", "sector"],
        columns: &[
            required("enterprise", Reference(TableName::Enterprise)),
            required("sector", Reference(TableName::Sector)),
        ],
    },
    Table {
        id: TableName::Alias,
        name: "alias",
        resource: "aliases",
        key: &["name", "region", "sector", "enterprise"],
        columns: &[
            required("name", Text),
            or(optional("region", Reference(TableName::Region)), ""),
            or(optional("sector", Reference(TableName::Sector)), ""),
            or(optional("enterprise", Reference(TableName::Enterprise)), ""),
            optional("language", Text),
        ],
    },
    Table {
        id: TableName::Succession,
        name: "succession",
        resource: "successions",
        key: &["region", "sector", "enterprise", "successor_region", "successor_sector", "successor_enterprise"],
        columns: &[
            or(optional("region", Reference(TableName::Region)), ""),
            or(optional("sector", Reference(TableName::Sector)), ""),
            or(optional("enterprise", Reference(TableName::Enterprise)), ""),
            or(optional("successor_region", Reference(TableName::Region)), ""),
            or(optional("successor_sector", Reference(TableName::Sector)), ""),
            or(optional("successor_enterprise", Reference(TableName::Enterprise)), ""),
            required("succeeded_on", Date),
            optional("source", Reference(TableName::Source)),
            optional("locator", Text),
            optional("note", Text),
        ],
    },
    Table {
        id: TableName::Designation,
        name: "designation",
        resource: "designations",
        key: &["code"],
        columns: &[
            required("code", Code),
            required("name", Text),
            optional("name_zh", Text),
            optional("definition", Text),
            optional("level", Choice(&["national", "provincial", "city"])),
            optional("ladder", Code),
            optional("rung", ANY),
        ],
    },
    Table {
        id: TableName::EnterpriseDesignation,
        name: "enterprise_designation",
        resource: "enterprise-designations",
        key: &["enterprise", "designation", "from_period", "source"],
        columns: &[
            required("enterprise", Reference(TableName::Enterprise)),
            required("designation", Reference(TableName::Designation)),
            required("from_period", Period),
            optional("until_period", Period),
            required("source", Reference(TableName::Source)),
            optional("locator", Text),
            optional("note", Text),
        ],
    },
    Table {
        id: TableName::Claim,
        name: "claim",
        resource: "claims",
        key: &["code"],
        columns: &[
            required("code", Code),
            required("text", Text),
            optional("region", Reference(TableName::Region)),
            optional("sector", Reference(TableName::Sector)),
            optional("enterprise", Reference(TableName::Enterprise)),
            optional("period", Period),
            optional("period_inferred", Text),
            required("source", Reference(TableName::Source)),
            optional("locator", Text),
            optional("note", Text),
        ],
    },
    Table {
        id: TableName::AuditException,
        name: "audit_exception",
        resource: "audit-exceptions",
        key: &["rule", "metric", "region", "sector", "enterprise", "breakdown", "period"],
        columns: &[
            required("rule", Choice(&["growth", "parts", "year", "share", "currency", "range", "validity"])),
            required("metric", Reference(TableName::Metric)),
            or(optional("region", Reference(TableName::Region)), ""),
            or(optional("sector", Reference(TableName::Sector)), ""),
            or(optional("enterprise", Reference(TableName::Enterprise)), ""),
            or(optional("breakdown", Breakdown), ""),
            required("period", Period),
            required("reason", Text),
        ],
    },
    Table {
        id: TableName::Observation,
        name: "observation",
        resource: "observations",
        key: &["metric", "region", "sector", "enterprise", "breakdown", "period", "source"],
        columns: &[
            required("metric", Reference(TableName::Metric)),
            or(optional("region", Reference(TableName::Region)), ""),
            or(optional("sector", Reference(TableName::Sector)), ""),
            or(optional("enterprise", Reference(TableName::Enterprise)), ""),
            or(optional("breakdown", Breakdown), ""),
            required("period", Period),
            optional("period_inferred", Text),
            optional("value", Quantity),
            optional("unit", Reference(TableName::Unit)),
            optional("status", Kind::Status),
            required("source", Reference(TableName::Source)),
            optional("locator", Text),
            optional("note", Text),
            optional("reported", Text),
        ],
    },
];
