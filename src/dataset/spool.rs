//! Bytes that are read more than once and are not a file: in memory, or in a temporary file if there are many.

use std::fs::File;
use std::io::{self, Cursor, Read, Write};
use std::sync::Arc;

use super::input::{Input, SharedFile};
use crate::interrupt;

/// More bytes than this of a file are not held in memory: there may be thousands of files.
const IN_MEMORY: usize = 4 << 20;

/// Bytes that can be read from their start any number of times.
#[derive(Clone, Debug)]
pub(super) enum Spool {
    Memory(Arc<[u8]>),
    /// A file, and its size. A temporary one has no name: whatever ends the program, the system removes it.
    Disk(Arc<File>, u64),
}

impl Spool {
    /// The bytes from their start, and how many there are.
    pub(super) fn open(&self) -> io::Result<(Input, u64)> {
        let input = match self {
            Self::Memory(bytes) => Input::Memory(Cursor::new(Arc::clone(bytes))),
            Self::Disk(file, size) => Input::Spooled(SharedFile::new(Arc::clone(file), *size)),
        };
        Ok((input, self.size()))
    }

    /// The bytes of a file as it lies. Where they are many, they are not copied.
    pub(super) fn of_input(mut input: Input, size: u64) -> io::Result<Self> {
        match input {
            Input::Disk(file) if size > IN_MEMORY as u64 => Ok(Self::Disk(Arc::new(file), size)),
            _ => Self::of(&mut input),
        }
    }

    /// Everything that a reader gives.
    pub(super) fn of(reader: &mut dyn Read) -> io::Result<Self> {
        let mut writer = SpoolWriter::default();
        io::copy(reader, &mut writer)?;
        writer.finish()
    }

    /// How many bytes there are.
    pub(super) fn size(&self) -> u64 {
        match self {
            Self::Memory(bytes) => bytes.len() as u64,
            Self::Disk(_, size) => *size,
        }
    }

    /// All bytes at once.
    pub(super) fn bytes(&self) -> io::Result<Arc<[u8]>> {
        match self {
            Self::Memory(bytes) => Ok(Arc::clone(bytes)),
            Self::Disk(..) => {
                let mut bytes = Vec::new();
                self.open()?.0.read_to_end(&mut bytes)?;
                Ok(bytes.into())
            }
        }
    }
}

/// Takes bytes until all are there.
#[derive(Debug, Default)]
pub(super) struct SpoolWriter {
    memory: Vec<u8>,
    file: Option<File>,
    size: u64,
}

impl SpoolWriter {
    pub(super) fn finish(self) -> io::Result<Spool> {
        Ok(match self.file {
            None => Spool::Memory(self.memory.into()),
            Some(mut file) => {
                file.flush()?;
                Spool::Disk(Arc::new(file), self.size)
            }
        })
    }
}

impl Write for SpoolWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        interrupt::check().map_err(io::Error::other)?;
        self.size += bytes.len() as u64;
        if let Some(file) = &mut self.file {
            file.write_all(bytes)?;
            return Ok(bytes.len());
        }
        self.memory.extend_from_slice(bytes);
        if self.memory.len() > IN_MEMORY {
            let mut file = tempfile::tempfile()?;
            file.write_all(&std::mem::take(&mut self.memory))?;
            self.file = Some(file);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), Write::flush)
    }
}
