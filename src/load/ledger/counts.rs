//! What became of rows.

/// What a load does with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Inserted,
    Revised,
    Unchanged,
    /// The stored row stays, or no row is stored, as a newer edition of its source says.
    Kept,
}

/// What became of rows: `read` is the sum of the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// Rows of the files.
    pub read: u64,
    /// Rows that were not stored before.
    pub inserted: u64,
    /// Rows that replace a stored one.
    pub revised: u64,
    /// Rows that are identical to what is stored, and rows of an older edition that change nothing of what a newer one states.
    pub unchanged: u64,
    /// Rows that were not accepted.
    pub rejected: u64,
}

impl Counts {
    /// Counts what became of one row that is already counted as read; `None` is a rejected one.
    pub(crate) fn add(&mut self, change: Option<Change>) {
        match change {
            Some(Change::Inserted) => self.inserted += 1,
            Some(Change::Revised) => self.revised += 1,
            Some(Change::Unchanged | Change::Kept) => self.unchanged += 1,
            None => self.rejected += 1,
        }
    }

    /// The sum of some counts.
    pub(crate) fn total<'a>(all: impl IntoIterator<Item = &'a Self>) -> Self {
        all.into_iter().fold(Self::default(), |sum, counts| Self {
            read: sum.read + counts.read,
            inserted: sum.inserted + counts.inserted,
            revised: sum.revised + counts.revised,
            unchanged: sum.unchanged + counts.unchanged,
            rejected: sum.rejected + counts.rejected,
        })
    }
}
