//! How much of a load is held in memory.

/// Sizes that decide when a load writes to disk, hands work over, or looks figures up one by one. None of them changes what is
/// loaded: tests set them so small that every way is taken by a few rows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// How many bytes of figures a thread collects before it sorts them.
    pub run: usize,
    /// How many bytes of sorted figures stay in memory; others go to temporary files.
    pub sorted: usize,
    /// How many temporary files there are before they become one.
    pub files: usize,
    /// How many bytes of figures are handed from one thread to the next at once.
    pub batch: usize,
    /// How many blocks for each thread may be read ahead of the one that is waited for.
    pub blocks_ahead: usize,
    /// What is stored is looked up piece by piece, rather than read from the first to the last, where it is more than this many
    /// times what the load states: the series of the database, and the figures of a series.
    pub seek_ratio: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { run: 32 << 20, sorted: 400 << 20, files: 128, batch: 256 << 10, blocks_ahead: 16, seek_ratio: 4 }
    }
}
