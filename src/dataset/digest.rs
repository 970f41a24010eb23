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
pub(super) struct Digester {
    sha256: Sha256,
    bytes: u64,
    piece_size: u64,
    content: XxHash3_128,
    piece: XxHash3_128,
}

/// Files are hashed in pieces of this many bytes, so that several threads can share a file.
pub(super) const PIECE: u64 = 8 << 20;

impl Default for Digester {
    fn default() -> Self {
        Self::with_pieces(PIECE)
    }
}

impl Digester {
    /// Begins a file, in pieces of so many bytes.
    pub(super) fn with_pieces(piece_size: u64) -> Self {
        let (content, piece) = (XxHash3_128::new(), XxHash3_128::new());
        Self { sha256: Sha256::new(), bytes: 0, piece_size, content, piece }
    }

    pub(super) fn update(&mut self, mut bytes: &[u8]) {
        self.sha256.update(bytes);
        while !bytes.is_empty() {
            let left = self.piece_size - self.bytes % self.piece_size;
            let (now, later) = bytes.split_at(bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX)));
            self.piece.write(now);
            self.bytes += now.len() as u64;
            if self.bytes.is_multiple_of(self.piece_size) {
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
        if !self.bytes.is_multiple_of(self.piece_size) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_in_which_a_file_is_read_do_not_matter_but_its_bytes_do() {
        let digest = |bytes: &[u8], part: usize| {
            let mut digester = Digester::with_pieces(4);
            for part in bytes.chunks(part) {
                assert_eq!(digester.write(part).ok(), Some(part.len()));
            }
            digester.finish()
        };
        let bytes = b"0123456789abc";
        let mut contents = std::collections::HashSet::new();
        for length in 0..=bytes.len() {
            let bytes = &bytes[..length];
            let once = digest(bytes, 99);
            assert_eq!((once.bytes, &once.sha256), (length as u64, &sha256(bytes)));
            for part in 1..=length {
                assert_eq!(digest(bytes, part).content, once.content, "{length} bytes, {part} at once");
            }
            contents.insert(once.content);
        }
        assert_eq!(contents.len(), bytes.len() + 1, "every length has another content");
        assert_ne!(digest(b"0123456789xbc", 5).content, digest(bytes, 5).content);
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            "the example of FIPS 180-2"
        );
    }
}
