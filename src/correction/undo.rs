//! Takes the newest entry of the ledger back: a load, or a correction.

use rusqlite::Connection;

use super::transaction::{Corrected, Done, Transaction, When};
use crate::error::{Error, Result, UsageError};
use crate::load::Action;
use crate::store::{Store, row_history};

/// Takes the newest entry of the ledger back, which may be an undo itself.
///
/// # Errors
/// Fails where there is nothing to take back, or the file cannot be written.
pub(crate) fn undo(store: &Store, when: When<'_>) -> Result<Done> {
    let transaction = Transaction::begin(store, when)?;
    let last = transaction.load_id() - 1;
    // The first load is not recorded: before it, the file was empty.
    if last < 2 {
        let loads = usize::try_from(last).unwrap_or_default();
        return Err(Error::usage(UsageError::NothingToUndo { file: store.file().to_owned(), loads }));
    }
    let connection = transaction.connection();
    let about = transaction.run(|| name_of(connection, last))?;
    transaction.run(|| {
        connection.execute(TAKEN, [last])?;
        connection.execute(GIVEN, [last])
    })?;
    let figures = transaction.move_figures("corrected")?;
    let is_move = transaction.run(|| connection.query_row(IS_MOVE, [last], |row| row.get(0)))?;
    transaction.run(|| {
        connection.execute(
            "DELETE FROM also_stated WHERE file_id IN (SELECT file_id FROM load_file WHERE load_id = ?)",
            [last],
        )?;
        // What the entry revised or withdrew is stated again, and what older editions had stated was only added to the history.
        connection.execute(
            "UPDATE revision SET reason = 'corrected' WHERE removed_by = ?1 AND reason IN ('revised', 'withdrawn')",
            [last],
        )?;
        row_history::take_back(connection, last)
    })?;
    let figures = match is_move {
        true => {
            let renamed: u64 = transaction.run(|| connection.query_row(RENAMED, [last + 1], |row| row.get(0)))?;
            let Corrected { added, replaced, withdrawn, .. } = figures;
            Corrected { moved: renamed + replaced + added.max(withdrawn), ..Corrected::default() }
        }
        false => figures,
    };
    transaction.commit(Action::Undo, about, figures)
}

/// Whether an entry only moved figures from one code to another.
const IS_MOVE: &str = "
    SELECT inserted + revised + withdrawn = 0
           AND EXISTS (SELECT 1 FROM row_change WHERE load_id = ?1 AND table_name = 'former_code')
      FROM load WHERE load_id = ?1";

/// The figures of the series whose codes an entry changed.
const RENAMED: &str = "
    SELECT count(*) FROM observation
     WHERE series_id IN (SELECT json_extract(row_key, '$[0]') FROM row_change WHERE load_id = ? AND table_name = 'series')";

/// An entry of the ledger in words: what it was about, unless it is an undo of an undo, which could go on for ever.
fn name_of(connection: &Connection, load: i64) -> rusqlite::Result<String> {
    let name = "SELECT action || ' ' || load_id ||
                       CASE WHEN about IS NULL OR action = 'undo' AND substr(about, 1, 4) = 'undo' THEN ''
                            ELSE ' (' || about || ')' END
                  FROM load WHERE load_id = ?";
    connection.query_row(name, [load], |row| row.get(0))
}

/// The figures that the entry stated, and those that it handed over to another dataset.
const TAKEN: &str = "
    INSERT INTO temp.taken
    SELECT series_id, period, source_id FROM observation
     WHERE file_id IN (SELECT file_id FROM load_file WHERE load_id = ?1)
     UNION
    SELECT series_id, period, source_id FROM revision
     WHERE revision_id IN (SELECT json_extract(row_key, '$[0]') FROM row_change
                            WHERE load_id = ?1 AND table_name = 'revision' AND before IS NULL)";

/// The figures that the entry revised, corrected, withdrew or handed over.
const GIVEN: &str = "
    INSERT INTO temp.given (series_id, period, source_id, value, file_id, line, locator, status, comparator, upper, reported,
                            note, period_inferred, edition)
    SELECT series_id, period, source_id, value, file_id, line, locator, status, comparator, upper, reported, note,
           period_inferred, edition
      FROM revision
     WHERE removed_by = ?1 AND loaded_by < ?1
        OR revision_id IN (SELECT json_extract(row_key, '$[0]') FROM row_change
                            WHERE load_id = ?1 AND table_name = 'revision' AND before IS NULL)";
