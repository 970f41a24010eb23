//! Checksums as text, and what the names of files say.

use sha2::{Digest, Sha256};

/// The SHA-256 of some bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// Bytes as people read them.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The last part of a path, however its system divides it.
pub fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// The name of a file without its endings.
pub fn stem(path: &str) -> &str {
    let name = file_name(path);
    name.split('.').next().filter(|stem| !stem.is_empty()).unwrap_or(name)
}

/// Whether a file tells about the data of another, as those of a World Bank download do.
pub fn is_metadata(path: &str) -> bool {
    file_name(path).starts_with("Metadata_")
}
