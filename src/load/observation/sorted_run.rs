//! Sorted figures as bytes, in memory or in a temporary file.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use super::figure::{Key, Packed};

/// Writes sorted figures: of each key only the numbers that differ from the key before, then the packed figure.
#[derive(Default)]
pub(super) struct RunWriter {
    last: [u32; 7],
}

impl RunWriter {
    #[inline]
    pub(super) fn put(&mut self, key: &Key, figure: Packed<'_>, bytes: &mut Vec<u8>) {
        let key = key.to_array();
        let start = bytes.len();
        bytes.push(0);
        for (place, (number, last)) in key.iter().zip(&self.last).enumerate() {
            if number != last {
                bytes[start] |= 1 << place;
                bytes.extend_from_slice(&number.to_le_bytes());
            }
        }
        self.last = key;
        bytes.extend_from_slice(figure.bytes());
    }
}

/// Sorted figures in memory or in a temporary file, which are read from the first to the last.
#[derive(Debug)]
pub(crate) struct SortedRun {
    bytes: Bytes,
    last: [u32; 7],
}

#[derive(Debug)]
enum Bytes {
    Memory {
        bytes: Vec<u8>,
        /// Where the figure starts, and where the next key does.
        figure: usize,
        next: usize,
    },
    File {
        file: BufReader<File>,
        figure: Vec<u8>,
    },
}

impl SortedRun {
    pub(crate) fn memory(bytes: Vec<u8>) -> Self {
        Self { bytes: Bytes::Memory { bytes, figure: 0, next: 0 }, last: [0; 7] }
    }

    pub(crate) fn file(mut file: File) -> io::Result<Self> {
        file.seek(SeekFrom::Start(0))?;
        let bytes = Bytes::File { file: BufReader::with_capacity(128 << 10, file), figure: Vec::new() };
        Ok(Self { bytes, last: [0; 7] })
    }

    /// Goes to the next figure and returns its key; `None` after the last.
    pub(crate) fn advance(&mut self) -> io::Result<Option<Key>> {
        let broken = || io::Error::from(io::ErrorKind::InvalidData);
        let last = &mut self.last;
        match &mut self.bytes {
            Bytes::Memory { bytes, figure, next } => {
                let Some((&mask, mut rest)) = bytes.get(*next..).and_then(<[u8]>::split_first) else { return Ok(None) };
                for (place, number) in last.iter_mut().enumerate() {
                    if mask & 1 << place != 0 {
                        let (bytes, after) = rest.split_first_chunk::<4>().ok_or_else(broken)?;
                        *number = u32::from_le_bytes(*bytes);
                        rest = after;
                    }
                }
                *figure = bytes.len() - rest.len();
                *next = *figure + Packed::at_start_of(rest).ok_or_else(broken)?.bytes().len();
            }
            Bytes::File { file, figure } => {
                if file.fill_buf()?.is_empty() {
                    return Ok(None);
                }
                let mut mask = [0];
                file.read_exact(&mut mask)?;
                let mut four = [0; 4];
                for (place, number) in last.iter_mut().enumerate() {
                    if mask[0] & 1 << place != 0 {
                        file.read_exact(&mut four)?;
                        *number = u32::from_le_bytes(four);
                    }
                }
                file.read_exact(&mut four)?;
                figure.clear();
                figure.extend_from_slice(&four);
                figure.resize((u32::from_le_bytes(four) as usize).max(4), 0);
                file.read_exact(&mut figure[4..])?;
            }
        }
        Ok(Some(Key::from_array(*last)))
    }

    /// The figure that [`Self::advance`] went to.
    pub(crate) fn figure(&self) -> Option<Packed<'_>> {
        match &self.bytes {
            Bytes::Memory { bytes, figure, .. } => Packed::at_start_of(bytes.get(*figure..)?),
            Bytes::File { figure, .. } => Packed::at_start_of(figure),
        }
    }
}
