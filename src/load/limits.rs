//! How much of a load is held in memory.

/// Sizes that determine when a load writes to disk, passes work to another thread, or looks figures up one by one. None
/// of them changes the result of a load: tests set them so small that a few rows are enough to take every path.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// How many bytes of figures a thread collects before it sorts them.
    pub run: usize,
    /// How many bytes of sorted figures stay in memory; others go to temporary files.
    pub sorted: usize,
    /// The number of temporary files at which they are merged into one.
    pub files: usize,
    /// How many bytes of figures are handed from one thread to the next at once.
    pub batch: usize,
    /// How many blocks per thread may be read ahead of the block that is collected next.
    pub blocks_ahead: usize,
    /// Stored series, and the stored figures of a series, are looked up one by one where there are more than this many
    /// times as many of them as the load states; otherwise all of them are read in order.
    pub seek_ratio: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { run: 32 << 20, sorted: 400 << 20, files: 128, batch: 256 << 10, blocks_ahead: 16, seek_ratio: 4 }
    }
}
