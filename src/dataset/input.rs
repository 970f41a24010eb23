//! Where the bytes of a file come from.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::sync::Arc;

/// The bytes of a file, from wherever its folder lies.
#[derive(Debug)]
pub(crate) enum Input {
    Disk(File),
    Bundled(Cursor<&'static [u8]>),
    Memory(Cursor<Arc<[u8]>>),
    Spooled(SharedFile),
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Disk(file) => file.read(buffer),
            Self::Bundled(bytes) => bytes.read(buffer),
            Self::Memory(bytes) => bytes.read(buffer),
            Self::Spooled(file) => file.read(buffer),
        }
    }
}

impl Seek for Input {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        match self {
            Self::Disk(file) => file.seek(position),
            Self::Bundled(bytes) => bytes.seek(position),
            Self::Memory(bytes) => bytes.seek(position),
            Self::Spooled(file) => file.seek(position),
        }
    }
}

/// A file that others read at the same time, each from a place of its own.
#[derive(Debug)]
pub(crate) struct SharedFile {
    file: Arc<File>,
    at: u64,
    size: u64,
}

impl SharedFile {
    /// The file from its start; it has so many bytes.
    pub(crate) fn new(file: Arc<File>, size: u64) -> Self {
        Self { file, at: 0, size }
    }
}

impl Read for SharedFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        #[cfg(unix)]
        let read = std::os::unix::fs::FileExt::read_at(&*self.file, buffer, self.at)?;
        #[cfg(windows)]
        let read = std::os::windows::fs::FileExt::seek_read(&*self.file, buffer, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for SharedFile {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        let at = match position {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}
