//! The start of a database file: <https://www.sqlite.org/fileformat2.html#the_database_header>.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// What this program reads of the header.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Header {
    /// Whether the file is in WAL mode.
    pub is_wal: bool,
    changes: u32,
}

impl Header {
    /// Reads it; an empty file has no changes.
    ///
    /// # Errors
    /// Fails where the file cannot be read, or is shorter than a header.
    pub(super) fn read(mut pages: &File) -> io::Result<Self> {
        if pages.metadata()?.len() == 0 {
            return Ok(Self::default());
        }
        let (mut start, mut changes) = ([0; 24], [0; 4]);
        pages.seek(SeekFrom::Start(0))?;
        pages.read_exact(&mut start)?;
        pages.read_exact(&mut changes)?;
        // Byte 19 is the read version of the format: 2 is WAL.
        Ok(Self { is_wal: start[19] == 2, changes: u32::from_be_bytes(changes) })
    }

    /// The change counter; `None` in WAL mode, in which SQLite does not count.
    pub(super) fn change_counter(self) -> Option<u32> {
        (!self.is_wal).then_some(self.changes)
    }
}
