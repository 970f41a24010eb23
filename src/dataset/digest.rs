//! Checksums of files: SHA-256, which the ledger keeps so that it can be checked, and XXH3 with 128 bits
//! (<https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md>) to recognise a load, which is as fast as reading.
//! XXH3 detects accidental changes of a file; SHA-256 also detects deliberate ones.

use std::io::{self, Write};

use sha2::{Digest as _, Sha256};
use twox_hash::XxHash3_128;

use crate::interrupt;

/// The checksums of a file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Digest {
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// The size in bytes.
    pub bytes: u64,
    /// The XXH3 of the XXH3s of its pieces.
    pub content: u128,
}

/// Computes the checksums of a file while it is read.
#[derive(Default)]
pub(super) struct Digester {
    sha256: Sha256,
    bytes: u64,
    content: XxHash3_128,
    piece: XxHash3_128,
}

/// Files are hashed in pieces of this many bytes, so that several threads can share a file.
pub(super) const PIECE: u64 = 8 << 20;

impl Digester {
    pub(super) fn update(&mut self, mut bytes: &[u8]) {
        self.sha256.update(bytes);
        while !bytes.is_empty() {
            let left = PIECE - self.bytes % PIECE;
            let (now, later) = bytes.split_at(bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX)));
            self.piece.write(now);
            self.bytes += now.len() as u64;
            if self.bytes.is_multiple_of(PIECE) {
                self.end_piece();
            }
            bytes = later;
        }
    }

    fn end_piece(&mut self) {
        let piece = std::mem::take(&mut self.piece);
        self.content.write(&piece.finish_128().to_le_bytes());
    }

    pub(super) fn finish(mut self) -> Digest {
        if !self.bytes.is_multiple_of(PIECE) {
            self.end_piece();
        }
        let content = self.content.finish_128();
        Digest { sha256: hexadecimal(&self.sha256.finalize()), bytes: self.bytes, content }
    }
}

impl Write for Digester {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        interrupt::check().map_err(io::Error::other)?;
        self.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The SHA-256 of some bytes, in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// Bytes as hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
