//! The tables that a dataset can fill, and the columns that are reserved in each.
//!
//! This is the whole dataset format: reading, checking, comparing and writing of every table but `observation` follow
//! from it, and so does the list in the README.

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// An identifier that people filter by.
    Code,
    Text,
    /// `2025-08-13`
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
    /// A number with its hedge.
    Quantity,
    /// A code or name of `CL_OBS_STATUS`.
    Status,
    /// The code of a row of this table.
    Reference(&'static str),
}

/// A reserved column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
    pub required: bool,
    /// What an empty cell means; NULL where nothing is given.
    pub default: Option<&'static str>,
    /// Figures rest on it: once stored it may not change.
    pub frozen: bool,
}

impl Column {
    /// Whether something must fill the column: a cell may be empty where a figure is missing, but without the column every
    /// figure would be.
    pub fn must_be_told(&self) -> bool {
        self.required || self.kind == Kind::Quantity
    }

    /// The column in the database. A source is told by its code and joined by its number.
    pub fn stored_name(&self) -> &'static str {
        if self.kind == Kind::Reference("source") { "source_id" } else { self.name }
    }
}

/// A table that a dataset can fill.
#[derive(Debug)]
pub struct Table {
    /// In the database.
    pub name: &'static str,
    /// In a descriptor.
    pub resource: &'static str,
    /// The columns that make a row one of its kind.
    pub key: &'static [&'static str],
    pub columns: &'static [Column],
}

impl Table {
    /// The table that a resource of this name fills, by the name of the resource or of the table.
    pub fn find(name: &str) -> Option<&'static Self> {
        let name = name.replace('_', "-");
        TABLES.iter().find(|table| table.resource == name || table.name.replace('_', "-") == name)
    }

    /// The table of this name in the database.
    pub fn named(name: &str) -> &'static Self {
        TABLES.iter().find(|table| table.name == name).unwrap_or(&TABLES[0])
    }

    /// At least as many columns as any table has.
    pub const WIDEST: usize = 16;

    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    pub fn column_names(&self) -> Vec<&'static str> {
        self.columns.iter().map(|column| column.name).collect()
    }
}

const fn required(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, required: true, default: None, frozen: false }
}

const fn optional(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, required: false, default: None, frozen: false }
}

const fn frozen(column: Column) -> Column {
    Column { frozen: true, ..column }
}

const fn or(column: Column, default: &'static str) -> Column {
    Column { default: Some(default), ..column }
}

use Kind::{Breakdown, Choice, Code, CreditCode, Date, Integer, Number, Period, Positive, Quantity, Reference, Text};

const ANY: Kind = Integer { minimum: i64::MIN, maximum: i64::MAX };

/// Every table, each after those it refers to.
pub const TABLES: [Table; 12] = [
    Table {
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
        name: "unit",
        resource: "units",
        key: &["code"],
        columns: &[
            required("code", Code),
            required("name", Text),
            optional("symbol", Text),
            frozen(required("dimension", Code)),
            frozen(required("factor", Positive)),
        ],
    },
    Table {
        name: "region",
        resource: "regions",
        key: &["code"],
        columns: &[
            required("code", Code),
            required("name", Text),
            optional("name_zh", Text),
            required("level", Code),
            optional("parent", Reference("region")),
            optional("source", Reference("source")),
        ],
    },
    Table {
        name: "sector",
        resource: "sectors",
        key: &["code"],
        columns: &[
            required("code", Code),
            required("name", Text),
            optional("name_zh", Text),
            frozen(required("scheme", Choice(&["isic4", "gbt4754", "nbs", "local"]))),
            optional("parent", Reference("sector")),
            optional("source", Reference("source")),
        ],
    },
    Table {
        name: "metric",
        resource: "metrics",
        key: &["code"],
        columns: &[
            required("code", Code),
            required("name", Text),
            optional("name_zh", Text),
            optional("definition", Text),
            frozen(required("unit", Reference("unit"))),
            required("kind", Choice(&["level", "share", "growth", "count", "duration", "ranking"])),
            or(optional("aggregation", Choice(&["sum", "last", "average", "none"])), "none"),
            optional("base_metric", Reference("metric")),
            optional("decimals", Integer { minimum: 0, maximum: 15 }),
            optional("plausible_minimum", Number),
            optional("plausible_maximum", Number),
        ],
    },
    Table {
        name: "enterprise",
        resource: "enterprises",
        key: &["code"],
        columns: &[
            required("code", Code),
            required("name", Text),
            optional("name_zh", Text),
            optional("region", Reference("region")),
            optional("parent", Reference("enterprise")),
            optional("credit_code", CreditCode),
        ],
    },
    Table {
        name: "enterprise_sector",
        resource: "enterprise-sectors",
        key: &["enterprise", "sector"],
        columns: &[required("enterprise", Reference("enterprise")), required("sector", Reference("sector"))],
    },
    Table {
        name: "alias",
        resource: "aliases",
        key: &["name", "region", "sector", "enterprise"],
        columns: &[
            required("name", Text),
            or(optional("region", Reference("region")), ""),
            or(optional("sector", Reference("sector")), ""),
            or(optional("enterprise", Reference("enterprise")), ""),
            optional("language", Text),
        ],
    },
    Table {
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
        name: "enterprise_designation",
        resource: "enterprise-designations",
        key: &["enterprise", "designation", "from_period", "source"],
        columns: &[
            required("enterprise", Reference("enterprise")),
            required("designation", Reference("designation")),
            required("from_period", Period),
            optional("until_period", Period),
            required("source", Reference("source")),
            optional("locator", Text),
            optional("note", Text),
        ],
    },
    Table {
        name: "claim",
        resource: "claims",
        key: &["code"],
        columns: &[
            required("code", Code),
            required("text", Text),
            optional("region", Reference("region")),
            optional("sector", Reference("sector")),
            optional("enterprise", Reference("enterprise")),
            optional("period", Period),
            required("source", Reference("source")),
            optional("locator", Text),
            optional("note", Text),
        ],
    },
    Table {
        name: "observation",
        resource: "observations",
        key: &["metric", "region", "sector", "enterprise", "breakdown", "period", "source"],
        columns: &[
            required("metric", Reference("metric")),
            or(optional("region", Reference("region")), ""),
            or(optional("sector", Reference("sector")), ""),
            or(optional("enterprise", Reference("enterprise")), ""),
            or(optional("breakdown", Breakdown), ""),
            required("period", Period),
            optional("value", Quantity),
            optional("unit", Reference("unit")),
            optional("status", Kind::Status),
            required("source", Reference("source")),
            optional("locator", Text),
            optional("note", Text),
            optional("reported", Text),
        ],
    },
];
