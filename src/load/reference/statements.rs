//! Which dataset states which row of the tables other than `observation`, and the rows that none states any longer.

use std::collections::{BTreeMap, HashMap};

use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};

use super::catalog::Catalog;
use super::editions::Edition;
use crate::load::input::file::OpenFile;
use crate::load::schema::{Kind, Table, TableName, reference_tables};
use crate::store::row_history::{give_back as give_back_rows, row_key};

/// The tables of which rows can be withdrawn, each before those that its rows refer to.
const WITHDRAWN: [&str; 15] = [
    "report",
    "audit_exception",
    "claim",
    "enterprise_designation",
    "designation",
    "alias",
    "succession",
    "enterprise_sector",
    "enterprise",
    "metric",
    "sector",
    "scheme",
    "region",
    "unit",
    "source",
];

/// The statements of a load.
pub(crate) struct Statements<'a> {
    pub catalog: &'a Catalog,
    /// The files of the load, by their numbers.
    pub files: &'a [OpenFile],
    /// The reports that the load brings, each with its dataset.
    pub reports: Vec<(&'a str, &'a str)>,
    /// The datasets that are complete: a row that one of them stated before and does not state now is withdrawn, unless
    /// another dataset states it.
    pub complete: &'a [String],
    /// Whether a source of which only former figures are left stays, and which editions were complete.
    pub keeps_former: bool,
}

/// Deletes the rows that only this dataset states, but for those that others refer to. Its figures have been withdrawn.
///
/// # Errors
/// Fails where SQLite does.
pub(crate) fn forget_dataset(connection: &Connection, dataset: &str) -> rusqlite::Result<()> {
    let (catalog, complete) = (Catalog::default(), [dataset.to_owned()]);
    let nothing =
        Statements { catalog: &catalog, files: &[], reports: Vec::new(), complete: &complete, keeps_former: false };
    nothing.write(connection, &HashMap::new()).map(drop)
}

impl Statements<'_> {
    /// Collects the statements of the load in temporary tables. `sources` has the `source_id` of each source.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(crate) fn collect(
        &self,
        connection: &Connection,
        sources: &HashMap<String, i64>,
    ) -> rusqlite::Result<Collected> {
        connection.execute_batch(
            "DROP TABLE IF EXISTS temp.stated;
             DROP TABLE IF EXISTS temp.lost;
             DROP TABLE IF EXISTS temp.replaced;
             CREATE TEMP TABLE stated (dataset, table_name, row_key, PRIMARY KEY (table_name, row_key, dataset)) WITHOUT ROWID;
             CREATE TEMP TABLE lost (table_name, row_key, PRIMARY KEY (table_name, row_key)) WITHOUT ROWID;
             CREATE TEMP TABLE replaced (table_name, row_key, dataset, load_id, is_known,
                                         PRIMARY KEY (table_name, row_key, dataset)) WITHOUT ROWID",
        )?;
        for table in reference_tables() {
            let mut state = connection.prepare(&format!(
                "INSERT OR IGNORE INTO temp.stated VALUES (?, '{}', json_array({}))",
                table.name,
                vec!["?"; table.key.len()].join(", ")
            ))?;
            for (file, row_key) in &self.catalog.entries(table.id).stated {
                let Some(entry) = self.catalog.entries(table.id).rows.get(row_key) else { continue };
                let dataset = &self.files[*file].package;
                state.execute(params_from_iter(statement(dataset, table, &entry.values, sources)))?;
            }
        }
        for (dataset, name) in &self.reports {
            let state = "INSERT OR IGNORE INTO temp.stated VALUES (?, 'report', json_array(?))";
            connection.execute(state, [dataset, name])?;
        }
        self.collect_complete(connection, sources)?;
        let newer = self.collect_newer(connection, sources)?;
        let mut lose = connection.prepare(
            "INSERT OR IGNORE INTO temp.lost
             SELECT table_name, row_key FROM row_statement AS s
              WHERE dataset = ?1 AND table_name <> 'edition'
                AND NOT EXISTS (SELECT 1 FROM temp.stated AS t
                                 WHERE t.table_name = s.table_name AND t.row_key = s.row_key)
                AND NOT EXISTS (SELECT 1 FROM row_statement AS o
                                 WHERE o.table_name = s.table_name AND o.row_key = s.row_key
                                   AND o.dataset NOT IN (SELECT value FROM json_each(?2)))",
        )?;
        let complete = serde_json::json!(self.complete).to_string();
        self.complete.iter().try_for_each(|dataset| lose.execute([dataset, &complete]).map(drop))?;
        connection.execute(REPLACED, [&complete])?;
        connection.execute(
            "DELETE FROM temp.lost
              WHERE (table_name, row_key) IN (SELECT table_name, row_key FROM temp.replaced WHERE is_known)",
            [],
        )?;
        let lost = connection.query_row("SELECT count(*) FROM temp.lost", [], |row| row.get(0))?;
        Ok(Collected { lost, newer })
    }

    /// Collects what the complete datasets stated of rows that a newer edition is known to state, and returns how many rows these are
    /// that the load does not state: a complete older edition withdraws none of them.
    fn collect_newer(&self, connection: &Connection, sources: &HashMap<String, i64>) -> rusqlite::Result<u64> {
        let complete = serde_json::json!(self.complete).to_string();
        let mut newer = 0;
        for table in reference_tables().filter(|table| table.has_edition()) {
            let mut state = connection.prepare(&format!(
                "INSERT OR IGNORE INTO temp.stated SELECT dataset, table_name, row_key FROM row_statement
                  WHERE {} AND dataset IN (SELECT value FROM json_each(?))",
                is_of(table)
            ))?;
            for entry in self.catalog.newer(table, self.complete) {
                let key = key_of(table, &entry.values, sources);
                let stated = state.execute(params_from_iter(key.chain([Value::Text(complete.clone())])))?;
                newer += u64::from(stated > 0);
            }
        }
        Ok(newer)
    }

    /// Collects the editions of sources that the complete datasets of the load state.
    fn collect_complete(&self, connection: &Connection, sources: &HashMap<String, i64>) -> rusqlite::Result<()> {
        let state = "INSERT OR IGNORE INTO temp.stated VALUES (?, 'edition', json_array(?, ?))";
        let mut state = connection.prepare(state)?;
        let stated = self.catalog.entries(TableName::Source).rows.iter().filter(|(_, entry)| entry.change.is_some());
        for (code, entry) in stated {
            let edition = self.catalog.editions.stated_by(code, &entry.values);
            let edition = edition.map_or(Edition::FIRST, |stated| stated.edition).number;
            for dataset in self.complete {
                state.execute(params![dataset, sources.get(code), edition])?;
            }
        }
        Ok(())
    }

    /// Writes the statements, and deletes the rows that no dataset states any longer, but for those that others refer to.
    /// `sources` has the `source_id` of each source.
    ///
    /// # Errors
    /// Fails where SQLite does.
    pub(crate) fn write(&self, connection: &Connection, sources: &HashMap<String, i64>) -> rusqlite::Result<Written> {
        let Collected { newer, .. } = self.collect(connection, sources)?;
        let completes = completes(connection)?;
        // The changes are recorded in this order: that an edition is complete comes behind the others.
        let add = format!("INSERT INTO row_statement {NEW} ORDER BY table_name = 'edition'");
        let added = connection.execute(&add, [])?;
        let mut forget = connection.prepare(
            "DELETE FROM row_statement
              WHERE dataset = ?1 AND (table_name <> 'edition' OR NOT ?2)
                AND NOT EXISTS (SELECT 1 FROM temp.stated AS t
                                 WHERE t.dataset = row_statement.dataset AND t.table_name = row_statement.table_name
                                   AND t.row_key = row_statement.row_key)",
        )?;
        give_back(connection)?;
        let mut forgotten = self.forget_replaced(connection, sources)?;
        for dataset in self.complete {
            forgotten += forget.execute(params![dataset, self.keeps_former])?;
        }
        let mut deleted = 0;
        for table in WITHDRAWN {
            let delete = delete(connection, table, self.keeps_former)?;
            // A row may refer to one of its own table.
            loop {
                match connection.execute(&delete, [table])? {
                    0 => break,
                    rows => deleted += rows as u64,
                }
            }
        }
        if deleted > 0 {
            connection.execute_batch(&orphans(connection)?)?;
            // That the editions of the load are complete is recorded again: it is they that do not state the deleted rows.
            connection.execute_batch(
                "DELETE FROM row_statement
                  WHERE (dataset, table_name, row_key) IN (SELECT * FROM temp.stated WHERE table_name = 'edition');
                 INSERT INTO row_statement SELECT * FROM temp.stated WHERE table_name = 'edition'",
            )?;
        }
        connection.execute("DELETE FROM edition WHERE source_id NOT IN (SELECT source_id FROM source)", [])?;
        Ok(Written { deleted, newer, is_changed: added + forgotten > 0, completes })
    }
}

/// What the statements of a load say of stored rows that it does not state.
#[derive(Debug, Default)]
pub(crate) struct Collected {
    /// How many rows no dataset states any longer.
    pub lost: u64,
    /// How many rows stay, because a newer edition states them than that of the complete dataset.
    pub newer: u64,
}

/// What became of the statements of a load.
#[derive(Debug)]
pub(crate) struct Written {
    /// How many rows were deleted.
    pub deleted: u64,
    /// How many rows stay, because a newer edition states them than that of the complete dataset.
    pub newer: u64,
    /// Whether the statements of a dataset have changed.
    pub is_changed: bool,
    /// Whether an edition is complete that was not known to be.
    pub completes: bool,
}

/// The statements that were collected and are not stored.
const NEW: &str = "
    SELECT * FROM temp.stated AS t
     WHERE NOT EXISTS (SELECT 1 FROM row_statement AS s
                        WHERE s.dataset = t.dataset AND s.table_name = t.table_name AND s.row_key = t.row_key)";

/// Whether an edition is complete, in what was collected, that was not known to be.
///
/// # Errors
/// Fails where SQLite does.
pub(crate) fn completes(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row(&format!("SELECT EXISTS ({NEW} AND table_name = 'edition')"), [], |row| row.get(0))
}

impl Statements<'_> {
    /// Deletes the statements of the definitions that the load has replaced, and returns how many there were.
    fn forget_replaced(&self, connection: &Connection, sources: &HashMap<String, i64>) -> rusqlite::Result<usize> {
        let mut forgotten = 0;
        for table in reference_tables() {
            let mut forget =
                connection.prepare(&format!("DELETE FROM row_statement WHERE dataset = ? AND {}", is_of(table)))?;
            for (dataset, entry) in self.catalog.entries(table.id).replaced() {
                forgotten += forget.execute(params_from_iter(statement(dataset, table, &entry.values, sources)))?;
            }
        }
        Ok(forgotten)
    }
}

/// Collects what other datasets stated of lost rows, until a load with `--override` replaced it: what they stated then is known
/// where they have not been loaded since. A source has the columns of its newest edition, so that neither may have changed since.
const REPLACED: &str = "
    INSERT INTO temp.replaced
    SELECT table_name, row_key, dataset, load_id,
           NOT EXISTS (SELECT 1 FROM load_file AS f WHERE f.dataset = r.dataset AND f.load_id > r.load_id)
           AND (table_name <> 'source'
                OR NOT EXISTS (SELECT 1 FROM row_change AS e
                                WHERE e.load_id > r.load_id AND e.table_name IN ('source', 'edition')
                                  AND json_extract(e.row_key, '$[0]')
                                      IN (SELECT CASE e.table_name WHEN 'source' THEN code ELSE source_id END
                                            FROM source WHERE json_array(code) = r.row_key)))
      FROM (SELECT l.table_name, l.row_key, json_extract(c.row_key, '$[0]') AS dataset, c.load_id,
                   rank() OVER (PARTITION BY l.table_name, l.row_key ORDER BY c.load_id DESC) AS place
              FROM row_change AS c
              JOIN load AS d ON d.load_id = c.load_id AND d.action = 'load'
             CROSS JOIN temp.lost AS l
                ON l.table_name = json_extract(c.row_key, '$[1]') AND l.row_key = json_extract(c.row_key, '$[2]')
             WHERE c.table_name = 'row_statement' AND c.before IS NOT NULL
               AND json_extract(c.row_key, '$[0]') NOT IN (SELECT value FROM json_each(?1))
               AND NOT EXISTS (SELECT 1 FROM load_file AS f
                                WHERE f.load_id = c.load_id AND f.dataset = json_extract(c.row_key, '$[0]'))
               AND NOT EXISTS (SELECT 1 FROM load AS r
                                WHERE r.load_id > c.load_id AND r.action = 'remove'
                                  AND r.about = 'dataset ' || json_extract(c.row_key, '$[0]'))) AS r
     WHERE place = 1";

/// Makes rows again what other datasets stated before the dataset that no longer states them replaced it.
fn give_back(connection: &Connection) -> rusqlite::Result<()> {
    let tables = "SELECT DISTINCT table_name FROM temp.replaced WHERE is_known";
    let tables: Vec<String> = connection.prepare(tables)?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for table in WITHDRAWN.into_iter().filter(|table| tables.iter().any(|found| found == table)) {
        let which = format!(
            "(load_id, row_key) IN (SELECT load_id, row_key FROM temp.replaced WHERE is_known AND table_name = '{table}')"
        );
        give_back_rows(connection, table, &which)?;
        if table == "source" {
            let which = "(load_id, json_extract(row_key, '$[0]')) IN
                         (SELECT load_id, source_id FROM temp.replaced JOIN source ON json_array(code) = row_key
                           WHERE is_known AND table_name = 'source')";
            give_back_rows(connection, "edition", which)?;
        }
    }
    let state =
        "INSERT OR IGNORE INTO row_statement SELECT dataset, table_name, row_key FROM temp.replaced WHERE is_known";
    connection.execute(state, []).map(drop)
}

/// How many rows are again what each dataset stated of them, in what was collected.
///
/// # Errors
/// Fails where SQLite does.
pub(crate) fn given_back(connection: &Connection) -> rusqlite::Result<BTreeMap<String, u64>> {
    let sql = "SELECT dataset, count(*) FROM temp.replaced WHERE is_known GROUP BY dataset";
    connection.prepare(sql)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// The condition for the statements of a row of a table; its parameters are those of [`key_of`].
pub(super) fn is_of(table: &Table) -> String {
    let key = vec!["?"; table.key.len()].join(", ");
    format!("table_name = '{}' AND row_key = json_array({key})", table.name)
}

/// The key of a row as it is stored.
pub(super) fn key_of(table: &Table, values: &[Value], sources: &HashMap<String, i64>) -> impl Iterator<Item = Value> {
    let key = table.key.iter().filter_map(|column| table.column(column));
    key.map(|index| stored(table, index, &values[index], sources))
}

/// A dataset, and the key of a row as it is stored.
fn statement(
    dataset: &str,
    table: &Table,
    values: &[Value],
    sources: &HashMap<String, i64>,
) -> impl Iterator<Item = Value> {
    std::iter::once(Value::Text(dataset.to_owned())).chain(key_of(table, values, sources))
}

/// A value of a key as it is stored.
fn stored(table: &Table, index: usize, value: &Value, sources: &HashMap<String, i64>) -> Value {
    match (table.columns[index].kind, value) {
        (Kind::Reference(TableName::Source), Value::Text(code)) => {
            sources.get(code).map_or(Value::Null, |source_id| Value::Integer(*source_id))
        }
        _ => value.clone(),
    }
}

/// The statement that deletes the lost rows of a table to which no foreign key refers, but for that of the editions of a
/// source.
fn delete(connection: &Connection, table: &'static str, keeps_former: bool) -> rusqlite::Result<String> {
    let mut condition =
        format!("{} IN (SELECT row_key FROM temp.lost WHERE table_name = ?)", row_key(connection, table)?);
    if keeps_former && table == "source" {
        condition += " AND NOT EXISTS (SELECT 1 FROM main.revision AS c WHERE c.source_id = source.source_id)";
    }
    let mut keys = connection.prepare(
        "SELECT t.name, k.\"from\", coalesce(k.\"to\", 'code')
           FROM main.sqlite_schema AS t, pragma_foreign_key_list(t.name) AS k
          WHERE t.type = 'table' AND k.\"table\" = ? AND t.name NOT IN ('coverage', 'edition', 'region_within', 'sector_within')",
    )?;
    let mut rows = keys.query([table])?;
    while let Some(row) = rows.next()? {
        let (child, from, to): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        // An alias that no dataset states, such as a former code, goes with what it names.
        let which = if child == "alias" { format!(" AND {}", is_stated_alias(connection)?) } else { String::new() };
        condition += &format!(" AND NOT EXISTS (SELECT 1 FROM main.{child} AS c WHERE c.{from} = {table}.{to}{which})");
    }
    Ok(format!("DELETE FROM {table} WHERE {condition}"))
}

/// The condition for an alias that a dataset states.
pub(crate) fn is_stated_alias(connection: &Connection) -> rusqlite::Result<String> {
    let key = row_key(connection, "alias")?;
    Ok(format!("{key} IN (SELECT row_key FROM main.row_statement WHERE table_name = 'alias')"))
}

/// The statement that deletes the aliases of what does not exist any more.
fn orphans(connection: &Connection) -> rusqlite::Result<String> {
    let missing = ["region", "sector", "enterprise"]
        .map(|table| format!("{table} <> '' AND {table} NOT IN (SELECT code FROM {table})"))
        .join(" OR ");
    Ok(format!("DELETE FROM alias WHERE NOT ({}) AND ({missing})", is_stated_alias(connection)?))
}
