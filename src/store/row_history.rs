//! What the rows of tables other than `observation` were before loads changed them.
//!
//! Triggers record it in `row_change`, so that whatever changes such a row keeps its history. They are temporary: other
//! programs that write to the file do not see them.

use rusqlite::Connection;

/// The tables whose rows have a history. `row_statement` says which dataset states a row.
const TABLES: [&str; 17] = [
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
    "report",
    "row_statement",
];

/// The columns that follow from figures.
const TOTALS: [&str; 3] = ["observations", "first_period", "last_period"];

/// A table whose rows have a history.
struct Table {
    name: &'static str,
    columns: Vec<String>,
    key: Vec<String>,
}

impl Table {
    fn of(connection: &Connection, name: &'static str) -> rusqlite::Result<Self> {
        let mut query = connection.prepare("SELECT name, pk > 0 FROM pragma_table_xinfo(?, 'main') ORDER BY cid")?;
        let columns = query.query_map([name], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let columns: Vec<(String, bool)> = columns.collect::<rusqlite::Result<_>>()?;
        let key = match name {
            "source" => vec!["code".to_owned()],
            _ => columns.iter().filter(|(_, is_key)| *is_key).map(|(column, _)| column.clone()).collect(),
        };
        Ok(Self { name, columns: columns.into_iter().map(|(column, _)| column).collect(), key })
    }

    /// The expression for the key of a row; `row` is its name with a point, or empty.
    fn key_of(&self, row: &str) -> String {
        let key: Vec<String> = self.key.iter().map(|column| format!("{row}{column}")).collect();
        format!("json_array({})", key.join(", "))
    }

    /// The trigger for one kind of statement.
    fn trigger(&self, event: &str, load: i64) -> String {
        let name = self.name;
        let stated = || self.columns.iter().filter(|column| !TOTALS.contains(&column.as_str()));
        let (row, condition) = match event {
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
        format!(
            "CREATE TEMP TRIGGER history_of_{name}_{event} AFTER {event} ON main.{name} {condition} BEGIN
               INSERT INTO row_change (load_id, table_name, row_key, before)
               VALUES ({load}, '{name}', {}, {before});
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

    /// Adds a temporary table with the rows as they were after a load.
    fn restore(&self, connection: &Connection, load: i64) -> rusqlite::Result<()> {
        let name = self.name;
        // The first load is not recorded.
        if load == 0 {
            return connection.execute_batch(&format!("CREATE TEMP TABLE {name} AS SELECT * FROM main.{name} WHERE 0"));
        }
        connection.execute_batch(&format!(
            "CREATE TEMP TABLE changed AS
             SELECT row_key, before
               FROM (SELECT row_key, before, row_number() OVER (PARTITION BY row_key ORDER BY change_id) AS place
                       FROM main.row_change WHERE table_name = '{name}' AND load_id > {load})
              WHERE place = 1;
             CREATE UNIQUE INDEX temp.changed_by_key ON changed (row_key)"
        ))?;
        let changed: i64 = connection.query_row("SELECT count(*) FROM temp.changed", [], |row| row.get(0))?;
        // The totals of sources are counted again.
        if changed > 0 || name == "source" {
            let columns: Vec<String> = self.columns.iter().map(|column| format!("before ->> '$.{column}'")).collect();
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
        connection.execute_batch("DROP TABLE temp.changed")
    }
}

const EVENTS: [&str; 3] = ["INSERT", "UPDATE", "DELETE"];

/// From here on, changes of rows are recorded as those of a load.
///
/// # Errors
/// Fails where SQLite does.
pub(crate) fn record(connection: &Connection, load: i64) -> rusqlite::Result<()> {
    for name in TABLES {
        let table = Table::of(connection, name)?;
        EVENTS.iter().try_for_each(|event| connection.execute_batch(&table.trigger(event, load)))?;
    }
    Ok(())
}

/// The expression for the key of a row of a table, as `row_change` and `row_statement` have it.
///
/// # Errors
/// Fails where SQLite does.
pub(crate) fn row_key(connection: &Connection, table: &'static str) -> rusqlite::Result<String> {
    Ok(Table::of(connection, table)?.key_of(""))
}

/// Changes of rows are no longer recorded.
///
/// # Errors
/// Fails where SQLite does.
pub(crate) fn stop(connection: &Connection) -> rusqlite::Result<()> {
    TABLES.iter().flat_map(|table| EVENTS.map(|event| (table, event))).try_for_each(|(table, event)| {
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

/// Adds temporary tables with the rows as they were after a load, in place of those that have changed since.
///
/// # Errors
/// Fails where SQLite does.
pub(super) fn restore(connection: &Connection, load: i64) -> rusqlite::Result<()> {
    TABLES.iter().try_for_each(|name| Table::of(connection, name)?.restore(connection, load))
}
