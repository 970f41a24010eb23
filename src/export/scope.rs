//! What of a database is exported, and what became of it.

use rusqlite::types::Value;

use crate::error::Result;
use crate::folder::Counts;
use crate::store::{Sandbox, Statement};

/// Gets how many figures of how many are written.
pub(crate) type Show<'a> = &'a mut dyn FnMut(u64, u64) -> Result<()>;

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

    /// A statement with the condition on the figures that are chosen in place of `{chosen}`. It has the codes of a series in columns of
    /// `series`, and that of the source in `source`; [`Self::bind`] gives its parameters their values.
    pub(super) fn choose(&self, sql: &str, series: &str, source: &str) -> String {
        let column = |name: &str| if name == "source" { source.to_owned() } else { format!("{series}.{name}") };
        let given = self.by_column().into_iter().filter(|(_, code)| code.is_some());
        let conditions: Vec<String> = given.map(|(name, _)| format!("{} = :{name}", column(name))).collect();
        let chosen = if conditions.is_empty() { "TRUE".to_owned() } else { conditions.join(" AND ") };
        sql.replace("{chosen}", &chosen)
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
        let codes = self.by_column().into_iter().filter_map(|(name, code)| Some((name, code?)));
        let values =
            codes.chain(others.iter().copied()).map(|(name, text)| (name.to_owned(), Value::Text(text.to_owned())));
        statement.bind(&values.filter(|(name, _)| named.contains(name)).collect::<Vec<_>>())
    }

    /// How many figures are chosen.
    ///
    /// # Errors
    /// The database cannot be read.
    pub(super) fn figures(&self, sandbox: &Sandbox) -> Result<u64> {
        let sql = "SELECT count(*)
                     FROM series AS s JOIN observation AS o ON o.series_id = s.series_id JOIN source AS q ON q.source_id = o.source_id
                    WHERE {chosen}";
        self.count(sql, "s", sandbox)
    }

    /// The number that a statement returns, which has the code of the source in `q.code`; see [`Self::choose`].
    ///
    /// # Errors
    /// The database cannot be read.
    pub(super) fn count(&self, sql: &str, series: &str, sandbox: &Sandbox) -> Result<u64> {
        let mut statement = sandbox.prepare(&self.choose(sql, series, "q.code"))?;
        self.bind(&mut statement, &[])?;
        statement.count()
    }
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Exported {
    pub figures: u64,
    pub files: Counts,
    /// Reports that were not written, because another shard has others of these names.
    pub other_reports: Vec<OtherReport>,
}

impl Exported {
    /// What was written to one file, which is new or had these bytes before.
    pub(crate) fn of_file(figures: u64, is_new: bool) -> Self {
        let files = Counts { written: is_new.into(), unchanged: (!is_new).into(), ..Counts::default() };
        Self { figures, files, ..Self::default() }
    }
}

/// A report of another shard, whose text differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OtherReport {
    /// The file of its text, in the folder of the export.
    pub path: String,
    pub shard: String,
}
