//! What the rows of tables other than `observation` were before loads changed them.
//!
//! Triggers record it in `row_change`, so that whatever changes such a row keeps its history. They are temporary: other
//! programs that write to the file do not see them.

use rusqlite::Connection;

/// The tables whose rows have a history. `row_statement` says which dataset states a row.
pub(crate) const TABLES: [&str; 18] = [
    "source",
    "edition",
    "unit",
    "region",
    "scheme",
    "sector",
    "metric",
    "enterprise",
    "enterprise_sector",
    "alias",
    "succession",
    "designation",
    "enterprise_designation",
    "claim",
    "audit_exception",
    "former_code",
    "report",
    "row_statement",
];

/// The columns whose changes are recorded of two more tables. The other columns of `series` follow from figures, and those
/// of `revision` never change.
const PARTS: [(&str, &[&str]); 2] =
    [("series", &["metric", "region", "sector", "enterprise", "breakdown"]), ("revision", &["series_id", "reason"])];

/// The datasets that state a figure beside the one it came from. A load may add one for every figure: of loads, only deletions
/// are recorded, because the rows that a load has added have its files.
const BESIDE: &str = "also_stated";

/// The condition for changes of rows that a dataset states: of figures and of who states what, people are shown no rows.
pub(crate) const IS_OF_ROWS: &str = "table_name NOT IN ('row_statement', 'series', 'revision', 'also_stated')";

/// The statement that returns what rows that have an edition were before loads changed them.
pub(crate) const FORMER_ROWS: &str = include_str!("former_rows.sql");

/// The columns that follow from figures.
const TOTALS: [&str; 3] = ["observations", "first_period", "last_period"];

/// A table whose rows have a history.
struct Table {
    name: &'static str,
    /// The columns that are recorded.
    columns: Vec<String>,
    /// Those of them that are computed from others.
    generated: Vec<String>,
    key: Vec<String>,
    /// Whether other columns of the table are not recorded, nor whole rows.
    is_part: bool,
}

impl Table {
    fn of(connection: &Connection, name: &'static str) -> rusqlite::Result<Self> {
        let sql = "SELECT name, pk > 0, hidden > 0 FROM pragma_table_xinfo(?, 'main') ORDER BY cid";
        let mut query = connection.prepare(sql)?;
        let columns = query.query_map([name], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let mut columns: Vec<(String, bool, bool)> = columns.collect::<rusqlite::Result<_>>()?;
        let part = PARTS.iter().find(|(part, _)| *part == name).map(|(_, columns)| *columns);
        columns.retain(|(column, is_key, _)| *is_key || part.is_none_or(|part| part.contains(&column.as_str())));
        let which = |is_one: &dyn Fn(&(String, bool, bool)) -> bool| {
            columns.iter().filter(|column| is_one(column)).map(|(column, ..)| column.clone()).collect()
        };
        let key = if name == "source" { vec!["code".to_owned()] } else { which(&|(_, is_key, _)| *is_key) };
        let (generated, columns) = (which(&|(_, _, is_generated)| *is_generated), which(&|_| true));
        Ok(Self { name, columns, generated, key, is_part: part.is_some() })
    }

    /// The tables in which rows are recorded, and those of which parts are.
    fn all(connection: &Connection) -> rusqlite::Result<Vec<Self>> {
        names().map(|name| Self::of(connection, name)).collect()
    }

    /// The expression for the key of a row; `row` is its name with a point, or empty.
    fn key_of(&self, row: &str) -> String {
        let key: Vec<String> = self.key.iter().map(|column| format!("{row}{column}")).collect();
        format!("json_array({})", key.join(", "))
    }

    /// The trigger for one kind of statement. An update that changes the key of a row adds a row with the new key.
    fn trigger(&self, event: &str, load: i64) -> String {
        let name = self.name;
        let stated = || self.columns.iter().filter(|column| !TOTALS.contains(&column.as_str()));
        let (row, condition) = match event {
            // What is handed over to another dataset counts as removed by the load in which that first stated it.
            "INSERT" if name == "revision" => ("NEW", "WHEN NEW.reason = 'handed over'".to_owned()),
            "INSERT" => ("NEW", String::new()),
            "DELETE" => ("OLD", String::new()),
            _ => {
                let differs: Vec<String> = stated().map(|column| format!("OLD.{column} IS NOT NEW.{column}")).collect();
                ("OLD", format!("WHEN {}", differs.join(" OR ")))
            }
        };
        let before = match event {
            "INSERT" => "NULL".to_owned(),
            _ => {
                let pairs: Vec<String> =
                    self.columns.iter().map(|column| format!("'{column}', OLD.{column}")).collect();
                format!("json_object({})", pairs.join(", "))
            }
        };
        let (old, new) = (self.key_of("OLD."), self.key_of("NEW."));
        let (of, moved) = match event {
            "UPDATE" if self.is_part => (format!(" OF {}", self.columns.join(", ")), String::new()),
            "UPDATE" => (
                String::new(),
                format!(
                    "INSERT INTO row_change (load_id, table_name, row_key, before)
                     SELECT {load}, '{name}', {new}, NULL WHERE {old} <> {new};"
                ),
            ),
            _ => (String::new(), String::new()),
        };
        format!(
            "CREATE TEMP TRIGGER history_of_{name}_{event} AFTER {event}{of} ON main.{name} {condition} BEGIN
               INSERT INTO row_change (load_id, table_name, row_key, before)
               VALUES ({load}, '{name}', {}, {before});
               {moved}
             END",
            self.key_of(&format!("{row}."))
        )
    }

    /// The statement that returns the key and the columns of every row, as JSON.
    fn query(&self) -> String {
        let columns = self.columns.iter().filter(|column| !TOTALS.contains(&column.as_str()));
        let pairs: Vec<String> = columns.map(|column| format!("'{column}', {column}")).collect();
        format!(
            "SELECT {} AS row_key, json_object({}) AS columns FROM {}",
            self.key_of(""),
            pairs.join(", "),
            self.name
        )
    }

    /// Collects the first change of each row in the temporary table `changed`, of those changes that meet a condition.
    fn collect(&self, connection: &Connection, which: &str) -> rusqlite::Result<()> {
        connection.execute_batch(&format!(
            "DROP TABLE IF EXISTS temp.changed;
             CREATE TEMP TABLE changed AS
             SELECT row_key, before
               FROM (SELECT row_key, before, row_number() OVER (PARTITION BY row_key ORDER BY change_id) AS place
                       FROM main.row_change WHERE table_name = '{}' AND {which})
              WHERE place = 1;
             CREATE UNIQUE INDEX temp.changed_by_key ON changed (row_key)",
            self.name
        ))
    }

    /// The expression for a column of a row before its change.
    fn before(column: &String) -> String {
        format!("before ->> '$.{column}'")
    }

    /// Makes the rows again what they were before the changes that meet a condition.
    fn take_back(&self, connection: &Connection, which: &str) -> rusqlite::Result<()> {
        self.collect(connection, which)?;
        let (name, key) = (self.name, self.key_of(""));
        let columns: Vec<&String> = self.columns.iter().filter(|column| !self.generated.contains(column)).collect();
        let before: Vec<String> = columns.iter().copied().map(Self::before).collect();
        connection.execute_batch(&if self.is_part {
            let set: Vec<String> =
                columns.iter().zip(&before).map(|(column, old)| format!("{column} = {old}")).collect();
            format!(
                "UPDATE main.{name} SET {} FROM temp.changed WHERE row_key = {key} AND before IS NOT NULL",
                set.join(", ")
            )
        } else {
            let columns: Vec<&str> = columns.into_iter().map(String::as_str).collect();
            format!(
                "DELETE FROM main.{name} WHERE {key} IN (SELECT row_key FROM temp.changed);
                 INSERT INTO main.{name} ({}) SELECT {} FROM temp.changed WHERE before IS NOT NULL ORDER BY row_key",
                columns.join(", "),
                before.join(", ")
            )
        })
    }

    /// Adds a temporary table with the rows as they were after a load; of a table of which parts are recorded, and of
    /// `also_stated`, only those that have changed since.
    fn restore(&self, connection: &Connection, load: i64) -> rusqlite::Result<()> {
        let name = self.name;
        let mut columns: Vec<String> = self.columns.iter().map(Self::before).collect();
        if self.is_part || name == BESIDE {
            self.collect(connection, &format!("load_id > {load}"))?;
            // A row that a correction has added is not to be shown: of that, only the key is restored.
            let is_whole = name == BESIDE;
            for (place, key) in self.key.iter().enumerate().filter(|_| is_whole) {
                let at = self.columns.iter().position(|column| column == key).unwrap_or_default();
                columns[at] = format!("row_key ->> '$[{place}]'");
            }
            let which = if is_whole { "" } else { "WHERE before IS NOT NULL" };
            return connection.execute_batch(&format!(
                "CREATE TEMP TABLE former_{name} ({}, PRIMARY KEY ({}));
                 INSERT INTO temp.former_{name} SELECT {} FROM temp.changed {which}",
                self.columns.join(", "),
                self.key.join(", "),
                columns.join(", ")
            ));
        }
        // The first load is not recorded.
        if load == 0 {
            return connection.execute_batch(&format!("CREATE TEMP TABLE {name} AS SELECT * FROM main.{name} WHERE 0"));
        }
        self.collect(connection, &format!("load_id > {load}"))?;
        let changed: i64 = connection.query_row("SELECT count(*) FROM temp.changed", [], |row| row.get(0))?;
        // The totals of sources are counted again.
        if changed > 0 || name == "source" {
            connection.execute_batch(&format!(
                "CREATE TEMP TABLE {name} AS
                 SELECT * FROM main.{name} WHERE {} NOT IN (SELECT row_key FROM temp.changed);
                 INSERT INTO temp.{name} SELECT {} FROM temp.changed WHERE before IS NOT NULL;
                 CREATE INDEX temp.{name}_by_key ON {name} ({})",
                self.key_of(""),
                columns.join(", "),
                self.key.join(", ")
            ))?;
        }
        if name == "source" {
            // Its figures may have been withdrawn before it was removed, and be stored again.
            connection.execute_batch(
                "UPDATE temp.source AS t
                    SET observations = s.observations, first_period = s.first_period, last_period = s.last_period
                   FROM main.source AS s WHERE s.source_id = t.source_id",
            )?;
        }
        Ok(())
    }
}

/// The names of the tables that have a history.
fn names() -> impl Iterator<Item = &'static str> {
    TABLES.into_iter().chain(PARTS.map(|(name, _)| name)).chain([BESIDE])
}

const EVENTS: [&str; 3] = ["INSERT", "UPDATE", "DELETE"];

/// From here on, changes of rows are recorded as those of a load, or of a correction.
///
/// # Errors
/// Fails where SQLite does.
pub(crate) fn record(connection: &Connection, load: i64, is_correction: bool) -> rusqlite::Result<()> {
    for table in Table::all(connection)? {
        let events: &[&str] = match table.name {
            "series" => &["UPDATE"],
            "revision" if is_correction => &["INSERT", "UPDATE"],
            // A trigger would run for every figure that a load revises: see `record_handed_over`.
            "revision" => &["UPDATE"],
            BESIDE if !is_correction => &["DELETE"],
            _ => &EVENTS,
        };
        events.iter().try_for_each(|event| connection.execute_batch(&table.trigger(event, load)))?;
    }
    Ok(())
}

/// Records that a load has added this row of `revision` for a figure that it handed over to another dataset: its `removed_by` is
/// an earlier load.
///
/// # Errors
/// Fails where SQLite does.
pub(crate) fn record_handed_over(connection: &Connection, load: i64, revision_id: i64) -> rusqlite::Result<()> {
    let sql = "INSERT INTO row_change (load_id, table_name, row_key) VALUES (?, 'revision', json_array(?))";
    connection.prepare_cached(sql)?.execute([load, revision_id]).map(drop)
}

/// Makes every row again what it was before a load changed it.
///
/// # Errors
/// Fails where SQLite does, and where another program has changed the rows since, so that a unique value is not free.
pub(crate) fn take_back(connection: &Connection, load: i64) -> rusqlite::Result<()> {
    let which = format!("load_id = {load}");
    Table::all(connection)?.iter().try_for_each(|table| table.take_back(connection, &which))
}

/// Makes rows of a table again what they were before the changes in `row_change` that meet a condition.
///
/// # Errors
/// Fails where SQLite does, and where a unique value is not free.
pub(crate) fn give_back(connection: &Connection, table: &'static str, which: &str) -> rusqlite::Result<()> {
    Table::of(connection, table)?.take_back(connection, which)
}

/// The expression for the key of a row of a table, as `row_change` and `row_statement` have it.
///
/// # Errors
/// Fails where SQLite does.
pub(crate) fn row_key(connection: &Connection, table: &'static str) -> rusqlite::Result<String> {
    Ok(Table::of(connection, table)?.key_of(""))
}

/// The columns of the key of a row of a table, in the order in which `row_change` and `row_statement` have them.
///
/// # Errors
/// Fails where SQLite does.
pub(crate) fn key_columns(connection: &Connection, table: &'static str) -> rusqlite::Result<Vec<String>> {
    Ok(Table::of(connection, table)?.key)
}

/// Changes of rows are no longer recorded.
///
/// # Errors
/// Fails where SQLite does.
pub(crate) fn stop(connection: &Connection) -> rusqlite::Result<()> {
    names().flat_map(|table| EVENTS.map(|event| (table, event))).try_for_each(|(table, event)| {
        connection.execute_batch(&format!("DROP TRIGGER IF EXISTS temp.history_of_{table}_{event}"))
    })
}

/// For each table that datasets fill, its name and the statement that returns all its rows: their keys as JSON arrays, and
/// their columns as JSON objects.
///
/// # Errors
/// Fails where SQLite does.
pub(super) fn queries(connection: &Connection) -> rusqlite::Result<Vec<(&'static str, String)>> {
    let of_datasets = TABLES.into_iter().filter(|name| *name != "row_statement");
    of_datasets.map(|name| Ok((name, Table::of(connection, name)?.query()))).collect()
}

/// The statements that return the history of the rows of a table.
pub(crate) struct RowHistory {
    pub table: &'static str,
    /// The keys and the columns of the rows that are stored and that loads have changed.
    pub rows: String,
    /// The key of each row, the load that changed it, when that was, and the columns before, in the order of the keys and loads.
    pub changes: String,
}

/// The statements for each table that datasets fill. A row that a load changed more than once was, before it, what it was
/// before the first change.
///
/// # Errors
/// Fails where SQLite does.
pub(super) fn histories(connection: &Connection) -> rusqlite::Result<Vec<RowHistory>> {
    let totals = TOTALS.map(|column| format!("'$.{column}'")).join(", ");
    let of_table = |(table, query)| {
        let rows = format!(
            "SELECT row_key, columns FROM ({query})
              WHERE row_key IN (SELECT row_key FROM row_change WHERE table_name = '{table}')"
        );
        let changes = format!(
            "SELECT c.row_key, c.load_id, l.started_at, json_remove(c.before, {totals})
               FROM (SELECT *, row_number() OVER (PARTITION BY row_key, load_id ORDER BY change_id) AS place
                       FROM row_change WHERE table_name = '{table}') AS c
               JOIN load AS l ON l.load_id = c.load_id
              WHERE c.place = 1 ORDER BY c.row_key, c.load_id"
        );
        RowHistory { table, rows, changes }
    };
    Ok(queries(connection)?.into_iter().map(of_table).collect())
}

/// Adds temporary tables with the rows as they were after a load, in place of those that have changed since.
///
/// # Errors
/// Fails where SQLite does.
pub(super) fn restore(connection: &Connection, load: i64) -> rusqlite::Result<()> {
    let tables = Table::all(connection)?;
    tables.iter().try_for_each(|table| table.restore(connection, load))
}
