//! Packed files: a stream in gzip, bzip2, xz or Zstandard, or an archive of several files. The format is recognised by
//! the first bytes of a file, not by its name.

use std::collections::HashSet;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use bzip2::read::MultiBzDecoder;
use flate2::read::MultiGzDecoder;
use lzma_rust2::XzReader;
use zip::ZipArchive;

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    Gzip,
    Bzip2,
    Xz,
    Zstandard,
    /// A ZIP archive, which a workbook may be too.
    Zip,
    /// A compound file, as older workbooks are.
    Compound,
}

impl Packing {
    /// How a file is packed that starts with these bytes, if it is. The magic numbers are those of RFC 1952 (gzip), RFC 8878
    /// (Zstandard), the bzip2 and xz file formats, PKWARE's APPNOTE.TXT, and MS-CFB.
    pub(super) fn of(head: &[u8]) -> Option<Self> {
        const MAGIC: [(&[u8], Packing); 7] = [
            (&[0x1f, 0x8b], Packing::Gzip),
            (b"BZh", Packing::Bzip2),
            (&[0xfd, b'7', b'z', b'X', b'Z', 0], Packing::Xz),
            (&[0x28, 0xb5, 0x2f, 0xfd], Packing::Zstandard),
            (b"PK\x03\x04", Packing::Zip),
            (b"PK\x05\x06", Packing::Zip),
            (&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], Packing::Compound),
        ];
        let (_, packing) = MAGIC.into_iter().find(|(magic, _)| head.starts_with(magic))?;
        // A header of CSV may also start with these three letters: the size of a block and the magic number of a block
        // must follow.
        (packing != Self::Bzip2
            || head.get(4..7).is_none_or(|magic| magic == [0x31, 0x41, 0x59] || magic == [0x17, 0x72, 0x45]))
        .then_some(packing)
    }

    /// What people call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Bzip2 => "bzip2",
            Self::Xz => "xz",
            Self::Zstandard => "Zstandard",
            Self::Zip => "ZIP",
            Self::Compound => "compound file",
        }
    }

    /// The bytes within a stream; those of an archive or a compound file are left as they are. A stream may ask for memory to
    /// repeat what was far before: `zstd` gives it up to 128 MiB without an option, and `xz -9` uses 64 MiB.
    pub(super) fn unpack<'a>(self, packed: impl Read + 'a) -> io::Result<Box<dyn Read + 'a>> {
        Ok(match self {
            Self::Gzip => Box::new(MultiGzDecoder::new(packed)),
            Self::Bzip2 => Box::new(MultiBzDecoder::new(packed)),
            Self::Xz => Box::new(XzReader::new_mem_limit(BufReader::new(packed), true, 256 << 10)),
            Self::Zstandard => Box::new(zstd::Decoder::new(packed)?),
            Self::Zip | Self::Compound => Box::new(packed),
        })
    }
}

/// The names of the files in an archive, in its order, without folders and without the metadata files of operating
/// systems.
pub(super) fn members<R: Read + Seek>(archive: &ZipArchive<R>) -> Vec<String> {
    let is_data =
        |name: &String| !name.ends_with('/') && !name.starts_with("__MACOSX/") && !name.ends_with(".DS_Store");
    archive.file_names().filter_map(|name| Some(name.ok()?.into_owned())).filter(is_data).collect()
}

/// A name that two files in an archive have, of which a reader sees only one.
pub(super) fn twice<R: Read + Seek>(archive: &ZipArchive<R>, bytes: R) -> io::Result<Option<String>> {
    if !archive.has_duplicate_names() {
        return Ok(None);
    }
    // The reader keeps one file a name, so the headers of the central directory are read (APPNOTE.TXT, 4.3.12).
    let mut input = BufReader::new(bytes);
    input.seek(SeekFrom::Start(archive.central_directory_start()))?;
    let (mut seen, mut header) = (HashSet::new(), [0; 46]);
    loop {
        input.read_exact(&mut header)?;
        let [name, extra, comment] = [28, 30, 32].map(|at| u16::from_le_bytes([header[at], header[at + 1]]));
        let mut bytes = vec![0; usize::from(name)];
        input.read_exact(&mut bytes)?;
        input.seek_relative(i64::from(extra) + i64::from(comment))?;
        let name = String::from_utf8_lossy(&bytes).into_owned();
        if !seen.insert(bytes) {
            return Ok(Some(name));
        }
    }
}

/// Whether the files in an archive are those of a workbook: Office Open XML or OpenDocument.
pub(super) fn is_workbook(members: &[String]) -> bool {
    let has = |name: &str| members.iter().any(|member| member == name);
    has("[Content_Types].xml") || (has("mimetype") && has("content.xml"))
}
