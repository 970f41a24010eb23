//! What lies within what: the tables `region_within` and `sector_within`, which save reports a recursion that not every engine has.

use rusqlite::Connection;

/// The tables whose rows lie within each other, by their parents.
pub(crate) const TABLES: [&str; 2] = ["region", "sector"];

/// How many levels there may be, the highest included. A line of n levels makes n * (n + 1) / 2 pairs.
pub(crate) const LEVELS: usize = 32;

/// The statement that finds the pairs of a table. A parent that does not exist, or that is a part of its own parts, is the work of
/// another program: each pair is found once.
fn pairs(table: &str) -> String {
    format!(
        "WITH RECURSIVE line (ancestor, code, depth) AS (
           SELECT code, code, 0 FROM {table}
            UNION ALL
           SELECT p.code, l.code, l.depth + 1
             FROM line AS l
             JOIN {table} AS r ON r.code = l.ancestor
             JOIN {table} AS p ON p.code = r.parent
            WHERE l.depth + 1 < {LEVELS})
         SELECT ancestor, code, min(depth) AS depth FROM line GROUP BY ancestor, code"
    )
}

/// Finds the pairs again, and returns whether stored ones differed.
///
/// # Errors
/// Fails where SQLite does.
pub(crate) fn refresh(connection: &Connection) -> rusqlite::Result<bool> {
    let mut changed = 0;
    for table in TABLES {
        connection.execute_batch(&format!(
            "DROP TABLE IF EXISTS temp.found_within;
             CREATE TEMP TABLE found_within AS {}",
            pairs(&format!("main.{table}"))
        ))?;
        changed += connection.execute(
            &format!(
                "DELETE FROM main.{table}_within
                  WHERE (ancestor, code, depth) NOT IN (SELECT ancestor, code, depth FROM temp.found_within)"
            ),
            [],
        )?;
        changed += connection.execute(
            &format!(
                "INSERT INTO main.{table}_within (ancestor, code, depth)
                 SELECT ancestor, code, depth FROM temp.found_within
                 EXCEPT SELECT ancestor, code, depth FROM main.{table}_within"
            ),
            [],
        )?;
    }
    connection.execute_batch("DROP TABLE temp.found_within")?;
    Ok(changed > 0)
}

/// Adds temporary tables of the pairs, of those tables that have temporary ones in their place.
///
/// # Errors
/// Fails where SQLite does.
pub(super) fn shadow(connection: &Connection) -> rusqlite::Result<()> {
    for table in TABLES {
        let is_shadowed = "SELECT EXISTS (SELECT 1 FROM sqlite_temp_schema WHERE name = ?)";
        if connection.query_row(is_shadowed, [table], |row| row.get(0))? {
            connection.execute_batch(&format!(
                "CREATE TEMP TABLE {table}_within AS {};
                 CREATE UNIQUE INDEX temp.{table}_within_by_key ON {table}_within (ancestor, code)",
                pairs(&format!("temp.{table}"))
            ))?;
        }
    }
    Ok(())
}
