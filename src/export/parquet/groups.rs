//! The row groups of a table, on their way to the thread that writes them.

use std::sync::mpsc::SyncSender;

use rusqlite::types::ValueRef;

use super::files::GROUP;
use super::rows::{Column, Rows};
use crate::error::{Error, Result};

/// Collects rows, and sends them group by group.
pub(super) struct Groups<'a> {
    columns: &'a [Column],
    rows: Rows,
    sender: SyncSender<Rows>,
    /// Gets how many rows there are so far.
    show: &'a mut dyn FnMut(u64) -> Result<()>,
    done: u64,
}

impl<'a> Groups<'a> {
    pub(super) fn new(
        columns: &'a [Column],
        sender: SyncSender<Rows>,
        show: &'a mut dyn FnMut(u64) -> Result<()>,
    ) -> Self {
        Self { columns, rows: Rows::new(columns), sender, show, done: 0 }
    }

    /// Adds a row; `value` returns the value of a column.
    ///
    /// # Errors
    /// Those of `value`; what writes the rows has failed, or the export was interrupted.
    pub(super) fn push<'v>(&mut self, value: impl FnMut(usize) -> Result<ValueRef<'v>>) -> Result<()> {
        self.rows.push(value)?;
        if self.rows.count < GROUP {
            return Ok(());
        }
        self.done += GROUP as u64;
        (self.show)(self.done)?;
        self.send()
    }

    /// Sends the last rows.
    ///
    /// # Errors
    /// What writes the rows has failed.
    pub(super) fn finish(mut self) -> Result<()> {
        if self.rows.count == 0 { Ok(()) } else { self.send() }
    }

    fn send(&mut self) -> Result<()> {
        let rows = std::mem::replace(&mut self.rows, Rows::new(self.columns));
        // Nobody takes them where the writer has failed, whose own error is reported in place of this one.
        self.sender.send(rows).map_err(|_| Error::Interrupted)
    }
}
