//! Bytes that are read more than once and lie in no file: in memory, or in a temporary file where they are many.

use std::fs::File;
use std::io::{self, Cursor, Read, Write};
use std::sync::Arc;

use tempfile::{NamedTempFile, TempPath};

use super::folder::Input;

/// More bytes than this of a file are not held in memory: there may be thousands of files.
const IN_MEMORY: usize = 4 << 20;

/// Bytes that can be read from their start any number of times.
#[derive(Clone, Debug)]
pub(super) enum Spool {
    Memory(Arc<[u8]>),
    /// The file goes with the last who knows of it.
    Disk(Arc<TempPath>),
}

impl Spool {
    /// The bytes from their start, and how many there are.
    pub(super) fn open(&self) -> io::Result<(Input, u64)> {
        match self {
            Self::Memory(bytes) => Ok((Input::Memory(Cursor::new(Arc::clone(bytes))), bytes.len() as u64)),
            Self::Disk(path) => {
                let file = File::open(path.as_ref())?;
                let size = file.metadata()?.len();
                Ok((Input::Disk(file), size))
            }
        }
    }

    /// Everything that a reader gives.
    pub(super) fn of(reader: &mut dyn Read) -> io::Result<Self> {
        let mut writer = SpoolWriter::default();
        io::copy(reader, &mut writer)?;
        writer.finish()
    }

    /// All bytes at once.
    pub(super) fn bytes(&self) -> io::Result<Arc<[u8]>> {
        match self {
            Self::Memory(bytes) => Ok(Arc::clone(bytes)),
            Self::Disk(path) => Ok(std::fs::read(path.as_ref())?.into()),
        }
    }
}

/// Takes bytes until all are there.
#[derive(Debug, Default)]
pub(super) struct SpoolWriter {
    memory: Vec<u8>,
    file: Option<NamedTempFile>,
}

impl SpoolWriter {
    pub(super) fn finish(self) -> io::Result<Spool> {
        Ok(match self.file {
            None => Spool::Memory(self.memory.into()),
            Some(mut file) => {
                file.flush()?;
                Spool::Disk(Arc::new(file.into_temp_path()))
            }
        })
    }
}

impl Write for SpoolWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(file) = &mut self.file {
            return file.write(bytes);
        }
        self.memory.extend_from_slice(bytes);
        if self.memory.len() > IN_MEMORY {
            let mut file = NamedTempFile::new()?;
            file.write_all(&std::mem::take(&mut self.memory))?;
            self.file = Some(file);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), Write::flush)
    }
}
