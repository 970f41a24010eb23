//! What of a database is exported, and what became of it.

use rusqlite::types::Value;

use crate::error::Result;
use crate::store::{Sandbox, Statement};
use crate::table::Cell;

/// Which figures are exported: those of every code that is given.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub metric: Option<String>,
    pub region: Option<String>,
    pub sector: Option<String>,
    pub enterprise: Option<String>,
    pub source: Option<String>,
}

impl Filter {
    /// The filters by the names of the columns, which are also those of the parameters of statements.
    pub(super) fn by_column(&self) -> [(&'static str, Option<&str>); 5] {
        let Self { metric, region, sector, enterprise, source } = self;
        [("metric", metric), ("region", region), ("sector", sector), ("enterprise", enterprise), ("source", source)]
            .map(|(column, code)| (column, code.as_deref()))
    }

    /// The values of these parameters of a statement; NULL filters nothing.
    pub(super) fn values(&self) -> [(String, Value); 5] {
        let value = |code: Option<&str>| code.map_or(Value::Null, |code| Value::Text(code.to_owned()));
        self.by_column().map(|(column, code)| (column.to_owned(), value(code)))
    }

    /// Whether it leaves out anything.
    pub(super) fn is_of_part(&self) -> bool {
        self.by_column().iter().any(|(_, code)| code.is_some())
    }

    /// Gives the parameters of a statement their values: those that are named as the filters, and others.
    ///
    /// # Errors
    /// The statement has another parameter.
    pub(super) fn bind(&self, statement: &mut Statement<'_>, others: &[(&str, &str)]) -> Result<()> {
        let named = statement.parameters();
        let others = others.iter().map(|(name, text)| ((*name).to_owned(), Value::Text((*text).to_owned())));
        let values = self.values().into_iter().chain(others).filter(|(name, _)| named.contains(name));
        statement.bind(&values.collect::<Vec<_>>())
    }

    /// How many figures are chosen.
    ///
    /// # Errors
    /// The database cannot be read.
    pub(super) fn figures(&self, sandbox: &Sandbox) -> Result<u64> {
        let mut statement = sandbox.prepare(
            "SELECT count(*)
               FROM series AS s JOIN observation AS o ON o.series_id = s.series_id JOIN source AS q ON q.source_id = o.source_id
              WHERE (:metric IS NULL OR s.metric = :metric) AND (:region IS NULL OR s.region = :region)
                AND (:sector IS NULL OR s.sector = :sector) AND (:enterprise IS NULL OR s.enterprise = :enterprise)
                AND (:source IS NULL OR q.code = :source)",
        )?;
        self.bind(&mut statement, &[])?;
        let mut figures = 0;
        statement.for_each(|row| {
            if let [Cell::Integer(count)] = row {
                figures = count.unsigned_abs();
            }
            Ok(true)
        })?;
        Ok(figures)
    }
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Exported {
    pub figures: u64,
    pub files: u64,
    /// Files that had the same bytes before.
    pub unchanged: u64,
    /// Files of a former export that are no longer a part of it.
    pub removed: u64,
    /// Reports that were not written, because another shard has others of these names.
    pub other_reports: Vec<OtherReport>,
}

/// A report of another shard, whose text differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OtherReport {
    /// The file of its text, in the folder of the export.
    pub path: String,
    pub shard: String,
}
